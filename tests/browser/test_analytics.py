"""What the builder learns of how the bot is used, and of two settings beside each other."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.builder import QUESTION, RULES, UNKNOWN, Builder
from tests.browser.conftest import Product

pytestmark = pytest.mark.browser


@pytest.fixture
def builder(page: Page, product: Product) -> Builder:
    """Somebody whose bot knows two documents, of which one answers."""
    builder = Builder(page, product.url).at_work()
    builder.teach("rules.txt", RULES)
    builder.teach("colours.txt", b"The lamps are green.")
    return builder


def figure(page: Page, name: str) -> str:
    term = page.get_by_role("term").filter(has_text=re.compile(f"^{name}$")).first
    return term.locator("xpath=following-sibling::dd").inner_text()


def test_figures_charts_and_the_way_to_a_question(builder: Builder, page: Page) -> None:
    page.goto(page.url.replace("/documents", "/analytics?days=toString"))
    expect(page.get_by_role("radio", name="30 days")).to_be_checked()
    expect(page.get_by_text("Nobody asked anything in these days.")).to_be_visible()
    builder.go("Playground")
    turn = builder.ask(QUESTION)
    turn.get_by_role("button", name="Good answer").click()
    expect(turn.get_by_role("status")).to_contain_text("Thank you.")
    builder.ask(QUESTION)
    builder.press("New conversation")
    builder.ask(UNKNOWN)

    builder.go("Analytics")
    expect(page.get_by_role("definition").filter(has_text="2 of 3")).to_contain_text("67 %")
    assert figure(page, "Questions") == "3"
    assert "1 up, 0 down" in figure(page, "Votes")
    assert re.match(r"\d+(\.\d)? m?s\s+95 % within", figure(page, "First words, median"))
    assert "$0.00" in figure(page, "Cost")

    chart = page.get_by_role("region", name="Questions", exact=True)
    expect(chart.locator("canvas")).to_be_visible()
    chart.get_by_text("Questions as a table").click()
    table = chart.get_by_role("table", name="Questions")
    expect(table.get_by_role("row")).to_have_count(31)
    expect(table.get_by_role("row").last.get_by_role("cell")).to_have_text(["2", "1"])
    page.get_by_role("radiogroup", name="Period").get_by_text("7 days").click()
    expect(table.get_by_role("row")).to_have_count(8)
    page.reload()
    expect(page.get_by_role("radio", name="7 days")).to_be_checked()

    expect(page.get_by_role("listitem").filter(has_text="colours.txt")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="rules.txt")).to_contain_text("2")
    page.get_by_role("link", name=UNKNOWN).click()
    expect(page.get_by_role("dialog", name="Conversation")).to_contain_text(UNKNOWN)
    page.go_back()
    expect(page.get_by_role("radio", name="7 days")).to_be_checked()


def test_two_settings_answer_one_question_beside_each_other(builder: Builder, page: Page) -> None:
    builder.go("Playground")
    builder.press("Two settings side by side")
    left = page.get_by_role("group", name="Left settings")
    left.get_by_label("How sure it has to be").fill("2")
    page.get_by_role("group", name="Right settings").get_by_role("combobox", name="Model").select_option(
        "Quotes only"
    )
    field = page.get_by_role("textbox", name="Ask a question")
    field.fill(QUESTION)
    field.press("Enter")
    expect(left).to_contain_text("Give a number from 0")
    expect(field).to_have_value(QUESTION)
    left.get_by_label("How sure it has to be").fill("0.99")
    field.press("Enter")
    expect(page.get_by_role("region", name="Left answer")).to_contain_text("The documents don’t answer this")
    right = page.get_by_role("region", name="Right answer")
    expect(right).to_contain_text("fifty euros")
    expect(right.get_by_role("group", name="Sources")).to_contain_text("rules.txt")
    page.reload()
    expect(left.get_by_label("How sure it has to be")).to_have_value("")
    builder.press("One conversation")
    expect(builder.ask(QUESTION)).to_contain_text("fifty euros")
    builder.go("Conversations")
    expect(page.get_by_role("list", name="Conversations").get_by_role("listitem")).to_have_count(1)
