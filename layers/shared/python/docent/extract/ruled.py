"""Tables of a PDF that are drawn with lines, as Markdown where they stand in the text of their page.

Only what lines part on both sides is taken for a cell: a table that is guessed wrong is worse than none.
Every letter of the page stays, once: letters are moved into cells, none is made or dropped.
"""

from __future__ import annotations

import ctypes
import re
from bisect import bisect, bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from docent import tables

_THIN = 2.5  # points; what is thinner is a line
_NEAR = 3.0  # points between lines that are meant to meet, or to be one
_MOST_LINES = 600  # of either direction; more are a drawing
_MOST_POINTS = 400
_LEAST_FULL = 0.3  # of the cells say something
_WORD = re.compile(r"[^\W_]{2}")
_CLOSE = 0.3  # of a letter's height: letters so near each other make words of one line
_LONGEST_CELL = 600  # characters; longer ones are columns of prose in frames


class _Line(NamedTuple):
    """A line along one axis: where it stands on the other, and from where to where it runs."""

    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        return self.start - _NEAR <= place <= self.end + _NEAR


class _Grid(NamedTuple):
    """Lines that meet: `across` by height, `down` by place; and where rows and columns begin and end."""

    across: Sequence[_Line]
    down: Sequence[_Line]
    heights: Sequence[float]
    places: Sequence[float]

    def between(self, x: float, y: float) -> tuple[int, int] | None:
        """Which two lines down, and which two across, a point is between."""
        column, above = bisect(self.places, x) - 1, bisect(self.heights, y) - 1
        if not (0 <= column < len(self.places) - 1 and 0 <= above < len(self.heights) - 1):
            return None
        return column, above

    def cell(self, column: int, above: int, y: float) -> tuple[int, int]:
        """(row from the top, column) of what is between these lines; cells that no line parts count as their
        first one."""
        while column > 0 and not _wall(self.down, self.places[column], y):
            column -= 1
        middle = (self.places[column] + self.places[column + 1]) / 2
        while above < len(self.heights) - 2 and not _wall(self.across, self.heights[above + 1], middle):
            above += 1
        return len(self.heights) - 2 - above, column


def _wall(lines: Sequence[_Line], at: float, place: float) -> bool:
    return any(abs(line.at - at) <= _NEAR and line.covers(place) for line in lines)


def text(page: pypdfium2.PdfPage, paths: Sequence[Any]) -> str:
    """The text of a page as PDFium gives it, with what stands in ruled tables as Markdown."""
    letters = page.get_textpage()
    plain: str = letters.get_text_range()
    if not paths or page.get_rotation() or not plain.strip():
        return plain
    grids = _grids(paths)
    if not grids or letters.count_chars() != len(plain):  # then letters cannot be told by their number
        return plain
    return _rewritten(plain, letters, grids)


def _grids(paths: Sequence[Any]) -> list[_Grid]:
    across: list[_Line] = []
    down: list[_Line] = []
    for path in paths:
        if _is_drawn(path):
            _add(path, across, down)
        if max(len(across), len(down)) > _MOST_LINES:
            return []
    return [grid for grid in map(_grid, *_groups(across, down)) if grid]


def _is_drawn(path: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    known = raw.FPDFPath_GetDrawMode(path, fill, stroke)
    return not known or bool(fill.value or stroke.value)


def _add(path: Any, across: list[_Line], down: list[_Line]) -> None:
    """The lines of a path: itself where it is thin, else the sides of a box."""
    box = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(path, *box):
        return
    left, bottom, right, top = (side.value for side in box)
    count = raw.FPDFPath_CountSegments(path)
    if top - bottom <= _THIN and right - left > _NEAR:
        across.append(_Line((top + bottom) / 2, left, right))
    elif right - left <= _THIN and top - bottom > _NEAR:
        down.append(_Line((left + right) / 2, bottom, top))
    elif count in (4, 5):
        across += [_Line(bottom, left, right), _Line(top, left, right)]
        down += [_Line(left, bottom, top), _Line(right, bottom, top)]
    elif 5 < count <= _MOST_POINTS:
        _add_sides(path, count, across, down)


def _add_sides(path: Any, count: int, across: list[_Line], down: list[_Line]) -> None:
    """The straight pieces of a path of many."""
    last: tuple[float, float] | None = None
    for x, y, begins in _points(path, count):
        if last and not begins:
            (x0, y0), (x1, y1) = sorted((last, (x, y)))
            if abs(y1 - y0) <= _THIN and x1 - x0 > _NEAR:
                across.append(_Line((y0 + y1) / 2, x0, x1))
            elif x1 - x0 <= _THIN and abs(y1 - y0) > _NEAR:
                down.append(_Line((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        last = x, y


def _points(path: Any, count: int) -> Iterator[tuple[float, float, bool]]:
    """(x, y, whether a new line begins here) on the page."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        begins = raw.FPDFPathSegment_GetType(segment) != raw.FPDF_SEGMENT_LINETO
        yield (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
            begins,
        )


def _groups(across: list[_Line], down: list[_Line]) -> tuple[list[list[_Line]], list[list[_Line]]]:
    """Lines that meet, directly or by others: lists of those across, and as many of those down."""
    if min(len(_places(across)), len(_places(down))) < 3:  # not even one grid: most pages with lines
        return [], []
    owner = list(range(len(across) + len(down)))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    order = sorted(range(len(down)), key=lambda at: down[at].at)
    stand = [down[at].at for at in order]
    for one, flat in enumerate(across):
        for other in order[bisect_left(stand, flat.start - _NEAR) : bisect(stand, flat.end + _NEAR)]:
            if down[other].covers(flat.at):
                owner[root(len(across) + other)] = root(one)
    groups: dict[int, tuple[list[_Line], list[_Line]]] = defaultdict(lambda: ([], []))
    for at, line in enumerate((*across, *down)):
        groups[root(at)][at >= len(across)].append(line)
    return [each[0] for each in groups.values()], [each[1] for each in groups.values()]


def _grid(across: list[_Line], down: list[_Line]) -> _Grid | None:
    """A grid of at least two rows and two columns."""
    heights, places = _places(across), _places(down)
    return _Grid(across, down, heights, places) if min(len(heights), len(places)) > 2 else None


def _places(lines: list[_Line]) -> list[float]:
    """Where lines stand, those that are near each other as one."""
    found: list[float] = []
    for line in sorted(lines):
        if not found or line.at - found[-1] > _NEAR:
            found.append(line.at)
    return found


class _Table:
    """The letters of a page that stand in a grid, by cell; `is_crossed` where text runs over its lines."""

    def __init__(self, grid: _Grid) -> None:
        self.is_crossed = False
        self.grid = grid
        self.cells: dict[tuple[int, int], list[str]] = defaultdict(list)
        self._last: tuple[int, int] | None = None
        self._known: dict[tuple[int, int, float], tuple[int, int]] = {}

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Where a point stands, as the grid says; looked up once for letters of one line in one place."""
        between = self.grid.between(x, y)
        if between is None:
            return None
        key = (*between, y)
        if key not in self._known:
            self._known[key] = self.grid.cell(*key)
        return self._known[key]

    def add(self, cell: tuple[int, int], letter: str) -> None:
        if cell != self._last:
            self.cells[cell].append(" ")
        self.cells[cell].append(letter)
        self._last = cell

    def rows(self) -> list[list[str]]:
        """The cells in rows of one length, without rows and columns that are empty."""
        filled = {cell: said for cell, letters in self.cells.items() if (said := "".join(letters).strip())}
        rows, columns = sorted({row for row, _ in filled}), sorted({column for _, column in filled})
        return [[filled.get((row, column), "") for column in columns] for row in rows]

    def is_one(self) -> bool:
        """Whether it reads as a table: the other things that lines frame are forms, diagrams and columns."""
        rows = self.rows()
        if self.is_crossed or len(rows) < 2 or len(rows[0]) < 2:
            return False
        cells = [cell for row in rows for cell in row if cell]
        # The corner above the names of rows may be empty, as in many tables.
        titled = all(map(_WORD.search, rows[0][1:])) and len(_WORD.findall(" ".join(rows[0]))) > 1
        full = len(cells) / (len(rows) * len(rows[0]))
        return titled and full >= _LEAST_FULL and max(map(len, cells)) <= _LONGEST_CELL


def _rewritten(plain: str, letters: pypdfium2.PdfTextPage, grids: list[_Grid]) -> str:
    found = [_Table(grid) for grid in grids]
    owners: list[_Table | None] = []
    owner, cell, last = None, (-1, -1), _NOWHERE
    for at, letter in enumerate(plain):
        if not letter.isspace():
            box = _Box(*letters.get_charbox(at, loose=True))
            before = owner, cell
            owner, cell = _standing(box, found)
            if (owner, cell) != before and last.is_beside(box):
                for crossed in filter(None, (owner, before[0])):
                    crossed.is_crossed = True
                if all(table.is_crossed for table in found):
                    return plain
            last = box
        elif letter != " ":
            last = _NOWHERE
        if owner:
            owner.add(cell, letter)
        owners.append(owner)
    kept = {id(table) for table in found if table.is_one()}
    return "".join(_pieces(plain, owners, kept)) if kept else plain


class _Box(NamedTuple):
    """Where a letter stands."""

    left: float
    bottom: float
    right: float
    top: float

    def is_beside(self, after: _Box) -> bool:
        """Whether the next letter goes on with what this one is of."""
        height = self.top - self.bottom
        gap = max(after.left - self.right, self.left - after.right)
        return gap < _CLOSE * height and after.bottom < self.top and after.top > self.bottom


_NOWHERE = _Box(-1e9, 0.0, -1e9, 0.0)


def _standing(box: _Box, found: list[_Table]) -> tuple[_Table | None, tuple[int, int]]:
    for table in found:
        cell = table.cell((box.left + box.right) / 2, (box.bottom + box.top) / 2)
        if cell:
            return table, cell
    return None, (-1, -1)


def _pieces(plain: str, owners: list[_Table | None], kept: set[int]) -> Iterator[str]:
    """The page in its order, each table where its first letter stood."""
    written: set[int] = set()
    for letter, owner in zip(plain, owners, strict=True):
        if owner is None or id(owner) not in kept:
            yield letter
        elif id(owner) not in written:
            written.add(id(owner))
            yield f"\n\n{tables.written(owner.rows())}\n\n"
