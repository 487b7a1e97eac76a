"""What a page may do with the widget by script and by attributes, and what it may not."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import gates
from tests.browser.visitor import Chat, Owner, Site, answer_at_edge

pytestmark = pytest.mark.browser
WORDS = Path(__file__).parents[2] / "frontend" / "widget" / "src" / "words"
LANGUAGES = sorted(each.stem for each in WORDS.glob("??.ts"))
QUESTION = "How much is an e-bike?"
LISTEN = """() => {
  window.chat = document.querySelector("docent-chat");
  window.heard = [];
  const names = ["ready", "open", "close", "question", "answer", "rating", "error", "reset", "destroy"];
  for (const name of names) chat.on(name, (event) => heard.push([name, event.detail]));
}"""


@pytest.fixture(scope="module")
def bot(product, site: Site) -> str:
    return Owner(product.url).registered().bot(starters=[QUESTION], allowed_origins=[site.url])


@pytest.fixture
def shown(page: Page, site: Site, product, bot: str):
    """Shows the widget with more attributes on its tag, on a page of a language."""

    def show(more: str = "", lang: str = "en") -> Chat:
        source = f'src="{product.url}/widget/docent.js" data-bot="{bot}" data-api="{product.url}"'
        site.serve(
            f'<html lang="{lang}"><title>A shop</title><h1>A shop</h1><script async {source} {more}></script>'
        )
        page.goto(site.url)
        chat = Chat(page)
        expect(chat.bubble).to_be_visible()
        return chat

    answer_at_edge(page, site.url)
    return show


def names(page: Page) -> list[str]:
    return [name for name, _ in page.evaluate("heard")]


def test_a_page_opens_asks_and_closes_and_hears_of_each_step(page: Page, shown):
    chat = shown()
    page.evaluate(LISTEN)
    page.evaluate("chat.open()")
    expect(chat.dialog).to_be_visible()
    page.evaluate("chat.toggle()")
    expect(chat.dialog).to_be_hidden()
    page.evaluate("question => chat.send(question)", QUESTION)
    expect(chat.dialog.get_by_role("button", name="Source 1:").first).to_be_visible()
    page.wait_for_function("heard.at(-1)[0] === 'answer'")  # the mark stands before the answer is whole
    assert names(page) == ["ready", "open", "close", "open", "question", "answer"]
    answer = page.evaluate("heard.at(-1)[1]")
    assert (answer["question"], answer["answered"]) == (QUESTION, True)
    assert "$48" in answer["answer"]
    assert answer["citations"][0]["filename"] == "rental-handbook.pdf"
    page.evaluate("chat.reset()")
    expect(chat.dialog.locator(".turn")).to_have_count(0)
    page.evaluate("chat.close()")
    expect(chat.dialog).to_be_hidden()
    page.evaluate("chat.destroy()")
    expect(page.locator("docent-chat")).to_have_count(0)
    assert names(page)[6:] == ["reset", "close", "destroy"]


def test_a_chat_closed_and_opened_at_once_stays_open(page: Page, shown):
    chat = shown()
    page.evaluate("document.querySelector('docent-chat').open()")
    expect(chat.dialog).to_be_visible()
    page.evaluate(LISTEN)
    page.evaluate("chat.close(); chat.open()")
    page.wait_for_function("heard.length >= 2")
    page.wait_for_timeout(200)
    expect(chat.dialog).to_be_visible()
    expect(chat.bubble).to_have_attribute("aria-expanded", "true")
    assert names(page) == ["close", "open"]


def test_who_no_longer_listens_hears_nothing(page: Page, shown):
    chat = shown()
    page.evaluate(LISTEN)
    page.evaluate("window.late = () => heard.push(['late']); chat.on('open', late).off('open', late).open()")
    expect(chat.dialog).to_be_visible()
    assert names(page) == ["ready", "open"]


def test_options_change_the_look_at_once(page: Page, shown):
    chat = shown()
    page.evaluate("document.querySelector('docent-chat').setOptions({color: '#ffd400', greeting: 'Ahoy!'})")
    expect(chat.bubble).to_have_css("background-color", "rgb(255, 212, 0)")
    expect(chat.bubble).to_have_css("color", "rgb(0, 0, 0)")
    chat.opened()
    expect(chat.dialog).to_contain_text("Ahoy!")
    page.evaluate(
        "document.querySelector('docent-chat').setOptions({scheme: 'dark', font: 'mono', avatar: '🚲'})"
    )
    expect(chat.dialog).to_have_css("background-color", "rgb(25, 28, 33)")
    expect(chat.dialog.locator(".logo")).to_have_text("🚲")
    assert "monospace" in chat.dialog.evaluate("each => getComputedStyle(each).fontFamily")


@pytest.mark.parametrize(
    "color", ["#000000", "#ffffff", "#777777", "#ff0000", "#0000ff", "#00ff00", "#f59e0b"]
)
def test_words_can_be_read_on_any_colour(page: Page, shown, color: str):
    page.emulate_media(reduced_motion="reduce")
    chat = shown(f'data-color="{color}"').opened()
    expect(chat.dialog.get_by_role("button", name=QUESTION)).to_be_visible()
    chat.ask(QUESTION)
    assert gates.axe(page) == []


def test_no_option_gets_anything_else_into_a_style(page: Page, shown):
    evil = "red;}*{display:none}/*#123456"
    chat = shown(f'data-color="{evil}" data-size="{evil}" data-position="{evil}"')
    options = dict.fromkeys(("color", "position", "size", "font", "scheme", "avatar", "greeting"), evil)
    page.evaluate("options => document.querySelector('docent-chat').setOptions(options)", options)
    chat.opened()
    expect(chat.field).to_be_visible()
    expect(chat.bubble).to_have_css("background-color", "rgb(38, 49, 61)")
    assert "red" not in (page.locator("docent-chat").get_attribute("style") or "")
    assert chat.dialog.evaluate("each => each.style.fontFamily") == ""
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).display") == "block"


def test_a_topic_that_was_found_besides_is_asked_by_a_click(page: Page, shown):
    chat = shown().opened()
    chat.ask(QUESTION)
    chat.dialog.get_by_role("button", name="Late returns").click()
    expect(chat.dialog.locator(".turn")).to_have_count(2)
    expect(chat.dialog.locator(".turn").last).to_contain_text("Late returns")
    expect(chat.dialog.locator(".related")).to_have_count(1)


def test_an_answer_is_copied_without_its_marks(page: Page, shown, site: Site):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    turn = shown().opened().ask(QUESTION)
    turn.get_by_role("button", name="Copy answer").click()
    expect(turn.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith(
        "An e-bike is $48 a day, a city bike $22."
    )


def test_no_cookie_is_set(page: Page, shown):
    shown().opened().ask(QUESTION)
    assert page.context.cookies() == []


def test_where_nothing_may_be_kept_it_answers_all_the_same(page: Page, shown):
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('blocked') }})"
    )
    expect(shown().opened().ask(QUESTION)).to_contain_text("$48")


def test_a_phones_keyboard_does_not_cover_the_field(page: Page, shown):
    """A phone's keyboard makes the visual viewport smaller and leaves the page as it is."""
    page.set_viewport_size({"width": 390, "height": 780})
    chat = shown().opened()
    page.evaluate(
        """() => {
          Object.defineProperty(visualViewport, "height", {get: () => 420});
          visualViewport.dispatchEvent(new Event("resize"));
        }"""
    )
    assert round(gates.still(chat.dialog).bounding_box()["height"]) == 420
    box = chat.field.bounding_box()
    assert box["y"] + box["height"] <= 420


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_the_language_of_the_page(page: Page, shown, lang: str):
    chat = shown(lang=f"{lang}-XX")
    chat.bubble.click()
    field = chat.dialog.get_by_role("textbox")
    expect(field).to_be_visible()
    wanted = next(
        line.split('"')[1]
        for line in (WORDS / f"{lang}.ts").read_text("utf-8").splitlines()
        if line.startswith("  message: ")
    )
    expect(field).to_have_attribute("placeholder", wanted)
    expect(chat.dialog).to_have_css("direction", "rtl" if lang == "ar" else "ltr")
