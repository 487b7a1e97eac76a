"""A bot goes out as a file and comes in again, by hand."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.builder import QUESTION, RULES, Builder
from tests.browser.conftest import Product
from tests.browser.test_reading import nobody_reading
from tests.browser.test_screens import AXE, seen

pytestmark = pytest.mark.browser
WORK = 180_000


@pytest.fixture
def builder(page: Page, product: Product) -> Builder:
    builder = Builder(page, product.url).at_work("Rental")
    builder.teach("rules.txt", RULES)
    builder.go("Settings")
    return builder


def test_a_bot_goes_out_and_in_and_answers_at_once(
    builder: Builder, page: Page, product: Product, tmp_path: Path, console_errors: list[str]
) -> None:
    builder.press("Export this bot")
    link = page.get_by_role("link", name="Download the archive")
    expect(link).to_be_visible(timeout=WORK)
    expect(page.get_by_role("table", name="History")).to_contain_text("Bot exported")
    page.evaluate(AXE.read_text("utf-8"))
    assert not [wrong for look in ("day", "night", "phone") for wrong in seen(page, look, "export")]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    with page.expect_download() as saved:
        link.click()
    archive = tmp_path / "bot.zip"
    saved.value.save_as(archive)
    page.get_by_role("link", name="All bots").click()
    builder.press("Import a bot")
    dialog = page.get_by_role("dialog", name="Import a bot")
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(dialog).to_contain_text("Choose the archive (.zip).")
    dialog.locator("input[type=file]").set_input_files(archive)
    imported = page.get_by_role("list", name="Imports").get_by_role("listitem")
    with nobody_reading(product):
        dialog.get_by_role("button", name="Import", exact=True).click()
        expect(dialog).to_have_count(0)
        expect(imported).to_contain_text("This goes on by itself", timeout=WORK)
    page.reload()
    expect(imported).to_contain_text("Import of “Rental”", timeout=WORK)
    expect(imported).to_contain_text("The bot is here, and answers.", timeout=WORK)
    page.evaluate(AXE.read_text("utf-8"))
    assert not [wrong for look in ("day", "night", "phone") for wrong in seen(page, look, "import")]
    page.set_viewport_size({"width": 1280, "height": 900})
    imported.get_by_role("link", name="Open the bot").click()
    expect(page.get_by_role("heading", name="Rental", level=1)).to_be_visible()
    turn = builder.ask(QUESTION)
    expect(turn).to_contain_text("fifty euros")
    expect(turn).to_contain_text("rules.txt")
    builder.go("Settings")
    expect(page.get_by_role("table", name="History")).to_contain_text("Bot imported")
    # A download begins as a walk to another site, after which the browser looks for an icon of ours.
    console_errors[:] = [each for each in console_errors if "/favicon.ico" not in each]


def test_what_is_no_archive_says_why(builder: Builder, page: Page) -> None:
    page.get_by_role("link", name="All bots").click()
    builder.press("Import a bot")
    dialog = page.get_by_role("dialog", name="Import a bot")
    wrong = {"name": "bot.zip", "mimeType": "application/zip", "buffer": b"PK and nothing of the kind"}
    dialog.locator("input[type=file]").set_input_files(wrong)  # type: ignore[arg-type]
    dialog.get_by_role("button", name="Import", exact=True).click()
    failed = page.get_by_role("list", name="Imports").get_by_role("listitem")
    expect(failed.get_by_role("alert")).to_contain_text("not an archive that Docent made", timeout=WORK)
    expect(failed).to_contain_text("Delete it before you try again")
    page.reload()
    expect(failed.get_by_role("alert")).to_contain_text("not an archive that Docent made")
    kept = page.evaluate("localStorage['docent-transfers']")
    swap = "(text) => { localStorage['docent-transfers'] = text; location.reload(); }"
    page.evaluate(swap, re.sub(r'"user_id":"[^"]+"', '"user_id":"somebody-else"', kept))
    expect(page.get_by_role("heading", name="Your bots", level=1)).to_be_visible()
    expect(failed).to_have_count(0)
    page.evaluate(swap, kept)
    bots = page.get_by_role("main").get_by_role("link", name="bot", exact=True)
    expect(bots).to_be_visible()
    failed.get_by_role("button", name="Delete bot").click()
    asked = page.get_by_role("dialog", name="Delete bot?")
    asked.get_by_role("button", name="Delete bot").click()
    expect(asked).to_have_count(0)
    expect(failed).to_have_count(0)
    expect(bots).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Your bots", level=1)).to_be_visible()
    expect(failed).to_have_count(0)
