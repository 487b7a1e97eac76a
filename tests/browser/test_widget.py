"""The widget as a visitor meets it: the real product, in a real browser, on a page of another origin."""

import json
import time

import jwt
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from local.samples import SAMPLES
from tests.browser import gates
from tests.browser.visitor import Chat, Owner, Site, held, reply, stream

pytestmark = pytest.mark.browser
QUESTION = "How much is an e-bike for a day?"
STRICT = (
    "default-src 'none'; script-src {api}; connect-src {api}; img-src 'self';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
ANSWER = {
    "answer": "", "answered": True, "citations": [], "conversation_id": "con_1", "message_id": "msg_1",
    "model": "extractive", "usage": {"input_tokens": 0, "output_tokens": 0, "cost_usd": 0}, "timings_ms": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def owner(product) -> Owner:
    return Owner(product.url).registered()


@pytest.fixture(scope="module")
def bot(owner: Owner, site: Site, product) -> str:
    settings = json.loads((SAMPLES / "bot.json").read_text("utf-8"))
    bot_id = owner.bot(**settings, allowed_origins=[product.demo_url, site.url])
    owner.teach(bot_id, SAMPLES / "rental-handbook.pdf")
    return bot_id


@pytest.fixture
def chat(page: Page, product, bot: str) -> Chat:
    page.goto(f"{product.demo_url}/?bot={bot}")
    return Chat(page).opened()


def tag(product, bot_id: str, more: str = "") -> str:
    """The script tag as an owner pastes it."""
    source = f"{product.url}/widget/docent.js"
    return f'<script async src="{source}" data-bot="{bot_id}" data-api="{product.url}" {more}></script>'


def handbook_page(number: int) -> str:
    """The words of one page of the handbook, run together."""
    with pypdfium2.PdfDocument(SAMPLES / "rental-handbook.pdf") as pdf:
        return "".join(pdf[number - 1].get_textpage().get_text_bounded().split())


class TestAnswers:
    def test_a_starter_gets_an_answer_that_shows_its_source(self, chat: Chat):
        expect(chat.dialog).to_contain_text("Hi! Ask me about renting a bike")
        chat.dialog.get_by_role("button", name=QUESTION).click()
        source = chat.dialog.get_by_role("button", name="Source 1:").first
        expect(source).to_be_visible()
        quote = chat.dialog.locator("blockquote").first
        expect(quote).to_be_hidden()
        source.click()
        expect(quote).to_be_visible()
        title = chat.dialog.locator("summary").first.inner_text()
        number = int(title.partition("page ")[2].split()[0])
        assert "rental-handbook.pdf" in title
        assert "".join(quote.inner_text().split()) in handbook_page(number)
        expect(chat.dialog).to_contain_text("$48")
        expect(chat.dialog).to_contain_text("Quoted from the documents")

    def test_a_source_opens_at_its_page_where_the_builder_allows_it(
        self, chat: Chat, product, bot: str, owner: Owner
    ):
        expect(chat.ask(QUESTION).locator("summary").first).to_be_visible()
        expect(chat.dialog.get_by_role("button", name="Open the document")).to_have_count(0)
        owner.call("PATCH", f"/api/bots/{bot}", {"show_sources": True})
        chat.page.evaluate("sessionStorage.clear()")
        chat.page.reload()
        opening: list[Route] = []
        chat.page.route("**/api/widget/session", lambda route: opening.append(route))
        chat.opened().field.fill(QUESTION)
        chat.field.press("Enter")  # before it is known what the bot allows
        held(chat.page, opening)
        opening[0].continue_()
        chat.page.unroute("**/api/widget/session")
        turn = chat.dialog.locator(".turn")
        served: list[str] = []

        def look(route: Route) -> None:
            """The file as the store serves it; a browser without a viewer of PDFs would download it."""
            file = route.fetch()
            served.append(
                f"{file.headers['content-type']} {file.headers['content-disposition'].split(';')[0]}"
            )
            assert file.body().startswith(b"%PDF-")
            route.fulfill(body="<p>the file</p>", content_type="text/html")

        chat.page.context.route("**/original?**", look)
        turn.locator("summary").first.click()
        page = turn.locator("summary").first.inner_text().partition("page ")[2].split()[0]
        with chat.page.context.expect_page() as opened:
            turn.get_by_role("button", name="Open the document").first.click()
        expect(opened.value.get_by_text("the file")).to_be_visible()
        assert opened.value.url.endswith(f"#page={page}")
        assert opened.value.evaluate("window.opener") is None
        assert served == ["application/pdf inline"]
        owner.call("PATCH", f"/api/bots/{bot}", {"show_sources": False})
        with chat.page.context.expect_page():
            turn.get_by_role("button", name="Open the document").first.click()
        expect(turn.get_by_role("status").filter(has_text="not available here")).to_be_visible()

    def test_what_the_documents_do_not_say_is_said_plainly(self, chat: Chat):
        turn = chat.ask("Who won the chess world championship of 1972?")
        expect(turn).to_contain_text("documents")
        expect(turn.locator("details")).to_have_count(0)
        expect(turn.locator(".failure")).to_have_count(0)

    def test_it_streams_to_another_origin(self, chat: Chat, product):
        with chat.page.expect_response(f"{product.url}/api/chat") as seen:
            chat.ask("What is the deposit for a city e-bike?")
        assert seen.value.headers["content-type"].startswith("text/event-stream")
        assert seen.value.headers["access-control-allow-origin"] == product.demo_url

    def test_a_follow_up_stays_in_the_conversation_over_a_reload(self, chat: Chat, product):
        chat.ask(QUESTION)
        chat.page.reload()
        chat.opened()
        expect(chat.dialog.locator(".turn")).to_have_count(1)
        with chat.page.expect_request(f"{product.url}/api/chat") as seen:
            turn = chat.ask("And for a week?")
        assert seen.value.post_data_json["conversation_id"].startswith("con_")
        expect(turn.locator(".failure")).to_have_count(0)

    def test_a_new_conversation_forgets_the_old(self, chat: Chat, product):
        chat.ask(QUESTION)
        chat.dialog.get_by_role("button", name="New conversation").click()
        expect(chat.dialog.locator(".turn")).to_have_count(0)
        expect(chat.dialog.get_by_role("button", name=QUESTION)).to_be_visible()
        with chat.page.expect_request(f"{product.url}/api/chat") as seen:
            chat.ask(QUESTION)
        assert "conversation_id" not in seen.value.post_data_json

    def test_a_visitor_has_their_conversation_deleted(self, chat: Chat, product):
        delete = chat.dialog.get_by_role("button", name="Delete conversation")
        expect(delete).to_have_count(0)
        chat.ask(QUESTION)
        with chat.page.expect_response(
            lambda reply: reply.request.method == "DELETE" and "/api/chat/conversations/con_" in reply.url
        ) as seen:
            delete.click()
            chat.dialog.get_by_role("button", name="Delete", exact=True).click()
        assert seen.value.status == 204
        expect(chat.dialog.locator(".turn")).to_have_count(0)
        expect(chat.dialog.get_by_text("The conversation is deleted.")).to_be_attached()
        chat.page.reload()
        chat.opened()
        expect(chat.dialog.locator(".turn")).to_have_count(0)
        with chat.page.expect_request(f"{product.url}/api/chat") as asked:
            chat.ask(QUESTION)
        assert "conversation_id" not in asked.value.post_data_json

    def test_the_finished_answer_is_announced_once(self, chat: Chat):
        chat.page.evaluate(
            """() => {
              const shadow = document.querySelector("docent-chat").shadowRoot;
              const live = shadow.querySelector("[aria-live=polite]");
              window.said = [];
              new MutationObserver(() => said.push(live.textContent)).observe(live, {childList: true});
            }"""
        )
        chat.ask(QUESTION)
        said = chat.page.evaluate("said")
        assert len(said) == 1
        assert "$48" in said[0]
        expect(chat.dialog.get_by_role("log")).to_have_attribute("aria-live", "off")


class TestRefusal:
    def test_a_site_that_is_not_allowed_is_told_in_words_and_in_the_console(
        self, browser: Browser, owner: Owner, product
    ):
        bot_id = owner.bot(allowed_origins=["https://elsewhere.example"])
        page = browser.new_page()
        with page.expect_console_message(lambda message: message.type == "warning") as warning:
            page.goto(f"{product.demo_url}/?bot={bot_id}")
            Chat(page).opened()
        assert warning.value.text == (
            "Docent: There is no such bot, or it may not be shown on"
            f" {product.demo_url}. Check its id; its owner can add the site under Embed, Allowed sites."
        )
        expect(page.locator("docent-chat").get_by_role("alert")).to_have_text("This is not available here.")
        expect(Chat(page).field).to_be_hidden()
        page.close()

    def test_no_session_is_opened_before_somebody_shows_interest(self, page: Page, product, bot: str):
        calls: list[str] = []
        page.on("request", lambda request: calls.append(request.url))
        page.goto(f"{product.demo_url}/?bot={bot}", wait_until="networkidle")
        expect(Chat(page).bubble).to_be_visible()
        assert not [url for url in calls if "/api/" in url]
        with page.expect_response(f"{product.url}/api/widget/session"):
            Chat(page).bubble.hover()


class TestIdentity:
    def test_conversations_follow_the_person_and_a_worn_token_does_no_harm(
        self, browser: Browser, site: Site, owner: Owner, bot: str, product
    ):
        secret = owner.call("POST", f"/api/bots/{bot}/identity")["secret"]
        token = jwt.encode({"sub": "jane", "exp": time.time() + 300}, secret, algorithm="HS256")
        seen: list[str] = []
        read = "key => JSON.parse(sessionStorage.getItem(key))"

        def subject(session: dict[str, str]) -> str:
            return str(jwt.decode(session["token"], options={"verify_signature": False})["sub"])

        for identity in (token, token, "worn.out.token"):
            page = browser.new_page()
            warnings: list[str] = []
            page.on("console", lambda message, kept=warnings: kept.append(message.text))
            site.serve(tag(product, bot, f'data-identity="{identity}"'))
            page.goto(site.url)
            expect(Chat(page).opened().field).to_be_visible()
            page.wait_for_function("key => sessionStorage.getItem(key)", arg=f"docent:{bot}:session")
            kept = page.evaluate(read, f"docent:{bot}:session")
            seen.append(subject(kept))
            assert any("does not count" in each for each in warnings) is (identity != token)
            if identity == token:
                page.evaluate("document.querySelector('docent-chat').identify('')")
                page.wait_for_function(
                    "([key, old]) => ![old, ''].includes(JSON.parse(sessionStorage.getItem(key)).token)",
                    arg=[f"docent:{bot}:session", kept["token"]],
                )
                kept = page.evaluate(read, f"docent:{bot}:session")
                assert subject(kept) != seen[-1]
            page.close()
        assert seen[0] == seen[1] != seen[2]


class TestPage:
    def test_a_strict_policy_has_nothing_to_complain_of(self, page: Page, site: Site, bot: str, product):
        page.add_init_script(
            "window.violations = []; document.addEventListener('securitypolicyviolation', (event) =>"
            " violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))"
        )
        site.serve(tag(product, bot), policy=STRICT.format(api=product.url))
        page.goto(site.url)
        turn = Chat(page).opened().ask(QUESTION)
        turn.get_by_role("button", name="Source 1:").first.click()
        expect(turn.locator("blockquote").first).to_be_visible()
        assert page.evaluate("violations") == []

    def test_the_pages_own_style_stays_outside(self, page: Page, site: Site, bot: str, product):
        hostile = "<style>body * {display: none !important; font-size: 50px !important}</style>"
        site.serve(hostile + tag(product, bot))
        page.goto(site.url)
        chat = Chat(page).opened()
        assert chat.field.evaluate("each => getComputedStyle(each).fontSize") == "16px"

    def test_each_bot_once_and_several_side_by_side(self, page: Page, site: Site, owner: Owner, bot, product):
        second = owner.bot(allowed_origins=[site.url])
        site.serve(tag(product, bot) + tag(product, bot) + tag(product, second, 'data-color="#b3261e"'))
        page.goto(site.url)
        bubbles = page.locator("docent-chat .bubble")
        expect(bubbles).to_have_count(2)
        left, right = sorted(each.bounding_box()["x"] for each in bubbles.all())
        assert right - left > 56
        red = page.locator(f"docent-chat[data-bot={second}] .bubble")
        assert red.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(179, 38, 30)"
        page.evaluate("document.querySelectorAll('docent-chat').forEach((each) => each.open())")
        dialogs = page.locator("docent-chat dialog[open]")
        expect(dialogs).to_have_count(1)
        page.locator("docent-chat .bubble[aria-expanded=false]").click()
        expect(page.locator("docent-chat .bubble[aria-expanded=true]")).to_have_count(1)
        expect(dialogs).to_have_count(1)


class TestReach:
    def test_keyboard_alone_is_enough(self, page: Page, product, bot: str):
        page.goto(f"{product.demo_url}/?bot={bot}")
        chat = Chat(page)
        chat.bubble.focus()
        page.keyboard.press("Enter")
        expect(chat.field).to_be_focused()
        page.keyboard.type("What is the deposit")
        page.keyboard.press("Shift+Enter")
        page.keyboard.type("for a cargo e-bike?")
        page.keyboard.press("Enter")
        expect(chat.dialog.get_by_role("button", name="Source 1:").first).to_be_visible()
        expect(chat.field).to_be_focused()
        page.keyboard.press("Escape")
        expect(chat.dialog).to_be_hidden()
        expect(chat.bubble).to_be_focused()
        expect(chat.bubble).to_have_attribute("aria-expanded", "false")

    def test_a_phone_gives_it_the_whole_screen(self, page: Page, product, bot: str):
        page.set_viewport_size({"width": 390, "height": 780})
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{product.demo_url}/?bot={bot}")
        chat = Chat(page).opened()
        assert chat.dialog.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}
        assert chat.field.evaluate("each => getComputedStyle(each).fontSize") == "16px"
        gates.not_wider(page, 390)
        page.keyboard.press("Escape")
        expect(chat.bubble).to_be_focused()

    def test_it_keeps_still_for_those_who_ask_for_it(self, page: Page, product, bot: str):
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{product.demo_url}/?bot={bot}")
        chat = Chat(page).opened()
        assert chat.dialog.evaluate("each => getComputedStyle(each).animationName") == "none"


class TestFaults:
    """The network and the API at their worst, put on at the browser's edge; all else is the real product."""

    @pytest.mark.parametrize(
        ("events", "words"),
        [
            (
                [("delta", {"text": "Half"}), ("error", {"code": "x", "message": "The model is away."})],
                "is not answering just now",
            ),
            ([("delta", {"text": "Half"})], "The connection was lost before the answer was complete"),
        ],
        ids=["error in mid-stream", "cut off"],
    )
    def test_a_broken_answer_keeps_what_came_and_can_be_asked_again(self, chat: Chat, product, events, words):
        start = ("start", {"conversation_id": "con_1", "message_id": "msg_1"})
        said = [start, *events]
        chat.page.route(
            "**/api/chat",
            lambda route: stream(
                route, product.demo_url, [] if "last-event-id" in route.request.headers else said
            ),
        )
        turn = chat.ask(QUESTION)
        expect(turn).to_contain_text("Half")
        expect(turn.locator(".failure")).to_contain_text(words)
        chat.page.unroute("**/api/chat")
        turn.get_by_role("button", name="Try again").click()
        expect(chat.dialog.get_by_role("button", name="Source 1:").first).to_be_visible()
        expect(chat.dialog.locator(".turn")).to_have_count(1)

    def test_stop_ends_the_waiting_and_the_next_question_is_answered(self, chat: Chat):
        chat.page.route("**/api/chat", lambda route: None)
        chat.field.fill(QUESTION)
        chat.field.press("Enter")
        chat.page.wait_for_timeout(600)  # a stop that quick counts as the second half of a double click
        chat.dialog.get_by_role("button", name="Stop answering").click()
        expect(chat.dialog.locator(".turn")).to_contain_text("Stopped.")
        chat.page.unroute("**/api/chat")
        expect(chat.ask(QUESTION)).to_contain_text("$48")

    def test_who_asked_too_often_sees_the_seconds_go_by_and_asks_again(self, chat: Chat, product):
        message = "There were too many questions from you in a short time. Wait 4 seconds, then try again."
        body = json.dumps({"error": {"code": "too_many_requests", "message": message, "request_id": "r"}})
        chat.page.route(
            "**/api/chat", lambda route: reply(
                route, product.demo_url, body, "application/json", 429, {"Retry-After": "4"}
            ),
        )  # fmt: skip
        # A second is shown for a second, and `expect` looks no more often: the page itself takes notes.
        chat.page.evaluate(
            """() => {
              const root = document.querySelector("docent-chat").shadowRoot;
              const [note, send] = [root.querySelector(".hold"), root.querySelector(".send")];
              window.shown = [];
              new MutationObserver(() => shown.push([note.hidden ? "" : note.textContent, send.disabled]))
                .observe(note, {childList: true, attributes: true});
            }"""
        )
        turn = chat.ask(QUESTION)
        expect(turn.locator(".failure")).to_contain_text("not answering just now")
        expect(chat.dialog.locator("[aria-live=polite]")).to_contain_text("You can ask again in 4 s.")
        chat.page.unroute("**/api/chat")
        expect(chat.dialog.get_by_role("button", name="Send")).to_be_enabled()
        expect(chat.dialog.locator(".hold")).to_be_hidden()
        *held, over = chat.page.evaluate("shown")
        assert (held[0], over) == (["You can ask again in 4 s.", True], ["", False])
        assert len({note for note, _ in held}) > 1
        assert held == sorted(held, reverse=True)
        turn.get_by_role("button", name="Try again").click()
        expect(chat.dialog.get_by_role("button", name="Source 1:").first).to_be_visible()

    def test_a_browser_works_for_its_session_where_the_bot_wants_it(self, page: Page, product, owner: Owner):
        wanting = {"allowed_origins": [product.demo_url], "proof_of_work": True, "starters": [QUESTION]}
        bot = owner.bot(**wanting)
        page.goto(f"{product.demo_url}/?bot={bot}")
        statuses = []
        page.on("response", lambda it: statuses.append(it.status) if it.url.endswith("/session") else None)
        chat = Chat(page).opened()
        expect(chat.dialog.get_by_role("button", name=QUESTION)).to_be_visible()
        assert statuses == [202, 200]

    def test_what_visitors_agree_to_stands_above_their_questions(self, page: Page, product, owner: Owner):
        consent = "By asking you agree to our [privacy notice](https://example.com/privacy). <img src=x>"
        bot = owner.bot(allowed_origins=[product.demo_url], theme={"consent": consent}, starters=[QUESTION])
        page.goto(f"{product.demo_url}/?bot={bot}")
        chat = Chat(page).opened()
        shown = chat.dialog.get_by_text("By asking you agree to our privacy notice. <img src=x>")
        expect(shown).to_be_visible()
        link = shown.get_by_role("link", name="privacy notice")
        expect(link).to_have_attribute("href", "https://example.com/privacy")
        chat.ask(QUESTION)
        expect(shown).to_be_visible()

    def test_a_session_that_no_longer_counts_is_renewed_unseen(self, chat: Chat, product, bot: str):
        expect(chat.dialog.get_by_role("button", name=QUESTION)).to_be_visible()
        chat.page.evaluate(
            """(key) => {
              const session = JSON.parse(sessionStorage.getItem(key));
              sessionStorage.setItem(key, JSON.stringify({...session, token: "worn.out.token"}));
            }""",
            f"docent:{bot}:session",
        )
        chat.page.reload()
        with chat.page.expect_response(f"{product.url}/api/widget/session"):
            turn = chat.opened().ask(QUESTION)
        expect(turn.locator("details").first).to_be_visible()

    def test_a_whole_answer_does_where_nothing_streams(self, chat: Chat, product):
        body = json.dumps({**ANSWER, "answer": "From one piece."})
        chat.page.route("**/api/chat", lambda route: reply(route, product.demo_url, body, "application/json"))
        expect(chat.ask(QUESTION)).to_contain_text("From one piece.")

    def test_answers_cannot_bring_markup_or_scripts(self, chat: Chat, product):
        evil = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) **[b](https://example.com/x)** `<b>`"
        done = ("done", {**ANSWER, "answer": evil})
        chat.page.route("**/api/chat", lambda route: stream(route, product.demo_url, [done]))
        answer = chat.ask(QUESTION).locator(".answer")
        expect(answer).to_contain_text("<img src=x onerror=alert(1)> [a](javascript:alert(1)) b <b>")
        expect(answer.locator("img, script")).to_have_count(0)
        expect(answer.locator("a")).to_have_count(1)
        expect(answer.locator("strong a")).to_have_attribute("rel", "noopener noreferrer nofollow")
