"""Test questions: made from a search and by hand, run, lost, and in the way of what breaks them."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import gates
from tests.browser.builder import QUESTION, RULES, Builder, file
from tests.browser.conftest import Product

pytestmark = pytest.mark.browser
HOURS = b"The shop is open from nine to five. On Sundays it is closed."
FAUST = "Who wrote Faust?"


@pytest.fixture
def builder(page: Page, product: Product) -> Builder:
    """Somebody whose bot knows one document."""
    builder = Builder(page, product.url).at_work()
    bring(builder, RULES, "Ready")
    return builder


def bring(builder: Builder, text: bytes, ends: str) -> None:
    builder.bring(file("rules.txt", text))
    # As a pattern it minds its capitals: a file that is looked for may be "already" here.
    expect(builder.row("rules.txt").filter(has_text=re.compile(ends))).to_be_visible()


def row(page: Page, question: str) -> Locator:
    return page.get_by_role("list", name="Test questions").get_by_role("listitem").filter(has_text=question)


def test_a_test_question_is_made_run_and_keeps_out_what_breaks_it(builder: Builder, page: Page) -> None:
    builder.go("Search test")
    page.get_by_label("Question to search").fill(QUESTION)
    page.keyboard.press("Enter")
    hit = page.get_by_role("region", name="Passages found").get_by_role("listitem").first
    hit.get_by_role("button", name="Make it a test: rules.txt has to be found").press("Enter")
    expect(hit.get_by_role("status")).to_contain_text("It is a test question now.")
    expect(row(page, QUESTION)).to_contain_text("Not run yet")
    page.get_by_role("textbox", name="Question", exact=True).fill(FAUST)
    page.get_by_role("combobox", name="Document that has to be found").select_option(
        "None: the bot should say that it doesn’t know"
    )
    builder.press("Add test question")
    expect(row(page, FAUST)).to_contain_text("The bot should say that it doesn’t know")
    builder.press("Run all")
    expect(page.get_by_text("2 of 2 right")).to_be_visible()
    expect(row(page, QUESTION)).to_contain_text("found as passage 1")

    block = page.get_by_role("switch", name="Keep out documents that break a test")
    block.press("Space")
    expect(block).to_be_checked()
    builder.go("Documents")
    bring(builder, HOURS, "Not published, for with it the bot fails test questions")
    builder.go("Search test")
    builder.press("Run all")
    expect(page.get_by_text("2 of 2 right")).to_be_visible()
    block.press("Space")
    expect(block).not_to_be_checked()
    builder.go("Documents")
    builder.row("rules.txt").filter(has_text="Not published").get_by_role(
        "button", name="Retry rules.txt"
    ).click()
    expect(builder.row("rules.txt")).to_have_count(1)
    expect(builder.row("rules.txt")).to_contain_text("Ready")

    builder.go("Search test")
    builder.press("Run all")
    expect(page.get_by_text("1 of 2 right, 1 newly wrong")).to_be_visible()
    expect(row(page, QUESTION)).to_contain_text("last right")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 800})
    gates.not_wider(page, 320)
    builder.press(f"Delete the test “{FAUST}”")
    expect(row(page, FAUST)).to_have_count(0)
    builder.press("Undo")
    expect(row(page, FAUST)).to_contain_text("The bot should say that it doesn’t know")
    expect(row(page, FAUST)).to_contain_text("Right")
    builder.press(f"Delete the test “{FAUST}”")
    expect(row(page, FAUST)).to_have_count(0)
    page.reload()
    expect(row(page, QUESTION)).to_be_visible()
    expect(row(page, FAUST)).to_have_count(0)
