"""Every screen of the app, by day, by night and on a phone: accessible, within the window, with a title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser import gates
from tests.browser.builder import PAGES, Builder, file, pdf
from tests.browser.conftest import SCREENSHOTS, Product

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "frontend/app/node_modules/axe-core/axe.min.js"
WIDE, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
LOOKS = {"day": ("light", WIDE), "night": ("dark", WIDE), "phone": ("light", PHONE)}
PUBLIC = ("signin", "signup", "forgot", "reset", "confirm", "nowhere/at/all")
OF_BOT = (
    "documents", "playground", "playground?compare", "conversations", "analytics", "todo", "search",
    "settings", "appearance", "embed",
)  # fmt: skip
# A step is the name of a button, or of a field and what is entered there.
OPENED: tuple[tuple[str, *tuple[str | tuple[str, str], ...]], ...] = (
    ("", "New bot"),
    ("", "Import a bot"),
    ("", "Account of"),
    ("", "Actions for Contracts"),
    ("account", "Set it up"),
    ("documents", "See passages of agreement.pdf"),
    ("documents", "See passages of agreement.pdf", "Open agreement.pdf at page 1"),
    ("documents", "Add a web page or site"),
    ("documents", "Add questions and answers"),
    ("documents", "Delete agreement.pdf"),
    ("conversations", "With how much notice"),
    ("playground?compare", ("Ask a question", "With how much notice may a party terminate the agreement?")),
    ("settings", "Show the webhook’s secret"),
    ("embed", ("Name of the key", "Shown once")),
)
# What a step brings, where that is no dialog.
BROUGHT = "[role=menu], [aria-label^='QR code'], [data-state=done] p, [role=status] pre"
# What a narrow page may do worse than a wide one that has the same elements and colours.
OF_A_PHONE = ("target-size", "scrollable-region-focusable", "meta-viewport")
# A dialog is looked at alone; its header element is no banner of the page, as axe would have it.
LOOK = """only => {
  const dialog = [...document.querySelectorAll("[role=dialog]")].at(-1);
  const off = {enabled: false};
  const rules = dialog ? {"landmark-no-duplicate-banner": off, "landmark-unique": off} : {};
  return axe.run(dialog ?? document, {runOnly: only, rules, resultTypes: ["violations"]});
}"""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.fixture
def builder(page: Page, product: Product) -> Builder:
    """Somebody whose bot was taught, asked, and could not answer once."""
    builder = Builder(page, product.url).at_work("Contracts")
    builder.bring(file("agreement.pdf", pdf(PAGES)), file("locked.pdf", pdf(PAGES, password="k")))
    expect(builder.row("agreement.pdf")).to_contain_text("Ready")
    expect(builder.row("locked.pdf")).to_contain_text("password")
    builder.go("Playground")
    builder.ask("With how much notice may a party terminate the agreement?")
    builder.ask("Who composed the opera Carmen?")
    owner, bot = builder.owner(), f"/api/bots/{builder.bot_id}"
    asked = {"when": "before", "fields": ["email"]}
    owner.call("PATCH", bot, {"contact": asked, "person": {"webhook": "https://example.com/hook"}})
    owner.call("POST", f"{bot}/keys", {"name": "Website", "scopes": ["chat"]})
    owner.call("POST", f"{bot}/members", {"email": "viewer@example.com", "role": "viewer"})
    owner.call("POST", f"{bot}/tests", {"question": "Who composed Carmen?", "refusal": True})
    owner.call("POST", f"{bot}/tests/run")
    return builder


def test_every_screen_is_accessible(builder: Builder, page: Page, product: Product) -> None:
    page.emulate_media(reduced_motion="reduce")
    bot = page.url.rpartition("/")[0].removeprefix(f"{product.url}/")
    found: list[str] = []
    for path in ("", "account", *(f"{bot}/{tab}" for tab in OF_BOT)):
        found += looked_at(page, product.url, path)
    for path, *steps in OPENED:
        place = path if path in ("", "account") else f"{bot}/{path}"
        found += looked_at(page, product.url, place, *steps)
    page.evaluate("localStorage.clear()")
    for path in PUBLIC:
        found += looked_at(page, product.url, path)
    assert not found, "\n".join(found)


def test_nothing_is_wider_than_the_screen(builder: Builder, page: Page) -> None:
    name = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    builder.owner().call("PATCH", f"/api/bots/{builder.bot_id}", {"name": name, "description": name})
    page.reload()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    for width in (320, 390, 768, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        for tab in ("Documents", "Playground", "Search test", "Settings", "Embed"):
            builder.go(tab)
            expect(page.get_by_role("navigation").get_by_role("link", name=tab)).to_be_in_viewport(ratio=0.9)
            gates.not_wider(page, width)


def looked_at(page: Page, url: str, path: str, *steps: str | tuple[str, str]) -> list[str]:
    """What is wrong with a screen in each look, with what steps bring on it; it is photographed too."""
    page.goto(f"{url}/{path}")
    expect(page.get_by_role("heading").first).to_be_visible()
    settled(page)
    for n, step in enumerate(steps):
        if isinstance(step, str):
            page.get_by_role("button", name=step).first.click()
        else:
            page.get_by_label(step[0], exact=True).fill(step[1])
            page.keyboard.press("Enter")
        expect(page.get_by_role("dialog").nth(n).or_(page.locator(BROUGHT)).last).to_be_visible()
        settled(page)
    page.evaluate(AXE.read_text("utf-8"))
    parts = [part for part in path.split("/") if not part.startswith("bot")]
    name = (
        "-".join(
            re.findall(
                r"\w+", " ".join([*parts, *(step if isinstance(step, str) else step[0] for step in steps)])
            )
        )
        or "bots"
    )
    return [wrong for look in LOOKS for wrong in seen(page, look, name)]


def settled(page: Page) -> None:
    """Waits until nothing is on its way, as the page says itself."""
    expect(page.locator("main [role=status].after-a-moment, [aria-busy=true]")).to_have_count(0)
    page.evaluate("document.fonts.ready")


def seen(page: Page, look: str, name: str) -> list[str]:
    scheme, size = LOOKS[look]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size(size)
    # The page hears of the scheme a moment later, and paints it a frame after.
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
    page.evaluate("new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))")
    page.wait_for_function("() => document.getAnimations().every(each => !(each instanceof CSSTransition))")
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{look}-{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    where = f"{name} by {look}"
    only = OF_A_PHONE if look == "phone" else RULES
    return [*([f"{where}: wider than the window"] if wide else []), *violations(page, where, only)]


def violations(page: Page, where: str, only: Sequence[str]) -> list[str]:
    """What axe finds in the page, or in the dialog that is open on it, each with the element."""
    found: dict[str, Any] = page.evaluate(LOOK, list(only))
    return [
        f"{where}: {rule['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
