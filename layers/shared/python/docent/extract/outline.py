"""The outline of a PDF in its text: where an entry's title stands on its page, it is marked as a heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

_DEEPEST = 6
_LONGEST = 200


class Entry(NamedTuple):
    """An entry of an outline: index of its page, level from 1, title."""

    page: int
    level: int
    title: str


def outlined(pages: Sequence[str], entries: Iterable[Entry]) -> list[str]:
    """The pages with `# ` before each line that is the title of an entry, less its number, on its page."""
    by_page: dict[int, dict[str, int]] = {}
    for entry in entries:
        if key := _key(entry.title):
            by_page.setdefault(entry.page, {})[key] = min(max(entry.level, 1), _DEEPEST)
    return [_marked(text, by_page[at]) if at in by_page else text for at, text in enumerate(pages)]


def _marked(text: str, titles: dict[str, int]) -> str:
    lines = text.split("\n")
    for at, line in enumerate(lines):
        level = titles.pop(_key(line), 0) if 0 < len(line) <= _LONGEST and line[0] != "#" else 0
        if level:
            lines[at] = f"{'#' * level} {line.strip()}"
    return "\n".join(lines)


def _key(title: str) -> str:
    """Letters of a title: lines and outlines number and space it differently."""
    return "".join(letter for letter in title.casefold() if letter.isalpha())
