"""Tables as they stand in extracted text, in Markdown: a header line, a line of dashes, a line for each row.

Readers of files write them so and the chunker finds them, so that what goes on in the next chunk can repeat
the header. Tables of Markdown files are the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_RULE = re.compile(r"^[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$", re.MULTILINE)
_BAR = " | "


class Table(NamedTuple):
    """Spans in a text: the header line, the whole table, and where its rows begin."""

    start: int
    header_end: int
    rows: int
    end: int


def written(rows: Sequence[Sequence[str]]) -> str:
    """The rows as lines; a single row, and a single column, need no header and get no rule."""
    lines = [_BAR.join(" ".join(cell.split()) for cell in row) for row in rows]
    lines = [line.strip() for line in lines if line.strip(" |")]
    if len(lines) > 1 and max(map(len, rows)) > 1:
        lines.insert(1, "|".join(["-"] * max(2, len(rows[0]))))
    return "\n".join(lines)


def find(text: str) -> Iterator[Table]:
    """The tables of a text, in order."""
    after = 0
    for rule in _RULE.finditer(text):
        start = text.rfind("\n", 0, max(0, rule.start() - 1)) + 1
        header_end = rule.start() - 1
        if "|" not in rule[0] or start < after or "|" not in text[start : max(start, header_end)]:
            continue
        end = _end(text, rule.end())
        yield Table(start, header_end, min(rule.end() + 1, end), end)
        after = end


def rows(text: str, table: Table) -> Iterator[tuple[int, int]]:
    """(start, end) of each row below the rule, trimmed."""
    at = table.rows
    while at < table.end:
        stop = text.find("\n", at, table.end)
        stop = table.end if stop < 0 else stop
        line = text[at:stop]
        if line.strip():
            begin = at + len(line) - len(line.lstrip())
            yield begin, begin + len(line.strip())
        at = stop + 1


def _end(text: str, at: int) -> int:
    """End of the last line after `at` that has a bar in it."""
    while at < len(text):
        stop = text.find("\n", at + 1)
        stop = len(text) if stop < 0 else stop
        if "|" not in text[at + 1 : stop]:
            break
        at = stop
    return at
