"""The widget in the looks and states that visitors meet: nothing for axe to find, and pictures to look at.

They are kept in `tests/browser/screenshots/widget-*.png`.
"""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import gates
from tests.browser.answers import ANSWERS
from tests.browser.conftest import SCREENSHOTS
from tests.browser.visitor import Chat, Owner, Site, answer_at_edge, reply

pytestmark = pytest.mark.browser
SCREENS = {"desktop": (1280, 860), "phone": (390, 780)}
ASKED = {"en": "How much is an e-bike for a day?", "ar": "كم سعر الدراجة الكهربائية في اليوم؟"}
NAMES = {"en": ("Your question", "Send", "Fernwood Bikes"), "ar": ("سؤالك", "إرسال", "دراجات فيرنوود")}
GREETING = {"en": "", "ar": "مرحبًا! اسألني عن استئجار الدراجات."}
STARTERS = {
    "en": [ASKED["en"], "What is the deposit?", "When are you open on Sundays?"],
    "ar": [ASKED["ar"], "ما هو مبلغ التأمين؟", "متى تفتحون أيام الأحد؟"],
}


@pytest.fixture(scope="module")
def owner(product) -> Owner:
    return Owner(product.url).registered()


@pytest.fixture(scope="module")
def bots(owner: Owner, site: Site) -> dict[str, str]:
    """A bot for each language."""
    return {
        lang: owner.bot(
            name=NAMES[lang][2], starters=STARTERS[lang], allowed_origins=[site.url], hosted=True,
            theme={"color": "#0b5f8a", "greeting": GREETING[lang]},
        )
        for lang in ASKED
    }  # fmt: skip


def shop(product, bot: str, lang: str, more: str = "") -> str:
    source = f'src="{product.url}/widget/docent.js" data-bot="{bot}" data-api="{product.url}"'
    words = "<p>Bicycles for a day or a week.</p>" * 12
    return (
        f'<html lang="{lang}"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>A shop</title><style>:root {{ color-scheme: light dark; font: 18px sans-serif }}</style>"
        f"<main><h1>Fernwood Bikes</h1>{words}</main><script async {source} {more}></script>"
    )


def kept(page: Page, name: str) -> None:
    """A picture once nothing moves any more, and no finding of axe in what it shows."""
    page.wait_for_function("document.getAnimations().every((each) => each.playState !== 'running')")
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"widget-{name}.png")
    assert gates.axe(page) == []


def asked(page: Page, lang: str = "en") -> None:
    field, send, _ = NAMES[lang]
    page.get_by_role("textbox", name=field).fill(ASKED[lang])
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=send)).to_be_visible()
    expect(page.locator(".turn summary").first).to_be_visible()


@pytest.mark.parametrize("lang", ASKED)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_it_greets_and_answers(browser: Browser, site: Site, product, bots, screen, scheme, lang):
    width, height = SCREENS[screen]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce",
        has_touch=screen == "phone", is_mobile=screen == "phone",
    )  # fmt: skip
    page = context.new_page()
    answer_at_edge(page, site.url, ANSWERS[lang])
    site.serve(shop(product, bots[lang], lang))
    page.goto(site.url)
    expect(Chat(page).bubble).to_be_visible()
    name = f"{screen}-{scheme}-{lang}"
    kept(page, f"{name}-closed")
    chat = Chat(page).opened()
    expect(page.get_by_role("button", name=ASKED[lang])).to_be_visible()
    assert gates.fits(page, chat.dialog)
    assert chat.dialog.evaluate("each => getComputedStyle(each).direction") == (
        "rtl" if lang == "ar" else "ltr"
    )
    kept(page, f"{name}-greeting")
    asked(page, lang)
    kept(page, f"{name}-answer")
    page.locator(".turn .mark").first.click()
    expect(page.locator("blockquote").first).to_be_visible()
    page.locator(".log").evaluate("each => each.scrollTo(0, each.scrollHeight)")
    kept(page, f"{name}-sources")
    context.close()


class TestStates:
    """What a visitor is told where something is in the way; English, by day."""

    @pytest.fixture
    def chat(self, page: Page, site: Site, product, bots) -> Chat:
        page.emulate_media(reduced_motion="reduce")
        answer_at_edge(page, site.url)
        site.serve(shop(product, bots["en"], "en"))
        page.goto(site.url)
        chat = Chat(page).opened()
        expect(page.get_by_role("button", name=ASKED["en"])).to_be_visible()
        return chat

    @pytest.mark.parametrize(
        ("status", "message", "more"),
        [
            (429, "There were too many questions from you. Wait 20 seconds.", {"Retry-After": "20"}),
            (503, "The model is away.", {}),
        ],
        ids=["limit", "down"],
    )
    def test_a_refusal_is_said_in_words(
        self, chat: Chat, site: Site, request, status, message, more, console_errors
    ):
        body = json.dumps({"error": {"code": "refused", "message": message, "request_id": "r"}})
        chat.page.unroute("**/api/chat")
        chat.page.route(
            "**/api/chat", lambda route: reply(route, site.url, body, "application/json", status, more)
        )
        expect(chat.ask(ASKED["en"]).locator(".failure")).to_contain_text("not answering just now")
        kept(chat.page, request.node.callspec.id)
        console_errors.clear()

    def test_a_spent_budget(self, chat: Chat, site: Site):
        chat.page.unroute("**/api/chat")
        answer_at_edge(chat.page, site.url, {**ANSWERS["en"], "model": "extractive", "over_budget": True})
        expect(chat.ask(ASKED["en"])).to_contain_text("The budget for today is used up.")
        chat.page.locator(".log").evaluate("each => each.scrollTo(0, each.scrollHeight)")
        kept(chat.page, "budget")

    def test_offline(self, chat: Chat, console_errors):
        chat.page.unroute("**/api/chat")
        chat.page.context.set_offline(True)
        expect(chat.ask(ASKED["en"]).locator(".failure")).to_contain_text("You are offline")
        kept(chat.page, "offline")
        console_errors.clear()

    def test_a_site_that_may_not(self, page: Page, site: Site, product, owner: Owner, console_errors):
        page.emulate_media(reduced_motion="reduce")
        bot = owner.bot(allowed_origins=["https://elsewhere.example"])
        site.serve(shop(product, bot, "en"))
        page.goto(site.url)
        dialog = Chat(page).opened().dialog
        expect(dialog.locator(".failure")).to_be_visible()
        top, inside = dialog.bounding_box()["y"], dialog.locator(".failure").bounding_box()["y"]
        assert inside > top
        kept(page, "blocked")
        console_errors.clear()

    def test_while_it_answers(self, chat: Chat):
        chat.page.unroute("**/api/chat")
        chat.page.route("**/api/chat", lambda route: None)
        chat.field.fill(ASKED["en"])
        chat.field.press("Enter")
        expect(chat.dialog.get_by_role("button", name="Stop answering")).to_be_visible()
        kept(chat.page, "waiting")

    def test_what_is_asked_before_a_conversation_is_deleted(self, chat: Chat):
        chat.ask(ASKED["en"])
        chat.dialog.get_by_role("button", name="Delete conversation").click()
        expect(chat.dialog.get_by_role("button", name="Keep it")).to_be_focused()
        kept(chat.page, "delete")

    def test_a_bad_answer_and_its_reason(self, chat: Chat):
        chat.page.route(
            "**/api/feedback", lambda route: reply(route, chat.page.url.rstrip("/"), "{}", "application/json")
        )
        turn = chat.ask(ASKED["en"])
        turn.get_by_role("button", name="Bad answer").click()
        expect(turn.get_by_role("textbox")).to_be_visible()
        chat.page.locator(".log").evaluate("each => each.scrollTo(0, each.scrollHeight)")
        kept(chat.page, "reason")


def test_details_and_the_way_to_a_person(page: Page, site: Site, product, owner: Owner):
    page.emulate_media(reduced_motion="reduce")
    answer_at_edge(page, site.url)
    contact = {"when": "after", "fields": ["name", "email"]}
    bot = owner.bot(allowed_origins=[site.url], contact=contact, person={"email": "desk@fernwood.example"})
    site.serve(shop(product, bot, "en"))
    page.goto(site.url)
    chat = Chat(page).opened()
    chat.ask(ASKED["en"])
    expect(chat.dialog.get_by_role("button", name="Talk to a person")).to_be_visible()
    expect(chat.dialog.get_by_role("button", name="Leave details")).to_be_visible()
    page.locator(".log").evaluate("each => each.scrollTo(0, each.scrollHeight)")
    kept(page, "details")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_page_of_its_own(browser: Browser, product, bots, screen, scheme):
    width, height = SCREENS[screen]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    answer_at_edge(page, product.url)
    page.goto(f"{product.url}/chat/{bots['en']}")
    expect(page.get_by_role("button", name=ASKED["en"])).to_be_visible()
    kept(page, f"page-{screen}-{scheme}-greeting")
    asked(page)
    kept(page, f"page-{screen}-{scheme}")
    context.close()


def test_inline_and_in_a_frame(page: Page, site: Site, product, bots, owner: Owner):
    page.emulate_media(reduced_motion="reduce")
    answer_at_edge(page, site.url)
    forms = owner.call("GET", f"/api/bots/{bots['en']}/embed")
    columns = f'<main style="columns: 2"><h1>Ask us</h1>{forms["inline"]}</main><p>{forms["frame"]}</p>'
    site.serve(
        f'<html lang="en"><title>A shop</title><style>body {{ font: 18px sans-serif }}</style>{columns}'
    )
    page.goto(site.url)
    asked(page)
    expect(page.frames[1].get_by_role("button", name=ASKED["en"])).to_be_visible()
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "widget-inline-and-frame.png", full_page=True)


@pytest.mark.parametrize(
    ("name", "media", "zoomed"),
    [("contrast", {"forced_colors": "active"}, 1), ("zoom-200", {}, 2)],
    ids=["high contrast", "200 % zoom"],
)
def test_for_those_who_set_their_browser_so(browser: Browser, site: Site, product, bots, name, media, zoomed):
    width, height = SCREENS["desktop"]
    context = browser.new_context(
        viewport={"width": width // zoomed, "height": height // zoomed}, device_scale_factor=zoomed,
        reduced_motion="reduce", **media,
    )  # fmt: skip
    page = context.new_page()
    answer_at_edge(page, site.url)
    site.serve(shop(product, bots["en"], "en"))
    page.goto(site.url)
    chat = Chat(page).opened()
    asked(page)
    assert gates.fits(page, chat.dialog)
    kept(page, name)
    context.close()
