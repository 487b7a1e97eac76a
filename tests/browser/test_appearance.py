"""How the widget looks, seen before it is saved; the ways to embed it; what visitors may leave."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from docent.bots import LANGUAGES
from tests.browser.builder import RULES, Builder
from tests.browser.conftest import Product
from tests.browser.test_screens import AXE, seen
from tests.browser.visitor import Chat

pytestmark = pytest.mark.browser


@pytest.fixture
def builder(page: Page, product: Product) -> Builder:
    return Builder(page, product.url).at_work("Rental")


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title=Preview]")


def test_the_preview_is_the_widget_with_what_is_not_saved_yet(builder: Builder, page: Page) -> None:
    builder.go("Appearance")
    chat = preview(page).locator("docent-chat")
    expect(chat.locator("h2")).to_have_text("Rental")
    field = page.get_by_role("textbox", name="Greeting")
    field.fill("Ahoy, what do you need?")
    expect(field).to_be_focused()
    expect(chat.get_by_text("Ahoy, what do you need?")).to_be_visible()
    page.get_by_role("textbox", name="What visitors agree to").fill("You agree to [this](https://a.example).")
    expect(chat.get_by_role("link", name="this")).to_be_visible()
    avatar = page.get_by_role("textbox", name="Avatar")
    for text in ("🚲", "👨‍👩‍👧‍👦", "AB"):
        avatar.fill(text)
        expect(chat.locator(".logo")).to_have_text(text)
    avatar.fill("Anna")  # too long to be drawn
    expect(chat.locator(".logo svg")).to_be_visible()
    builder.press("Save changes")
    expect(page.get_by_text("One or two letters, or an emoji, without spaces.")).to_be_visible()
    avatar.fill("AB")
    colour = page.get_by_role("textbox", name="Colour", exact=True)
    colour.fill("#9c3353")
    expect(chat).to_have_css("--colour", "#9c3353")
    page.get_by_role("button", name="Blue", exact=True).click()
    expect(colour).to_have_value("#1d5b8f")
    expect(chat).to_have_css("--colour", "#1d5b8f")
    page.get_by_role("radio", name="Left").check()
    expect(chat).to_have_attribute("data-side", "left")
    page.get_by_role("radio", name="Large").check()
    expect(chat).to_have_attribute("data-size", "large")
    page.get_by_role("radio", name="Always dark").check()
    expect(chat).to_have_attribute("data-scheme", "dark")
    page.get_by_role("radio", name="Serif").check()
    expect(chat.locator(".frame")).to_have_css("font-family", "Georgia, serif")
    colour.fill("#fff3a0")
    expect(page.get_by_text("stands out little")).to_be_visible()
    builder.press("Save changes")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("radio", name="Always dark")).to_be_checked()
    expect(preview(page).get_by_text("Ahoy, what do you need?")).to_be_visible()


def test_the_chat_speaks_the_language_that_is_chosen(builder: Builder, page: Page) -> None:
    builder.go("Appearance")
    field = page.get_by_role("combobox", name="Language of the chat")
    expect(field.locator("option")).to_have_count(1 + len(LANGUAGES))
    field.select_option("Deutsch")
    frame = preview(page).locator("docent-chat .frame")
    expect(frame).to_have_attribute("lang", "de")
    builder.press("Save changes")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    builder.go("Embed")
    expect(page.get_by_label("HTML to paste")).to_contain_text('data-language="de"')


def test_it_is_seen_on_a_phone_and_by_night(builder: Builder, page: Page) -> None:
    builder.go("Appearance")
    expect(preview(page).locator("docent-chat h2")).to_be_visible()
    page.get_by_text("Phone", exact=True).click()
    expect(preview(page).locator("docent-chat h2")).to_be_visible()
    width = page.locator("iframe[title=Preview]").evaluate("frame => frame.getBoundingClientRect().width")
    assert width <= 390
    page.get_by_text("Dark", exact=True).click()
    expect(preview(page).locator("docent-chat")).to_have_attribute("data-scheme", "dark")
    page.get_by_text("Desktop", exact=True).click()
    expect(preview(page).locator("docent-chat h2")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text("utf-8"))
    assert not [wrong for look in ("day", "night", "phone") for wrong in seen(page, look, "appearance")]


def test_every_way_to_embed_it_is_there_to_copy(builder: Builder, page: Page, product: Product) -> None:
    builder.go("Embed")
    code = page.get_by_label("HTML to paste")
    expect(code).to_contain_text("<script async")
    for form, holds in (("A part of the page", 'data-mode="inline"'), ("A frame", "<iframe")):
        page.get_by_role("combobox", name="How it is shown").select_option(form)
        expect(code).to_contain_text(holds)
    switch = page.get_by_role("switch", name="The page is open")
    switch.click(force=True)
    expect(page.get_by_role("img", name="QR code of the page")).to_be_visible()
    page.evaluate(AXE.read_text("utf-8"))
    assert not [wrong for look in ("day", "night", "phone") for wrong in seen(page, look, "embed-hosted")]
    link = page.get_by_role("link", name="/chat/bot_")
    page.goto(link.get_attribute("href") or "")
    expect(page.locator("docent-chat h2")).to_have_text("Rental")


def test_what_visitors_leave_is_set_and_asked(builder: Builder, page: Page, product: Product) -> None:
    builder.teach("rules.txt", RULES)
    builder.go("Settings")
    page.get_by_role("radio", name="Before the first question").check()
    page.get_by_role("checkbox", name="Name", exact=True).check()
    page.get_by_role("radio", name="By e-mail").check()
    builder.press("Save changes")
    expect(page.get_by_text("Write an e-mail address")).to_be_visible()
    page.get_by_role("textbox", name="Address that they write to").fill("help@shop.example")
    page.evaluate(AXE.read_text("utf-8"))
    assert not [wrong for look in ("day", "night", "phone") for wrong in seen(page, look, "reach")]
    page.set_viewport_size({"width": 1280, "height": 900})
    builder.press("Save changes")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    builder.go("Appearance")
    expect(preview(page).locator("docent-chat .contact input")).to_have_count(2)
    builder.go("Embed")
    page.get_by_role("textbox", name="Site").fill(product.demo_url)
    builder.press("Add site")
    expect(page.get_by_role("button", name=f"Remove {product.demo_url}")).to_be_visible()
    bot_id = page.url.split("/bots/")[1].split("/")[0]
    site = page.context.new_page()
    site.goto(f"{product.demo_url}/?bot={bot_id}")
    chat = Chat(site).opened()
    expect(site.locator("docent-chat .contact input")).to_have_count(2)
    site.locator("docent-chat .contact").get_by_label("Name").fill("Jane")
    site.locator("docent-chat .contact button").first.click()
    expect(site.locator("docent-chat .contact")).to_have_count(0)
    with site.expect_response("**/contact"):
        chat.ask("How much is the deposit for a bike?")
    site.close()
    builder.go("Conversations")
    page.get_by_role("searchbox", name="Asked on page").fill(product.demo_url.removeprefix("http://"))
    row = page.get_by_role("list", name="Conversations").get_by_role("listitem")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(f"{product.demo_url}/")
    row.get_by_role("button").click()
    left = page.get_by_role("dialog", name="Conversation").get_by_label("What the visitor left")
    expect(left).to_contain_text("NameJane")
    page.keyboard.press("Escape")
    page.get_by_role("searchbox", name="Asked on page").fill("elsewhere.example")
    expect(page.get_by_text("No conversation is like that.")).to_be_visible()
