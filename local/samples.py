"""The sample bot's documents, made again from their texts: `python -m local.samples [folder]`."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from docx import Document as new_docx
from docx.document import Document as Docx
from docx.shared import Cm, Pt, RGBColor
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

TEXTS = Path(__file__).with_name("sample_texts")
SAMPLES = Path(__file__).parents[1] / "frontend" / "app" / "public" / "samples"
GREEN, PALE, INK, GREY = "#1f6b4a", "#eef5f1", "#1d2430", "#5b6472"
_SIDE = 20 * mm
_WRITTEN = datetime(2026, 2, 16, 9, 0)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a sample text. `rows`: a table's cells or a list's items; `level`: a heading's, 1 to 3."""

    kind: Literal["heading", "text", "bullets", "steps", "table", "break"]
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def make(folder: Path = SAMPLES) -> None:
    """Write the three documents into a folder."""
    write_pdf(list(blocks((TEXTS / "handbook.md").read_text("utf-8"))), folder / "rental-handbook.pdf")
    write_docx(list(blocks((TEXTS / "staff-guide.md").read_text("utf-8"))), folder / "staff-guide.docx")
    shutil.copyfile(TEXTS / "faq.md", folder / "faq.md")


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text in the Markdown of sample_texts/: parts are divided by empty lines."""
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = part.splitlines()
        first = lines[0]
        if first == "---":
            yield Block("break")
        elif heading := re.match(r"(#+) (.*)", first):
            yield Block("heading", heading[2], len(heading[1]))
        elif first.startswith("|"):
            cells = (tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)
            yield Block("table", rows=tuple(row for row in cells if set(row[0]) != {"-"}))
        elif first.startswith("- "):
            yield Block("bullets", rows=tuple((line[2:],) for line in lines))
        elif first.startswith("1. "):
            yield Block("steps", rows=tuple((line.partition(". ")[2],) for line in lines))
        else:
            yield Block("text", part)


def write_pdf(content: Sequence[Block], path: Path) -> None:
    """Set blocks as an A4 PDF with a title band, numbered pages and zebra tables; the bytes never vary."""
    document = SimpleDocTemplate(
        str(path), pagesize=A4, leftMargin=_SIDE, rightMargin=_SIDE, topMargin=20 * mm, bottomMargin=20 * mm,
        title="Fernwood Bikes: rental handbook", author="Fernwood Bikes", invariant=1,
    )  # fmt: skip
    story = [flowable for block in content for flowable in _flowables(block)]
    document.build(story, onFirstPage=_first_page, onLaterPages=_footer)


def write_docx(content: Sequence[Block], path: Path) -> None:
    """Set blocks as a Word document with its styles for headings, lists and tables."""
    document = new_docx()
    document.core_properties.title = "Fernwood Bikes: staff guide"
    document.core_properties.author = "Fernwood Bikes"
    document.core_properties.created = document.core_properties.modified = _WRITTEN
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    for level in (1, 2):
        document.styles[f"Heading {level}"].font.color.rgb = RGBColor.from_string(GREEN[1:].upper())
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.4)
    for block in content:
        _add_to_docx(document, block)
    document.save(str(path))


def _add_to_docx(document: Docx, block: Block) -> None:
    if block.kind == "heading":
        document.add_heading(block.text, block.level - 1)
    elif block.kind == "text":
        document.add_paragraph(block.text)
    elif block.kind == "table":
        table = document.add_table(0, len(block.rows[0]), style="Light List Accent 3")
        for row in block.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.add_paragraph()
    else:
        for row in block.rows:
            document.add_paragraph(row[0], style="List Bullet" if block.kind == "bullets" else "List Number")


def _style(
    size: float, *, bold: bool = False, colour: str = INK, before: float = 0, after: float = 6
) -> ParagraphStyle:
    return ParagraphStyle(
        "", fontName="Helvetica-Bold" if bold else "Helvetica", fontSize=size, leading=size * 1.42,
        textColor=HexColor(colour), spaceBefore=before, spaceAfter=after,
    )  # fmt: skip


_BODY, _CELL, _HEAD = _style(10.5), _style(10, after=0), _style(10, bold=True, colour="#ffffff", after=0)
_LEAD = _style(11.5, colour=GREY, after=8)
_HEADINGS = {
    1: _style(27, bold=True, colour="#ffffff", after=32),
    2: _style(17, bold=True, colour=GREEN, before=4, after=8),
    3: _style(12.5, bold=True, before=9, after=5),
}


def _flowables(block: Block) -> list[Flowable]:
    if block.kind == "break":
        return [PageBreak()]
    if block.kind == "heading":
        return [Paragraph(block.text, _HEADINGS[block.level])]
    if block.kind == "table":
        return [_table(block.rows), Spacer(0, 9)]
    if block.kind == "text":
        return [Paragraph(block.text, _LEAD if block.text.startswith("Everything you need") else _BODY)]
    marks = ["•" if block.kind == "bullets" else f"{n}." for n in range(1, len(block.rows) + 1)]
    style = ParagraphStyle("", parent=_BODY, leftIndent=14, bulletIndent=2, spaceAfter=3)
    return [Paragraph(row[0], style, bulletText=mark) for mark, row in zip(marks, block.rows, strict=True)]


def _table(rows: Sequence[Sequence[str]]) -> Table:
    width = 166 * mm
    first = width * (0.42 if len(rows[0]) > 2 else 0.5)
    widths = [first] + [(width - first) / (len(rows[0]) - 1)] * (len(rows[0]) - 1)
    cells = [[Paragraph(text, _CELL if at else _HEAD) for text in row] for at, row in enumerate(rows)]
    look = TableStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), HexColor(GREEN)),
            ("ROWBACKGROUNDS", (0, 1), (-1, -1), [HexColor("#ffffff"), HexColor(PALE)]),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor("#cfdcd5")),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ]
    )
    return Table(cells, widths, style=look, repeatRows=1, hAlign="LEFT")


def _first_page(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.saveState()
    canvas.setFillColor(HexColor(GREEN))
    canvas.rect(0, A4[1] - 44 * mm, A4[0], 44 * mm, stroke=0, fill=1)
    canvas.setStrokeColor(HexColor("#9cc7b1"))
    canvas.setLineWidth(2)
    _bike(canvas, A4[0] - 62 * mm, A4[1] - 33 * mm)
    canvas.restoreState()
    _footer(canvas, document)


def _bike(canvas: Canvas, x: float, y: float) -> None:
    """A bike drawn in lines, 40 by 22 mm, its rear hub's lower left at x, y."""
    for hub in (7, 33):
        canvas.circle(x + hub * mm, y + 7 * mm, 7 * mm)
    frame = [(7, 7), (13, 18), (28, 18), (19, 7), (7, 7)]
    for (x1, y1), (x2, y2) in [
        *zip(frame, frame[1:], strict=False),
        ((19, 7), (12, 21)),
        ((33, 7), (27, 22)),
    ]:
        canvas.line(x + x1 * mm, y + y1 * mm, x + x2 * mm, y + y2 * mm)
    canvas.line(x + 9.5 * mm, y + 21 * mm, x + 14.5 * mm, y + 21 * mm)
    canvas.line(x + 27 * mm, y + 22 * mm, x + 31 * mm, y + 22 * mm)


def _footer(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont("Helvetica", 9)
    canvas.setFillColor(HexColor(GREY))
    canvas.drawString(_SIDE + 6, 11 * mm, "Fernwood Bikes · Rental handbook")
    canvas.drawRightString(A4[0] - _SIDE - 6, 11 * mm, f"Page {document.page}")
    canvas.restoreState()


if __name__ == "__main__":
    make(*(Path(folder) for folder in sys.argv[1:2]))
