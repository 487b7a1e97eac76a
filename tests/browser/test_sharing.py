"""A bot that is shared: invited, accepted, looked at, changed, left; what a role may not is not there."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.builder import Builder, file

pytestmark = pytest.mark.browser


def test_a_viewer_looks_an_editor_changes_and_both_can_be_parted_with(
    page: Page, browser: Browser, product
) -> None:
    ann = Builder(page, product.url)
    ann.at_work("Contracts")
    ann.bring(file("terms.txt", b"Either party may terminate this agreement with ninety days notice."))
    expect(ann.row("terms.txt")).to_contain_text("Ready")
    with browser.new_context() as other:
        bob = Builder(other.new_page(), product.url)
        bob.register()
        invite(ann, bob.email)
        bob.sign_in()
        bob.press("Accept")
        card = bob.page.get_by_role("listitem").filter(has_text="Contracts")
        expect(card).to_contain_text("Viewer")
        card.get_by_role("link", name="Contracts").click()
        looks_only(bob)

        page.reload()
        with page.expect_response(
            lambda reply: (reply.request.method, reply.url.rpartition("/")[2]) == ("POST", "members")
        ) as changed:  # it is shown, but not so before
            page.get_by_label(f"Role of {bob.email}").select_option("Editor")
        assert changed.value.ok
        expect(page.get_by_role("table", name="History")).to_contain_text("Invitation accepted")
        bob.page.reload()
        bob.go("Settings")
        bob.fill(Name="Agreements")
        bob.press("Save changes")
        expect(bob.page.get_by_role("heading", name="Agreements", level=1)).to_be_visible()
        expect(bob.page.get_by_role("heading", name="Sharing")).to_have_count(0)

        bob.press("Actions for Agreements")
        bob.page.get_by_role("menuitem", name="Leave").click()
        bob.page.get_by_role("dialog").get_by_role("button", name="Leave the bot").click()
        expect(bob.page.get_by_role("heading", name="Make your first bot")).to_be_visible()
    page.reload()
    expect(page.get_by_label("E-mail of an account")).to_be_visible()
    expect(page.get_by_role("table", name="Shared with")).to_have_count(0)


def invite(ann: Builder, email: str) -> None:
    """As a viewer; and take back an invitation that went wrong."""
    ann.go("Settings")
    for address in (f"wrong-{email}", email):
        ann.page.get_by_label("E-mail of an account").fill(address)
        ann.press("Invite")
        row = ann.page.get_by_role("row", name=re.compile(f"^{address}"))
        expect(row).to_contain_text("not accepted yet")
    ann.press(f"Remove wrong-{email}")
    ann.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(ann.page.get_by_role("row", name=f"wrong-{email}")).to_have_count(0)


def looks_only(bob: Builder) -> None:
    page = bob.page
    expect(bob.row("terms.txt")).to_be_visible()
    tabs = page.get_by_role("navigation", name="Parts of the bot").get_by_role("link")
    expect(tabs).to_have_text(["Documents", "Playground", "Search test"])
    expect(page.locator("input[type=file]")).to_have_count(0)
    expect(page.get_by_role("button", name="Delete terms.txt")).to_have_count(0)
    page.goto(f"{page.url.removesuffix('documents')}settings")
    expect(bob.row("terms.txt")).to_be_visible()
    bob.go("Playground")
    expect(bob.ask("How can this agreement be terminated?")).to_contain_text("ninety days")
    bob.go("Search test")
    page.get_by_label("Question to search").fill("How can it be terminated?")
    bob.press("Search")
    expect(page.get_by_role("region", name="Passages found")).to_contain_text("ninety days")
    expect(page.get_by_role("heading", name="Test questions")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)
