"""Word documents (.docx): body, tables, text boxes and notes in reading order, then headers and footers.

Headings become Markdown-like `# ` lines, tables Markdown tables; a footnote follows the paragraph or table it
belongs to. Text that tracked changes inserted is in, what they deleted is out. Comments are left out: they
are not the document's. So is hidden text, which its author did not mean to show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docent import tables
from docent.extract import left_out
from docent.extract.archive import Archive, unreadable
from docent.extract.clean import clean

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_HEADING = re.compile(r"heading ([1-9])")
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_UNREAD = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "sectPr", "tblPr"})
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_BESIDE = ("header", "footer")
_DRAWN = ("diagramData", "chart")
_LONG_CELL = 1_200  # characters; a table with such a cell lays out a page, and its cells are read as text


def read(data: bytes) -> tuple[str, tuple[str, ...]]:
    """(text, cleaned; what to say of hidden text).

    Raises DocumentRejected: unreadable, archive_bomb, password_protected.
    """
    archive = Archive(data)
    main = next((name for kind, name in archive.related("").values() if kind == "officeDocument"), "")
    if not main:
        raise unreadable()
    related = archive.related(main)
    body = archive.xml(main)
    reader = _Reader(_heading_levels(archive, related), _notes(archive, related))
    parts = ["\n".join(reader.lines(body)), "\n".join(reader.left_over())]
    parts += _beside(archive, related, reader)
    hidden = [f"{reader.hidden:,} characters"] if reader.hidden else []
    return clean("\n\n".join(filter(None, parts))).strip(), left_out("Hidden text is", hidden)


def _part(archive: Archive, related: Mapping[str, tuple[str, str]], kind: str) -> Any:
    name = next((name for found, name in related.values() if found == kind), "")
    return archive.xml(name) if name and archive.has(name) else None


def _heading_levels(archive: Archive, related: Mapping[str, tuple[str, str]]) -> Mapping[str, int]:
    """Style id to heading level; Word keeps the English names of built-in styles in every language."""
    levels: dict[str, int] = {}
    styles = _part(archive, related, "styles")
    for style in () if styles is None else styles:
        if _name(style) == "style":
            name = _value(_child(style, "name")).lower()
            found = _HEADING.fullmatch(name)
            level = int(found[1]) if found else 1 if name == "title" else _outline(_child(style, "pPr"))
            if level:
                levels[_attribute(style, "styleId")] = level
    return levels


def _outline(properties: Any) -> int:
    """The outline level that paragraph properties set, from 1; 0 for none. Level 9 is Word's body text."""
    level = _value(_child(properties, "outlineLvl"))
    return int(level) + 1 if level.isdigit() and int(level) < 9 else 0


def _notes(archive: Archive, related: Mapping[str, tuple[str, str]]) -> dict[tuple[str, str], Any]:
    """(kind, id) to the note's element."""
    found = {}
    for kind in _NOTES.values():
        root = _part(archive, related, kind)
        for note in () if root is None else root:
            found[kind, _attribute(note, "id")] = note
    return found


def _beside(archive: Archive, related: Mapping[str, tuple[str, str]], reader: _Reader) -> Iterator[str]:
    """Texts of headers and footers of all variants, of diagrams and charts, each once."""
    seen = set()
    for kind, name in related.values():
        if kind in (*_BESIDE, *_DRAWN) and archive.has(name):
            root = archive.xml(name)
            text = "\n".join(reader.lines(root) if kind in _BESIDE else drawn(root))
            if text.strip() and text not in seen:
                seen.add(text)
                yield text


def drawn(root: Any) -> Iterator[str]:
    """Texts of a diagram or a chart: its paragraphs, and the values that a chart keeps."""
    for element in root.iter():
        if element.tag == f"{_A}p":
            yield "".join(each.text or "" for each in element.iter(f"{_A}t"))
        elif _name(element) == "v" and element.text:
            yield element.text


@dataclass
class _Reader:
    levels: Mapping[str, int]
    notes: dict[tuple[str, str], Any]
    hidden: int = 0
    _called: list[tuple[str, str]] = field(default_factory=list)

    def lines(self, root: Any) -> Iterator[str]:
        """Lines of all paragraphs and tables under an element, in reading order, each with its notes."""
        for child in root:
            name = _name(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name not in _UNREAD:
                yield from self.lines(child)
            if name in ("p", "tbl"):
                yield from self._called_notes()

    def left_over(self) -> Iterator[str]:
        """Lines of the notes that nothing referred to."""
        for note in list(self.notes.values()):
            yield from self.lines(note)

    def _called_notes(self) -> Iterator[str]:
        called, self._called = self._called, []
        for key in called:
            note = self.notes.pop(key, None)
            if note is not None:
                yield from self.lines(note)

    def _table(self, table: Any) -> Iterator[str]:
        rows = [[list(self.lines(cell)) for cell in _cells(row)] for row in _under(table, "tr")]
        cells = [[" ".join(filter(None, cell)) for cell in row] for row in rows]
        if max(map(len, rows), default=0) < 2 or any(len(cell) > _LONG_CELL for row in cells for cell in row):
            yield from (line for row in rows for cell in row for line in cell)
        else:
            yield f"\n{tables.written(cells)}\n"

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        """A paragraph, then the text boxes anchored in it."""
        boxes: list[Any] = []
        line = "".join(self._pieces(paragraph, boxes))
        properties = _child(paragraph, "pPr")
        level = self.levels.get(_value(_child(properties, "pStyle")), 0) or _outline(properties)
        if level and line.strip():
            yield f"\n{'#' * min(level, 6)} {' '.join(line.split())}"
        else:
            yield line
        for box in boxes:
            yield from self.lines(box)

    def _pieces(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        for child in element:
            name = _name(child)
            if name == "t":
                yield child.text or ""
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name == "txbxContent":
                boxes.append(child)
            elif name in _NOTES:
                self._called.append((_NOTES[name], _attribute(child, "id")))
            elif name == "r" and _is_hidden(child):
                self.hidden += sum(len(each.text or "") for each in child.iter("{*}t"))
            elif name not in _UNREAD:
                yield from self._pieces(child, boxes)


def _is_hidden(run: Any) -> bool:
    mark = _child(_child(run, "rPr"), "vanish")
    return mark is not None and _value(mark) not in ("0", "false", "off")


def _under(element: Any, wanted: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, through content controls but not into tables within."""
    for child in element:
        name = _name(child)
        if name == wanted:
            yield child
        elif name not in ("tbl", "tc", "tr") and name not in _UNREAD:
            yield from _under(child, wanted)


def _cells(row: Any) -> Iterator[Any]:
    """Cells of a row, each followed by nothing for every further column that it spans."""
    for cell in _under(row, "tc"):
        yield cell
        span = _value(_child(_child(cell, "tcPr"), "gridSpan"))
        yield from [()] * (min(int(span), 64) - 1 if span.isdigit() else 0)


def _name(element: Any) -> str:
    """The local name of an element, whatever its namespace; comments and the like have none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child(element: Any, name: str) -> Any:
    return None if element is None else next((each for each in element if _name(each) == name), None)


def _value(element: Any) -> str:
    return "" if element is None else _attribute(element, "val")


def _attribute(element: Any, name: str) -> str:
    return str(element.get(f"{_W}{name}") or element.get(f"{_STRICT}{name}") or "")
