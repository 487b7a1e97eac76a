from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent.extract.clean import BROKEN, clean, mended, unspaced


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("o\ufb03ce \ufb01le", "office file"),
        ("\ufef3\ufe8e", "\u064a\u0627"),
        ("co\xadop\x00er\u200bate\ufeff", "cooperate"),
        ("a\xa0b\u2009c\u3000d", "a b c d"),
        ("a\r\nb\rc\x0cd\u2028e", "a\nb\nc\nd\ne"),
        ("a  \n\n\n\nb\t\n", "a\n\nb\n"),
        ("e\u0301", "é"),
        ("½ x² ｆｕｌｌ", "½ x² ｆｕｌｌ"),
        ("\uf0b7 item \ud800", " item"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("🦉👩‍💻", "🦉👩‍💻"),
    ],
)
def test_leaves_letters_and_takes_marks(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode()
    assert unicodedata.is_normalized("NFC", once)


def test_layout_spaces_become_one() -> None:
    assert unspaced("a   b\t\tc\nd\te") == "a b c\nd e"


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (["a takima{}ta word"], ["a takimata word"]),
        (["a non{}exclusive right"], ["a non-exclusive right"]),
        (["the Schwarz{}Weiß"], ["the Schwarz-Weiß"]),
        (["COVID{}19 and 2010{}based"], ["COVID-19 and 2010-based"]),
        (
            ["their trade{}mark", "a trade-mark, see trade-mark"],
            ["their trade-mark", "a trade-mark, see trade-mark"],
        ),
        (["one non{}sense", "it is nonsense"], ["one nonsense", "it is nonsense"]),
        (["nothing broken"], ["nothing broken"]),
    ],
)
def test_words_cut_at_a_line_end_are_put_together(pages: list[str], expected: list[str]) -> None:
    assert mended([page.replace("{}", BROKEN) for page in pages]) == expected


@pytest.mark.parametrize("text", [" " * 300_000 + "x", "a" * 300_000, "\t \n" * 100_000, "\ufb01" * 100_000])
@pytest.mark.usefixtures("bounded")
def test_takes_time_by_length_only(text: str) -> None:
    clean(unspaced(mended([text + BROKEN])[0]))
