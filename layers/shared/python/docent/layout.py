"""Which line breaks end something: a heading, a row of a table, an item of a list, a paragraph.

The others only wrap prose. A break wraps where the next line goes on in lower case, or where the line ends in
a comma or a word like "of"; the longest of such lines nearby shows how long lines are there. A line that had
room for the first word of the next one ended on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
)
NEARBY = 10  # lines, each way, that show how long lines are here: a column differs from what is above it
FULL = 0.8  # of the longest line nearby: letters differ in width, so that full lines differ in length

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"\S+")
_OPENING = re.compile(r"[\W_]{0,5}(\w)")


def breaks(text: str) -> frozenset[int]:
    """Offsets of the line feeds that end something, blank lines and scripts without capitals left aside."""
    lines = [(found.start(), line) for found in _LINE.finditer(text) if (line := found[0].strip())]
    pairs = list(zip(lines, lines[1:], strict=False))
    wrapped = [len(line) if _wraps(line, after) else 0 for (_, line), (_, after) in pairs]
    return frozenset(
        start - 1
        for at, ((_, line), (start, after)) in enumerate(pairs)
        if not wrapped[at] and _may_begin(after, line) and _had_room(line, after, wrapped, at)
    )


def _wraps(line: str, after: str) -> bool:
    opening = _OPENING.match(after)
    goes_on = line.endswith(",") or line.rpartition(" ")[2].lower() in SMALL_WORDS
    return goes_on or bool(opening and opening[1].islower())


def _may_begin(after: str, line: str) -> bool:
    """Whether a sentence may begin so: with a capital, or with a number where there are capitals at all."""
    opening = _OPENING.match(after)
    if not opening:
        return False
    return opening[1].isupper() or (opening[1].isdigit() and line.lower() != line.upper())


def _had_room(line: str, after: str, wrapped: Sequence[int], at: int) -> bool:
    longest = max(wrapped[max(0, at - NEARBY) : at + NEARBY + 1])
    word = _WORD.match(after)
    return not longest or len(line) + 1 + len(word[0] if word else "") <= FULL * longest
