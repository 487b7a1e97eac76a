"""An answer whose connection breaks, or that is stopped, in a real browser; the model takes its time."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from local.samples import SAMPLES
from tests.browser.builder import Builder
from tests.browser.conftest import Product, opened
from tests.browser.cutter import Cutter
from tests.browser.visitor import Chat, Owner, Site, stream
from tests.gemini_server import GeminiServer, Reply, event, gemini_server

pytestmark = pytest.mark.browser
WORDS = ("A cargo bike ", "needs a deposit ", "of fifty ", "dollars [1] ", "and no ", "more than that.")
WHOLE = "A cargo bike needs a deposit of fifty dollars"

# The marks that begin a line: what stands before them ends above them.
ALONE = """turn => [...turn.querySelectorAll("p > [role=button]")].filter(mark => {
  const before = document.createRange();
  before.setStart(mark.parentNode, 0);
  before.setEndBefore(mark);
  return [...before.getClientRects()].at(-1).bottom < mark.getBoundingClientRect().top + 2;
}).length"""


@pytest.fixture(scope="module")
def gemini() -> Iterator[GeminiServer]:
    with gemini_server() as server:
        yield server


@pytest.fixture(scope="module")
def talking(gemini: GeminiServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A Docent with a language model."""
    home = tmp_path_factory.mktemp("talking")
    with opened(home, GEMINI_API_KEY="key", GEMINI_BASE_URL=gemini.url) as product:
        yield product


@pytest.fixture(scope="module")
def bot(talking: Product, site: Site) -> str:
    owner = Owner(talking.url).registered()
    bot_id = owner.bot(allowed_origins=[site.url], model="auto")
    owner.teach(bot_id, SAMPLES / "rental-handbook.pdf")
    return bot_id


@pytest.fixture
def breaking(talking: Product) -> Iterator[Cutter]:
    made = Cutter(talking.url)
    yield made
    made.close()


@pytest.fixture
def chat(page: Page, talking: Product, breaking: Cutter, site: Site, bot: str) -> Chat:
    """The widget, whose way to the API may break."""
    source = f"{talking.url}/widget/docent.js"
    site.serve(f'<script async src="{source}" data-bot="{bot}" data-api="{breaking.url}"></script>')
    page.goto(site.url)
    return Chat(page).opened()


def slowly(*texts: str) -> Reply:
    *first, last = texts
    pieces = [event({"text": text}) for text in first]
    return Reply([*pieces, event({"text": last}, finish="STOP", usage=(100, 20, 5))], pause=0.5)


def test_a_connection_that_breaks_costs_neither_words_nor_a_second_model_call(
    chat: Chat, gemini: GeminiServer, breaking: Cutter, console_errors: list[str]
) -> None:
    gemini.will(slowly(*WORDS))
    before, breaking.cut_at = len(gemini.requests), b"of fifty"
    turn = chat.ask("What is the deposit for a cargo bike?")
    expect(turn).to_contain_text(WHOLE)
    expect(turn).to_contain_text("and no more than that.")
    expect(turn.locator(".failure")).to_have_count(0)
    expect(turn.locator("details")).to_have_count(1)
    assert (len(gemini.requests) - before, breaking.cuts) == (1, 1)
    broken = [each for each in console_errors if "/api/chat" in each]
    assert all("ERR_" in each for each in broken)
    for each in broken:
        console_errors.remove(each)


def test_stop_ends_the_models_stream(chat: Chat, gemini: GeminiServer) -> None:
    gemini.gone.clear()
    gemini.will(slowly(*(f"The deposit is {n} dollars [1]. " for n in range(200))))
    chat.field.fill("What is the deposit for a cargo bike?")
    chat.field.press("Enter")
    turn = chat.dialog.locator(".turn").last
    expect(turn).to_contain_text("The deposit is 1 dollars")
    chat.dialog.get_by_role("button", name="Stop answering").click()
    expect(turn).to_contain_text("Stopped.")
    assert gemini.gone.wait(20)


def test_the_app_takes_an_answer_up_where_it_broke(page: Page, product: Product) -> None:
    builder = Builder(page, product.url)
    builder.at_work("Contracts")
    builder.go("Playground")
    start = {"conversation_id": "con_1", "message_id": "msg_1"}
    done = {
        "answer": "Fifty euros.", "answered": True, "citations": [], "model": "gemini", "timings_ms": {},
        "usage": {"input_tokens": 1, "output_tokens": 1, "cost_usd": 0}, **start,
    }  # fmt: skip
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.headers.get("last-event-id", ""))
        first = [("start", start), ("delta", {"text": "Fifty "})]
        rest = [("delta", {"text": "euros."}), ("done", done)]
        stream(route, product.url, rest if asked[-1] else first)

    page.route("**/api/chat", answer)
    turn = builder.ask("How much?")
    expect(turn).to_contain_text("Fifty euros.")
    assert asked == ["", "1"]


def test_a_citations_mark_stays_with_its_word(page: Page, product: Product) -> None:
    builder = Builder(page, product.url).at_work("Contracts")
    builder.go("Playground")
    answer = "The **deposit** [1] is fifty euros [1], and a **helmet** costs nothing more [1][2]. " * 4
    cited = [
        {"n": n, "document_id": "doc_1", "filename": "a.pdf", "page": 1, "quote": "fifty", "score": 1}
        for n in (1, 2)
    ]
    done = {
        "answer": answer, "answered": True, "citations": cited, "model": "gemini", "timings_ms": {},
        "usage": {"input_tokens": 1, "output_tokens": 1, "cost_usd": 0},
        "conversation_id": "con_1", "message_id": "msg_1",
    }  # fmt: skip
    page.route("**/api/chat", lambda route: stream(route, product.url, [("done", done)]))
    turn = builder.ask("How much?")
    expect(turn.get_by_role("button", name="Sources 1", exact=True)).to_have_count(12)
    turn.get_by_role("button", name="Sources 1", exact=True).first.focus()
    page.keyboard.press("Enter")
    opened = turn.get_by_role("group", name="Sources").get_by_role("button", expanded=True)
    expect(opened).to_be_focused()
    for width in range(340, 760, 30):
        page.set_viewport_size({"width": width, "height": 800})
        assert not turn.evaluate(ALONE), width
