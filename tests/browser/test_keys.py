"""API keys in the app: made, shown once, used by a program, revoked."""

import pytest
import urllib3
from playwright.sync_api import Page, expect

from tests.browser.builder import Builder

pytestmark = pytest.mark.browser


def test_a_key_is_shown_once_works_and_is_revoked_and_the_bot_remembers(page: Page, product) -> None:
    builder = Builder(page, product.url)
    builder.at_work("Contracts")
    builder.go("Embed")
    page.get_by_label("Name of the key").fill("Help desk")
    builder.press("Make a key")
    text = page.get_by_label("The new key").inner_text()
    assert text.startswith("dk_")
    asked = urllib3.request("GET", f"{product.url}/v1/models", headers={"Authorization": f"Bearer {text}"})
    assert asked.status == 200
    row = page.get_by_role("row", name="Help desk")
    expect(row).to_contain_text("Ask")
    page.reload()
    expect(row).not_to_contain_text("Never")
    expect(page.get_by_text(text)).to_have_count(0)
    builder.press("Revoke Help desk")
    page.get_by_role("dialog").get_by_role("button", name="Revoke the key").click()
    expect(row).to_have_count(0)
    asked = urllib3.request("GET", f"{product.url}/v1/models", headers={"Authorization": f"Bearer {text}"})
    assert asked.status == 401

    builder.go("Settings")
    history = page.get_by_role("table", name="History")
    expect(history.get_by_role("row").first).to_contain_text("API key revoked")
    expect(history.get_by_role("row").last).to_contain_text("Bot made")


def test_the_history_speaks_of_settings_tests_and_to_dos_in_the_words_of_the_app(page: Page, product) -> None:
    builder = Builder(page, product.url).at_work()
    owner, path = builder.owner(), f"/api/bots/{builder.bot_id}"
    owner.call("PATCH", path, {"reads_all": True, "allowed_origins": ["https://a.example"]})
    question = {"question": "Where can I park?", "refusal": True}
    test_id = owner.call("POST", f"{path}/tests", question)["test_id"]
    owner.call("DELETE", f"{path}/tests/{test_id}")
    owner.call("POST", f"{path}/todo/dismiss", {"message_ids": ["msg_1", "msg_2"]})
    builder.go("Settings")
    rows = page.get_by_role("table", name="History").get_by_role("row")
    for at, text in enumerate((
        "Taken off the to-do list2 questions", "Test question deletedto be left unanswered",
        "Test question addedto be left unanswered",
        "Settings changedsites, reading all documents for every answer",
    )):  # fmt: skip
        expect(rows.nth(at)).to_contain_text(text)
