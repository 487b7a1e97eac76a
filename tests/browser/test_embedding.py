"""The way of a bot onto a site: where it may appear, the demo site, and the check of a page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.builder import Builder
from tests.browser.conftest import Product

pytestmark = pytest.mark.browser


@pytest.fixture
def builder(page: Page, product: Product) -> Builder:
    return Builder(page, product.url).at_work()


def test_the_demo_site_opens_with_the_bot_allowed_on_it(builder: Builder, page: Page, product) -> None:
    theme = {"color": "#9c3353", "position": "left", "greeting": "Ahoy."}
    builder.owner().call("PATCH", f"/api/bots/{builder.bot_id}", {"theme": theme})
    page.reload()
    builder.go("Embed")
    with page.expect_popup() as popup:
        builder.press("Open on the demo site")
    popup.value.wait_for_url(re.compile(re.escape(product.demo_url) + r"/\?bot=bot_\w+"))
    bubble = popup.value.locator("docent-chat .bubble")
    expect(bubble).to_have_css("background-color", "rgb(156, 51, 83)")
    expect(popup.value.locator("docent-chat")).to_have_attribute("data-side", "left")
    expect(page.get_by_role("button", name=f"Remove {product.demo_url}")).to_be_visible()


def test_sites_are_checked_added_and_removed(builder: Builder, page: Page) -> None:
    builder.go("Embed")
    builder.fill(Site="not a site")
    builder.press("Add site")
    expect(page.get_by_text("Write the site like https://example.com")).to_be_visible()
    builder.fill(Site="https://Example.com/help/page?from=menu#first")
    builder.press("Add site")
    builder.press("Remove https://example.com")
    expect(page.get_by_text("No site yet")).to_be_visible()
    builder.press("Undo")
    expect(page.get_by_text("https://example.com", exact=True)).to_be_visible()
    wide = page.get_by_role("status").filter(has_text="Every site under github.io can show this bot")
    expect(wide).to_have_count(0)
    builder.fill(Site="*.github.io")
    builder.press("Add site")
    expect(wide).to_be_visible()


def test_a_secret_is_renewed_and_given_up_only_when_one_means_it(builder: Builder, page: Page) -> None:
    builder.go("Embed")
    builder.press("Make an identity secret")
    secret = page.get_by_label("The identity secret")
    first = secret.inner_text()
    builder.press("Make a new secret")
    dialog = page.get_by_role("dialog", name="Make a new secret?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(secret).to_have_text(first)
    builder.press("Make a new secret")
    dialog.get_by_role("button", name="Make a new secret").click()
    expect(secret).not_to_have_text(first)
    builder.press("Switch off")
    page.get_by_role("dialog").get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("Off: visitors are strangers")).to_be_visible()


def test_a_page_is_checked_and_told_what_keeps_the_bot_out(builder: Builder, page: Page, product) -> None:
    builder.go("Embed")
    address = page.get_by_label("Address of the page")
    address.fill(product.demo_url)
    builder.press("Check the page")
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("This address cannot be used.")
    expect(refused).to_contain_text(re.compile("Request [0-9a-f-]{8,}"))
    # Pages on the public internet are out of a test's reach: what is found on them is tested below the app.
    found = {"url": "https://shop.example/", "origin": "https://shop.example", "problems": []}
    page.route("**/embed/check", lambda route: route.fulfill(json=found))
    address.fill("shop.example")
    with page.expect_request("**/embed/check") as asked:
        builder.press("Check the page")
    assert asked.value.post_data_json == {"url": "https://shop.example"}
    expect(page.get_by_role("status").filter(has_text="nothing keeps the bot out")).to_be_visible()
    found["problems"] = ["tag_missing", "csp_connect"]
    builder.press("Check the page")
    problems = page.get_by_role("status").filter(has_text="On https://shop.example/:").get_by_role("listitem")
    expect(problems).to_have_count(2)
    expect(problems.first).to_contain_text("Paste the line before </body>")
