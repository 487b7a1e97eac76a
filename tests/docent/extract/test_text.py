from __future__ import annotations

import pytest

from docent.errors import DocumentRejected
from docent.extract.text import text as decode

GERMAN = (
    "Die Gewährleistung beträgt zwei Jahre. Größere Schäden müssen binnen zwölf Tagen gemeldet werden. " * 4
)
RUSSIAN = "Гарантия на товар составляет два года со дня покупки, если в договоре не указано иное. " * 4
CHINESE = "本公司保證產品自購買之日起兩年內無瑕疵，客戶可於三十天內退貨。維基百科是一部自由的百科全書。" * 4


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_reads_every_common_encoding(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding)) == GERMAN.rstrip()


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (CHINESE, "big5")])
def test_reads_older_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text.rstrip()


def test_a_mark_that_lies_is_unreadable() -> None:
    with pytest.raises(DocumentRejected, match="UTF-8") as caught:
        decode(b"\xff\xfe\x00\xd8\x41")
    assert caught.value.reason == "unreadable"


def test_plain_ascii_needs_no_guess() -> None:
    assert decode(b"plain\r\ntext") == "plain\ntext"
