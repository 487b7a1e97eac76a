"""Web pages and questions with answers, as a person adds them."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.builder import Builder, file

pytestmark = pytest.mark.browser


@pytest.fixture
def builder(page: Page, product: Any) -> Builder:
    """Somebody signed in, with a bot that knows nothing yet."""
    return Builder(page, product.url).at_work()


def test_questions_typed_and_from_a_file(builder: Builder, page: Page) -> None:
    builder.press("Add questions and answers")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog).to_contain_text("Write the answer.")
    dialog.get_by_label("Name (optional)").fill("Opening")
    first = dialog.get_by_role("group", name="Question and answer 1")
    first.get_by_label("Question", exact=True).fill("When does the shop open?")
    first.get_by_label("Answer", exact=True).fill("At nine in the morning.")
    builder.press("Another question")
    second = dialog.get_by_role("group", name="Question and answer 2")
    second.get_by_label("Question", exact=True).fill("When does the shop open?")
    second.get_by_label("Answer", exact=True).fill("At ten.")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog).to_contain_text("Rows 1 and 2 answer the same question differently.")
    builder.press("Remove question 2")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(builder.row("Opening.qa.json")).to_contain_text("Ready")

    builder.press("Add questions and answers")
    table = file("prices.csv", b"question,answer\nWhat does a day cost?,Twenty euros.\n")
    dialog.locator("input[type=file]").set_input_files([table])
    expect(builder.row("prices.qa.json")).to_contain_text("Ready")

    builder.go("Playground")
    expect(builder.ask("When does the shop open?")).to_contain_text("At nine in the morning.")
    builder.go("Search test")
    page.get_by_label("Question to search").fill("when does the shop open")
    builder.press("Search")
    expect(page.get_by_role("status")).to_contain_text("the answer you wrote for this question")


def test_a_page_that_cannot_be_had_says_why(builder: Builder, page: Page) -> None:
    builder.press("Add a web page or site")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Address").fill("our prices")
    builder.press("Add")
    expect(dialog).to_contain_text("Give an address that begins with")
    dialog.get_by_label("Address").fill("10.0.0.1/prices")
    builder.press("Add")
    expect(dialog).to_contain_text("not an address on the public internet")
    dialog.get_by_label("Address").fill("http://10.0.0.1/")
    builder.press("Add")
    expect(dialog).to_contain_text("not an address on the public internet")
    dialog.get_by_label("Address").fill("http://localhost/prices")
    dialog.get_by_text("A whole site").click()
    dialog.get_by_label("Pages at most").fill("5")
    builder.press("Add")
    expect(dialog).to_be_hidden()
    row = builder.row("localhost/prices.html")
    expect(row).to_contain_text("Not usable")
    expect(row).to_contain_text("localhost is not on the public internet")
