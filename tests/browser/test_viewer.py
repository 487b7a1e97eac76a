"""What an answer rests on, opened where it stands."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.builder import CLAUSE, PAGES, Builder, file, pdf
from tests.browser.conftest import Product

pytestmark = pytest.mark.browser
QUESTION = "With how much notice may a party terminate the agreement?"
RULES = "\n\n".join(
    [f"Rule {n}. Bikes of group {n} are kept in hall {n} of the depot, dry and locked." for n in range(1, 60)]
    + ["The deposit for a cargo bike is eighty euros, paid back when the bike returns whole."]
    + [f"Tour {n}. Riders of tour {n} meet at gate {n} at nine in the morning." for n in range(1, 60)]
)


@pytest.fixture
def builder(page: Page, product: Product) -> Builder:
    return Builder(page, product.url).at_work("Contracts")


def taught(builder: Builder, name: str, content: bytes) -> Builder:
    builder.bring(file(name, content))
    expect(builder.row(name)).to_contain_text("Ready")
    return builder


def marked(dialog: Locator, quote: str) -> None:
    """This is marked in it, by letters and digits alone: a page is drawn anew where its width changes."""
    dialog.page.wait_for_function(
        """([dialog, wanted]) => wanted === [...dialog.querySelectorAll("mark")]
          .map((each) => each.textContent).join("").replace(/[^\\p{L}\\p{N}_]/gu, "")""",
        arg=[dialog.element_handle(), re.sub(r"\W", "", quote)],
    )


def test_a_citation_opens_its_page_with_the_quote_marked(builder: Builder, page: Page) -> None:
    taught(builder, "agreement.pdf", pdf([*PAGES, ["3. Law", "The courts of Bern decide."]])).go("Playground")
    turn = builder.ask(QUESTION)
    quote = turn.get_by_role("group", name="Sources").locator("q").first.inner_text()
    turn.get_by_role("button", name="Open agreement.pdf at page 2").first.click()
    dialog = page.get_by_role("dialog", name="agreement.pdf")
    expect(dialog).to_contain_text("Page 2 of 3")
    marked(dialog, quote)
    expect(dialog.get_by_text("The passage is marked.")).to_be_attached()
    expect(dialog.get_by_role("figure", name="The passage")).to_have_count(0)

    page.keyboard.press("ArrowRight")
    expect(dialog).to_contain_text("Page 3 of 3")
    expect(dialog.get_by_text("The courts of Bern decide.")).to_be_attached()
    expect(dialog.locator("mark")).to_have_count(0)
    dialog.get_by_role("button", name="Back to page 2").click()
    marked(dialog, quote)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_quote_is_shown_as_it_stands_in_its_file(builder: Builder, page: Page) -> None:
    said = "The *deposit* for `bike_one` and __bike_two__ is fifty euros."
    for name, shown in (("rules.txt", said), ("rules.md", re.sub(r"[*`]|__", "", said))):
        taught(builder, name, said.encode()).go("Playground")
        turn = builder.ask("How much is the deposit for bike_one and bike_two?")
        expect(turn.locator("[data-state=done] p").first).to_contain_text(shown)
        turn.get_by_role("button", name="Sources 1").click()
        expect(turn.get_by_role("group", name="Sources").get_by_text(name)).to_be_visible()
        builder.press("New conversation")
        builder.go("Documents")
        builder.press(f"Delete {name}")
        builder.press("Delete document")
        expect(builder.row(name)).to_have_count(0)


def test_the_way_back_closes_the_document_alone(builder: Builder, page: Page) -> None:
    taught(builder, "agreement.txt", CLAUSE.encode()).go("Playground")
    turn = builder.ask(QUESTION)
    dialog = page.get_by_role("dialog", name="agreement.txt")
    opens = turn.get_by_role("button", name="Open agreement.txt")
    opens.click()
    marked(dialog, CLAUSE)
    page.go_back()
    expect(dialog).to_have_count(0)
    expect(opens).to_be_focused()
    expect(turn).to_contain_text(QUESTION)
    opens.press("Enter")
    marked(dialog, CLAUSE)
    dialog.get_by_role("button", name="Close").dblclick()
    expect(dialog).to_have_count(0)
    expect(turn).to_contain_text(QUESTION)


def test_broken_words_and_pages_do_not_hide_a_passage(builder: Builder, page: Page) -> None:
    lines = ["Either party may termi-", "nate this agreement with", "ninety days written notice."]
    taught(builder, "narrow.pdf", pdf([lines, ["The law that applies is that of the canton of Bern."]]))
    builder.go("Search test")
    page.get_by_label("Question to search").fill(QUESTION)
    builder.press("Search")
    page.get_by_role("button", name="Open narrow.pdf at page 1").click()
    dialog = page.get_by_role("dialog", name="narrow.pdf")
    marked(dialog, CLAUSE)
    expect(dialog.get_by_role("figure", name="The passage")).to_contain_text("canton of Bern")
    dialog.get_by_role("button", name="Next page").click()
    expect(dialog.locator("mark")).to_have_text("The law that applies is that of the canton of Bern.")
    expect(dialog.get_by_role("figure", name="The passage")).to_have_count(0)


def test_a_text_without_pages_is_shown_around_the_quote(builder: Builder, page: Page) -> None:
    taught(builder, "rules.txt", RULES.encode()).go("Playground")
    turn = builder.ask("How much is the deposit for a cargo bike?")
    quote = turn.get_by_role("group", name="Sources").locator("q").first.inner_text()
    builder.go("Conversations")
    page.get_by_role("list", name="Conversations").get_by_role("button").click()
    log = page.get_by_role("dialog", name="Conversation")
    log.get_by_role("button", name="Open rules.txt").first.click()
    dialog = page.get_by_role("dialog", name="rules.txt")
    marked(dialog, quote)
    text = dialog.get_by_role("article").inner_text()
    assert "hall 59" in text
    assert "gate 1 " in text
    assert text.count("hall 59 of") == 1  # passages overlap; what is read does not
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(log).to_be_visible()


def test_a_quote_of_a_deleted_document_is_still_shown(builder: Builder, page: Page) -> None:
    taught(builder, "agreement.pdf", pdf(PAGES)).go("Playground")
    builder.ask(QUESTION)
    builder.go("Documents")
    builder.press("Delete agreement.pdf")
    builder.press("Delete document")
    expect(page.get_by_text("The bot knows nothing yet.")).to_be_visible()
    builder.go("Playground")
    page.get_by_role("button", name="Open agreement.pdf at page 2").first.click()
    dialog = page.get_by_role("dialog", name="agreement.pdf")
    expect(dialog).to_contain_text("The document is deleted.")
    expect(dialog).to_contain_text("ninety days")
