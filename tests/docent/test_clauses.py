from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from docent.clauses import clauses


def parts(text: str, longest: int) -> list[str]:
    return [text[start:end] for start, end in clauses(text, longest)]


def test_sentences_that_fit_stay_whole() -> None:
    assert parts("The fee is $5. It is due, always, on Monday.", 40) == [
        "The fee is $5.", "It is due, always, on Monday.",
    ]  # fmt: skip


def test_long_sentences_are_cut_between_clauses() -> None:
    assert parts("red is the first colour; green is the second, and blue", 40) == [
        "red is the first colour;", "green is the second, and blue",
    ]  # fmt: skip


def test_or_between_words_or_anywhere() -> None:
    assert parts("aaaa bbbb cccc", 10) == ["aaaa bbbb", "cccc"]
    assert parts("abcdefghij", 4) == ["abcd", "efgh", "ij"]


@given(st.text(alphabet="ab ,;\n.。X", max_size=200), st.integers(2, 50))
def test_nothing_but_blanks_is_lost_and_nothing_is_too_long(text: str, longest: int) -> None:
    found = parts(text, longest)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(0 < len(part) <= longest and part == part.strip() for part in found)
