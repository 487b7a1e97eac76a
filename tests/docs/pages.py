"""The pages of the documentation, and what tests take out of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def names() -> list[str]:
    """Paths of all pages, relative to the checkout."""
    return [page.relative_to(ROOT).as_posix() for page in PAGES]


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def scripts(name: str) -> list[str]:
    """The blocks of shell commands of a page."""
    return [found[2] for found in _FENCED.finditer(text(name)) if found[1] == "sh"]


def prose(name: str) -> str:
    """A page without its blocks."""
    return _FENCED.sub("", text(name))


def rows(name: str, column: str) -> Iterator[list[str]]:
    """The cells of each row of every table whose first column is headed so."""
    inside = False
    for line in prose(name).splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if not cells or cells[0] == column:
            inside = bool(cells)
        elif inside and set(cells[0]) - set("-: "):
            yield cells
