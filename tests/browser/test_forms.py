"""Every form that the Embed tab gives, pasted into somebody's page as it is, in a real browser."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser import gates
from tests.browser.builder import Builder
from tests.browser.visitor import Chat, Owner, Site, answer_at_edge

pytestmark = pytest.mark.browser
WIDGET = Path(__file__).parents[2] / "frontend" / "widget"
QUESTION = "How much is an e-bike?"
APP = """
import { StrictMode, createElement, useState } from "react";
import { createRoot } from "react-dom/client";
import { DocentChat } from "./dist/docent-react.js";
window.heard = [];
function App({ given }) {
  const [shown, show] = useState(true);
  const [, tick] = useState(0);
  const [options, set] = useState({ color: "#0a7d33" });
  Object.assign(window, { show, set, tick });
  const on = { answer: ({ question }) => heard.push(question), destroy: () => heard.push("destroy") };
  return shown && createElement(DocentChat, { ...given, options: { ...options }, on, mode: window.mode });
}
window.start = (given) => createRoot(document.querySelector("#root"))
  .render(createElement(StrictMode, null, createElement(App, { given })));
"""


@pytest.fixture(scope="module")
def owner(product) -> Owner:
    return Owner(product.url).registered()


@pytest.fixture(scope="module")
def bot(owner: Owner, site: Site) -> str:
    return owner.bot(starters=[QUESTION], allowed_origins=[site.url], hosted=True)


@pytest.fixture
def forms(owner: Owner, bot: str) -> dict[str, str]:
    return owner.call("GET", f"/api/bots/{bot}/embed")


@pytest.fixture
def answering(page: Page, site: Site) -> Page:
    answer_at_edge(page, site.url)
    return page


@pytest.fixture(scope="module")
def bundle() -> str:
    """A page made with React, as its makers would build it."""
    define = '--define:process.env.NODE_ENV="development"'
    command = [WIDGET / "node_modules/.bin/esbuild", "--bundle", "--format=iife", define]
    done = subprocess.run(command, input=APP, cwd=WIDGET, capture_output=True, text=True, check=True)
    return f'<div id="root"></div><script nonce="abc">{done.stdout}</script>'


def served(page: Page, site: Site, body: str, policy: str = "") -> Page:
    site.serve(f'<html lang="en"><title>A shop</title><main><h1>A shop</h1>{body}</main>', policy)
    page.goto(site.url)
    return page


def asked(place: Page | Frame) -> None:
    """Ask in a chat that stands in the page, and see the answer with its source."""
    field = place.get_by_role("textbox", name="Your question")
    field.fill(QUESTION)
    field.press("Enter")
    expect(place.get_by_role("button", name="Source 1:").first).to_be_visible()


def test_the_app_gives_each_form_ready_to_paste(page: Page, product):
    builder = Builder(page, product.url).at_work()
    builder.go("Embed")
    shown = page.get_by_label("HTML to paste")
    for name, part in {
        "A part of the page": 'data-mode="inline"',
        "A frame": "<iframe src=",
        "A component of React": "<DocentChat bot=",
        "A bubble of this very version": 'integrity="sha384-',
        "A bubble in the corner": "/widget/docent.js",
    }.items():
        page.get_by_role("combobox", name="How it is shown").select_option(name)
        expect(shown).to_contain_text(part)
        assert gates.axe(page) == []


def test_the_tag_is_a_bubble(answering: Page, site: Site, forms: dict[str, str]):
    served(answering, site, forms["script"])
    expect(Chat(answering).opened().ask(QUESTION)).to_contain_text("$48")


def test_the_pinned_tag_runs_the_version_it_names(answering: Page, site: Site, forms: dict[str, str]):
    served(answering, site, forms["pinned"])
    assert answering.locator("script").get_attribute("integrity").startswith("sha384-")
    expect(Chat(answering).opened().ask(QUESTION)).to_contain_text("$48")


def test_the_pinned_tag_runs_no_other(
    page: Page, site: Site, forms: dict[str, str], console_errors: list[str]
):
    headers = {"access-control-allow-origin": "*"}
    script = "window.owned = true"
    page.route("**/widget/docent-*.js", lambda route: route.fulfill(body=script, headers=headers))
    served(page, site, forms["pinned"])
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.owned") is None
    assert any("integrity" in each for each in console_errors)
    console_errors.clear()


def test_inline_it_stands_where_it_was_put(answering: Page, site: Site, forms: dict[str, str]):
    page = served(answering, site, f"<p>before</p>{forms['inline']}<p id='after'>after</p>")
    asked(page)
    box = page.locator("docent-chat").bounding_box()
    assert box["height"] == 640
    assert box["y"] + box["height"] <= page.locator("#after").bounding_box()["y"]
    expect(page.locator("docent-chat .bubble")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    assert gates.axe(page) == []


def test_the_link_is_a_page_of_its_own(page: Page, product, forms: dict[str, str]):
    answer_at_edge(page, product.url)
    gates.count_violations(page)
    page.goto(forms["link"])
    asked(page)
    expect(page).to_have_title("Fernwood Bikes")
    box = page.locator("docent-chat section").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 1280, "height": 900}
    assert gates.violations(page) == []
    assert gates.axe(page) == []


def test_in_a_frame_it_answers_on_the_sites_that_may_show_it(
    answering: Page, site: Site, product, forms: dict[str, str], owner: Owner, bot: str, console_errors
):
    answer_at_edge(answering, product.url)
    frame = served(answering, site, forms["frame"]).frames[1]
    asked(frame)
    owner.call("PATCH", f"/api/bots/{bot}", {"allowed_origins": ["https://elsewhere.example"]})
    try:
        page = served(answering, site, forms["frame"])
        page.wait_for_load_state("networkidle")
        expect(page.frames[1].get_by_role("textbox")).to_have_count(0)
        assert any("frame-ancestors" in each for each in console_errors)
    finally:
        owner.call("PATCH", f"/api/bots/{bot}", {"allowed_origins": [site.url]})
        console_errors.clear()


class TestReact:
    @pytest.fixture
    def given(self, bot: str, forms: dict[str, str]) -> dict[str, str]:
        given = {"bot": bot, "api": forms["api_url"], "src": forms["widget_url"]}
        assert all(f'{name}="{value}"' for name, value in given.items() if forms["react"])
        return given

    def test_it_is_shown_told_of_and_taken_off(self, answering: Page, site: Site, bundle: str, given):
        page = served(answering, site, bundle)
        page.evaluate("start", given)
        chat = Chat(page).opened()
        expect(page.locator("docent-chat")).to_have_count(1)  # strict mode mounts twice
        expect(chat.ask(QUESTION)).to_contain_text("$48")
        page.evaluate("heard.length = 0")
        expect(chat.bubble).to_have_css("background-color", "rgb(10, 125, 51)")
        page.evaluate("set({ color: '#b3261e' })")
        expect(chat.bubble).to_have_css("background-color", "rgb(179, 38, 30)")
        page.evaluate("show(false)")
        expect(page.locator("docent-chat")).to_have_count(0)
        assert page.evaluate("heard") == ["destroy"]

    def test_it_may_stand_in_the_page_and_says_what_was_answered(
        self, answering: Page, site: Site, bundle: str, given
    ):
        page = served(answering, site, f"<script>window.mode = 'inline'</script>{bundle}")
        page.evaluate("start", given)
        asked(page)
        page.wait_for_function("heard.includes('How much is an e-bike?')")
        expect(page.locator("docent-chat .bubble")).to_have_count(0)

    def test_drawn_anew_it_keeps_what_is_being_written(self, answering: Page, site: Site, bundle: str, given):
        page = served(answering, site, bundle)
        page.evaluate("start", given)
        chat = Chat(page).opened()
        chat.field.fill("half a question")
        page.evaluate("tick(1)")
        page.evaluate("tick(2)")
        expect(chat.field).to_have_value("half a question")
        expect(chat.field).to_be_focused()

    def test_its_corner_is_the_pages_from_the_start_and_later(
        self, answering: Page, site: Site, bundle: str, given
    ):
        page = served(answering, site, bundle)
        page.evaluate("start", given)
        bubble = Chat(page).bubble
        expect(bubble).to_be_visible()
        page.evaluate("set({ position: 'left' })")
        expect(page.locator("docent-chat")).to_have_attribute("data-side", "left")
        assert bubble.bounding_box()["x"] == 20

    def test_under_a_policy_with_a_nonce_it_answers(
        self, answering: Page, site: Site, bundle: str, product, given
    ):
        gates.count_violations(answering)
        page = served(answering, site, bundle, gates.STRICT.format(api=product.url))
        page.evaluate("start", given)
        expect(Chat(page).opened().ask(QUESTION)).to_contain_text("$48")
        assert gates.violations(page) == []
