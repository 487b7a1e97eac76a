"""The gauntlet: the widget on pages as hostile as real ones, in a real browser. docs/widget.md says what each
gate measures; benchmarks.gauntlet runs rivals through those that a page can ask of any chat.
"""

import gzip
import json
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import gates
from tests.browser.visitor import Chat, Owner, Site, stream

pytestmark = pytest.mark.browser
DIST = Path(__file__).parents[2] / "frontend" / "widget" / "dist"
TOPICS = ["Deposits", "Opening hours"]
CITED = {
    "document_id": "doc_1",
    "filename": "prices.pdf",
    "page": 2,
    "quote": "48 dollars a day",
    "score": 0.9,
}
TEXT = (
    "# Prices\n\nAn e-bike is **$48** a day [1].\n\n| bike | day |\n| --- | --- |\n| city | $22 |\n\n"
    "- helmet\n- lock\n\n```\ncode\n```"
)
ANSWER = {
    "answer": TEXT, "answered": True, "citations": [{"n": 1, **CITED}], "conversation_id": "con_1",
    "message_id": "msg_1", "model": "gemini", "usage": {"input_tokens": 0, "output_tokens": 0, "cost_usd": 0},
    "timings_ms": {}, "related": TOPICS,
}  # fmt: skip


@pytest.fixture(scope="module")
def owner(product) -> Owner:
    person = {"email": f"{secrets.token_hex(6)}@example.com", "password": "Fernwood-2026"}
    stranger = Owner(product.url)
    stranger.call("POST", "/auth/signup", person)
    stranger.call("POST", "/auth/confirm", {"email": person["email"], "code": "123456"})
    return Owner(product.url, stranger.call("POST", "/auth/signin", person)["access_token"])


@pytest.fixture(scope="module")
def bot(owner: Owner, site: Site) -> str:
    return owner.bot(starters=["How much is an e-bike?"], allowed_origins=[site.url])


@pytest.fixture
def tag(product, bot: str) -> str:
    """The script tag as an owner pastes it, with a nonce for pages that ask for one."""
    source = f"{product.url}/widget/docent.js"
    return f'<script async nonce="abc" src="{source}" data-bot="{bot}" data-api="{product.url}"></script>'


@pytest.fixture
def answering(page: Page, site: Site) -> Page:
    """Sessions are the product's own; questions are answered at the browser's edge, always alike."""
    page.route(
        "**/api/chat", lambda route: stream(route, site.url, [("delta", {"text": "An"}), ("done", ANSWER)])
    )
    return page


def visited(page: Page, site: Site, body: str, policy: str = "", head: str = "") -> Chat:
    site.serve(
        f'<html lang="en"><title>A shop</title>{head}<main><h1>A shop</h1></main>{body}', policy=policy
    )
    page.goto(site.url)
    return Chat(page)


def test_a_strict_policy_is_not_broken_once(answering: Page, site: Site, tag: str, product):
    gates.count_violations(answering)
    chat = visited(answering, site, tag, gates.STRICT.format(api=product.url)).opened()
    turn = chat.ask("How much is an e-bike?")
    turn.get_by_role("button", name="Source 1:").first.click()
    expect(turn.locator("blockquote")).to_be_visible()
    assert gates.violations(answering) == []


def test_hostile_styles_do_nothing_to_it_nor_it_to_the_page(answering: Page, site: Site, tag: str):
    plain = visited(answering, site, "", head=gates.HOSTILE).page.evaluate(gates.LOOK)
    chat = visited(answering, site, tag, head=gates.HOSTILE).opened()
    turn = chat.ask("How much is an e-bike?")
    expect(chat.field).to_have_css("font-size", "16px")
    expect(turn.locator("h3")).to_have_css("display", "block")
    for shown in (chat.bubble, chat.dialog, turn.locator("h3")):
        for name, value in {"opacity": "1", "direction": "ltr", "transform": "none"}.items():
            expect(shown).to_have_css(name, value)
    expect(chat.bubble).to_have_css("background-color", "rgb(38, 49, 61)")
    expect(chat.bubble).to_have_css("color", "rgb(255, 255, 255)")
    expect(chat.dialog).to_have_css("color", "rgb(27, 31, 36)")
    assert chat.bubble.bounding_box() == {"x": 1204, "y": 824, "width": 56, "height": 56}
    assert gates.still(chat.dialog).bounding_box() == {"x": 860, "y": 170, "width": 400, "height": 640}
    chat.bubble.click()
    expect(chat.dialog).to_be_hidden()
    assert answering.evaluate(gates.LOOK) == plain


def test_a_phone_shows_it_whole_and_does_not_zoom(browser: Browser, site: Site, tag: str):
    context = browser.new_context(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    head = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    chat = visited(page, site, tag, head=head)
    chat.bubble.tap()
    expect(chat.field).to_be_visible()
    expect(chat.dialog).to_have_js_property("open", True)
    assert gates.fits(page, chat.dialog)
    assert gates.font_size(chat.field) >= 16
    context.close()


def test_the_keyboard_alone_is_enough(answering: Page, site: Site, tag: str):
    chat = visited(answering, site, tag)
    expect(chat.bubble).to_be_visible()
    gates.tab_to(answering, chat.bubble)
    answering.keyboard.press("Enter")
    expect(chat.field).to_be_focused()
    answering.keyboard.type("How much is an e-bike?")
    answering.keyboard.press("Enter")
    expect(chat.dialog.get_by_role("button", name="Source 1:")).to_be_visible()
    answering.keyboard.press("Escape")
    expect(chat.dialog).to_be_hidden()
    expect(chat.bubble).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_closed_or_open(answering: Page, site: Site, tag: str, scheme):
    answering.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    chat = visited(answering, site, tag)
    expect(chat.bubble).to_be_visible()
    assert gates.axe(answering) == []
    turn = chat.opened().ask("How much is an e-bike?")
    turn.locator("summary").click()
    assert gates.axe(answering) == []


def grown(page: Page, cycle: str, told: list[str], warm: int, times: int) -> tuple[int, int]:
    """Nodes and listeners more after a cycle ran so many times, counted from when it had run a few."""
    page.evaluate(cycle, [*told, warm])
    before = gates.counted(page)
    page.evaluate(cycle, [*told, times])
    after = gates.counted(page)
    print(f"{times} times: {before} before, {after} after")
    return after.nodes - before.nodes, after.listeners - before.listeners


def test_a_hundred_mounts_leave_nothing_behind(answering: Page, site: Site, tag: str, bot: str, product):
    chat = visited(answering, site, tag).opened()
    expect(chat.field).to_be_visible()
    answering.evaluate("document.querySelector('docent-chat').destroy()")
    cycle = """async ([bot, api, times]) => {
      for (let n = 0; n < times; n++) {
        const chat = document.createElement("docent-chat");
        Object.assign(chat.dataset, {bot, api});
        document.body.append(chat);
        const opened = new Promise((done) => chat.on("open", done));
        chat.open();
        await opened;
        chat.destroy();
      }
    }"""
    nodes, listeners = grown(answering, cycle, [bot, product.url], 10, 100)
    # A tenth of a mount at most: a page's own garbage comes and goes.
    assert nodes < 100
    assert listeners < 10
    expect(answering.locator("docent-chat")).to_have_count(0)


def test_mounts_in_the_page_that_ask_leave_nothing_behind(
    answering: Page, site: Site, tag: str, bot: str, product
):
    chat = visited(answering, site, tag).opened()
    expect(chat.field).to_be_visible()
    answering.evaluate("document.querySelector('docent-chat').destroy()")
    cycle = """async ([bot, api, times]) => {
      for (let n = 0; n < times; n++) {
        const chat = document.createElement("docent-chat");
        Object.assign(chat.dataset, {bot, api, mode: "inline"});
        document.body.append(chat);
        const answered = new Promise((done) => chat.on("answer", done));
        chat.send("How much is an e-bike?");
        await answered;
        chat.reset();
        chat.destroy();
      }
    }"""
    nodes, listeners = grown(answering, cycle, [bot, product.url], 5, 20)
    assert nodes < 20
    assert listeners < 10


def test_two_bots_stand_side_by_side_and_one_speaks(
    answering: Page, site: Site, owner: Owner, tag: str, bot: str
):
    second = owner.bot(name="Workshop", allowed_origins=[site.url])
    visited(answering, site, tag + tag.replace(bot, second))
    bubbles = answering.locator("docent-chat .bubble")
    expect(bubbles).to_have_count(2)
    left, right = sorted(each.bounding_box()["x"] for each in bubbles.all())
    assert right - left >= 56
    for each in (bot, second):  # which of two async scripts comes first is chance
        answering.locator(f"docent-chat[data-bot={each}] .bubble").click()
        expect(answering.locator("docent-chat dialog[open]")).to_have_count(1)
    expect(answering.locator("docent-chat dialog[open] h2")).to_have_text("Workshop")


class TestNetwork:
    def test_a_slow_one_keeps_nobody_waiting(self, answering: Page, site: Site, tag: str):
        held: list[Route] = []
        answering.route("**/widget/*.js", lambda route: held.append(route))
        site.serve(f'<html lang="en"><title>A shop</title>{tag}<main><h1>A shop</h1></main>')
        with answering.expect_request("**/docent.js"):
            answering.goto(
                site.url, wait_until="domcontentloaded"
            )  # a script that holds it up would time out
        expect(answering.locator("h1")).to_be_visible()
        held.pop().continue_()
        chat = Chat(answering)
        with answering.expect_request("**/docent-chat-*.js"):
            chat.bubble.click()
        expect(chat.dialog).to_have_count(0)
        answering.unroute("**/widget/*.js")
        held.pop().continue_()
        expect(chat.field).to_be_visible()

    def test_a_broken_one_is_said_in_words_and_tried_again(
        self, answering: Page, site: Site, tag: str, console_errors: list[str]
    ):
        answering.route("**/docent-chat-*.js*", lambda route: route.abort())
        chat = visited(answering, site, tag)
        chat.bubble.click()
        expect(answering.locator("docent-chat").get_by_role("alert")).to_contain_text("Try again")
        answering.unroute("**/docent-chat-*.js*")
        chat.bubble.click()
        expect(chat.field).to_be_visible()
        assert console_errors
        console_errors.clear()

    def test_a_visitor_who_is_offline_is_told_so(
        self, answering: Page, site: Site, tag: str, console_errors: list[str]
    ):
        chat = visited(answering, site, tag).opened()
        expect(chat.dialog.get_by_role("button", name="How much is an e-bike?")).to_be_visible()
        answering.unroute("**/api/chat")
        answering.context.set_offline(True)
        turn = chat.ask("How much is an e-bike?")
        expect(turn.locator(".failure")).to_contain_text("You are offline")
        answering.context.set_offline(False)
        console_errors.clear()

    def test_another_file_than_was_built_does_not_run(
        self, answering: Page, site: Site, tag: str, console_errors: list[str]
    ):
        evil = "export const start = () => { window.owned = true; }"
        headers = {"access-control-allow-origin": "*"}
        answering.route(
            "**/docent-chat-*.js*",
            lambda route: route.fulfill(body=evil, content_type="text/javascript", headers=headers),
        )
        chat = visited(answering, site, tag)
        chat.bubble.click()
        expect(answering.locator("docent-chat").get_by_role("alert")).to_be_visible()
        assert answering.evaluate("window.owned") is None
        assert any("integrity" in each for each in console_errors)
        console_errors.clear()


def test_the_page_hardly_waits_for_it(browser: Browser, answering: Page, site: Site, tag: str):
    """The time is printed alone; what is held is that a page loads the loader and nothing else."""
    without = gates.main_thread_ms(browser, site, "<h1>A shop</h1>")
    beside = gates.main_thread_ms(browser, site, f"<h1>A shop</h1>{tag}")
    print(f"main thread until idle: {without:.0f} ms without, {beside:.0f} ms with the widget")
    asked: list[str] = []
    answering.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    chat = visited(answering, site, tag)
    expect(chat.bubble).to_be_visible()
    answering.wait_for_load_state("networkidle")
    assert [name for name in asked if name.endswith(".js")] == ["docent.js"]


@pytest.mark.parametrize("packed", ["gzip", "brotli"])
def test_the_files_keep_to_their_budget(packed: str):
    """The build refuses to outgrow it as well; here it is checked of what the tests ran with."""
    manifest = json.loads((DIST / "manifest.json").read_text("utf-8"))
    files = manifest["files"]
    for name, size in files.items():
        data = (DIST / name).read_bytes()
        assert len(data) == size["bytes"]
        assert len(gzip.compress(data, 9)) == pytest.approx(
            size["gzip"], rel=0.03
        )  # each zlib packs a little differently
        print(f"{name:<26}{size['bytes']:>7}{size['gzip']:>7}{size['brotli']:>7}")
    kinds = {name: name.removeprefix("docent-")[:5] for name in files}
    chat = next(size[packed] for name, size in files.items() if kinds[name] == "chat-")
    languages = [size[packed] for name, size in files.items() if kinds[name][2] == "-"]
    loader = files[manifest["version"]][packed]
    assert len(languages) >= 12
    assert loader <= 3_000
    assert loader + chat + max(languages) <= 15_000
