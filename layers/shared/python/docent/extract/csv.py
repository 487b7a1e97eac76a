"""Comma-separated values, with whatever separates them, as one table. Formulas stay the text they are."""

from __future__ import annotations

import csv
import io

from docent import tables
from docent.errors import DocumentRejected
from docent.extract import text as plain
from docent.extract.clean import clean

_SEPARATORS = ",;\t|"
_SAMPLE = 64 * 2**10
_LONGEST_CELL = 2**20


def text(data: bytes) -> str:
    """The table, its first row as header. Raises DocumentRejected (unreadable)."""
    decoded = plain.decoded(data)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = list(csv.reader(io.StringIO(decoded, newline=""), delimiter=separator(decoded)))
    except csv.Error as error:
        raise DocumentRejected(
            f"The table cannot be read ({error}). Open it in a spreadsheet, save it as CSV again and upload"
            " that.",
            code="unreadable",
        ) from error
    return clean(tables.written([row for row in rows if any(cell.strip() for cell in row)]))


def separator(text: str) -> str:
    """The sign that cuts most of the first lines into the same number of cells, more than one."""
    sample = text[:_SAMPLE].splitlines()[:200]
    return max(_SEPARATORS, key=lambda each: _agreement(sample, each))


def _agreement(lines: list[str], separator: str) -> tuple[int, int]:
    widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
    width = max(set(widths), key=widths.count, default=1)
    return (widths.count(width), width) if width > 1 else (0, 0)
