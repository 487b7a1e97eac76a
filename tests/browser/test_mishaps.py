"""What happens to somebody at work: signed out, a release comes, they ask twice, others change the same."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.builder import QUESTION, RULES, Builder
from tests.browser.conftest import Product
from tests.browser.visitor import reply

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


def refused(route: Route, status: int = 418) -> None:
    error = '{"error": {"code": "odd", "message": "Odd.", "request_id": "req-1"}}'
    reply(route, "*", error, "application/json", status)


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
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    viewer.fill(E_mail=viewer.email, Password="Fernwood-2026")
    viewer.press("Sign in")
    expect(page.get_by_role("button", name=f"Account of {viewer.email}")).to_be_visible()
    viewer.go("Playground")
    expect(page.get_by_role("textbox", name="Ask a question")).to_be_visible()
    expect(page.get_by_text(SECRET)).to_have_count(0)


def test_a_session_that_ends_by_itself_leads_to_signing_in(builder: Builder, page: Page) -> None:
    builder.go("Appearance")
    builder.fill(Greeting="Not saved")
    page.route("**/auth/refresh", lambda route: refused(route, 401))
    page.route("**/api/bots/*", lambda route: refused(route, 401))
    builder.press("Save changes")
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
