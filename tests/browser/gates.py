"""What the gauntlet asks of a chat on somebody's page, whoever made it."""

import json
from pathlib import Path
from typing import NamedTuple, Protocol

from playwright.sync_api import Browser, CDPSession, Locator, Page

AXE = Path(__file__).parents[2] / "frontend" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
STRICT = (
    "default-src 'none'; script-src 'self' 'nonce-abc'; style-src 'self'; connect-src {api}; img-src 'self';"
    " base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HOSTILE = """<style nonce="abc">
  *, *::before, *::after { all: unset !important; font-size: 41px !important; color: #eee !important;
    letter-spacing: 9px !important; text-transform: uppercase !important; direction: rtl !important }
  div, button, dialog, form, textarea, p { display: none !important; position: static !important;
    width: 9px !important; opacity: 0.1 !important; transform: rotate(9deg) !important }
  *, :root { --colour: #eee; --ink: #eee; --edge: -200px; --wide: 1200px; --high: 90px; --top: 300px;
    --height: 9px }
  *::before, *::after { content: "X" !important; position: fixed !important; inset: 0 !important }
</style>"""
# What a chat could change of the page around it.
LOOK = """() => {
  const names = ["font", "color", "margin", "overflow", "position", "background"];
  const shown = (each) => JSON.stringify(names.map((name) => getComputedStyle(each)[name]));
  return [document.documentElement, document.body, document.querySelector("h1")].map(shown);
}"""


class Served(Protocol):
    """A site that serves what it is given."""

    url: str

    def serve(self, body: str, policy: str = "") -> None: ...


class Counted(NamedTuple):
    """What a page holds after garbage was collected."""

    nodes: int
    listeners: int


def count_violations(page: Page) -> None:
    page.add_init_script(
        "window.violations = []; document.addEventListener('securitypolicyviolation', (event) =>"
        " violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))"
    )


def violations(page: Page) -> list[str]:
    return list(page.evaluate("violations"))


def still(shown: Locator) -> Locator:
    """The same, once it has come in."""
    shown.evaluate("each => Promise.all(each.getAnimations().map(running => running.finished))")
    return shown


def not_wider(page: Page, width: int) -> None:
    """The page does not scroll sideways: it may take a moment to know how wide its window has become."""
    page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)


def fits(page: Page, shown: Locator) -> bool:
    """Whether it lies within the screen once it has come in, and the page does not scroll sideways."""
    still(shown)
    box, size = shown.bounding_box(), page.viewport_size
    assert box
    assert size
    inside = box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= size["width"]
    low = box["y"] + box["height"] <= size["height"]
    return inside and low and page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def font_size(field: Locator) -> float:
    """In CSS pixels; iPhones zoom in on fields of less than 16."""
    return float(field.evaluate("each => parseFloat(getComputedStyle(each).fontSize)"))


def tab_to(page: Page, wanted: Locator, most: int = 10) -> bool:
    """Whether so many presses of Tab lead there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each.getRootNode().activeElement === each"):
            return True
    return False


def axe(page: Page) -> list[str]:
    """What axe-core has against the page by WCAG 2.2 A and AA, as `rule: elements`."""
    page.evaluate(AXE.read_text("utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)["violations"]
    return [f"{each['id']}: {json.dumps([node['target'] for node in each['nodes']])}" for each in found]


def counted(page: Page) -> Counted:
    """What the page holds once nothing is under way that would still let go of some."""
    found = _counted(page)
    for _ in range(20):
        page.wait_for_timeout(250)
        before, found = found, _counted(page)
        if before == found:
            break
    return found


def _counted(page: Page) -> Counted:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    found = session.send("Memory.getDOMCounters")
    session.detach()
    return Counted(found["nodes"], found["jsEventListeners"])


def main_thread_ms(browser: Browser, site: Served, body: str) -> float:
    """What the page kept its main thread busy with until the network was idle: the least of three loads."""
    site.serve(body)
    return min(_busy_ms(browser, site.url) for _ in range(3))


def _busy_ms(browser: Browser, url: str) -> float:
    """Of a page of its own: a navigation may move one to another process, which counts from nothing."""
    page = browser.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(url, wait_until="networkidle")
    spent = _task_seconds(session)
    page.close()
    return spent * 1000


def _task_seconds(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))
