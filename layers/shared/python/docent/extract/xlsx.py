"""Excel workbooks (.xlsx): every sheet under its name, as a table of what its cells show.

What its author has hidden is left out: sheets, and columns and rows that neither a plus sign nor a filter
brings back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from docent import tables
from docent.extract import left_out
from docent.extract.archive import Archive, unreadable
from docent.extract.clean import clean

_COLUMN = re.compile(r"[A-Z]{1,3}")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DATES = {14: "date", 15: "date", 16: "date", 17: "date", 22: "moment"} | dict.fromkeys(
    (18, 19, 20, 21), "time"
)
_PERCENT = frozenset({9, 10})
_WIDEST = 16_384
Show = Callable[[str], str]


def read(data: bytes) -> tuple[str, tuple[str, ...]]:
    """(the sheets, cleaned; what to say of what is hidden).

    Raises DocumentRejected (unreadable, archive_bomb, password_protected).
    """
    archive = Archive(data)
    main = next((name for kind, name in archive.related("").values() if kind == "officeDocument"), "")
    if not main:
        raise unreadable()
    related, book = archive.related(main), archive.xml(main)
    strings = _strings(archive, related)
    shows = _shows(archive, related, _since_1904(book))
    parts: list[str] = []
    sheets, partly = [], []
    for title, part, hidden in _sheets(book, related):
        if hidden:
            sheets.append(title)
        elif archive.has(part):
            sheet = _sheet(archive, part, strings, shows)
            partly += [title] if sheet.hid else []
            blocks, notes = _blocks(sheet.rows), _notes(archive, part)
            parts += [f"# {title}\n\n{blocks}\n\n{notes}"] if blocks or notes else []
    said = left_out("Hidden sheets are", sheets) + left_out("Hidden columns or rows of sheets are", partly)
    return clean("\n\n".join(parts)).strip(), said


def _sheets(book: Any, related: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str, bool]]:
    """(title, part, whether it is hidden) of each worksheet."""
    for sheet in book.iter("{*}sheet"):
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        kind, part = related.get(key, ("", ""))
        if kind == "worksheet":
            yield sheet.get("name", ""), part, sheet.get("state", "visible") != "visible"


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") in ("1", "true") and element.get("outlineLevel", "0") == "0"


def _since_1904(book: Any) -> bool:
    return any(each.get("date1904") in ("1", "true") for each in book.iter("{*}workbookPr"))


def _strings(archive: Archive, related: Mapping[str, tuple[str, str]]) -> list[str]:
    part = next((name for kind, name in related.values() if kind == "sharedStrings"), "")
    if not part or not archive.has(part):
        return []
    return [_said(item) for item in archive.xml(part).iterchildren("{*}si")]


def _said(item: Any) -> str:
    """Text of a string, without the reading aids (ruby) beside it."""
    texts = item.iter("{*}t")
    return "".join(each.text or "" for each in texts if not each.getparent().tag.endswith("}rPh"))


def _shows(archive: Archive, related: Mapping[str, tuple[str, str]], since_1904: bool) -> list[Show]:
    """How each cell style shows a number."""
    part = next((name for kind, name in related.values() if kind == "styles"), "")
    if not part or not archive.has(part):
        return []
    styles = archive.xml(part)
    formats = {each.get("numFmtId"): each.get("formatCode", "") for each in styles.iter("{*}numFmt")}
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    kinds = [
        _kind(each.get("numFmtId", "0"), formats)
        for group in styles.iter("{*}cellXfs")
        for each in group.iterchildren("{*}xf")
    ]
    return [lambda number, kind=kind: shown(number, kind, start) for kind in kinds]  # type: ignore[misc]


def _kind(number: str, formats: Mapping[str | None, str]) -> str:
    """What a number format shows: date, time, moment, percent or number."""
    if number not in formats:
        known = int(number) if number.isdigit() else 0
        return _DATES.get(known, "percent" if known in _PERCENT else "number")
    code = _QUOTED.sub("", formats[number].split(";")[0]).lower()
    date, time = bool(set(code) & set("yd")), "h" in code or "ss" in code
    if date or time:
        return "moment" if date and time else "date" if date else "time"
    return "percent" if "%" in code else "number"


def shown(number: str, kind: str, start: datetime) -> str:
    """A cell's number as its format shows it, dates in ISO 8601."""
    try:
        value = float(number)
        if kind == "percent":
            return f"{value * 100:.6g}%"
        if kind == "number":
            return f"{value:.15g}" if "e" not in f"{value:.15g}" else number
        moment = start + timedelta(seconds=round(value * 86_400))
    except (ValueError, OverflowError):
        return number
    if kind == "time" and 0 <= value < 1:
        return f"{moment:%H:%M:%S}".removesuffix(":00")
    if kind == "date" or not value % 1:
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(":00")


@dataclass
class _Sheet:
    """What is seen of a sheet: its rows, an empty one for each gap between tables; `hid`: whether cells with
    something in them were left out."""

    rows: list[list[str]] = field(default_factory=list)
    hid: bool = False
    _columns: list[range] = field(default_factory=list)
    _hidden: list[int] = field(default_factory=list)

    def hide_columns(self, element: Any) -> None:
        if _is_hidden(element):
            self._columns.append(range(int(element.get("min", 1)) - 1, int(element.get("max", 1))))

    def add(self, element: Any, cells: list[str]) -> None:
        seen = [
            "" if any(at in hidden for hidden in self._columns) else cell for at, cell in enumerate(cells)
        ]
        self.hid = self.hid or seen != cells
        if _is_hidden(element):
            self._hidden.append(len(self.rows))
        self.rows.append(seen if any(seen) else [])

    def end(self, filtered: bool) -> None:
        """Leave out the hidden rows, unless a filter put them away."""
        for at in () if filtered else self._hidden:
            self.hid = self.hid or bool(self.rows[at])
            self.rows[at] = []


def _sheet(archive: Archive, part: str, strings: Sequence[str], shows: Sequence[Show]) -> _Sheet:
    sheet, last, filtered = _Sheet(), 0, False
    for element in archive.elements(part, ("{*}col", "{*}row", "{*}autoFilter")):
        kind = element.tag.rpartition("}")[2]
        try:
            if kind == "col":
                sheet.hide_columns(element)
            elif kind == "autoFilter":
                filtered = True
            else:
                number = int(element.get("r") or last + 1)
                if number > last + 1:
                    sheet.rows.append([])
                sheet.add(element, _cells(element, strings, shows))
                last = number
        except (ValueError, IndexError) as error:
            raise unreadable() from error
    sheet.end(filtered)
    return sheet


def _cells(row: Any, strings: Sequence[str], shows: Sequence[Show]) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren("{*}c"):
        at = _column(cell.get("r", ""), len(cells))
        cells += [""] * (at - len(cells))
        cells.append(_value(cell, strings, shows))
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _column(name: str, default: int) -> int:
    found = _COLUMN.match(name)
    number = 0
    for letter in found[0] if found else "":
        number = number * 26 + ord(letter) - 64
    return max(default, min(number, _WIDEST) - 1) if number else default


def _value(cell: Any, strings: Sequence[str], shows: Sequence[Show]) -> str:
    """What the cell shows; the formula itself where no result of it was kept."""
    kind, value = cell.get("t", "n"), cell.findtext("{*}v")
    if kind == "inlineStr":
        return _said(cell)
    if value is None:
        formula = cell.findtext("{*}f")
        return f"={formula}" if formula else ""
    if kind == "s":
        return strings[int(value)]
    if kind == "b":
        return "true" if value == "1" else "false"
    style = int(cell.get("s", "0"))
    return shows[style](value) if kind == "n" and style < len(shows) else value


def _blocks(rows: Sequence[list[str]]) -> str:
    """The tables of a sheet: what empty rows part, each with a header of its own."""
    blocks: list[list[list[str]]] = [[]]
    for row in rows:
        if row:
            blocks[-1].append(row)
        elif blocks[-1]:
            blocks.append([])
    return "\n\n".join(tables.written(_narrowed(block)) for block in blocks if block)


def _narrowed(block: list[list[str]]) -> list[list[str]]:
    """The rows without the columns that are empty in all of them, and equally long."""
    width = max(map(len, block))
    block = [row + [""] * (width - len(row)) for row in block]
    filled = [at for at in range(width) if any(row[at].strip() for row in block)]
    return [[row[at] for at in filled] for row in block]


def _notes(archive: Archive, part: str) -> str:
    """Texts of the shapes, diagrams and charts that lie on a sheet."""
    from docent.extract.docx import drawn

    lines: list[str] = []
    for kind, name in archive.related(part).values():
        if kind == "drawing" and archive.has(name):
            lines += drawn(archive.xml(name))
            charts = [each for what, each in archive.related(name).values() if what == "chart"]
            lines += [line for each in charts if archive.has(each) for line in drawn(archive.xml(each))]
    return "\n".join(line for line in lines if line.strip())
