from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from docent.errors import DocumentRejected
from docent.extract.archive import MOST_OF_ONE
from docent.extract.docx import read

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = (
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    f"<Relationship Id='r1' Type='{OFFICE}/officeDocument' Target='word/document.xml'/></Relationships>"
)


def text(data: bytes) -> str:
    return read(data)[0]


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_xml(inner: str) -> bytes:
    document = Document()
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))
    return saved(document)


def test_reads_headings_paragraphs_and_tables_in_order() -> None:
    document = Document()
    document.add_heading("Warranty", 0)
    document.add_paragraph("Two years.")
    table = document.add_table(2, 2)
    for row, cells in zip(table.rows, (("Part", "Price"), ("Lamp\nshade", "4 EUR")), strict=True):
        for cell, content in zip(row.cells, cells, strict=True):
            cell.text = content
    document.add_heading("Exceptions", 2)
    document.add_paragraph("None.")
    assert text(saved(document)) == (
        "# Warranty\nTwo years.\n\nPart | Price\n-|-\nLamp shade | 4 EUR\n\n## Exceptions\nNone."
    )


def test_a_table_in_a_cell_stays_in_its_row() -> None:
    document = Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "outside"
    inner = outer.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "in", "side"
    assert text(saved(document)) == "outside | in | side"


def test_tracked_insertions_are_in_and_deletions_out() -> None:
    inner = (
        "<w:r><w:t xml:space='preserve'>kept </w:t></w:r>"
        "<w:ins w:id='1' w:author='a'><w:r><w:t>added</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText>gone</w:delText></w:r></w:del>"
    )
    assert text(with_xml(inner)) == "kept added"


def test_text_boxes_come_after_their_paragraph_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    inner = (
        f"<w:r><w:t>around</w:t><mc:AlternateContent xmlns:mc='{mc}'>"
        f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert text(with_xml(inner)) == "around\nboxed"


def test_headers_and_footers_follow_once() -> None:
    document = Document()
    document.add_paragraph("Body.")
    document.sections[0].header.paragraphs[0].text = "Confidential"
    document.sections[0].footer.paragraphs[0].text = "Acme"
    lines = text(saved(document)).split()
    assert lines[0] == "Body."
    assert sorted(lines[1:]) == ["Acme", "Confidential"]


def test_tabs_breaks_and_hyphens_are_kept() -> None:
    inner = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>"
    assert text(with_xml(inner)) == "a\tb\nc-d"


def test_an_empty_document_has_no_text() -> None:
    assert text(saved(Document())) == ""


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", RELS)
        with archive.open("word/document.xml", "w") as member:
            for _ in range((MOST_OF_ONE >> 20) + 1):
                member.write(bytes(1 << 20))
    with pytest.raises(DocumentRejected) as caught:
        text(file.getvalue())
    assert caught.value.reason == "archive_bomb"


def test_a_truncated_or_foreign_archive_is_unreadable() -> None:
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for data in (saved(Document())[:-200], empty.getvalue()):
        with pytest.raises(DocumentRejected) as caught:
            text(data)
        assert caught.value.reason == "unreadable"


def test_outside_files_are_not_read(tmp_path: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read me")
    source = io.BytesIO(saved(Document()))
    file = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = (
                    f'<!DOCTYPE w [<!ENTITY x SYSTEM "file://{secret}">]><w:document {nsdecls("w")}><w:body>'
                    "<w:p><w:r><w:t>seen &x;</w:t></w:r></w:p></w:body></w:document>"
                ).encode()
            new.writestr(name, content)
    assert "do not read me" not in text(file.getvalue())


def with_notes(data: bytes) -> bytes:
    """The document with a footnote 2, which its relationships name."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="n1" Type="{OFFICE}/footnotes" Target="footnotes.xml"/>'
                content = content.replace(b"</Relationships>", f"{link}</Relationships>".encode())
            new.writestr(name, content)
        note = '<w:footnote w:id="{}"><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:footnote>'
        both = note.format(2, "Except in leap years.") + note.format(3, "Called by nobody.")
        new.writestr("word/footnotes.xml", f"<w:footnotes {nsdecls('w')}>{both}</w:footnotes>")
    return file.getvalue()


def test_a_footnote_follows_its_paragraph() -> None:
    inner = "<w:r><w:t>Open all days.</w:t><w:footnoteReference w:id='2'/></w:r>"
    document = Document(io.BytesIO(with_xml(inner)))
    document.add_paragraph("Next paragraph.")
    found = text(with_notes(saved(document))).split("\n")
    assert [line for line in found if line] == [
        "Open all days.",
        "Except in leap years.",
        "Next paragraph.",
        "Called by nobody.",
    ]


def test_headers_of_every_variant_are_read() -> None:
    document = Document()
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Cover"
    section.even_page_footer.paragraphs[0].text = "Even"
    section.header.paragraphs[0].text = "Odd"
    assert sorted(text(saved(document)).split()) == ["Cover", "Even", "Odd"]


def test_content_controls_hold_tables_rows_and_cells() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    row = f"<w:tr>{cell.format('a')}{control.format(cell.format('b'))}</w:tr>"
    table = control.format(f"<w:tbl>{row}{control.format(row)}</w:tbl>")
    document = Document()
    document.element.body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}>{table[7:]}"))
    assert text(saved(document)) == "a | b\n-|-\na | b"


def test_a_table_that_lays_out_a_page_is_read_as_text() -> None:
    document = Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right " * 300
    assert text(saved(document)).split("\n")[0] == "left"


def test_a_cell_over_two_columns_keeps_the_others_in_their_columns() -> None:
    document = Document()
    table = document.add_table(2, 3)
    for at, word in enumerate("abc"):
        table.cell(0, at).text = word
    table.cell(1, 0).merge(table.cell(1, 1)).text = "wide"
    table.cell(1, 2).text = "last"
    assert text(saved(document)) == "a | b | c\n-|-|-\nwide |  | last"


def test_hidden_text_is_left_out_and_said() -> None:
    run = "<w:r><w:rPr>{}</w:rPr><w:t>{}</w:t></w:r>"
    runs = run.format("<w:vanish/>", "secret") + run.format("<w:vanish w:val='0'/>", "shown")
    found, notes = read(with_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>"))
    assert found == "shown"
    assert notes[0].startswith("Hidden text is left out: 6 characters.")
    assert read(with_xml(f"<w:p {nsdecls('w')}><w:r><w:t>shown</w:t></w:r></w:p>"))[1] == ()
