from __future__ import annotations

from docent.columns import Line, in_order


def line(text: str, left: float, top: float, width: float) -> Line:
    return Line(text, left, top, left + width, top + 0.02)


def test_one_column_is_read_from_the_top() -> None:
    assert in_order([line("b", 0.1, 0.2, 0.8), line("a", 0.1, 0.1, 0.8)]) == ["a", "b"]
    assert in_order([]) == []


def test_columns_of_prose_are_read_one_after_the_other_between_what_spans_them() -> None:
    lines = [line("Title", 0.1, 0.05, 0.8), line("foot", 0.1, 0.95, 0.8)]
    lines += [line(f"l{n}", 0.1, 0.1 + n * 0.03, 0.38) for n in range(8)]
    lines += [line(f"r{n}", 0.52, 0.1 + n * 0.03, 0.37) for n in range(8)]
    left, right = [f"l{n}" for n in range(8)], [f"r{n}" for n in range(8)]
    assert in_order(lines[::-1]) == ["Title", *left, *right, "foot"]


def test_three_columns() -> None:
    lines = [line(f"{c}{n}", 0.05 + 0.32 * c, 0.1 + n * 0.03, 0.28) for n in range(6) for c in range(3)]
    assert in_order(lines) == [f"{c}{n}" for c in range(3) for n in range(6)]


def test_cells_of_a_table_stay_in_their_row() -> None:
    rows = [("Deposit", "200"), ("Rent for a whole week", "150"), ("Key", "5"), ("Lost key", "80")]
    lines = []
    for at, (name, price) in enumerate(rows):
        top = 0.1 + 0.04 * at
        lines += [line(price, 0.7, top + 0.002, 0.05), line(name, 0.1, top, 0.012 * len(name))]
    assert in_order(lines) == [f"{name} {price}" for name, price in rows]
