"""Which lines are headings, and of what level; and what else announces rather than says something.

Markdown says it with `#`, as our reading of Word documents does. PDFs do not say it: a short line counts that
is numbered ("5.2 Grant of Licence", "ARTICLE V") or in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from docent.layout import SMALL_WORDS

_LINE = re.compile(r"[^\n]+")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_MARKED = re.compile(r" {0,3}(#{1,6}) +(\S.*)")
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,4})\.?\s+([^\W\d_].*)")
_NAMED = re.compile(r"(?:article|section|chapter|part|annex|appendix|schedule|exhibit) [\dIVXLCA-H]+\b", re.I)
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_MARKED, _LONGEST, _MOST_WORDS = 300, 80, 10
_FEWEST_CAPITALS = 6
_NUMBER = re.compile(r"(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,4})[.)]|\d{1,3}(?:\.\d{1,3})+)\s+")
_ROW = " | "
_MOST_IN_A_ROW = 3  # lines without a full stop that announce something; more of them are a list


def find(text: str) -> Iterator[tuple[int, int, int, str]]:
    """(start, end, level from 1, title) of each heading line, trimmed, in order. Fenced code has none."""
    fenced = False
    for line in _LINE.finditer(text):
        if _FENCE.match(line[0]):
            fenced = not fenced
        elif not fenced and len(line[0]) <= _LONGEST_MARKED:
            level, title = read(line[0])
            if level:
                indent = len(line[0]) - len(line[0].lstrip())
                yield line.start() + indent, line.start() + len(line[0].rstrip()), level, title


def read(line: str) -> tuple[int, str]:
    """(level, title) of a line; level 0 where it is no heading."""
    marked = _MARKED.fullmatch(line)
    if marked:
        return len(marked[1]), marked[2].rstrip("# ")
    title = line.strip()
    return _unmarked_level(title), title


def _unmarked_level(title: str) -> int:
    words = title.split()
    if (
        not title
        or len(title) > _LONGEST
        or len(words) > _MOST_WORDS
        or title[-1] in ".,;:-|"
        or "|" in words
    ):
        return 0
    numbered = _NUMBERED.fullmatch(title)
    if numbered:
        return numbered[1].count(".") + 1 if _is_title(numbered[2]) else 0
    capitals = title.isupper() and sum(len(word) for word in _WORD.findall(title)) >= _FEWEST_CAPITALS
    return 1 if capitals or (_NAMED.match(title) and _is_title(title)) else 0


def _is_title(words: str) -> bool:
    """Whether every word that matters has a capital, and no page number ends it."""
    letters = [word for word in _WORD.findall(words) if word.lower() not in SMALL_WORDS]
    return bool(letters) and all(word[0].isupper() for word in letters) and not words[-1].isdigit()


def announcing(text: str, pieces: Sequence[tuple[int, int]]) -> list[bool]:
    """Whether each (start, end) of the text, in order, announces what follows it and answers nothing itself.

    Headings do, and what looks like one: a short line without a full stop, the top row of a table, "Governing
    Law." before its clause.
    """
    ends = [0, *(end for _, end in pieces)]
    starts = [*(start for start, _ in pieces), len(text)]
    parted = [not at or at == len(pieces) or "\n" in text[ends[at] : starts[at]] for at in range(len(starts))]
    kinds = [_kind(text[start:end], *parted[at : at + 2]) for at, (start, end) in enumerate(pieces)]
    found: list[bool] = []
    for kind, group in groupby(kinds):
        size = len(list(group))
        if kind == "row" and size > 1:
            found += [True] + [False] * (size - 1)
        else:
            found += [kind == "heading" or (kind == "line" and size <= _MOST_IN_A_ROW)] * size
    return found if not all(found) else [False] * len(found)


def _kind(piece: str, begins: bool, ends: bool) -> str:
    """`heading`, `line` (looks like one), `row` of a table, or `prose`; whether it begins and ends a line."""
    if _ROW in piece:
        return "row"
    number = _NUMBER.match(piece)
    title = " ".join(piece[number.end() if number else 0 :].split()).strip("*_")
    if begins and ends and "\n" not in piece and read(piece)[0]:
        return "heading"
    if not begins or not _may_be_title(title):
        return "prose"
    if title.endswith("."):
        return "heading" if not ends and (len(title.split()) < 4 or _is_title(title)) else "prose"
    return "line" if ends else "prose"


def _may_be_title(title: str) -> bool:
    return (
        title[:1].isupper()
        and title[-1] not in ",;!"
        and len(title.split()) <= _MOST_WORDS
        and len(title) <= _LONGEST
        and not any(map(str.isdecimal, title))
    )
