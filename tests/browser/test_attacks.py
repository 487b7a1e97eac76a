"""What strangers type, on screen: shown as text, nothing executed, lost or fetched. The lists of DOCENT_DATA
join in, whole."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote

import pytest
import urllib3
from playwright.sync_api import BrowserContext, Locator, Page, expect
from playwright.sync_api import TimeoutError as Waited

from docent.extract.clean import clean
from tests.attacks import MARKUP, TEXTS
from tests.browser.builder import Builder
from tests.browser.conftest import Product, opened
from tests.browser.visitor import Chat, Owner

pytestmark = pytest.mark.browser
PATIENT = 180_000  # milliseconds; some lists have a thousand rows
EVERY = [text for text in TEXTS if text.strip()]
# What no page of ours holds by itself, and an answer may hold.
FOREIGN = "img[src='x'], iframe, object, embed, base, meta[http-equiv], [onerror], [onload], [onmouseover]"
WRITTEN = {
    "A", "B", "BLOCKQUOTE", "BR", "BUTTON", "CODE", "DIV", "EM", "H3", "H4", "H5", "H6", "LI", "OL", "P",
    "PATH", "PRE", "Q", "SECTION", "SPAN", "STRONG", "SUP", "SVG", "TABLE", "TBODY", "TD", "TH", "THEAD",
    "TR", "UL",
}  # fmt: skip


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One that takes as many questions as there are texts."""
    with opened(
        tmp_path_factory.mktemp("attacked"),
        DOCENT_QUESTIONS_PER_BUILDER="100000",
        DOCENT_QUESTIONS_PER_ADDRESS="100000",
    ) as product:
        yield product


@pytest.fixture
def context(context: BrowserContext, product: Product) -> Iterator[BrowserContext]:
    """Nothing that a page shows may run or be fetched."""
    done: list[str] = []
    ours = (product.url, product.demo_url, "data:", "blob:")
    context.on("dialog", lambda dialog: (done.append(dialog.message), dialog.dismiss()))
    context.on("request", lambda it: None if it.url.startswith(ours) else done.append(it.url))
    yield context
    assert done == []


@pytest.fixture
def builder(page: Page, product: Product) -> Builder:
    builder = Builder(page, product.url)
    builder.register()
    builder.sign_in()
    expect(page.get_by_role("heading", name="Make your first bot")).to_be_visible()
    return builder


@pytest.fixture
def owner(builder: Builder, product: Product) -> Owner:
    """The same person, who calls the API."""
    owner = Owner(product.url)
    person = {"email": builder.email, "password": "Fernwood-2026"}
    owner.token = owner.call("POST", "/auth/signin", person)["access_token"]
    return owner


def shown(page: Page, within: Locator | None = None) -> str:
    """All text of a page, once its lists, or those of a drawer on it, are whole."""
    more = (within or page).get_by_role("button", name="Show more")
    expect(page.get_by_text("Loading")).to_have_count(0, timeout=PATIENT)
    for _ in EVERY:
        if not more.count():
            break
        with suppress(Waited):  # the last rows take the button away
            more.last.click(timeout=5_000)
    expect(more).to_have_count(0)
    assert page.locator(FOREIGN).count() == 0
    return str(page.evaluate("document.body.textContent"))


def batched(texts: list[str], size: int) -> list[list[str]]:
    return [texts[at : at + size] for at in range(0, len(texts), size)]


def missing(texts: list[str], page: str) -> list[str]:
    return [text for text in texts if text not in page]


def taught(owner: Owner, bot_id: str, pairs: list[dict[str, str]]) -> str:
    """The name of a document of these questions and answers, once it is read."""
    made = owner.call("POST", "/api/upload/qa", {"bot_id": bot_id, "pairs": pairs, "name": "Texts"})
    deadline = time.monotonic() + 300
    way = f"/api/bots/{bot_id}/documents/{made['document_id']}"
    while (found := owner.call("GET", way))["status"] != "ready":
        assert found["status"] not in ("failed", "partial"), found
        assert time.monotonic() < deadline, found
        time.sleep(0.25)
    return str(found["filename"])


def test_settings_are_shown_as_text(builder: Builder, owner: Owner, page: Page) -> None:
    """A few bots at a time bear many: a name, a description, six starters, and the rest as instructions."""
    for some in batched(EVERY[:: max(1, len(EVERY) // 120)], 20):
        name, about, refusal = (text.strip()[:100] for text in some[:3])
        starters = [text.strip()[:200] for text in some[3:9]]
        body = {"name": name, "description": about, "refusal": refusal, "starters": starters}
        made = owner.call("POST", "/api/bots", {**body, "instructions": "\n".join(some)[:4000].strip()})
        page.goto(f"{builder.url}/bots/{made['bot_id']}/settings")
        expect(page.get_by_label("Name", exact=True)).to_have_value(made["name"])
        expect(page.get_by_label("Instructions")).to_have_value(made["instructions"])
        whole = shown(page)
        assert missing([made["name"]], whole) == []
        page.goto(f"{builder.url}/bots/{made['bot_id']}/playground")
        expect(page.get_by_role("textbox", name="Ask a question")).to_be_visible()
        assert missing(made["starters"], shown(page)) == []
    page.goto(builder.url)
    expect(page.get_by_role("heading", name="Your bots")).to_be_visible()
    names = [each["name"] for each in owner.call("GET", "/api/bots")["bots"]]
    assert missing(names, shown(page)) == []


def test_lists_of_a_bot_show_every_text(builder: Builder, owner: Owner, page: Page) -> None:
    bot_id, bearer = owner.bot(model="extractive"), {"Authorization": f"Bearer {owner.token}"}
    for text in EVERY:
        body = {"bot_id": bot_id, "filename": f"{text[:200]}.txt", "content_type": "text/plain", "size": 5}
        named = urllib3.request("POST", f"{owner.url}/api/upload", json=body, headers=bearer)
        assert named.status in (200, 201, 400, 415), (text, named.data)
        owner.call("POST", "/api/chat", {"bot_id": bot_id, "message": text})
    file = taught(
        owner,
        bot_id,
        [{"question": f"No. {n}: {text[:280]}", "answer": text} for n, text in enumerate(EVERY)],
    )

    page.goto(f"{builder.url}/bots/{bot_id}/conversations")
    expect(page.get_by_role("list", name="Conversations").get_by_role("listitem").first).to_be_visible(
        timeout=PATIENT
    )
    assert missing([text.strip() for text in EVERY], shown(page)) == []
    page.goto(f"{builder.url}/bots/{bot_id}/todo")
    expect(page.get_by_role("list", name="To do").get_by_role("listitem").first).to_be_visible(
        timeout=PATIENT
    )
    assert missing([text.strip() for text in EVERY[-60:]], shown(page)) == []
    page.goto(f"{builder.url}/bots/{bot_id}/documents")
    expect(builder.row(file)).to_be_visible(timeout=PATIENT)
    builder.row(file).get_by_role("button", name="See passages").click()
    drawer = page.get_by_role("dialog", name=file)
    expect(drawer.get_by_role("article").first).to_be_visible(timeout=PATIENT)
    assert missing([clean(text).strip() for text in EVERY], shown(page, drawer)) == []
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    names, after = list[str](), ""
    while found := owner.call("GET", f"/api/bots/{bot_id}/documents?next={quote(after)}"):
        names += [each["filename"] for each in found["documents"]]
        if not (after := found.get("next", "")):
            break
    assert len(names) > len(EVERY) - 100  # some texts make one name
    assert missing(names, shown(page)) == []


def letters(text: str) -> str:
    """Without what Markdown may take for marks, and the numbers of lists."""
    return re.sub(r"[\W_\d]+", "", text)


def test_answers_and_questions_bring_no_markup(
    builder: Builder, owner: Owner, page: Page, product: Product
) -> None:
    bot_id = owner.bot(
        model="extractive",
        allowed_origins=[product.demo_url],
        theme={"greeting": MARKUP[0], "consent": MARKUP[2]},
        starters=list(MARKUP[:6]),
    )
    # As it is read: without marks that nobody sees, ligatures as letters.
    parts = [clean("\n\n".join(text[:400].strip() for text in some)) for some in batched(EVERY, 15)]
    asked = [f"Which texts stand on page {n} of the list?" for n in range(len(parts))]
    taught(owner, bot_id, [{"question": q, "answer": a} for q, a in zip(asked, parts, strict=True)])
    page.goto(f"{product.demo_url}/?bot={bot_id}")
    chat = Chat(page).opened()
    for text in MARKUP[:6]:
        expect(chat.dialog.get_by_role("button", name=text, exact=True)).to_be_visible()
    expect(chat.dialog).to_contain_text(MARKUP[0])
    expect(chat.dialog).to_contain_text(MARKUP[2])
    page.context.clear_cookies()
    for n, (question, part) in enumerate(zip(asked, parts, strict=True)):
        if n % 15 == 14:  # more than a visitor may ask at once
            page.evaluate("sessionStorage.clear(); localStorage.clear()")
            page.reload()
            chat = Chat(page).opened()
        answer = chat.ask(question).locator(".answer")
        assert whole(answer.evaluate(HOLDS), part) == [], question
    for text in EVERY[:: max(1, len(EVERY) // 10)]:
        expect(chat.ask(text.strip()[:300])).to_contain_text(text.strip()[:300])
    builder.page.goto(f"{builder.url}/bots/{bot_id}/playground")
    for question, part in zip(asked, parts, strict=True):
        assert whole(builder.ask(question).locator("[data-state=done]").evaluate(HOLDS), part) == [], question
    assert page.locator(FOREIGN).count() == 0


# The tags, addresses and text of an element.
HOLDS = """(it) => ({
  tags: [...new Set([...it.querySelectorAll('*')].map((each) => each.tagName.toUpperCase()))],
  links: [...it.querySelectorAll('a')].map((each) => each.href),
  text: it.textContent,
})"""


def whole(held: dict, part: str) -> list[str]:
    """What is wrong with an answer on screen: texts it lost, addresses and elements it may not hold."""
    seen = letters(held["text"] + " ".join(held["links"]))
    texts = [text for text in part.split("\n\n") if "](" not in text]
    lost = [text for text in texts if letters(text) not in seen and letters(html.unescape(text)) not in seen]
    addresses = [each for each in held["links"] if not each.startswith(("http://", "https://", "mailto:"))]
    return [*lost, *addresses, *sorted({*held["tags"]} - WRITTEN)]
