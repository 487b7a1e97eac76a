"""Where sentences end, in the scripts people write in; headings, list items and table rows count as such."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docent.layout import breaks

# Runs are matched from their first character only: from each of them would take forever on a million dots.
_END = re.compile(
    "(?P<point>(?<![.!?…])[.!?…]++[\"'”’»)\\]]*)\\s+"
    r"(?=[\W_]{0,5}[^\Wa-z_])"  # no sentence begins in lower case
    r"|[。！？｡][”』」）]*\s*|[؟۔।॥]\s*"
    r"|\n[ \t]*\n\s*"
    r"|\n\s*(?=(?:[-*•▪◦‣–]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)])\s)"
    r"|(?<=[^\n])\n(?=[^\n]* \| )"
    r"|(?P<line>\n)"
)
_LAST_WORD = re.compile(r"([\w.]*)\.[\"'”’»)\]]*$")
_ABBREVIATED = """
    mr mrs ms dr prof st jr sr rev gen sen rep hon col capt inc ltd co corp llc bros dept
    no nos art arts sec sect cl para par ch fig figs eq vol pp p ed eds ex exh vs v cf e.g i.e viz al ca
    approx nr abs bzw z.b d.h u.a bspw ggf vgl hr fr sra ud uds
    jan feb mar apr jun jul aug sep sept oct nov dec
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
_LONGEST_ABBREVIATION = 12


def spans(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence, without the white space around it; together they hold all else."""
    start, lines = 0, breaks(text)
    for end in _END.finditer(text):
        ends_line = any(at in lines for at in range(end.start(), end.end()))
        if (end["line"] or (end["point"] and _goes_on(text, start, end.end("point")))) and not ends_line:
            continue
        yield from _trimmed(text, start, end.end())
        start = end.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    bare = text[start:end].strip()
    if bare:
        start = text.index(bare[0], start)
        yield start, start + len(bare)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether the full stop before `end` belongs to its word: "e.g.", an initial, the number of an item."""
    found = _LAST_WORD.search(text[max(start, end - _LONGEST_ABBREVIATION) : end])
    if not found:
        return False
    word = found[1]
    number = word.isdecimal() and len(word) <= 3 and not text[start : end - len(found[0])].strip()
    return number or (len(word) == 1 and word.isalpha() and word != "I") or word.lower() in _ABBREVIATIONS
