"""What a person does with documents that are there: replace, take back, read again, look into."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.builder import CLAUSE, READY, RULES, Builder, file, pdf

pytestmark = pytest.mark.browser


@pytest.fixture
def builder(page: Page, product: Any) -> Builder:
    """Somebody signed in, with a bot that knows nothing yet."""
    return Builder(page, product.url).at_work()


def test_files_can_be_dropped(builder: Builder, page: Page) -> None:
    transfer = page.evaluate_handle(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["Bikes cost ten euros a day."], "prices.txt"));
            return transfer;
        }"""
    )
    page.get_by_role("heading", name="Shop").dispatch_event("drop", {"dataTransfer": transfer})
    expect(builder.row("prices.txt")).to_contain_text("Ready")
    link = page.evaluate_handle(
        """() => {
            const given = new DataTransfer();
            given.setData("text/plain", "https://example.com/help");
            return given;
        }"""
    )
    paste = "given => window.dispatchEvent(new ClipboardEvent('paste', {clipboardData: given}))"
    page.evaluate(paste, link)
    expect(page.get_by_label("Address", exact=True)).to_have_value("https://example.com/help")


def test_an_upload_can_be_cancelled(builder: Builder, page: Page) -> None:
    page.route("**/*", lambda route: route.fallback() if "/api/" in route.request.url else None)
    builder.bring(file("prices.txt", b"Bikes cost ten euros a day."))
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        builder.press("Cancel the upload of prices.txt")
    page.unroute_all()
    expect(page.get_by_text("The bot knows nothing yet.")).to_be_visible()
    assert builder.owner().call("GET", f"/api/bots/{builder.bot_id}/documents")["documents"] == []


def test_a_file_of_the_same_name_takes_the_place_of_the_old_one(builder: Builder, page: Page) -> None:
    builder.teach("hours.txt", b"The shop opens at nine in the morning.", "Ready")
    edited = b"The shop opens at ten in the morning. " * 60
    builder.bring(file("hours.txt", edited))
    learnt = builder.row("hours.txt").filter(has_text=re.compile("[2-9] passages"))
    expect(learnt).to_have_count(1, timeout=READY)
    expect(builder.row("hours.txt")).to_have_count(1, timeout=READY)
    expect(builder.row("hours.txt")).to_contain_text("Ready")
    builder.bring(file("again.txt", edited))
    expect(page.get_by_text("Already here: the bot has a document with the same content.")).to_be_visible()
    builder.go("Playground")
    turn = builder.ask("When does the shop open?")
    expect(turn).to_contain_text("at ten")
    expect(turn).not_to_contain_text("at nine")


def test_the_original_comes_back_as_it_was(builder: Builder, page: Page) -> None:
    content = "The shop öpens at nine.".encode()
    builder.teach("hours.txt", content, "Ready")
    with page.expect_download() as download:
        builder.press("Download hours.txt")
    assert download.value.suggested_filename == "hours.txt"
    assert Path(download.value.path()).read_bytes() == content


def test_a_document_that_failed_is_read_again(builder: Builder, page: Page) -> None:
    row = builder.teach("locked.pdf", pdf([["secret"]], password="key"), "Not usable")
    with page.expect_response(lambda answer: answer.url.endswith("/retry")) as answer:
        builder.press("Retry locked.pdf")
    assert answer.value.json()["status"] == "queued"
    expect(row).to_contain_text("protected by a password", timeout=READY)
    expect(row).to_contain_text("Not usable")


def test_a_page_of_the_list_that_does_not_come_says_so_where_it_was_asked_for(
    builder: Builder, page: Page
) -> None:
    for n in range(26):
        sent = (f"shelf-{n}.txt", f"Shelf {n}.".encode(), "text/plain")
        builder.owner().call("POST", "/api/upload", fields={"bot_id": builder.bot_id, "file": sent})
    error = '{"error": {"code": "odd", "message": "Odd.", "request_id": "req-1"}}'
    page.route("**/documents?*next=*", lambda route: route.fulfill(status=418, body=error), times=1)
    page.reload()
    expect(page.locator("li[data-status=ready]")).to_have_count(25, timeout=READY)
    builder.press("Show more")
    expect(page.get_by_role("alert").filter(has_text="Request req-1")).to_be_in_viewport()
    builder.press("Show more")
    expect(builder.row("shelf-0.txt")).to_be_visible()


def test_what_each_page_gave_is_shown(builder: Builder, page: Page) -> None:
    row = builder.teach("half.pdf", pdf([["1. Fees", CLAUSE], []]), "Partly ready")
    expect(row).to_contain_text("No text was found on page 2.")
    error = '{"error": {"code": "odd", "message": "Odd.", "request_id": "req-1"}}'
    page.route("**/documents/doc_*", lambda route: route.fulfill(status=418, body=error))
    builder.press("See passages of half.pdf")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Request req-1")
    page.unroute_all()
    page.get_by_role("dialog").get_by_role("button", name="Try again").click()
    page.reload()  # the drawer stands in the address
    page.get_by_text("What each page gave").click()
    cells = page.get_by_role("table", name="What each page gave").get_by_role("row")
    expect(cells.nth(1)).to_contain_text("read")
    expect(cells.nth(2)).to_contain_text("none found")


def test_a_scan_that_gave_nothing_shows_what_each_page_gave(builder: Builder, page: Page) -> None:
    builder.bring(file("scan.pdf", pdf([[] for _ in range(51)])))
    expect(builder.row("scan.pdf").get_by_role("alert")).to_contain_text("no text in it", timeout=READY)
    builder.press("See pages of scan.pdf")
    dialog = page.get_by_role("dialog", name="scan.pdf")
    dialog.get_by_text("What each page gave", exact=True).click()
    rows = dialog.get_by_role("row")
    expect(rows).to_have_count(1 + 50)
    expect(rows.last).to_contain_text("none found")
    dialog.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(1 + 51)


def test_a_new_version_of_any_name_takes_the_place_of_a_document(builder: Builder, page: Page) -> None:
    builder.teach("rules.txt", RULES)
    with page.expect_file_chooser() as chosen:
        builder.press("Replace rules.txt by a new version")
    chosen.value.set_files(file("rules-2027.txt", b"The deposit for a bike is ninety euros from now on."))
    expect(page.get_by_text("In use: 1 document · 51 bytes of files · 1 passage")).to_be_visible(
        timeout=READY
    )
    expect(builder.row("rules.txt")).to_have_count(1)
    expect(builder.row("rules-2027.txt")).to_have_count(0)
    builder.press("See passages of rules.txt")
    expect(page.get_by_role("dialog", name="rules.txt")).to_contain_text("ninety euros")
