"""What a visitor is told where the network, the API or the budget fails them: in words, in their language."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answers import ANSWERS
from tests.browser.visitor import Chat, Owner, Site, answer_at_edge, reply, stream

pytestmark = pytest.mark.browser
QUESTION = "How much is an e-bike?"
PORTAL = "<h1>Welcome to our network</h1>"
REFUSED = json.dumps({"error": {"code": "x", "message": "English, for builders.", "request_id": "r"}})


@pytest.fixture(scope="module")
def owner(product) -> Owner:
    return Owner(product.url).registered()


@pytest.fixture(scope="module")
def bot(owner: Owner, site: Site) -> str:
    return owner.bot(starters=[QUESTION], allowed_origins=[site.url], person={"email": "a+b@a.example"})


def closed(page: Page, site: Site, product, bot: str, lang: str = "en", path: str = "") -> Chat:
    source = f'src="{product.url}/widget/docent.js" data-bot="{bot}" data-api="{product.url}"'
    site.serve(f"<html lang='{lang}'><h1>A shop</h1><script async {source}></script>")
    page.goto(site.url + path)
    expect(Chat(page).bubble).to_be_visible()
    return Chat(page)


@pytest.fixture
def chat(page: Page, site: Site, product, bot: str) -> Chat:
    answer_at_edge(page, site.url)
    return closed(page, site, product, bot)


class TestSession:
    def test_a_portal_in_place_of_the_api_is_told_and_tried_again(self, chat: Chat, site: Site):
        chat.page.route("**/api/widget/session", lambda route: reply(route, site.url, PORTAL, "text/html"))
        alert = chat.opened().dialog.get_by_role("alert")
        expect(alert).to_contain_text("The assistant is not answering just now")
        chat.page.unroute("**/api/widget/session")
        chat.dialog.get_by_role("button", name="Try again").click()
        expect(chat.dialog.get_by_role("button", name=QUESTION)).to_be_visible()

    def test_a_puzzle_that_does_not_come_is_told_and_tried_again(
        self, chat: Chat, owner: Owner, bot: str, console_errors: list[str]
    ):
        owner.call("PATCH", f"/api/bots/{bot}", {"proof_of_work": True})
        try:
            chat.page.route("**/docent-puzzle-*", lambda route: route.abort())
            expect(chat.opened().dialog.get_by_role("alert")).to_contain_text("not answering just now")
            chat.page.unroute("**/docent-puzzle-*")
            chat.dialog.get_by_role("button", name="Try again").click()
            expect(chat.dialog.get_by_role("button", name=QUESTION)).to_be_visible()
        finally:
            owner.call("PATCH", f"/api/bots/{bot}", {"proof_of_work": False})
        console_errors.clear()

    def test_one_that_hangs_is_given_up(self, page: Page, site: Site, product, bot: str):
        page.add_init_script(
            "AbortSignal.timeout = (real => () => real.call(AbortSignal, 300))(AbortSignal.timeout)"
        )
        page.route("**/api/widget/session", lambda route: None)
        chat = closed(page, site, product, bot).opened()
        expect(chat.dialog.get_by_role("alert")).to_contain_text("cannot be reached")


class TestAnswer:
    def test_a_portal_in_place_of_an_answer_is_told_and_the_next_question_answered(
        self, chat: Chat, site: Site
    ):
        expect(chat.opened().dialog.get_by_role("button", name=QUESTION)).to_be_visible()
        chat.page.unroute("**/api/chat")
        chat.page.route("**/api/chat", lambda route: reply(route, site.url, PORTAL, "text/html"))
        expect(chat.ask(QUESTION).locator(".failure")).to_contain_text("not answering just now")
        answer_at_edge(chat.page, site.url)
        expect(chat.ask(QUESTION)).to_contain_text("$48")

    def test_a_separator_of_lines_in_an_answer_does_not_break_it(self, chat: Chat, site: Site):
        chat.page.unroute("**/api/chat")
        done = json.dumps({**ANSWERS["en"], "answer": "One\u2028two"}, ensure_ascii=False)
        body = f"event: done\nid: 1\ndata: {done}\n\n"
        chat.page.route("**/api/chat", lambda route: reply(route, site.url, body, "text/event-stream"))
        expect(chat.opened().ask(QUESTION).locator(".answer")).to_contain_text("two")

    def test_a_refusal_is_told_in_the_visitors_language_and_to_builders_in_the_console(
        self, page: Page, site: Site, product, bot: str, console_errors: list[str]
    ):
        chat = closed(page, site, product, bot, "de").opened()
        page.route("**/api/chat", lambda route: reply(route, site.url, REFUSED, "application/json", 503))
        field = chat.dialog.get_by_role("textbox", name="Ihre Frage")
        with page.expect_console_message(lambda message: "English, for builders." in message.text):
            field.fill(QUESTION)
            field.press("Enter")
        expect(chat.dialog.locator(".failure")).to_contain_text("Der Assistent antwortet gerade nicht")
        console_errors.clear()

    def test_a_spent_budget_is_told(self, chat: Chat, site: Site):
        chat.page.unroute("**/api/chat")
        done = {**ANSWERS["en"], "model": "extractive", "over_budget": True}
        chat.page.route("**/api/chat", lambda route: stream(route, site.url, [("done", done)]))
        turn = chat.opened().ask(QUESTION)
        expect(turn).to_contain_text("Quoted from the documents")
        expect(turn).to_contain_text("The budget for today is used up.")

    def test_the_way_to_a_person_is_open_where_nothing_was_answered(
        self, chat: Chat, site: Site, console_errors: list[str]
    ):
        chat.page.unroute("**/api/chat")
        chat.page.route("**/api/chat", lambda route: reply(route, site.url, REFUSED, "application/json", 503))
        chat.opened().ask("Wo ist 回答? " * 250)
        chat.page.evaluate("window.open = (address) => (window.written = address)")
        chat.dialog.get_by_role("button", name="Talk to a person").click()
        written = chat.page.evaluate("written")
        assert written.startswith("mailto:a+b@a.example?subject=Question%20to%20Fernwood%20Bikes&body=")
        assert "+" not in written.partition("?")[2]
        assert 1_500 < len(written) < 2_000
        console_errors.clear()


class TestQuestion:
    def test_the_page_is_told_without_what_may_be_secret(self, page: Page, site: Site, product, bot: str):
        answer_at_edge(page, site.url)
        chat = closed(page, site, product, bot, path="/shop/?token=SECRET#access=SECRET").opened()
        with page.expect_request("**/api/chat") as asked:
            chat.ask(QUESTION)
        assert asked.value.post_data_json["page"] == f"{site.url}/shop/"

    def test_enter_that_ends_a_composition_sends_nothing(self, chat: Chat):
        chat.opened().field.fill("にほん")
        sends = """field => field.dispatchEvent(new KeyboardEvent("keydown",
          {key: "Enter", keyCode: 229, bubbles: true, cancelable: true}))"""
        assert chat.field.evaluate(sends)
        expect(chat.field).to_have_value("にほん")
        expect(chat.dialog.locator(".turn")).to_have_count(0)
