"""A document's text in passages of about 320 tokens that begin and end where sentences do."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docent import boundaries, headings, tables
from docent.model import Chunk, Extraction, chunk_id

CountTokens = Callable[[Sequence[str]], Sequence[int]]
# Where to cut a sentence that is too long, the best first; the last is looked for all over it.
_CUTS = tuple(map(re.compile, (r"\n\s*", r"(?<=[;:])\s+", r"(?<=,)\s+", r"\s+")))
_FULL_ENOUGH = 0.7  # of the size: from there on a heading begins a new chunk
_MOST_HEADER = 0.4  # of the size: a longer header of a table is not repeated


def chunk(
    extraction: Extraction,
    *,
    document_id: str,
    version: str,
    filename: str,
    count_tokens: CountTokens,
    size: int = 320,
    overlap: int = 60,
) -> list[Chunk]:
    """Chunks of at most `size` tokens in reading order; nothing but white space is left out.

    Neighbours in a section share whole sentences of up to `overlap` tokens. `heading` is the path of the
    section, "Warranty > Exceptions"; spans count the characters of the pages' texts joined by a newline.
    A chunk that begins among the rows of a table repeats the table's header line before the text of its span.
    """
    if extraction.apart:
        return _apart(extraction, document_id, version, filename)
    source = _Source(extraction)
    units = _headed(source.text, _units(source.text), size, count_tokens)
    chunks = []
    for ordinal, group in enumerate(
        _grouped(_fitting(source.text, units, size, count_tokens), size, overlap)
    ):
        start, end, header = group[0].start, group[-1].end, group[0].header
        chunks.append(
            Chunk(
                chunk_id=chunk_id(document_id, version, ordinal),
                document_id=document_id,
                filename=filename,
                ordinal=ordinal,
                text=header + source.text[start:end],
                page=source.page_at(start),
                heading=group[0].section,
                start=start,
                end=end,
                turns=tuple((len(header) + at, page) for at, page in source.turns(start, end)),
            )
        )
    return chunks


def _apart(extraction: Extraction, document_id: str, version: str, filename: str) -> list[Chunk]:
    """A chunk for each page, however long: a question as the heading of its answer."""
    chunks: list[Chunk] = []
    begin = 0
    for ordinal, page in enumerate(extraction.pages):
        asked = page.text.partition("\n")[0].removeprefix("# ")
        chunks.append(
            Chunk(
                chunk_id=chunk_id(document_id, version, ordinal),
                document_id=document_id,
                filename=filename,
                ordinal=ordinal,
                text=page.text,
                page=page.number,
                heading=asked,
                start=begin,
                end=begin + len(page.text),
                asked=asked,
            )
        )
        begin += len(page.text) + 1
    return chunks


class _Source:
    """A document's text and where its pages begin in it."""

    def __init__(self, extraction: Extraction) -> None:
        self.text = "\n".join(page.text for page in extraction.pages)
        self._pages = [page.number for page in extraction.pages]
        self._begins = [0] * len(self._pages)
        for at, page in enumerate(extraction.pages[:-1]):
            self._begins[at + 1] = self._begins[at] + len(page.text) + 1

    def page_at(self, offset: int) -> int:
        return self._pages[bisect_right(self._begins, offset) - 1]

    def turns(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        inside = range(bisect_right(self._begins, start), bisect_left(self._begins, end))
        return tuple((self._begins[at] - start, self._pages[at]) for at in inside)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, a heading line or a row of a table, which is cut only if it is over the size by itself.

    `header` is what a chunk repeats that begins with this row; it has `lead` tokens.
    """

    start: int
    end: int
    section: str
    is_heading: bool = False
    tokens: int = 0
    header: str = ""
    lead: int = 0


def _units(text: str) -> Iterator[_Unit]:
    """Sentences, headings and rows in order, each with the path of the section it stands in."""
    at, path = 0, _Path()
    for start, end, level, title in _headings_and_tables(text):
        yield from _sentences(text, at, start, str(path))
        if isinstance(title, tables.Table):
            yield from _rows(text, title, str(path))
        else:
            path.enter(level, title)
            yield _Unit(start, end, str(path), is_heading=True)
        at = end
    yield from _sentences(text, at, len(text), str(path))


def _headings_and_tables(text: str) -> Iterator[tuple[int, int, int, str | tables.Table]]:
    """(start, end, level, title) of headings outside of tables, and (start, end, 0, table), in order."""
    after = 0
    found: list[tuple[int, int, int, str | tables.Table]] = list(headings.find(text))
    found += [(each.start, each.end, 0, each) for each in tables.find(text)]
    for each in sorted(found, key=lambda each: (each[0], each[2])):
        if each[0] >= after:
            yield each
            after = each[1]


def _rows(text: str, table: tables.Table, section: str) -> Iterator[_Unit]:
    yield _Unit(table.start, table.rows - 1 if table.rows < table.end else table.end, section)
    header = text[table.start : table.header_end].strip() + "\n"
    for start, end in tables.rows(text, table):
        yield _Unit(start, end, section, header=header)


def _headed(text: str, units: Iterable[_Unit], size: int, count_tokens: CountTokens) -> Iterator[_Unit]:
    """The units with the tokens of their headers counted; headers that are too long are not repeated."""
    known: dict[str, int] = {"": 0}
    for unit in units:
        if unit.header not in known:
            (known[unit.header],) = count_tokens([unit.header])
        lead = known[unit.header]
        yield replace(unit, lead=lead) if lead <= _MOST_HEADER * size else replace(unit, header="")


def _sentences(text: str, start: int, end: int, section: str) -> Iterator[_Unit]:
    between = text[start:end]
    spans = list(boundaries.spans(between))
    for (first, last), announces in zip(spans, headings.announcing(between, spans), strict=True):
        ends_line = between[last : last + 1] in ("\n", "")
        yield _Unit(start + first, start + last, section, is_heading=announces and ends_line)


class _Path:
    """The headings that are open at a place, outermost first."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    def enter(self, level: int, title: str) -> None:
        self._open = [*(each for each in self._open if each[0] < level), (level, title)]

    def __str__(self) -> str:
        return " > ".join(title for _, title in self._open)


def _fitting(text: str, units: Iterable[_Unit], size: int, count_tokens: CountTokens) -> list[_Unit]:
    """The units with their tokens counted; those over the size are halved until they fit."""
    fitting: list[_Unit] = []
    waiting = list(units)
    while waiting:
        counts = count_tokens([text[unit.start : unit.end] for unit in waiting])
        counted = [replace(unit, tokens=tokens) for unit, tokens in zip(waiting, counts, strict=True)]
        fitting += [unit for unit in counted if _fits(unit, size)]
        waiting = [half for unit in counted if not _fits(unit, size) for half in _halves(text, unit)]
    return sorted(fitting, key=lambda unit: unit.start)


def _fits(unit: _Unit, size: int) -> bool:
    return unit.tokens + unit.lead <= size or unit.end - unit.start == 1


def _halves(text: str, unit: _Unit) -> tuple[_Unit, _Unit]:
    """The two sides of the best cut in the middle half, or of any white space; else of the middle itself."""
    middle, quarter = (unit.start + unit.end) // 2, (unit.end - unit.start) // 4
    for cut in _CUTS:
        margin = 0 if cut is _CUTS[-1] else quarter
        found = list(cut.finditer(text, unit.start + margin, unit.end - margin))
        if found:
            best = min(found, key=lambda gap: abs(gap.start() - middle))
            left, right = text[unit.start : best.start()].rstrip(), text[best.end() : unit.end].lstrip()
            return replace(unit, end=unit.start + len(left)), replace(unit, start=unit.end - len(right))
    return replace(unit, end=middle), replace(unit, start=middle)


def _grouped(units: Iterable[_Unit], size: int, overlap: int) -> Iterator[list[_Unit]]:
    """Units of each chunk."""
    group: list[_Unit] = []
    tokens = 0
    for unit in units:
        begins_section = unit.is_heading and tokens >= _FULL_ENOUGH * size and not group[-1].is_heading
        if group and (begins_section or tokens + unit.tokens > size):
            yield group
            group = [] if begins_section or unit.header else _tail(group, min(overlap, size - unit.tokens))
            tokens = sum(each.tokens for each in group)
            tokens += unit.lead if not group else 0
        group.append(unit)
        tokens += unit.tokens
    if group:
        yield group


def _tail(group: Sequence[_Unit], most: int) -> list[_Unit]:
    """The last sentences of a chunk, as many as have at most `most` tokens."""
    tail: list[_Unit] = []
    for unit in reversed(group):
        most -= unit.tokens
        if most < 0 or unit.is_heading or unit.header:
            break
        tail.insert(0, unit)
    return tail
