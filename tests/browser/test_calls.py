"""What a page's script asks of the widget: options, visitors, questions, coming and going."""

import json
from collections.abc import Callable

import jwt
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.answers import ANSWERS
from tests.browser.visitor import Chat, Owner, Site, answer_at_edge, held, reply, stream

pytestmark = pytest.mark.browser
QUESTION = "How much is an e-bike?"
CHAT = "document.querySelector('docent-chat')"
START = {"conversation_id": "con_1", "message_id": "msg_1"}


@pytest.fixture(scope="module")
def bot(product, site: Site) -> str:
    return Owner(product.url).registered().bot(starters=[QUESTION], allowed_origins=[site.url])


@pytest.fixture
def chat(page: Page, site: Site, product, bot: str) -> Chat:
    """The bubble, still closed; all questions are answered at the browser's edge."""
    answer_at_edge(page, site.url)
    source = f'src="{product.url}/widget/docent.js" data-bot="{bot}" data-api="{product.url}"'
    site.serve(f"<html lang='en'><h1>A shop</h1><script async {source}></script>")
    page.goto(site.url)
    expect(Chat(page).bubble).to_be_visible()
    return Chat(page)


def call(chat: Chat, said: str) -> None:
    chat.page.evaluate(f"{CHAT}.{said}")


def heard(chat: Chat, *names: str) -> Callable[[], list]:
    """Listens from here on; gives what was heard, each as [name, question or code]."""
    chat.page.evaluate(
        f"""names => {{
          window.heard = [];
          for (const name of names)
            {CHAT}.on(name, ({{detail}}) => heard.push([name, detail.question ?? detail.code ?? ""]));
        }}""",
        list(names),
    )
    return lambda: chat.page.evaluate("heard")


def never(page: Page) -> Callable[[], Route]:
    """Questions get no answer from here on; waits for the one that was asked, and gives it."""
    waiting: list[Route] = []
    page.unroute("**/api/chat")
    page.route("**/api/chat", lambda route: waiting.append(route))

    def asked() -> Route:
        """The page says that it looks a while before it asks: first it opens a session."""
        held(page, waiting)
        (route,) = waiting
        return route

    return asked


def signed(who: str, moment: int) -> str:
    return jwt.encode({"sub": who, "exp": moment}, "not the bot's, who is asked at the API" * 2)


class TestOptions:
    def test_a_corner_that_the_page_chooses_is_taken(self, chat: Chat):
        box = chat.bubble.bounding_box()
        call(chat, "setOptions({position: 'middle'})")
        assert chat.bubble.bounding_box() == box
        call(chat, "setOptions({color: '#0a7d33', position: 'left', language: 'de'})")
        assert chat.bubble.bounding_box()["x"] == 20
        dialog = chat.opened().dialog
        assert dialog.bounding_box()["x"] == 20
        expect(dialog.get_by_role("textbox", name="Ihre Frage")).to_be_focused()

    def test_what_is_written_and_answered_stays(self, chat: Chat, site: Site):
        asked = never(chat.page)
        chat.opened().field.fill(QUESTION)
        chat.field.press("Enter")
        chat.field.fill("And a draft")
        expect(chat.dialog.get_by_text("Looking in the documents")).to_be_visible()
        call(chat, "setOptions({greeting: 'Ahoy', starters: ['Deposits?']})")
        expect(chat.dialog.get_by_text("Ahoy")).to_be_visible()
        expect(chat.field).to_be_focused()
        stream(asked(), site.url, [("start", START), ("done", ANSWERS["en"])])
        expect(chat.dialog.locator(".turn")).to_contain_text("$48")
        expect(chat.field).to_have_value("And a draft")

    def test_another_language_keeps_the_draft_and_the_question(self, chat: Chat):
        asked = never(chat.page)
        chat.opened().field.fill(QUESTION)
        chat.field.press("Enter")
        chat.field.fill("And a draft")
        expect(chat.dialog.get_by_text("Looking in the documents")).to_be_visible()
        asked()
        call(chat, "setOptions({language: 'de'})")
        expect(chat.dialog.get_by_role("textbox", name="Ihre Frage")).to_have_value("And a draft")
        expect(chat.dialog.locator(".turn")).to_contain_text(QUESTION)
        expect(chat.dialog.get_by_role("button", name="Noch einmal")).to_be_visible()
        asked()  # once

    def test_a_refusal_is_not_painted_over(self, chat: Chat, site: Site):
        body = json.dumps({"error": {"code": "origin_not_allowed", "message": "No.", "request_id": "r"}})
        chat.page.route(
            "**/api/widget/session", lambda route: reply(route, site.url, body, "application/json", 403)
        )
        alert = chat.opened().dialog.get_by_role("alert")
        expect(alert).to_have_text("This is not available here.")
        call(chat, "setOptions({color: '#ff0000'})")
        call(chat, "setOptions({language: 'de'})")
        expect(alert).to_have_text("Das ist hier nicht verfügbar.")
        expect(chat.dialog.get_by_role("textbox")).to_have_count(0)

    @pytest.mark.parametrize(
        "options", ["{starters: null}", "{starters: 5}", "{language: 5}", "{name: 5, avatar: {}, color: []}"]
    )
    def test_what_makes_no_sense_breaks_nothing(self, chat: Chat, options):
        chat.opened()
        call(chat, f"setOptions({options})")
        expect(chat.ask(QUESTION)).to_contain_text("$48")

    def test_the_font_of_the_page(self, chat: Chat):
        chat.page.add_style_tag(content="body { font-family: Courier }")
        call(chat, "setOptions({font: 'page'})")
        expect(chat.opened().dialog).to_have_css("font-family", "Courier")


class TestVisitors:
    def test_another_person_does_not_see_what_was_said(self, chat: Chat):
        call(chat, f"identify('{signed('jane', 1)}')")
        chat.opened().ask(QUESTION)
        call(chat, f"identify('{signed('jane', 2)}')")
        expect(chat.dialog.locator(".turn")).to_have_count(1)
        call(chat, f"identify('{signed('joe', 2)}')")
        expect(chat.dialog.locator(".turn")).to_have_count(0)
        chat.ask(QUESTION)
        chat.page.reload()
        call(chat, "identify('')")
        expect(chat.opened().field).to_be_visible()
        expect(chat.dialog.locator(".turn")).to_have_count(0)

    def test_who_signs_in_goes_on_with_what_they_asked_before(self, chat: Chat):
        chat.opened().ask(QUESTION)
        chat.page.reload()
        call(chat, "identify('')")
        call(chat, f"identify('{signed('jane', 1)}')")
        expect(chat.opened().dialog.locator(".turn")).to_have_count(1)


class TestEvents:
    def test_a_question_too_many_is_told(self, chat: Chat, site: Site):
        asked = never(chat.page)
        told = heard(chat, "question", "answer", "error")
        call(chat, "send('one')")
        call(chat, "send('two')")
        expect(chat.dialog.get_by_text("Looking in the documents")).to_be_visible()
        chat.page.wait_for_function("heard.length == 2")
        stream(asked(), site.url, [("done", ANSWERS["en"])])
        chat.page.wait_for_function("heard.length == 3")
        assert told() == [
            ["question", "one"], ["error", "busy"], ["answer", "one"],
        ]  # fmt: skip

    def test_a_stop_is_told(self, chat: Chat):
        never(chat.page)
        told = heard(chat, "stop", "answer", "error")
        call(chat, "send('one')")
        expect(chat.dialog.get_by_text("Looking in the documents")).to_be_visible()
        chat.page.wait_for_timeout(600)  # a stop that quick counts as the second half of a double click
        chat.dialog.get_by_role("button", name="Stop answering").click()
        expect(chat.dialog.locator(".turn")).to_contain_text("Stopped.")
        assert told() == [["stop", "one"]]

    def test_a_phones_way_back_closes_it_as_told(self, chat: Chat):
        chat.page.set_viewport_size({"width": 390, "height": 700})
        told = heard(chat, "close")
        expect(chat.opened().dialog).to_have_js_property("open", True)
        chat.page.evaluate(f"{CHAT}.shadowRoot.querySelector('dialog').requestClose()")
        expect(chat.bubble).to_have_attribute("aria-expanded", "false")
        expect(chat.bubble).to_be_focused()
        assert told() == [["close", ""]]


class TestComing:
    def test_before_it_is_on_the_page_nothing_fails(self, chat: Chat):
        chat.page.evaluate(
            """() => {
              const made = document.createElement("docent-chat");
              made.dataset.bot = "other";
              for (const name of ["open", "close", "destroy", "reset"]) made[name]();
              made.send("x");
              made.setOptions({color: "#ff0000"});
            }"""
        )
        chat.page.wait_for_load_state("networkidle")
        expect(chat.page.locator("docent-chat")).to_have_count(1)

    def test_taken_off_and_put_back_while_the_chat_comes_it_is_there_once(self, chat: Chat):
        coming: list[Route] = []
        chat.page.route("**/docent-chat-*.js", lambda route: coming.append(route))
        told = heard(chat, "ready")
        chat.page.evaluate(
            f"""async () => {{
              const chat = {CHAT};
              chat.open();
              chat.remove();
              await new Promise((done) => setTimeout(done));
              document.body.append(chat);
              chat.open();
            }}"""
        )
        held(chat.page, coming)
        chat.page.wait_for_timeout(100)
        for route in coming:
            route.continue_()
        chat.page.unroute("**/docent-chat-*.js")
        expect(chat.field).to_be_visible()
        expect(chat.dialog).to_have_count(1)
        assert told() == [["ready", ""]]

    def test_a_bubble_takes_the_first_free_place(self, chat: Chat, bot: str, product):
        add = """([bot, api, mode]) => {
          const chat = document.createElement("docent-chat");
          Object.assign(chat.dataset, {bot, api}, mode && {mode});
          document.body.append(chat);
        }"""
        for name, mode in (("inline", "inline"), ("second", ""), ("third", "")):
            chat.page.evaluate(add, [name, product.url, mode])
        bubbles = chat.page.locator("docent-chat:not([data-mode]) .bubble")
        assert [each.bounding_box()["x"] for each in bubbles.all()] == [1204, 1136, 1068]
        call(chat, "destroy()")
        chat.page.evaluate(add, ["fourth", product.url, ""])
        assert [each.bounding_box()["x"] for each in bubbles.all()] == [1136, 1068, 1204]

    def test_who_goes_takes_the_answer_under_way_along(self, chat: Chat, site: Site):
        chat.page.unroute("**/api/chat")
        start = f"event: start\nid: con_1.msg_1.0-0\ndata: {json.dumps(START)}\n\n"
        chat.page.evaluate(
            """(start) => {
              const real = window.fetch;
              window.fetch = (url, init) => url.endsWith("/api/chat")
                ? Promise.resolve(new Response(new ReadableStream({
                    start: (held) => held.enqueue(new TextEncoder().encode(start)),
                    pull: () => { window.begun = true; },
                  }), {headers: {"content-type": "text/event-stream"}}))
                : real(url, init);
            }""",
            start,
        )
        call(chat, "send('one')")
        chat.page.wait_for_function("() => window.begun")
        with chat.page.expect_request("**/api/chat/stop") as stopped:
            call(chat, "destroy()")
        assert stopped.value.post_data_json["message_id"] == "msg_1"

    def test_who_comes_back_finds_the_question_that_was_under_way(self, chat: Chat, site: Site):
        never(chat.page)
        call(chat, f"send('{QUESTION}')")
        expect(chat.dialog.get_by_text("Looking in the documents")).to_be_visible()
        chat.page.reload()
        chat.page.unroute("**/api/chat")
        answer_at_edge(chat.page, site.url)
        turn = chat.opened().dialog.locator(".turn")
        expect(turn).to_contain_text(QUESTION)
        expect(turn).to_contain_text("The connection was lost")
        turn.get_by_role("button", name="Try again").click()
        expect(turn).to_contain_text("$48")
        expect(turn).to_have_count(1)
