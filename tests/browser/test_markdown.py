"""How answers are drawn, copied and read aloud, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answers import ANSWERS
from tests.browser.visitor import Chat, Owner, Site, stream

pytestmark = pytest.mark.browser
SITE = "https://a.example/x_(y)"
CODE = (
    "Use C# and `a[0] * b` [1].\n\n```\n# build\nx = arr[2] * 3  # note\n```\n\nRoom #12, 5 * 3 = 15."
    f" [Site]({SITE})\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"
)
COPIED = "Use C# and a[0] * b.\n\n# build\nx = arr[2] * 3  # note\n\nRoom #12, 5 * 3 = 15. Site\n\na\tb\n1\t2"
DRAWN = {
    "***both*** x": "<p><strong><em>both</em></strong> x</p>",
    "__bold__, _italic_, snake_case_name": "<p><strong>bold</strong>, <em>italic</em>, snake_case_name</p>",
    "a [9] b": "<p>a [9] b</p>",
    "1. one\n\n   more of one\n2. two": '<ol start="1"><li>one\nmore of one</li><li>two</li></ol>',
    "````\n```\nx\n```\n````": '<pre dir="ltr" tabindex="0"><code>```\nx\n```</code></pre>',
}


@pytest.fixture(scope="module")
def bot(product, site: Site) -> str:
    return Owner(product.url).registered().bot(allowed_origins=[site.url])


@pytest.fixture
def chat(page: Page, site: Site, product, bot: str) -> Chat:
    source = f'src="{product.url}/widget/docent.js" data-bot="{bot}" data-api="{product.url}"'
    site.serve(f"<html lang='en'><h1>A shop</h1><script async {source}></script>")
    page.goto(site.url)
    return Chat(page).opened()


def told(chat: Chat, site: Site, text: str) -> str:
    """The markup of an answer."""
    done = {**ANSWERS["en"], "answer": text}
    chat.page.unroute("**/api/chat")
    chat.page.route("**/api/chat", lambda route: stream(route, site.url, [("done", done)]))
    return chat.ask("?").locator(".answer").inner_html()


def test_what_models_write_is_drawn(chat: Chat, site: Site):
    assert {text: told(chat, site, text) for text in DRAWN} == DRAWN
    for link in (f"[Site]({SITE})", f'[Site]({SITE} "title")'):
        told(chat, site, link)
        drawn = chat.dialog.locator(".turn").last.get_by_role("link", name="Site")
        expect(drawn).to_have_attribute("href", SITE)
    told(chat, site, "| a \\| b | c |\n| --- | --- |\n| 1 | 2 |")
    expect(chat.dialog.locator(".turn").last.locator("th")).to_have_text(["a | b", "c"])


def test_it_is_copied_and_read_as_it_is_seen_without_its_marks(chat: Chat, site: Site):
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    told(chat, site, CODE)
    chat.dialog.get_by_role("button", name="Copy answer").click()
    expect(chat.dialog.get_by_text("Copied.")).to_be_visible()
    assert chat.page.evaluate("navigator.clipboard.readText()") == COPIED
    assert COPIED in chat.dialog.locator("[aria-live=polite]").text_content()


def test_a_long_line_does_not_keep_the_page(chat: Chat, site: Site):
    """300 kB of one line: what took the square of its length would take minutes."""
    assert told(chat, site, " _a_b" * 60_000).count("_a_b") == 60_000
