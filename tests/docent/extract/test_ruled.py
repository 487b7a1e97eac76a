from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from docent import tables
from docent.extract.pdf import extract

GRID = ("GRID", (0, 0), (-1, -1), 0.5, "black")
ROWS = [["Part", "Price", "Stock"], ["Lamp", "4", "12"], ["Long lens", "15", "3"], ["Key", "1", ""]]
PROSE = getSampleStyleSheet()["BodyText"]
WRITTEN = "Part | Price | Stock\n-|-|-\nLamp | 4 | 12\nLong lens | 15 | 3\nKey | 1 |"


def printed(*parts: Any) -> bytes:
    buffer = io.BytesIO()
    flow = [Paragraph(each, PROSE) if isinstance(each, str) else each for each in parts]
    SimpleDocTemplate(buffer, pagesize=A4).build(flow)
    return buffer.getvalue()


def table(rows: Sequence[Sequence[Any]], *style: tuple[Any, ...]) -> Table:
    return Table([list(row) for row in rows], style=TableStyle(list(style)))


def read(data: bytes) -> str:
    (page,) = extract(data, most_pages=9, progress=lambda done, total: None).pages
    return page.text


@pytest.mark.parametrize(
    "style",
    [
        (GRID,),
        (("INNERGRID", (0, 0), (-1, -1), 0.25, "grey"), ("BOX", (0, 0), (-1, -1), 1, "black")),
        (GRID, ("BACKGROUND", (0, 0), (-1, 0), "lightgrey")),
    ],
)
def test_a_ruled_table_is_markdown_between_the_text_around_it(style: tuple[Any, ...]) -> None:
    text = read(printed("Before it.", table(ROWS, *style), "After it."))
    assert text == f"Before it.\n\n{WRITTEN}\n\nAfter it."


def test_the_boxes_of_cells_make_a_table_too() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, A4)
    for down, row in enumerate(ROWS):
        for across, cell in enumerate(row):
            canvas.rect(72 + 90 * across, 700 - 20 * down, 90, 20)
            canvas.drawString(76 + 90 * across, 706 - 20 * down, cell)
    canvas.save()
    assert read(buffer.getvalue()) == WRITTEN


def test_one_path_may_draw_a_whole_table() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, A4)
    canvas.grid([72, 160, 250, 340], [620, 640, 660, 680, 700])
    for down, row in enumerate(ROWS):
        for across, cell in enumerate(row):
            canvas.drawString((76, 164, 254)[across], 686 - 20 * down, cell)
    canvas.save()
    assert read(buffer.getvalue()) == WRITTEN


def test_lines_of_a_cell_stay_together_and_merged_cells_count_once() -> None:
    rows = [["Name", "Terms"], ["Lamp", "lent for\none week"], ["Key", ""]]
    text = read(printed(table(rows, GRID, ("SPAN", (1, 1), (1, 2)))))
    assert text == "Name | Terms\n-|-\nLamp | lent for one week\nKey |"


def test_a_long_table_goes_on_as_one_on_each_page_with_its_header() -> None:
    rows = [["Number", "Name"], *[[str(n), f"Thing {n}"] for n in range(80)]]
    data = printed(Table(rows, repeatRows=1, style=TableStyle([GRID])))
    pages = extract(data, most_pages=9, progress=lambda done, total: None).pages
    assert len(pages) > 1
    assert all(page.text.startswith("Number | Name\n-|-\n") for page in pages)


@pytest.mark.parametrize(
    "parts",
    [
        ("Text without any table.",),
        (table(ROWS),),  # nothing is ruled
        (table(ROWS, ("LINEBELOW", (0, 0), (-1, -1), 1, "black")),),  # rows only
        (table([["A frame around text."]], GRID),),
        (table([["Names", ""], ["", ""]], GRID),),
        (table([["", "x", ""], ["a", "", "b"]], GRID),),  # a diagram
        (Table([["Long words that run over", ""], ["a", "b"]], colWidths=60, style=TableStyle([GRID])),),
        (table([["One", "Two"], [Paragraph("A column of prose. " * 60, PROSE), "short"]], GRID),),
    ],
)
def test_what_is_no_table_stays_as_it_is(parts: tuple[Any, ...]) -> None:
    assert list(tables.find(read(printed(*parts)))) == []


def test_no_word_is_lost_or_doubled() -> None:
    rows = [["Name", "What it costs", "Left"], *[[f"thing{n}", f"{n} euros", str(n * 7)] for n in range(12)]]
    text = read(printed("Before it.", table(rows, GRID), "After it.", table(ROWS, GRID), "The end."))
    words = " ".join(cell for row in (*rows, *ROWS) for cell in row) + " Before it. After it. The end."
    assert Counter(text.replace("|", " ").replace("-", " ").split()) == Counter(words.split())
    assert len(list(tables.find(text))) == 2


def test_a_turned_page_is_left_as_it_is() -> None:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(printed(table(ROWS, GRID))))
    writer = pypdf.PdfWriter(clone_from=reader)
    writer.pages[0].rotate(90)
    buffer = io.BytesIO()
    writer.write(buffer)
    assert list(tables.find(read(buffer.getvalue()))) == []
