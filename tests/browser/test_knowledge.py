"""What a builder does to the knowledge itself: passages changed and switched off, many documents at once."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.builder import PAGES, Builder, file, pdf
from tests.browser.conftest import Product

pytestmark = pytest.mark.browser
RULES = b"The deposit for a bike is fifty euros."
QUESTION = "How much is the deposit for a bike?"


@pytest.fixture
def builder(page: Page, product: Product) -> Builder:
    builder = Builder(page, product.url).at_work("Rules")
    locked = file("one.pdf", pdf(PAGES, password="k"))
    builder.bring(file("rules.txt", RULES), locked, file("two.md", b"Bikes are blue."))
    expect(builder.row("rules.txt")).to_contain_text("Ready")
    expect(builder.row("two.md")).to_contain_text("Ready")
    expect(builder.row("one.pdf")).to_contain_text("Not usable")
    return builder


def test_a_passage_is_changed_switched_off_and_back(builder: Builder, page: Page) -> None:
    builder.row("rules.txt").get_by_role("button", name="See passages").click()
    drawer = page.get_by_role("dialog", name="rules.txt")
    drawer.get_by_role("button", name="Edit").press("Enter")
    text = drawer.get_by_label("Text of the passage")
    expect(text).to_be_focused()
    text.fill("The deposit for a bike is sixty euros.")
    leave = page.get_by_role("dialog", name="Leave without saving?")
    for _ in range(2):
        page.keyboard.press("Escape")
        expect(leave).to_be_visible()
        page.keyboard.press("Escape")
        expect(leave).to_have_count(0)
        expect(text).to_have_value("The deposit for a bike is sixty euros.")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.get_by_text("Changed", exact=True)).to_be_visible()
    expect(drawer.get_by_role("button", name="Edit")).to_be_focused()
    expect(drawer).to_contain_text("One passage is changed or off.")
    drawer.get_by_role("button", name="Close").click()
    builder.go("Playground")
    expect(builder.ask(QUESTION)).to_contain_text("sixty")
    builder.go("Documents")
    builder.row("rules.txt").get_by_role("button", name="See passages").click()
    drawer.get_by_role("button", name="Back to the file’s text").click()
    expect(drawer.get_by_text("fifty euros").first).to_be_visible()
    drawer.get_by_role("button", name="Switch off").click()
    expect(drawer.get_by_role("button", name="Switch on")).to_be_visible()
    drawer.get_by_role("button", name="Close").click()
    builder.go("Playground")
    expect(builder.ask(QUESTION)).not_to_contain_text("fifty")


def test_many_documents_are_retried_and_deleted_at_once(builder: Builder, page: Page) -> None:
    expect(page.get_by_text("2 documents ·")).to_be_visible()
    page.get_by_role("checkbox", name="Choose all shown").check()
    builder.press("Retry (1)")
    expect(page.get_by_text("1 document read again.")).to_be_visible()
    expect(builder.row("one.pdf")).to_contain_text("Not usable")
    page.get_by_role("checkbox", name="Choose rules.txt").uncheck()
    error = '{"error": {"code": "odd", "message": "Odd.", "request_id": "req-1"}}'
    page.route("**/documents/*", lambda route: route.fulfill(status=418, body=error), times=1)
    dialog = page.get_by_role("dialog")
    builder.press("Delete (2)")
    builder.press("Delete 2 documents")
    expect(dialog).to_contain_text("Request req-1")
    builder.press("Cancel")
    builder.press("Delete (2)")
    expect(dialog).to_contain_text("Delete 2 documents?")
    expect(dialog.get_by_role("alert")).to_have_count(0)
    builder.press("Delete 2 documents")
    expect(page.get_by_text("2 documents deleted, from every store.")).to_be_visible()
    expect(builder.row("one.pdf")).to_have_count(0)
    expect(builder.row("rules.txt")).to_be_visible()
    page.get_by_role("button", name="Delete rules.txt").press("Enter")
    page.get_by_role("button", name="Delete document").press("Enter")
    expect(builder.row("rules.txt")).to_have_count(0)
    expect(page.locator("main")).to_be_focused()
