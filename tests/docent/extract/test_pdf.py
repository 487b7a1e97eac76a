from __future__ import annotations

import io
import re

import PIL.Image
import pypdf
import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from docent.errors import DocumentRejected
from docent.extract.pdf import extract
from docent.model import Extraction


def written(*pages: str | None) -> bytes:
    """A PDF of these pages; None draws a picture only, an empty text nothing."""
    file = io.BytesIO()
    canvas = Canvas(file)
    for page in pages:
        if page is None:
            canvas.rect(100, 100, 200, 200, fill=1)
        else:
            for number, line in enumerate(page.split("\n")):
                canvas.drawString(72, 760 - 20 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def locked(data: bytes, password: str, owner_password: str | None = None) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(password, owner_password, algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def read(data: bytes, most_pages: int = 99) -> Extraction:
    return extract(data, most_pages=most_pages, progress=lambda done, total: None)


def reason(data: bytes, most_pages: int = 99) -> str:
    with pytest.raises(DocumentRejected) as caught:
        read(data, most_pages)
    assert caught.value.message.endswith(".")
    return caught.value.reason


def test_reads_page_by_page_in_order() -> None:
    found = read(written("The first page\nhas two lines.", "The second page."))
    assert [(page.number, page.text) for page in found.pages] == [
        (1, "The first page\nhas two lines."),
        (2, "The second page."),
    ]
    assert (found.page_count, found.silent_pages) == (2, ())


def test_tells_its_progress() -> None:
    told: list[tuple[int, int]] = []
    extract(written("a", "b", "c"), most_pages=9, progress=lambda *at: told.append(at))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_picture_is_silent_and_a_blank_page_is_not() -> None:
    found = read(written("Some text.", None, "", "More text."))
    assert [page.number for page in found.pages] == [1, 4]
    assert (found.page_count, found.silent_pages) == (4, (2,))


def test_a_page_that_cannot_be_read_does_not_lose_the_file() -> None:
    reader = pypdf.PdfReader(io.BytesIO(written("First.", "Second.", "Third.")))
    writer = pypdf.PdfWriter(clone_from=reader)
    kids = writer._pages.get_object()["/Kids"]  # type: ignore[index]
    kids[1] = pypdf.generic.NullObject()
    file = io.BytesIO()
    writer.write(file)
    found = read(file.getvalue())
    assert [page.text for page in found.pages] == ["First.", "Third."]
    assert found.silent_pages == (2,)


def test_a_file_of_pictures_has_silent_pages_only() -> None:
    found = read(written(None, "", None))
    assert (found.pages, found.page_count, found.silent_pages) == ((), 3, (1, 3))
    assert read(written("")).pages == ()


def test_a_password_is_said() -> None:
    assert reason(locked(written("secret"), "pass")) == "password_protected"


def test_a_file_that_opens_without_its_owner_password_is_read() -> None:
    assert read(locked(written("No printing."), "", "owner")).pages[0].text == "No printing."


def test_too_many_pages_are_refused() -> None:
    assert reason(written("a", "b", "c"), most_pages=2) == "too_many_pages"


def test_a_file_cut_short_in_its_header_is_unreadable() -> None:
    assert reason(written("Some text on a page.")[:100]) == "unreadable"


def test_a_file_whose_table_of_objects_is_misplaced_is_read() -> None:
    data = re.sub(rb"startxref\n\d+", b"startxref\n9", written("Some text.", "More text."))
    assert len(read(data).pages) == 2


def test_what_pdfium_cannot_open_pypdf_may_read() -> None:
    data = b"%" * 5_000 + b"\n" + written("Some text.", "More text.")
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(data)
    found = read(data)
    assert [(page.number, page.text) for page in found.pages] == [(1, "Some text."), (2, "More text.")]


def with_outline(*titles: str) -> bytes:
    """A PDF with a page, and an entry in the outline, for each title."""
    file = io.BytesIO()
    canvas = Canvas(file)
    for number, title in enumerate(titles):
        canvas.bookmarkPage(str(number))
        canvas.addOutlineEntry(title, str(number), level=min(number, 1))
        canvas.drawString(72, 760, title)
        canvas.drawString(72, 700, "Text that follows it.")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_the_outline_marks_headings() -> None:
    found = read(with_outline("What we promise", "and for how long"))
    assert [page.text.splitlines()[0] for page in found.pages] == ["# What we promise", "## and for how long"]


def test_pages_whose_letters_make_no_words_are_named_and_left_out() -> None:
    garbage = "/g3 /g12 /g44 /g55 /g6 " * 3 + "\n"
    found = read(written("Some text.", garbage * 5, "More text."))
    assert [page.number for page in found.pages] == [1, 3]
    assert (found.silent_pages, found.garbled_pages) == ((), (2,))
    alone = read(written(garbage * 5))
    assert (alone.pages, alone.garbled_pages) == ((), (1,))


def test_pictures_are_counted() -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 700, "A page with two pictures.")
    for at in (100, 300):
        canvas.drawInlineImage(pixel(), at, 100)
    canvas.showPage()
    canvas.save()
    assert read(file.getvalue()).images == {1: 2}


def pixel() -> PIL.Image.Image:
    return PIL.Image.new("RGB", (4, 4))
