"""The builder app as a person meets it: the real product in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser import gates
from tests.browser.builder import CLAUSE, PAGES, Builder, file, pdf
from tests.browser.visitor import stream

pytestmark = pytest.mark.browser
HOSTILE = """Fees are **fixed** [1], not `[1]`. <script>alert(1)</script> <img src=x onerror=alert(1)>

| Fee | Sum |
|---|---|
| Monthly | 400 euros |

![spy](https://example.com/pixel.png) [good](https://example.com) [bad](javascript:alert(1))"""
CITATION = {
    "n": 1, "document_id": "doc_1", "filename": "agreement.pdf", "page": 1, "quote": "400 euros", "score": 1,
}  # fmt: skip
QUESTION = "With how much notice may a party terminate the agreement?"


@pytest.fixture
def stranger(page: Page, product) -> Builder:
    return Builder(page, product.url)


@pytest.fixture
def builder(stranger: Builder) -> Builder:
    """Somebody signed in, with a bot that knows nothing yet."""
    return stranger.at_work("Contracts")


@pytest.fixture
def taught(builder: Builder) -> Iterator[Builder]:
    builder.bring(file("agreement.pdf", pdf(PAGES)))
    expect(builder.row("agreement.pdf")).to_contain_text("Ready")
    return builder


def test_from_sign_up_to_a_cited_answer_to_the_receipt(stranger: Builder, page: Page) -> None:
    stranger.sign_up()
    stranger.create("Contracts")
    stranger.bring(file("agreement.pdf", pdf(PAGES)))
    expect(stranger.row("agreement.pdf")).to_contain_text("Ready")
    expect(stranger.row("agreement.pdf")).to_contain_text("2 pages")

    replies: list[Response] = []
    page.on("response", lambda reply: replies.append(reply) if reply.url.endswith("/api/chat") else None)
    page.get_by_role("textbox", name="Ask your documents something").fill(QUESTION)
    page.keyboard.press("Enter")
    turn = page.get_by_role("list", name="Conversation").locator("> li")
    expect(turn).to_contain_text(CLAUSE)
    assert replies[0].headers["content-type"].startswith("text/event-stream")
    turn.get_by_role("button", name="Sources 1").click()
    source = turn.get_by_role("group", name="Sources").get_by_role("button", expanded=True)
    expect(source).to_contain_text("agreement.pdf · page 2")
    assert words(source.locator("q").inner_text()) in words(" ".join(sum(PAGES, [])))

    stranger.go("Embed")
    expect(page.get_by_label("HTML to paste")).to_contain_text('<script async src="')

    stranger.press("Actions for Contracts")
    page.get_by_role("menuitem", name="Delete bot").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 document")
    stranger.press("Delete bot")
    receipt = page.get_by_role("dialog", name="Contracts is deleted")
    expect(receipt).to_contain_text("Checked afterwards: nothing is left, and nothing answers.")
    expect(receipt.get_by_role("row", name="Uploaded files")).to_contain_text("1")
    expect(receipt.get_by_role("row", name="Test questions")).to_contain_text("0")
    receipt.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("heading", name="Make your first bot")).to_be_visible()


def test_the_sample_bot_is_ready_by_itself(stranger: Builder, page: Page) -> None:
    stranger.register()
    stranger.sign_in()
    stranger.press("Try a sample bot")
    expect(page.locator("li[data-status=ready]")).to_have_count(3)
    stranger.go("Playground")
    expect(page.get_by_role("button", name="How much is an e-bike for a day?")).to_be_visible()


def test_files_that_cannot_be_used_say_why_and_what_to_do(builder: Builder) -> None:
    cures = {
        "empty.pdf": (b"", "is empty (0 bytes). Check the file and upload it again."),
        "photo.png": (b"\x89PNG", "TXT or Markdown (.md) and upload that."),
        "locked.pdf": (pdf(PAGES, "secret"), "password"),
        "scan.pdf": (pdf([[], []]), "text"),
    }
    builder.bring(*(file(name, content) for name, (content, _) in cures.items()))
    for name, (_, cure) in cures.items():
        expect(builder.row(name).get_by_role("alert")).to_contain_text(cure)


def test_the_same_content_twice_is_already_here(taught: Builder) -> None:
    taught.bring(file("agreement.pdf", pdf(PAGES)), file("copy.txt", b"A different text."))
    expect(taught.row("copy.txt")).to_contain_text("Ready")
    same = pdf(PAGES)
    taught.bring(file("first.pdf", same))
    expect(taught.row("first.pdf")).to_contain_text("Ready")
    taught.bring(file("again.pdf", same))
    expect(taught.row("again.pdf")).to_contain_text("Already here")


def test_what_was_understood_of_a_document_can_be_read(taught: Builder, page: Page) -> None:
    taught.press("See passages of agreement.pdf")
    expect(page.get_by_role("dialog", name="agreement.pdf")).to_contain_text(CLAUSE)


def test_a_deleted_document_stops_answering(taught: Builder, page: Page) -> None:
    taught.press("Delete agreement.pdf")
    taught.press("Delete document")
    expect(page.get_by_text("agreement.pdf is deleted: 1 document,")).to_be_visible()
    expect(page.get_by_text("The bot knows nothing yet.")).to_be_visible()
    taught.go("Playground")
    expect(taught.ask(QUESTION)).not_to_contain_text("ninety")


def test_a_question_the_documents_do_not_answer_is_said_so(taught: Builder) -> None:
    taught.go("Playground")
    turn = taught.ask("What is the capital of Mongolia?")
    expect(turn).to_contain_text("The documents don’t answer this")
    expect(turn.get_by_role("group", name="Sources")).to_have_count(0)


def test_a_search_shows_what_is_found_and_why(taught: Builder, page: Page) -> None:
    taught.go("Search test")
    field = page.get_by_label("Question to search")
    field.fill(QUESTION)
    field.press("Enter")
    expect(page.get_by_role("status").filter(has_text="The bot would answer.")).to_be_visible()
    hit = page.get_by_role("region", name="Passages found").get_by_role("listitem").first
    expect(hit).to_contain_text("agreement.pdf · page")
    expect(hit.locator("mark").filter(has_text="notice").first).to_be_visible()
    expect(hit.get_by_role("meter", name="Words")).to_have_attribute("aria-valuenow", re.compile(r"0\.[1-9]"))
    page.set_viewport_size({"width": 320, "height": 800})
    gates.not_wider(page, 320)
    page.reload()
    expect(page.get_by_role("status").filter(has_text="The bot would answer.")).to_be_visible()
    field.fill("What is the capital of Mongolia?")
    taught.press("Search")
    expect(page.get_by_role("status").filter(has_text="would say that it doesn’t know")).to_be_visible()


def test_the_newest_answer_stays_in_view_unless_the_reader_scrolls_away(taught: Builder, page: Page) -> None:
    taught.go("Playground")
    for _ in range(5):
        turn = taught.ask(QUESTION)
        expect(turn.get_by_text("Sources", exact=True)).to_be_in_viewport()
    page.mouse.wheel(0, -2000)
    page.wait_for_function("scrollY === 0")
    assert page.evaluate("new Promise(done => setTimeout(() => done(scrollY), 300))") == 0


def test_a_question_that_is_too_long_is_not_sent(taught: Builder, page: Page) -> None:
    taught.go("Playground")
    page.get_by_role("textbox", name="Ask a question").fill("why " * 25_000)
    expect(page.get_by_role("alert")).to_contain_text("At most 4,000 characters. Shorten the question.")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_disabled()


def test_an_answer_can_be_stopped(builder: Builder, page: Page) -> None:
    page.route("**/api/chat", lambda route: None)
    builder.go("Playground")
    page.get_by_role("textbox", name="Ask a question").fill(QUESTION)
    page.keyboard.press("Enter")
    builder.press("Stop")
    expect(page.get_by_role("list", name="Conversation")).to_contain_text("Stopped.")


def test_a_connection_that_breaks_in_mid_answer_says_so(builder: Builder, page: Page) -> None:
    said = [("start", {"conversation_id": "c", "message_id": "m"}), ("delta", {"text": "Ninety"})]
    page.route(
        "**/api/chat",
        lambda route: stream(route, builder.url, [] if "last-event-id" in route.request.headers else said),
    )
    builder.go("Playground")
    page.get_by_role("textbox", name="Ask a question").fill(QUESTION)
    page.keyboard.press("Enter")
    lost = "The connection broke before the answer was complete."
    expect(page.get_by_role("alert")).to_contain_text(lost)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def test_markdown_in_an_answer_is_shown_and_can_do_no_harm(builder: Builder, page: Page) -> None:
    cost = {"input_tokens": 9, "output_tokens": 9, "cost_usd": 0}
    done = {"answer": HOSTILE, "answered": True, "citations": [CITATION], "conversation_id": "c"}
    done |= {"message_id": "m", "model": "gemini-test", "usage": cost, "timings_ms": {"total": 1234}}
    page.route("**/api/chat", lambda route: stream(route, builder.url, [("done", done)]))
    builder.go("Playground")
    turn = builder.ask(QUESTION)
    expect(turn.get_by_role("table")).to_contain_text("400 euros")
    expect(turn.get_by_role("link", name="good")).to_have_attribute("rel", re.compile("noopener"))
    assert turn.get_by_text("bad").get_attribute("href") in ("", None)
    expect(turn.locator("img, script, iframe")).to_have_count(0)
    expect(turn.get_by_role("button", name="Sources 1", exact=True)).to_have_count(1)


def test_settings_are_kept_and_not_lost_by_accident(builder: Builder, page: Page) -> None:
    builder.go("Settings")
    builder.fill(Instructions="Answer in one sentence.")
    expect(page.get_by_label("Daily budget in dollars")).to_have_value("5")  # that of the deployment
    builder.fill(**{"Days that conversations are kept": "30", "Daily budget in dollars": "2.5"})
    switch = page.get_by_role("switch", name="Visitors may open the documents that are cited")
    expect(switch).not_to_be_checked()
    switch.check(force=True)
    leave = page.get_by_role("dialog", name="Leave without saving?")
    for going in (lambda: builder.go("Embed"), lambda: page.evaluate("history.back()")):
        going()
        expect(leave).to_be_visible()
        builder.press("Cancel")
        expect(page).to_have_url(re.compile("/settings$"))
    builder.press("Save changes")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_label("Instructions")).to_have_value("Answer in one sentence.")
    expect(page.get_by_label("Days that conversations are kept")).to_have_value("30")
    expect(page.get_by_label("Daily budget in dollars")).to_have_value("2.5")
    expect(switch).to_be_checked()
    builder.fill(Instructions="Never mind.")
    page.evaluate("history.back()")
    leave.get_by_role("button", name="Leave").click()
    expect(page).to_have_url(re.compile("/documents$"))


def test_how_sure_the_bot_has_to_be_is_computed_set_and_computed_again(taught: Builder, page: Page) -> None:
    taught.go("Settings")
    computed = page.get_by_text(re.compile(r"From 0\.\d\d on: above most everyday questions"))
    expect(computed).to_be_visible()
    page.get_by_role("radio", name="A line of my own").check()
    page.get_by_role("spinbutton", name="It answers from").fill("")
    taught.press("Save changes")
    expect(page.get_by_text("Give a number from 0 (always tries) to 1.")).to_be_visible()
    page.get_by_role("spinbutton", name="It answers from").fill("0.9")
    taught.press("Save changes")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    taught.go("Playground")
    expect(taught.ask(QUESTION)).to_contain_text("The documents don’t answer this")
    page.reload()
    taught.go("Settings")
    expect(page.get_by_role("spinbutton", name="It answers from")).to_have_value("0.9")
    page.get_by_role("radio", name="Automatic").last.check()
    taught.press("Save changes")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    taught.go("Playground")
    expect(taught.ask(QUESTION)).to_contain_text("ninety days")


def test_an_expired_access_token_is_renewed_unseen(builder: Builder, page: Page) -> None:
    expired = '{"error": {"code": "not_signed_in", "message": "Sign in again.", "request_id": "r"}}'
    page.route("**/api/bots/*/embed", lambda route: route.fulfill(status=401, body=expired), times=1)
    with page.expect_response("**/auth/refresh") as renewal:
        builder.go("Embed")
    assert renewal.value.ok
    expect(page.get_by_label("HTML to paste")).to_be_visible()


def test_a_reload_stays_signed_in_and_signing_out_ends_it(builder: Builder, page: Page) -> None:
    page.reload()
    expect(page.get_by_role("heading", name="Contracts")).to_be_visible()
    builder.press(f"Account of {builder.email}")
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def test_somebody_elses_bot_is_not_there(builder: Builder, page: Page, product) -> None:
    address = page.url
    builder.press(f"Account of {builder.email}")
    page.get_by_role("menuitem", name="Sign out").click()
    other = Builder(page, product.url)
    other.register()
    other.sign_in()
    expect(page.get_by_role("button", name="Account of")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()


def words(text: str) -> str:
    """The words alone, without the quotation marks and spaces that a page puts around them."""
    return " ".join(text.strip("“” \n").split())
