"""The gates of the gauntlet that can be asked of any chat: by what a visitor meets, not by how it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from playwright.sync_api import Browser, Error, Locator, Page

from benchmarks.gauntlet_products import ANSWER
from benchmarks.gauntlet_stage import Stage
from tests.browser import gates

QUESTION = "How much is an e-bike?"
FIELD = "textarea, input:not([type]), input[type=text], [contenteditable=true]"
PATIENCE_MS = 5_000
TABS = 15
# Pictures and fonts in data: addresses are let through, and any policy of Trusted Types that the chat makes.
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-abc'; style-src 'self'; connect-src 'self';"
    " img-src 'self' data:; font-src 'self' data:; require-trusted-types-for 'script'"
)
# A page of a few common things, to see whether the chat changes any.
SHOP = (
    "<html lang=en><title>A shop</title>{head}<main id=shop><h1>A shop</h1><p>Some <a href=/>words</a>"
    " <button>Buy</button><ul><li>one</li></ul></main>"
)
LOOK = """() => {
  const names = ["font", "color", "margin", "padding", "overflow", "position", "background", "boxSizing"];
  const all = document.querySelectorAll("html, body, #shop, #shop *");
  const shown = [...all].map((each) => getComputedStyle(each));
  return [document.title, ...shown.map((style) => names.map((name) => style[name]).join("|"))];
}"""
WORN = """(each) => {
  const style = getComputedStyle(each), {width, height} = each.getBoundingClientRect();
  const names = ["fontSize", "letterSpacing", "textTransform", "color", "opacity", "direction", "transform"];
  return [Math.round(width / 8), Math.round(height / 8), ...names.map((name) => style[name])].join(" ");
}"""
ACTIVE = """(each) => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active === each || each.contains(active);
}"""
DEEP = """const deep = (root) => [...root.querySelectorAll("*")].flatMap((each) =>
  [each, ...(each.shadowRoot ? deep(each.shadowRoot) : [])]);"""
LIVE = f"""(answer) => {{ {DEEP}
  const live = "[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]:not([aria-live])";
  return deep(document).some((each) => each.matches(live) && each.textContent.includes(answer));
}}"""
TEXTS = f"""() => {{ {DEEP}
  const own = (each) => [...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data);
  const seen = deep(document).filter((each) => !each.matches("script, style") && each.checkVisibility());
  return seen.flatMap(own).map((text) => text.trim()).filter(Boolean);
}}"""
FRAMES = "const shown = () => new Promise((done) => setTimeout(done, 60));"


class Found(NamedTuple):
    passed: bool
    note: str = ""


class Visit:
    """A visitor's page with the chat of a stage."""

    def __init__(self, page: Page, stage: Stage) -> None:
        self.page, self.stage = page, stage
        page.set_default_timeout(PATIENCE_MS)
        page.route(lambda url: not url.startswith(stage.url), lambda route: route.abort())

    def come(self, head: str = "", policy: str = "", bots: tuple[str, ...] = ("one",)) -> Visit:
        body = SHOP.replace("{head}", head) + "".join(self.stage.product.shown(bot) for bot in bots)
        self.stage.serve(body, policy)
        self.page.goto(self.stage.url)
        self.launcher.wait_for()
        return self

    @property
    def launcher(self) -> Locator:
        return self.page.locator(self.stage.product.launchers()).locator("visible=true").first

    @property
    def field(self) -> Locator:
        return self.page.locator(FIELD).locator("visible=true").first

    def open(self) -> Visit:
        self.launcher.click()
        self.field.wait_for()
        self.page.wait_for_timeout(500)  # let it come in
        return self

    def ask(self) -> None:
        self.field.fill(QUESTION)
        self.field.press("Enter")
        self.answer.wait_for()

    @property
    def answer(self) -> Locator:
        return self.page.get_by_text(ANSWER).locator("visible=true").first

    def tab_to(self, wanted: Locator) -> bool:
        for _ in range(TABS):
            if wanted.evaluate(ACTIVE):
                return True
            self.page.keyboard.press("Tab")
        return bool(wanted.evaluate(ACTIVE))


@contextmanager
def visit(browser: Browser, stage: Stage, **context: object) -> Iterator[Visit]:
    opened = browser.new_context(**context)  # type: ignore[arg-type]
    yield Visit(opened.new_page(), stage)
    opened.close()


def strict_policy(browser: Browser, stage: Stage) -> Found:
    with visit(browser, stage) as visitor:
        gates.count_violations(visitor.page)
        try:
            visitor.come(policy=POLICY).open().ask()
            works = "works"
        except Error:
            works = "does not work"
        count = len(gates.violations(visitor.page))
        return Found(works == "works" and not count, f"{works}; {count} things blocked")


def hostile_styles(browser: Browser, stage: Stage) -> Found:
    looks = []
    for head in ("", gates.HOSTILE):
        with visit(browser, stage) as visitor:
            visitor.come(head)
            bubble = visitor.launcher.evaluate(WORN)
            visitor.open()
            looks.append([bubble, visitor.field.evaluate(WORN)])
    changed = [name for name, was, now in zip(("bubble", "field"), *looks, strict=True) if was != now]
    return Found(not changed, f"{' and '.join(changed)} changed" if changed else "")


def leaves_the_page(browser: Browser, stage: Stage) -> Found:
    with visit(browser, stage) as visitor:
        stage.serve(SHOP.replace("{head}", ""))
        visitor.page.goto(stage.url)
        before = visitor.page.evaluate(LOOK)
        after = visitor.come().open().page.evaluate(LOOK)
        changed = sum(was != now for was, now in zip(before, after, strict=True))
        return Found(not changed, f"{changed} of {len(before)} parts of the page changed" if changed else "")


def phone(browser: Browser, stage: Stage) -> Found:
    small = {"viewport": {"width": 390, "height": 700}, "has_touch": True, "is_mobile": True}
    with visit(browser, stage, **small) as visitor:
        visitor.come('<meta name="viewport" content="width=device-width, initial-scale=1">')
        visitor.launcher.tap()
        visitor.field.wait_for()
        visitor.page.wait_for_timeout(500)
        size, inside = gates.font_size(visitor.field), gates.fits(visitor.page, visitor.field)
        notes = [] if size >= 16 else [f"field of {size:g} px: iPhones zoom in"]
        notes += [] if inside else ["beyond the screen"]
        return Found(not notes, ", ".join(notes))


def keyboard(browser: Browser, stage: Stage) -> Found:
    with visit(browser, stage) as visitor:
        visitor.come()
        press = visitor.page.keyboard.press
        if not visitor.tab_to(visitor.launcher):
            return Found(False, f"not reached by {TABS} Tabs")
        press("Enter")
        visitor.field.wait_for()
        visitor.page.wait_for_timeout(500)
        if not visitor.tab_to(visitor.field):
            return Found(False, f"field not reached by {TABS} Tabs")
        visitor.page.keyboard.type(QUESTION)
        press("Enter")
        visitor.answer.wait_for()
        press("Escape")
        visitor.page.wait_for_timeout(500)
        if visitor.field.is_visible():
            return Found(False, "Esc does not close")
        return Found(bool(visitor.launcher.evaluate(ACTIVE)), "focus is lost when it closes")


def axe(browser: Browser, stage: Stage) -> Found:
    with visit(browser, stage, reduced_motion="reduce") as visitor:
        closed = gates.axe(visitor.come().page)
        visitor.open().ask()
        found = sorted({each.partition(":")[0] for each in closed + gates.axe(visitor.page)})
        return Found(not found, ", ".join(found))


def announced(browser: Browser, stage: Stage) -> Found:
    with visit(browser, stage) as visitor:
        visitor.come().open().ask()
        visitor.page.wait_for_timeout(500)
        return Found(bool(visitor.page.evaluate(LIVE, ANSWER)), "in no live region")


def mounts(browser: Browser, stage: Stage) -> Found:
    cycle = stage.product.cycled().replace("{api}", stage.url)
    if not cycle:
        return Found(False, "nothing takes it off the page")
    with visit(browser, stage) as visitor:
        page = visitor.come().page
        run = f"async (times) => {{ {FRAMES} for (let n = 0; n < times; n++) {{ {cycle} }} }}"
        page.evaluate(run, 10)
        before = gates.counted(page)
        page.evaluate(run, 100)
        after = gates.counted(page)
        nodes, listeners = after.nodes - before.nodes, after.listeners - before.listeners
        note = f"{nodes:+,} nodes, {listeners:+,} listeners after 100"
        return Found(nodes < 100 and listeners < 10, note)


def two_bots(browser: Browser, stage: Stage) -> Found:
    with visit(browser, stage) as visitor:
        page = visitor.come(bots=("one", "two")).page
        page.wait_for_timeout(1_000)
        found = page.locator(stage.product.launchers()).locator("visible=true").all()
        if len(found) < 2:
            return Found(False, "one bubble")
        one, two = (each.evaluate("each => each.getBoundingClientRect().toJSON()") for each in found[:2])
        apart = abs(one["x"] - two["x"]) >= one["width"] or abs(one["y"] - two["y"]) >= one["height"]
        return Found(apart, "one bubble on top of the other")


def slow_network(browser: Browser, stage: Stage) -> Found:
    with visit(browser, stage) as visitor:
        page = visitor.page
        page.add_init_script("addEventListener('DOMContentLoaded', () => { window.ready = true; })")
        stage.serve(SHOP.replace("{head}", "") + stage.product.shown())
        stage.open.clear()
        try:
            page.goto(stage.url, wait_until="commit")
            page.wait_for_timeout(2_000)
            painted = page.evaluate("performance.getEntriesByType('paint').length > 0")
            ready = page.evaluate("window.ready === true")
        finally:
            stage.open.set()
        notes = ([] if painted else ["not painted"]) + ([] if ready else ["DOMContentLoaded waits"])
        return Found(not notes, ", ".join(notes))


def broken_network(browser: Browser, stage: Stage) -> Found:
    with visit(browser, stage) as visitor:
        page = visitor.come().open().page
        before = set(page.evaluate(TEXTS))
        page.route(lambda url: "/files/" not in url, lambda route: route.abort())
        visitor.field.fill(QUESTION)
        visitor.field.press("Enter")
        page.wait_for_timeout(PATIENCE_MS)
        new = [each for each in page.evaluate(TEXTS) if each not in before and QUESTION not in each]
        said = max(new, key=len, default="")
        return Found(len(said.split()) >= 3, f"says “{said}”" if said else "says nothing")


GATES: dict[str, Callable[[Browser, Stage], Found]] = {
    "strict policy": strict_policy,
    "hostile styles": hostile_styles,
    "page untouched": leaves_the_page,
    "phone": phone,
    "keyboard": keyboard,
    "axe": axe,
    "announced": announced,
    "100 mounts": mounts,
    "two bots": two_bots,
    "slow network": slow_network,
    "broken network": broken_network,
}
