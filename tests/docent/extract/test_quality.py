from __future__ import annotations

import pytest

from docent.extract.quality import garbled

ENGLISH = "The licensee shall pay the fees within thirty days of receipt of an invoice. " * 4
GERMAN = (
    "Die Rindfleischetikettierungsüberwachungsaufgabenübertragung regelt ein Gesetz,"
    " das der Landtag beschlossen hatte. " * 4
)
RUSSIAN = "Гарантия на товар составляет два года со дня покупки, если не указано иное. " * 4
CHINESE = "本公司保證產品自購買之日起兩年內無瑕疵，客戶可於三十天內退貨。" * 4
CZECH = "Smlouva nabývá účinnosti dnem zveřejnění. Strč prst skrz krk a zmrzl čtvrthrst zrn z mlh. " * 4
NUMBERS = "12.50 13.75 2024-01-01 AB-2231 BX-9912 TRK-44 " * 20


@pytest.mark.parametrize(
    "text", [ENGLISH, GERMAN, RUSSIAN, CHINESE, CZECH, NUMBERS, "", "XKCD QRS", "http://a.b/c"]
)
def test_words_of_any_language_are_text(text: str) -> None:
    assert not garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        "(cid:34)(cid:72)(cid:3)(cid:47)" * 20,
        "/g3 /g12 /g44 /g55 " * 20,
        "\ue001\ue002 \ue003\ue004" * 30,
        "\ufffd\ufffd\ufffd is \ufffd\ufffd" * 30,
        "\x01\x02\x03\x04 \x05\x06" * 30,
        "Gro\u00c3\u0178e \u00c3\u009cbung f\u00c3\u00bcr M\u00c3\u00a4dchen " * 10,
        "".join(chr(ord(c) + 3) if c.isalpha() and c not in "xyzXYZ" else c for c in ENGLISH).replace(
            "a", "d"
        ),
        ENGLISH.replace(" ", "").replace(".", ""),
    ],
)
def test_what_is_no_words_is_noticed(text: str) -> None:
    assert garbled(text)
