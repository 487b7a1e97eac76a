from __future__ import annotations

from datetime import datetime

import pytest

from docent.errors import DocumentRejected
from docent.extract.xlsx import read, shown
from tests.files import OFFICE, office

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = (
    f"<styleSheet xmlns='{MAIN}'><numFmts>"
    "<numFmt numFmtId='170' formatCode='[$-409]d/m/yy\\ h:mm'/></numFmts>"
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='170'/><xf numFmtId='10'/></cellXfs>"
    "</styleSheet>"
)
STRINGS = (
    f"<sst xmlns='{MAIN}'><si><t>Name</t></si><si><r><t>Pri</t></r><r><t>ce</t></r>"
    "<rPh><t>read aid</t></rPh></si></sst>"
)


def text(data: bytes) -> str:
    return read(data)[0]


def book(*sheets: str, state: str = "", around: tuple[str, str] = ("", "")) -> bytes:
    """A workbook of sheets named S1, S2 ..., each given as its rows in XML.

    `state` is of the last one; `around` stands before and after the rows of each.
    """
    states = [""] * (len(sheets) - 1) + [state and f"state='{state}'"]
    named = "".join(f"<sheet name='S{n}' {each} r:id='s{n}'/>" for n, each in enumerate(states, 1))
    links = {f"s{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)}
    links |= {"st": ("styles", "styles.xml"), "ss": ("sharedStrings", "/xl/sharedStrings.xml")}
    parts = {
        "xl/workbook.xml": f"<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets>{named}</sheets></workbook>",
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": STRINGS,
    }
    for number, rows in enumerate(sheets, 1):
        sheet = f"<worksheet xmlns='{MAIN}'>{around[0]}<sheetData>{rows}</sheetData>{around[1]}</worksheet>"
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet
    return office(parts, {"xl/workbook.xml": links})


def test_reads_every_sheet_as_a_table_under_its_name() -> None:
    first = (
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>"
        "<row r='2'><c r='A2' t='inlineStr'><is><t>Lamp</t></is></c><c r='B2'><v>4.5</v></c></row>"
    )
    second = "<row r='1'><c r='A1' t='str'><f>A2</f><v>alone</v></c></row>"
    assert text(book(first, second)) == "# S1\n\nName | Price\n-|-\nLamp | 4.5\n\n# S2\n\nalone"


def test_shows_what_the_cell_shows() -> None:
    row = (
        "<row><c s='1'><v>45292</v></c><c s='2'><v>45292.5</v></c><c s='3'><v>0.125</v></c>"
        "<c t='b'><v>1</v></c><c t='e'><v>#DIV/0!</v></c><c><v>1.10</v></c><c><f>SUM(A1:A2)</f></c></row>"
    )
    assert text(book(row)).split("\n")[-1] == (
        "2024-01-01 | 2024-01-01 12:00 | 12.5% | true | #DIV/0! | 1.1 | =SUM(A1:A2)"
    )


def test_empty_rows_part_tables_and_empty_columns_go() -> None:
    cell = "<c r='{}' t='inlineStr'><is><t>{}</t></is></c>"
    rows = [
        f"<row r='{n}'>{cell.format(f'B{n}', f'b{n}')}{cell.format(f'D{n}', f'd{n}')}</row>"
        for n in (2, 3, 7, 8)
    ]
    assert text(book("".join(rows))) == "# S1\n\nb2 | d2\n-|-\nb3 | d3\n\nb7 | d7\n-|-\nb8 | d8"


@pytest.mark.parametrize(
    ("number", "kind", "expected"),
    [
        ("0.5", "time", "12:00"),
        ("1e300", "date", "1e300"),
        ("x", "number", "x"),
        ("12345678901234567890", "number", "12345678901234567890"),
        ("0.1", "number", "0.1"),
    ],
)
def test_numbers_that_are_odd(number: str, kind: str, expected: str) -> None:
    assert shown(number, kind, datetime(1899, 12, 30)) == expected


def test_an_index_that_leads_nowhere_is_unreadable() -> None:
    with pytest.raises(DocumentRejected) as caught:
        text(book("<row><c t='s'><v>99</v></c></row>"))
    assert caught.value.reason == "unreadable"


def test_an_empty_book_has_no_text() -> None:
    assert text(book("")) == ""


def row(number: int, *cells: str, marks: str = "") -> str:
    inner = "".join(
        f"<c r='{'ABC'[at]}{number}' t='inlineStr'><is><t>{each}</t></is></c>"
        for at, each in enumerate(cells)
    )
    return f"<row r='{number}' {marks}>{inner}</row>"


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_left_out_and_named(state: str) -> None:
    found, notes = read(book(row(1, "shown"), row(1, "secret"), state=state))
    assert found == "# S1\n\nshown"
    assert notes[0].startswith("Hidden sheets are left out: S2. Show it")


def test_hidden_columns_and_rows_are_left_out_and_said() -> None:
    columns = "<cols><col min='1' max='1' width='9'/><col min='2' max='2' hidden='1'/></cols>"
    rows = (
        row(1, "Part", "Cost", "Price")
        + row(2, "Lamp", "1", "4")
        + row(3, "Lens", "2", "5", marks="hidden='1'")
    )
    found, notes = read(book(rows, around=(columns, "")))
    assert found == "# S1\n\nPart | Price\n-|-\nLamp | 4"
    assert notes[0].startswith("Hidden columns or rows of sheets are left out: S1.")


def test_what_is_folded_up_or_filtered_away_is_read() -> None:
    columns = "<cols><col min='2' max='2' hidden='1' outlineLevel='1'/></cols>"
    rows = row(1, "Part", "Cost") + row(2, "Lamp", "1", marks="hidden='1'")
    found, notes = read(book(rows, around=(columns, "<autoFilter ref='A1:B2'/>")))
    assert (found, notes) == ("# S1\n\nPart | Cost\n-|-\nLamp | 1", ())
    empty = "<cols><col min='9' max='16384' hidden='1'/></cols>"
    assert read(book(rows, around=(empty, "<autoFilter/>")))[1] == ()
