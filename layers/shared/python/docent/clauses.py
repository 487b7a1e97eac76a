"""A text cut into what may be quoted: sentences, and the clauses of those that are too long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docent.boundaries import spans


class Span(NamedTuple):
    """From `start` up to `end` in a text."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


def clauses(text: str, longest: int) -> list[Span]:
    """Sentences in order; those over `longest` characters cut between clauses, or else between words."""
    return [part for start, end in spans(text) for part in _cut(text, start, end, longest)]


def _cut(text: str, start: int, end: int, longest: int) -> Iterator[Span]:
    while end - start > longest:
        at = _break(text, start, start + longest)
        yield Span(start, start + len(text[start:at].rstrip()))
        start = at + len(text[at:end]) - len(text[at:end].lstrip())
    yield Span(start, end)


def _break(text: str, start: int, limit: int) -> int:
    """The last place before `limit` to cut at: between clauses in the second half, else between words."""
    ends = [found.end() for found in _CLAUSE_END.finditer(text, (start + limit) // 2, limit)]
    if ends:
        return ends[-1]
    gap = max(text.rfind(blank, start + 1, limit) for blank in " \n")
    return gap + 1 if gap > start else limit


_CLAUSE_END = re.compile(r"[;:,](?=\s)|\s(?=[-–—]\s)|[、，；：]")
