"""In which order the lines of a page are read, where all that is known of them is where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_STEPS = 100  # places across a page where a gutter may be
_MARGIN = 0.2  # of the width: no gutter is nearer to the edge
_MOST_ACROSS = 0.2  # of the lines may run over a gutter: titles, footers
_LEAST_BESIDE = 0.25  # of the lines stand on either side of it
_LEAST_EVEN = 0.6  # of its longest line is the mean line of a column; cells of a table differ more
_LEAST_WIDE = 0.15  # of the whole width


class Line(NamedTuple):
    """A line of text and its box, in shares of the page, from the top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def in_order(lines: Sequence[Line]) -> list[str]:
    """The texts as they are read: column by column; what stands beside each other elsewhere is one line."""
    gutter = _gutter(lines)
    if gutter is None:
        return _rows(lines)
    texts: list[str] = []
    band: list[Line] = []
    for line in sorted(lines, key=lambda line: line.top):
        if line.left < gutter < line.right:
            texts += [*_columns(band, gutter), line.text]
            band = []
        else:
            band.append(line)
    return texts + _columns(band, gutter)


def _columns(band: Sequence[Line], gutter: float) -> list[str]:
    left = [line for line in band if line.right <= gutter]
    right = [line for line in band if line.left >= gutter]
    return [*in_order(left), *in_order(right)] if left and right else _rows(band)


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where a gutter between columns of prose runs that the fewest lines cross; None where there is none."""
    start = min((each.left for each in lines), default=0.0)
    stop = max((each.right for each in lines), default=0.0)
    places = [start + (stop - start) * at / _STEPS for at in range(_STEPS)]
    inner = [at for at in places if _MARGIN < (at - start) / max(stop - start, 1e-9) < 1 - _MARGIN]
    fitting = [(crossed, at) for at in inner if (crossed := _crossed(lines, at)) is not None]
    fewest = [at for crossed, at in fitting if crossed == min(fitting)[0]]
    return fewest[len(fewest) // 2] if fewest else None


def _crossed(lines: Sequence[Line], at: float) -> int | None:
    """How many lines run over a gutter here; None where columns do not stand on both sides of it."""
    left, right = [each for each in lines if each.right <= at], [each for each in lines if each.left >= at]
    crossed = len(lines) - len(left) - len(right)
    if crossed > _MOST_ACROSS * len(lines) or min(len(left), len(right)) < max(3, _LEAST_BESIDE * len(lines)):
        return None
    width = max(each.right for each in right) - min(each.left for each in left)
    return crossed if _is_prose(left, width) and _is_prose(right, width) else None


def _is_prose(column: Sequence[Line], width: float) -> bool:
    widths = [each.right - each.left for each in column]
    mean = sum(widths) / len(widths)
    return mean >= _LEAST_EVEN * max(widths) and mean >= _LEAST_WIDE * width


def _rows(lines: Sequence[Line]) -> list[str]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if rows and rows[-1][0].top < line.middle < rows[-1][0].bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [" ".join(each.text for each in sorted(row, key=lambda line: line.left)) for row in rows]
