from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent import tables

CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="|-:", exclude_categories=("C", "Z")), min_size=1
)


def found(text: str) -> list[tuple[str, list[str]]]:
    """Header and rows of each table."""
    return [
        (text[each.start : each.header_end], [text[start:end] for start, end in tables.rows(text, each)])
        for each in tables.find(text)
    ]


def test_finds_tables_of_markdown() -> None:
    text = (
        "Intro\n\n| Part | Price |\n|:-----|------:|\n| Lamp | 4 |\n| Desk | 30 |\n\nOutro\na | b\n-|-\nc | d"
    )
    assert found(text) == [("| Part | Price |", ["| Lamp | 4 |", "| Desk | 30 |"]), ("a | b", ["c | d"])]


@pytest.mark.parametrize(
    "text", ["", "---", "a\n---\nb", "a | b\nc | d", "-|-", "-|-\na | b", "Title\n-|-\nx | y"]
)
def test_what_is_no_table(text: str) -> None:
    assert found(text) == []


def test_a_single_row_or_column_needs_no_header() -> None:
    assert tables.written([["a", "b"]]) == "a | b"
    assert tables.written([["a"], ["b"]]) == "a\nb"
    assert tables.written([["", " "], []]) == ""


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=2, max_size=6))
def test_finds_what_was_written(rows: list[list[str]]) -> None:
    header, *rest = (" | ".join(row) for row in rows)
    assert found(f"before\n\n{tables.written(rows)}\n\nafter") == [(header, rest)]


@pytest.mark.parametrize(
    "text", [" " * 200_000, "-" * 200_000 + "x", "-|" * 100_000 + "x", "a | b\n" * 50_000]
)
@pytest.mark.usefixtures("bounded")
def test_takes_time_by_length_only(text: str) -> None:
    list(tables.find(text))
