"""Ways through the app: links that last, lists that go on, errors with their request, the keyboard."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.builder import PASSWORD, Builder
from tests.browser.conftest import Product

pytestmark = pytest.mark.browser
TABS = {
    "documents": "Documents", "playground": "Playground", "conversations": "Conversations",
    "analytics": "Analytics", "todo": "To do", "search": "Search test", "appearance": "Appearance",
    "settings": "Settings", "embed": "Embed",
}  # fmt: skip
QUESTION = "When does the hall open?"


@pytest.fixture
def builder(page: Page, product: Product) -> Builder:
    return Builder(page, product.url).at_work()


def test_every_tab_has_an_address_that_survives_a_reload_and_a_sign_in(builder: Builder, page: Page) -> None:
    bot = page.url.removesuffix("documents")
    for path, tab in TABS.items():
        builder.go(tab)
        expect(page).to_have_url(f"{bot}{path}")
        expect(page).to_have_title(f"{tab} · Shop · Docent")
        page.reload()
        expect(page.get_by_role("navigation").get_by_role("link", name=tab)).to_have_attribute(
            "aria-current", "page"
        )
    page.go_back()
    expect(page).to_have_url(f"{bot}settings")

    page.evaluate("localStorage.removeItem('docent-refresh')")
    page.goto(f"{bot}analytics?days=7")
    expect(page).to_have_title("Welcome back · Docent")
    builder.fill(E_mail=builder.email, Password=PASSWORD)
    builder.press("Sign in")
    expect(page).to_have_url(f"{bot}analytics?days=7")
    expect(page.get_by_role("radio", name="7 days")).to_be_checked()


def test_long_lists_go_on(builder: Builder, page: Page) -> None:
    owner, bot = builder.owner(), f"/api/bots/{builder.bot_id}"

    broken = {"bot_id": builder.bot_id, "file": ("broken.pdf", b"%PDF-1.4 and no more", "application/pdf")}
    owner.call("POST", "/api/upload", fields=broken)

    def hall(n: int) -> None:
        text = (f"hall-{n}.txt", f"Hall {n} is locked.".encode(), "text/plain")
        owner.call("POST", "/api/upload", fields={"bot_id": builder.bot_id, "file": text})
        body = {"bot_id": builder.bot_id, "message": f"{QUESTION} {n}", "stream": False}
        owner.call("POST", "/api/chat", body)
        if n <= 24:
            owner.call("POST", "/api/bots", {"name": f"Bot {n}"})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(hall, range(1, 27)))
    page.reload()
    documents = page.get_by_role("list", name="Documents").get_by_role("listitem")
    for tab, items, first, all_of_them in (
        ("Documents", documents, 25, 27),
        ("Conversations", page.get_by_role("list", name="Conversations").get_by_role("listitem"), 25, 26),
        ("Settings", page.get_by_role("table", name="History").get_by_role("row"), 20, 28),
    ):
        builder.go(tab)
        expect(items).to_have_count(first)
        builder.press("Show more")
        expect(items).to_have_count(all_of_them)
    builder.go("Documents")
    page.reload()
    builder.press("Show only those that failed")
    expect(documents).to_have_count(1)
    expect(documents).to_contain_text("broken.pdf")
    expect(page.get_by_text("1 document not usable", exact=True)).to_be_visible()
    builder.press("Show all")
    expect(documents).to_have_count(27)
    page.get_by_role("link", name="All bots").click()
    bots = page.get_by_role("main").get_by_role("listitem")
    expect(bots).to_have_count(24)
    builder.press("Show more")
    expect(bots).to_have_count(25)
    owner.call("DELETE", bot)


def test_every_screen_says_what_went_wrong_and_which_request_it_was(builder: Builder, page: Page) -> None:
    def refuse(route: Route) -> None:
        error = {"code": "odd", "message": "The shelf is being moved.", "request_id": "req-4711"}
        route.fulfill(status=418, body=json.dumps({"error": error}))

    bot = page.url.removesuffix("documents")
    within = ("documents", "conversations", "analytics", "todo", "tests", "members", "embed")
    refused = tuple(f"/api/bots/{builder.bot_id}/{it}" for it in within)
    page.route(lambda url: url.split("?")[0].endswith(refused), refuse)
    for path in TABS.keys() - {"playground", "appearance"}:
        page.goto(f"{bot}{path}")
        alert = page.get_by_role("main").get_by_role("alert").first
        expect(alert).to_contain_text("The shelf is being moved.")
        expect(alert).to_contain_text("Request req-4711")
        expect(alert.get_by_role("button", name="Try again")).to_be_visible()
    page.unroute_all()
    page.goto(f"{bot}documents")
    page.route("**/api/chat", refuse)
    builder.go("Playground")
    field = page.get_by_role("textbox", name="Ask a question")
    field.fill(QUESTION)
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Request req-4711")
    page.route("**/api/bots?*", refuse)
    page.goto(f"{builder.url}/")
    expect(page.get_by_role("alert")).to_contain_text("Request req-4711")


def test_the_keyboard_alone_is_enough(builder: Builder, page: Page) -> None:
    page.goto(f"{builder.url}/")
    expect(page.get_by_role("main").get_by_role("listitem").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Import a bot")).to_be_focused()
    page.keyboard.press("Tab")
    button = page.get_by_role("button", name="New bot")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("Keys only")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Keys only", level=1)).to_be_visible()

    page.get_by_role("navigation").get_by_role("link", name="Playground").press("Enter")
    page.get_by_role("textbox", name="Ask a question").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("[data-state=done]")).to_be_visible()
    actions = page.get_by_role("button", name="Actions for Keys only")
    actions.press("Enter")
    page.wait_for_function(
        "() => document.activeElement.closest('[role=menu]')"
    )  # it comes, then it takes the focus
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name="Keys only", level=1)).to_be_visible()
