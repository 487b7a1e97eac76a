"""What happens to somebody at work: signed out, a release comes, they ask twice, others change the same."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.builder import QUESTION, RULES, Builder
from tests.browser.conftest import Product

pytestmark = pytest.mark.browser
SECRET = "What is the code of the safe?"
# An answer that never ends, a word every few milliseconds.
ENDLESS = """() => {
  const real = window.fetch;
  window.fetch = (request) => {
    if (!request.url.endsWith("/api/chat")) return real(request);
    const text = (name, data) => `event: ${name}\\ndata: ${JSON.stringify(data)}\\n\\n`;
    const event = (name, data) => new TextEncoder().encode(text(name, data));
    const body = new ReadableStream({
      start(stream) {
        stream.enqueue(event("start", {conversation_id: "con_1", message_id: "msg_1"}));
        const timer = setInterval(() => stream.enqueue(event("delta", {text: "word "})), 4);
        request.signal.addEventListener("abort", () => {
          clearInterval(timer);
          stream.error(request.signal.reason);
        });
      },
    });
    return Promise.resolve(new Response(body, {headers: {"content-type": "text/event-stream"}}));
  };
}"""


@pytest.fixture
def builder(page: Page, product: Product) -> Builder:
    """Somebody signed in, with a bot that knows nothing yet."""
    return Builder(page, product.url).at_work()


def test_who_is_signed_out_is_let_go_and_leaves_nothing_to_the_next(builder: Builder, page: Page) -> None:
    viewer = Builder(page, builder.url)
    viewer.register()
    path = f"/api/bots/{builder.bot_id}/members"
    builder.owner().call("POST", path, {"email": viewer.email, "role": "viewer"})
    viewer.owner().call("POST", f"/api/invitations/{builder.bot_id}")
    builder.go("Playground")
    builder.ask(SECRET)
    builder.go("Settings")
    builder.fill(Description="Not saved")
    builder.press(f"Account of {builder.email}")
    page.get_by_role("menuitem", name="Sign out").click()
    leave = page.get_by_role("dialog", name="Leave without saving?")
    leave.get_by_role("button", name="Cancel").click()
    expect(leave).to_have_count(0)
    expect(page.get_by_label("Description", exact=True)).to_have_value("Not saved")
    builder.press(f"Account of {builder.email}")
    page.get_by_role("menuitem", name="Sign out").click()
    leave.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    viewer.fill(E_mail=viewer.email, Password="Fernwood-2026")
    viewer.press("Sign in")
    expect(page.get_by_role("button", name=f"Account of {viewer.email}")).to_be_visible()
    viewer.go("Playground")
    expect(page.get_by_role("textbox", name="Ask a question")).to_be_visible()
    expect(page.get_by_text(SECRET)).to_have_count(0)


def test_signing_out_in_another_tab_leads_to_signing_in_here(builder: Builder, page: Page) -> None:
    builder.go("Appearance")
    builder.fill(Greeting="Not saved")
    other = page.context.new_page()
    other.goto(f"{builder.url}/reset")
    other.evaluate("localStorage.removeItem('docent-refresh')")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def test_a_release_takes_parts_away_but_not_the_page(
    builder: Builder, page: Page, console_errors: list[str]
) -> None:
    for name in ("ShownNotices", "OpenDialog", "BotMenu"):
        page.route(f"**/{name}-*.js", lambda route: route.fulfill(body="<html>", content_type="text/html"))
    builder.go("Settings")
    builder.fill(Description="Saved all the same")
    builder.press("Save changes")
    expect(page.get_by_role("alert").filter(has_text="Saved.")).to_be_visible()
    builder.press("Actions for Shop")
    expect(page.get_by_role("alert").filter(has_text="A part of this page can’t be loaded")).to_be_visible()
    expect(page.get_by_role("button", name="Actions for Shop")).to_be_visible()
    expect(page.get_by_label("Description", exact=True)).to_have_value("Saved all the same")
    page.unroute_all()
    page.get_by_role("alert").get_by_role("button", name="Load again").click()
    builder.press("Actions for Shop")
    expect(page.get_by_role("menuitem", name="Delete bot")).to_be_visible()
    assert all("MIME type" in each or "dynamically imported" in each for each in console_errors)
    console_errors.clear()


def test_a_screen_that_cannot_be_fetched_leaves_the_others_and_comes_later(
    builder: Builder, page: Page, console_errors: list[str]
) -> None:
    page.route("**/AnalyticsTab-*.js", lambda route: route.abort())
    builder.go("Analytics")
    expect(page.get_by_text("This page ran into a problem.")).to_be_visible()
    expect(page.get_by_role("heading", name="Shop", level=1)).to_be_visible()
    builder.go("Documents")
    expect(page.get_by_text("The bot knows nothing yet.")).to_be_visible()
    page.unroute_all()
    builder.go("Analytics")
    expect(page.get_by_role("radio", name="30 days")).to_be_checked()
    console_errors.clear()


def test_a_question_asked_while_another_is_answered_loses_neither(builder: Builder, page: Page) -> None:
    builder.teach("rules.txt", RULES)
    builder.go("Playground")
    page.route("**/api/chat", lambda route: None, times=1)
    page.get_by_role("textbox", name="Ask a question").fill(SECRET)
    page.keyboard.press("Enter")
    turns = page.get_by_role("list", name="Conversation").locator("> li")
    expect(turns).to_contain_text(SECRET)
    builder.go("Documents")
    page.get_by_role("textbox", name="Ask your documents something").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(turns.last).to_contain_text("fifty euros")
    expect(turns.first).to_contain_text(SECRET)
    expect(turns.first).to_contain_text("Stopped.")


def test_a_question_whose_answer_fails_stays_and_is_asked_again_in_its_place(
    builder: Builder, page: Page, console_errors: list[str]
) -> None:
    builder.teach("rules.txt", RULES)
    builder.go("Playground")
    page.route("**/api/chat", lambda route: route.fulfill(status=500), times=1)
    page.get_by_role("textbox", name="Ask a question").fill(QUESTION)
    page.keyboard.press("Enter")
    turns = page.get_by_role("list", name="Conversation").locator("> li")
    expect(turns.get_by_role("alert")).to_be_visible()
    expect(turns).to_contain_text(QUESTION)
    builder.press("Try again")
    expect(turns).to_contain_text("fifty euros")
    expect(turns).to_have_count(1)
    expect(turns.get_by_role("button", name="Try again")).to_have_count(0)
    console_errors.clear()


def test_a_new_conversation_begins_empty_while_the_old_one_is_written(builder: Builder, page: Page) -> None:
    page.evaluate(ENDLESS)
    builder.go("Playground")
    page.get_by_role("textbox", name="Ask a question").fill(QUESTION)
    page.keyboard.press("Enter")
    conversation = page.get_by_role("list", name="Conversation")
    expect(conversation).to_contain_text("word word")
    builder.press("New conversation")
    expect(conversation.locator("> li")).to_have_count(0)
    page.evaluate("new Promise(drawn => setTimeout(() => requestAnimationFrame(drawn), 200))")
    expect(conversation.locator("> li")).to_have_count(0)


def test_what_a_colleague_changed_meanwhile_stays(builder: Builder, page: Page) -> None:
    colleague, path = builder.owner(), f"/api/bots/{builder.bot_id}"
    builder.go("Settings")
    builder.fill(Description="Mine")
    colleague.call("PATCH", path, {"instructions": "Theirs.", "theme": {"greeting": "Theirs."}})
    builder.press("Save changes")
    expect(page.get_by_label("Instructions")).to_have_value("Theirs.")
    assert colleague.call("GET", path)["instructions"] == "Theirs."

    builder.go("Embed")
    for site in ("https://one.example", "https://two.example"):
        builder.fill(**{"Site": site})
        builder.press("Add site")
        expect(page.get_by_role("button", name=f"Remove {site}")).to_be_visible()
        if site.startswith("https://one"):
            builder.press(f"Remove {site}")
            expect(page.get_by_role("button", name=f"Remove {site}")).to_have_count(0)
    builder.press("Undo")
    expect(page.get_by_role("button", name="Remove https://one.example")).to_be_visible()
    expect(page.get_by_role("button", name="Remove https://two.example")).to_be_visible()


def test_what_is_pressed_twice_is_done_once(builder: Builder, page: Page) -> None:
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(f"{request.method} {request.url.removeprefix(builder.url)}")
    )
    bot = f"/api/bots/{builder.bot_id}"
    builder.go("Settings")
    page.get_by_role("button", name="Export this bot").dblclick()
    expect(page.get_by_role("link", name="Download the archive")).to_be_visible(timeout=60_000)
    assert asked.count(f"POST {bot}/export") == 1
    builder.press("Actions for Shop")
    page.get_by_role("menuitem", name="Delete bot").click()
    page.get_by_role("dialog", name="Delete Shop?").get_by_role("button", name="Delete bot").dblclick()
    expect(page.get_by_role("dialog", name="Shop is deleted")).to_be_visible(timeout=60_000)
    assert asked.count(f"DELETE {bot}") == 1


def test_what_was_typed_in_a_dialog_is_not_lost_by_a_click_beside_it(builder: Builder, page: Page) -> None:
    builder.press("Add questions and answers")
    page.get_by_label("Question", exact=True).fill(QUESTION)
    page.mouse.click(20, 20)
    leave = page.get_by_role("dialog", name="Leave without saving?")
    leave.get_by_role("button", name="Cancel").click()
    expect(leave).to_have_count(0)
    expect(page.get_by_label("Question", exact=True)).to_have_value(QUESTION)
    page.get_by_role("button", name="Close").click()
    leave.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
