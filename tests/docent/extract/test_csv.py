from __future__ import annotations

import pytest

from docent.errors import DocumentRejected
from docent.extract.csv import separator, text


def test_reads_a_table_with_its_header() -> None:
    assert text(b'Name,Price\r\n"Lamp, red",4\r\n\r\nDesk,"30\n(new)"\r\n') == (
        "Name | Price\n-|-\nLamp, red | 4\nDesk | 30 (new)"
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("a,b\n1,2", ","),
        ("a;b\n1,5;2", ";"),
        ("a\tb,c\n1\t2", "\t"),
        ("a|b\n1|2", "|"),
        ("alone\nwords", ","),
    ],
)
def test_finds_what_separates(lines: str, expected: str) -> None:
    assert separator(lines) == expected


def test_reads_other_encodings() -> None:
    assert text("Größe;Stück\nübergroß;zwölf\n".encode("utf-16")).startswith("Größe | Stück")


def test_formulas_stay_text() -> None:
    assert "=cmd|' /C calc'!A0" in text(b"a,b\n=cmd|' /C calc'!A0,1\n")


def test_what_is_no_table_is_unreadable() -> None:
    with pytest.raises(DocumentRejected, match="save it as CSV"):
        text(b'a,"' + b"x" * 2**21)
