"""What is left of conversations: votes, the log, and questions that wait for an answer."""

import csv
import json
import re
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.builder import QUESTION, RULES, UNKNOWN, Builder
from tests.browser.conftest import Product
from tests.browser.visitor import Chat, Owner

pytestmark = pytest.mark.browser


@pytest.fixture
def builder(page: Page, product: Product) -> Builder:
    """Somebody whose bot knows one document."""
    builder = Builder(page, product.url).at_work()
    builder.teach("rules.txt", RULES)
    builder.go("Playground")
    return builder


def row(page: Page, text: str) -> Locator:
    return page.get_by_role("list", name="Conversations").get_by_role("listitem").filter(has_text=text)


def test_votes_are_seen_in_the_log_which_can_be_narrowed_saved_and_erased(
    builder: Builder, page: Page, tmp_path: Path
) -> None:
    turn = builder.ask(QUESTION)
    turn.get_by_role("button", name="Bad answer").click()
    turn.get_by_role("textbox", name="What was wrong?").fill("Too long.")
    turn.get_by_role("button", name="Send").click()
    expect(turn.get_by_role("status")).to_contain_text("Thank you.")
    builder.press("New conversation")
    builder.ask(UNKNOWN)
    builder.go("Conversations")
    expect(row(page, UNKNOWN)).to_contain_text("Unanswered")
    expect(row(page, QUESTION)).to_contain_text("Voted down")
    page.get_by_role("combobox", name="Votes").select_option("Voted down")
    expect(row(page, UNKNOWN)).to_have_count(0)
    page.get_by_role("combobox", name="Answers").select_option("With unanswered questions")
    expect(page.get_by_text("No conversation is like that.")).to_be_visible()
    page.get_by_role("combobox", name="Answers").select_option("All")
    with page.expect_download() as saved:
        builder.press("Export JSON lines")
    saved.value.save_as(tmp_path / "log")
    (line,) = (tmp_path / "log").read_text("utf-8").splitlines()
    assert (json.loads(line)["question"], json.loads(line)["comment"]) == (QUESTION, "Too long.")
    row(page, QUESTION).get_by_role("button").click()
    dialog = page.get_by_role("dialog", name="Conversation")
    expect(dialog).to_contain_text("Too long.")
    expect(dialog).to_contain_text("fifty euros")
    dialog.get_by_role("button", name="Make it a test: rules.txt has to be found").click()
    expect(dialog.get_by_text("It is a test question now.")).to_be_visible()
    dialog.get_by_role("button", name="Delete conversation").click()
    page.get_by_role("dialog", name="Delete this").get_by_role("button", name="Delete conversation").click()
    expect(page.get_by_text("No conversation is like that.")).to_be_visible()
    builder.go("Search test")
    builder.press("Run all")
    expect(page.get_by_text("1 of 1 right")).to_be_visible()


def test_the_log_is_searched_narrowed_by_date_and_saved_as_a_table(
    builder: Builder, page: Page, tmp_path: Path
) -> None:
    builder.ask(QUESTION)
    builder.press("New conversation")
    builder.ask(UNKNOWN)
    builder.go("Conversations")
    with page.expect_download() as saved:
        builder.press("Export CSV")
    saved.value.save_as(tmp_path / "log")
    with (tmp_path / "log").open(encoding="utf-8", newline="") as table:
        assert {row["question"] for row in csv.DictReader(table)} == {QUESTION, UNKNOWN}
    page.get_by_label("Search", exact=True).fill("DEPOSIT")
    expect(row(page, UNKNOWN)).to_have_count(0)
    expect(row(page, QUESTION)).to_be_visible()
    page.wait_for_url("**?text=DEPOSIT")
    page.reload()
    expect(page.get_by_label("Search", exact=True)).to_have_value("DEPOSIT")
    expect(row(page, QUESTION)).to_be_visible()
    expect(row(page, UNKNOWN)).to_have_count(0)
    row(page, QUESTION).get_by_role("button").click()
    page.get_by_role("dialog", name="Conversation").get_by_role("button", name="Close").click()
    expect(page).to_have_url(re.compile(r"\?text=DEPOSIT$"))
    builder.go("Conversations")
    expect(page.get_by_label("Search", exact=True)).to_have_value("")
    expect(row(page, UNKNOWN)).to_be_visible()
    page.goto(f"{page.url}?open=con_gone")
    gone = page.get_by_role("dialog", name="Conversation")
    expect(gone.get_by_role("alert")).to_contain_text("There is no such conversation")
    expect(gone.get_by_role("button", name="Try again")).to_have_count(0)
    gone.get_by_role("button", name="Close").click()
    page.get_by_label("To", exact=True).fill("2020-01-01")
    expect(page.get_by_text("No conversation is like that.")).to_be_visible()
    page.get_by_label("To", exact=True).fill("")
    page.get_by_label("From", exact=True).fill("2020-01-01")
    expect(row(page, QUESTION)).to_be_visible()


def test_a_question_without_an_answer_gets_one_in_one_click(builder: Builder, page: Page) -> None:
    builder.ask(UNKNOWN)
    builder.go("To do")
    waiting = page.get_by_role("list", name="To do").get_by_role("listitem")
    expect(waiting).to_contain_text(UNKNOWN)
    waiting.get_by_role("textbox", name="Your answer").fill(
        "Visitors park their cars **behind** the old mill."
    )
    builder.press("Make this the answer")
    expect(waiting.get_by_role("status")).to_contain_text("The bot answers it now")
    expect(waiting).to_contain_text("behind the old mill")
    builder.go("Playground")
    builder.go("To do")
    expect(page.get_by_text("Nothing to do")).to_be_visible()


def test_what_needs_no_answer_is_dismissed_and_can_be_taken_back(builder: Builder, page: Page) -> None:
    builder.ask(UNKNOWN)
    builder.go("To do")
    waiting = page.get_by_role("list", name="To do").get_by_role("listitem")
    builder.press("Dismiss")
    expect(waiting).to_have_count(0)
    builder.press("Undo")
    expect(waiting).to_contain_text(UNKNOWN)
    waiting.get_by_role("textbox", name="Your answer").fill("Not sent")
    builder.go("Documents")
    page.get_by_role("dialog", name="Leave without saving?").get_by_role("button", name="Cancel").click()
    waiting.get_by_role("button", name="Dismiss").press("Enter")
    expect(waiting).to_have_count(0)
    expect(page.locator("main")).to_be_focused()
    page.reload()  # ends the notice, and the way back
    expect(page.get_by_text("Nothing to do")).to_be_visible()


def test_a_visitors_vote_reaches_the_owner(page: Page, product: Product) -> None:
    person = {"email": f"{secrets.token_hex(6)}@example.com", "password": "Fernwood-2026"}
    owner = Owner(product.url)
    owner.call("POST", "/auth/signup", person)
    owner.call("POST", "/auth/confirm", {"email": person["email"], "code": "123456"})
    owner.token = owner.call("POST", "/auth/signin", person)["access_token"]
    bot_id = owner.bot(allowed_origins=[product.demo_url])
    page.goto(f"{product.demo_url}/?bot={bot_id}")
    turn = Chat(page).opened().ask(UNKNOWN)
    turn.get_by_role("button", name="Bad answer").click()
    turn.get_by_role("textbox", name="What was wrong?").fill("I need to know.")
    turn.get_by_role("button", name="Send reason").click()
    expect(turn.get_by_role("status")).to_contain_text("Thank you.")
    (group,) = owner.call("GET", f"/api/bots/{bot_id}/todo")["groups"]
    assert (group["question"], group["comments"]) == (UNKNOWN, ["I need to know."])


def test_a_long_conversation_comes_in_parts(builder: Builder, page: Page) -> None:
    owner, said = builder.owner(), {}
    for number in range(26):
        asked = {"bot_id": builder.bot_id, "message": f"{QUESTION} And for {number}?"}
        said = owner.call(
            "POST", "/api/chat", asked | {key: said[key] for key in said if key == "conversation_id"}
        )
    builder.go("Conversations")
    row(page, QUESTION).get_by_role("button").click()
    turns = page.get_by_role("dialog", name="Conversation").get_by_text("And for")
    expect(turns).to_have_count(25)
    page.get_by_role("dialog").get_by_role("button", name="Show more").click()
    expect(turns).to_have_count(26)
