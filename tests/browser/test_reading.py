"""What the reader makes of a file, as its owner sees it: new versions, scans, what was left out."""

import io
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader, PdfWriter

from tests.browser import gates
from tests.browser.builder import READY, Builder, file
from tests.browser.conftest import Product, opened
from tests.files import pdf, scanned

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 800}
DESKTOP = {"width": 1280, "height": 900}
LINES = ("The shop opens at nine in the morning.", "A cargo bike needs a deposit of fifty euros.")


@contextmanager
def nobody_reading(product: Product) -> Iterator[None]:
    """The product's workers stand still until the block ends."""
    found = subprocess.run(
        ["pgrep", "-P", str(product.pid), "-f", "local.worker"], stdout=subprocess.PIPE, check=True
    )
    workers = [int(each) for each in found.stdout.split()]
    for each in workers:
        os.kill(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in workers:
            os.kill(each, signal.SIGCONT)


def test_the_old_version_answers_until_the_new_one_is_published(page: Page, product: Product) -> None:
    builder = Builder(page, product.url).at_work()
    builder.teach("hours.txt", b"The shop opens at nine in the morning.", "Ready")
    with nobody_reading(product):
        builder.bring(file("hours.txt", b"The shop opens at ten in the morning. " * 60))
        expect(page.get_by_text("until then that one answers")).to_be_visible()
        builder.go("Playground")
        expect(builder.ask("When does the shop open?")).to_contain_text("at nine")
    builder.go("Documents")
    learnt = builder.row("hours.txt").filter(has_text=re.compile("[2-9] passages"))
    expect(learnt).to_contain_text("Ready", timeout=READY)
    expect(builder.row("hours.txt")).to_have_count(1, timeout=READY)
    builder.go("Playground")
    turn = builder.ask("When does the shop open?")
    expect(turn).to_contain_text("at ten")
    expect(turn).not_to_contain_text("at nine")


def coverage(builder: Builder, name: str) -> Locator:
    """What each page of a document gave, unfolded."""
    builder.press(f"See passages of {name}")
    panel = builder.page.get_by_role("group").filter(has_text="What each page gave")
    panel.get_by_text("What each page gave").click()
    return panel


def fits(page: Page, table: Locator) -> None:
    """On a phone too, every column can be seen, and the page itself does not scroll aside."""
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        last = table.get_by_role("columnheader").last
        last.scroll_into_view_if_needed()
        box = last.bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= size["width"]
        gates.not_wider(page, size["width"])


def hiding() -> bytes:
    """A letter with a remark that its author hid."""
    letter, buffer = docx.Document(), io.BytesIO()
    said = letter.add_paragraph(LINES[0])
    said.add_run(" It cost us twelve euros.").font.hidden = True
    letter.save(buffer)
    return buffer.getvalue()


def test_what_an_author_hid_is_named(page: Page, product: Product) -> None:
    builder = Builder(page, product.url).at_work()
    builder.teach("letter.docx", hiding(), "Ready")
    panel = coverage(builder, "letter.docx")
    expect(panel).to_contain_text("Hidden text is left out")
    fits(page, panel.get_by_role("table"))


@pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is not installed")
def test_a_scan_is_read_again_once_text_recognition_is_on(page: Page, tmp_path: Path) -> None:
    with opened(tmp_path) as product:
        builder = Builder(page, product.url).at_work()
        row = builder.teach("scan.pdf", half_scanned(), "Partly ready")
        expect(row).to_contain_text("No text was found on page 2.")
        address = page.url
        page.goto("about:blank")
    with opened(tmp_path, DOCENT_OCR="tesseract", DOCENT_PORT=address.split(":")[2].split("/")[0]):
        page.goto(address)
        builder.press("Retry scan.pdf")
        expect(page.locator("li[data-status=ready]")).to_have_count(1, timeout=READY)
        expect(builder.row("scan.pdf")).to_have_count(1, timeout=READY)
        cells = coverage(builder, "scan.pdf").get_by_role("table").get_by_role("row")
        expect(cells.nth(1)).to_contain_text("read")
        expect(cells.nth(2)).to_contain_text("recognised (OCR)")


def half_scanned() -> bytes:
    """A page of text, and one that is a picture of text."""
    writer, buffer = PdfWriter(), io.BytesIO()
    for data in (pdf(LINES[0]), scanned(LINES[1])):
        writer.append(PdfReader(io.BytesIO(data)))
    writer.write(buffer)
    return buffer.getvalue()
