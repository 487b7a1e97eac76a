"""From sign-up to an answer on a site, in a real browser over `make run`.

    python -m benchmarks.three_minutes

Timed by step, a person's time apart from Docent's. The person is that of the keystroke-level model (Card,
Moran and Newell, 1980): 0.28 s a key, and 2.65 s for each click: to think of it, to point and to press. That
time is really waited, so what Docent does meanwhile costs nothing, as in life. Left out: reading, and the
pauses of who looks around. Limit: three minutes in all.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from benchmarks.browser import chromium
from benchmarks.product import running

LIMIT = 180.0
KEY, CLICK = 0.28, 2.65
DROP = 2 * CLICK  # to take the file and to let it go
HANDBOOK = Path("frontend/app/public/samples/rental-handbook.pdf")
QUESTION = "How old do I have to be to rent a bike?"
DROPPED = """([zone, name, data]) => {
  const transfer = new DataTransfer();
  const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
  transfer.items.add(new File([bytes], name, {type: "application/pdf"}));
  zone.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: transfer}));
}"""


class Person:
    """Somebody who points, presses and types in the time that people need; `took`: the seconds of that."""

    def __init__(self, page: Page, url: str, demo_url: str) -> None:
        self.page, self.url, self.demo_url = page, url, demo_url
        self.took = 0.0

    def waits(self, seconds: float) -> None:
        time.sleep(seconds)
        self.took += seconds

    def clicks(self, what: Locator) -> None:
        expect(what).to_be_enabled()
        self.waits(CLICK)
        what.click()

    def types(self, where: Locator, text: str, enter: bool = False) -> None:
        """Into a field, clicked first unless the page has put the cursor there."""
        expect(where).to_be_visible()
        if not where.evaluate("(field) => field === document.activeElement"):
            self.clicks(where)
        for letter in text:
            self.waits(KEY)
            where.press_sequentially(letter)
        if enter:
            self.waits(KEY)
            where.press("Enter")

    def presses(self, name: str) -> None:
        self.clicks(self.page.get_by_role("button", name=name, exact=True))

    def opens(self, tab: str) -> None:
        self.clicks(self.page.get_by_role("navigation").get_by_role("link", name=tab))


def sign_up(person: Person) -> None:
    page = person.page
    page.goto(f"{person.url}/signup")
    person.types(page.get_by_label("E-mail", exact=True), "ada@example.com")
    person.types(page.get_by_label("Password", exact=True), "Fernwood-2026")
    person.presses("Create account")
    expect(page.get_by_role("heading", name="Confirm your e-mail")).to_be_visible()


def confirm(person: Person) -> None:
    person.types(person.page.get_by_label("Code", exact=True), "123456", enter=True)
    expect(person.page.get_by_role("heading", name="Make your first bot")).to_be_visible()


def first_bot(person: Person) -> None:
    person.presses("New bot")
    person.types(person.page.get_by_label("Name", exact=True), "Bike rental", enter=True)
    expect(person.page.get_by_role("heading", name="Bike rental", level=1)).to_be_visible()


def drop_a_pdf(person: Person) -> None:
    zone = person.page.get_by_text("Drop files here")
    expect(zone).to_be_visible()
    person.waits(DROP)
    data = base64.b64encode(HANDBOOK.read_bytes()).decode()
    person.page.evaluate(DROPPED, [zone.element_handle(), HANDBOOK.name, data])
    row = person.page.get_by_role("list", name="Documents").get_by_role("listitem").first
    expect(row).to_contain_text(HANDBOOK.name)


def watch_it_being_read(person: Person) -> None:
    expect(person.page.locator("li[data-status=ready]")).to_have_count(1, timeout=120_000)


def ask(person: Person) -> None:
    person.types(
        person.page.get_by_role("textbox", name="Ask your documents something"), QUESTION, enter=True
    )
    expect(person.page.locator("[data-state=done]")).to_be_visible(timeout=60_000)


def open_the_citation(person: Person) -> None:
    person.clicks(person.page.get_by_role("button", name=re.compile(f"^Open {HANDBOOK.name} at page")).first)
    dialog = person.page.get_by_role("dialog", name=HANDBOOK.name)
    expect(dialog.locator("mark").first).to_be_visible(timeout=60_000)
    person.page.keyboard.press("Escape")


def copy_the_line(person: Person) -> None:
    person.opens("Embed")
    person.clicks(person.page.get_by_role("button", name="Copy", exact=True).first)


def ask_on_the_demo_site(person: Person) -> None:
    with person.page.expect_popup() as popup:
        person.presses("Open on the demo site")
    site = popup.value
    person.clicks(site.locator("docent-chat .bubble"))
    dialog = site.locator("docent-chat dialog")
    person.types(dialog.get_by_role("textbox", name="Your question"), QUESTION, enter=True)
    expect(dialog.locator(".turn").last).to_contain_text(HANDBOOK.name, timeout=60_000)
    expect(dialog.get_by_role("button", name="Send")).to_be_visible(timeout=60_000)


STEPS: tuple[Callable[[Person], None], ...] = (
    sign_up, confirm, first_bot, drop_a_pdf, watch_it_being_read, ask, open_the_citation, copy_the_line,
    ask_on_the_demo_site,
)  # fmt: skip


def tell(name: str, seconds: float, took: float, so_far: float) -> None:
    print(f"{name:24}{seconds - took:8.1f}{took:8.1f}{so_far:8.1f}", flush=True)


def main() -> int:
    """Exit status 0 where it all took less than three minutes."""
    print(f"{'seconds':24}{'Docent':>8}{'person':>8}{'so far':>8}")
    with running() as (url, demo_url), chromium() as browser:
        person = Person(browser.new_page(viewport={"width": 1280, "height": 900}), url, demo_url)
        began = time.monotonic()
        for step in STEPS:
            started, before = time.monotonic(), person.took
            step(person)
            now, took = time.monotonic(), person.took - before
            tell(step.__name__.replace("_", " "), now - started, took, now - began)
        whole = time.monotonic() - began
    tell("the whole", whole, person.took, whole)
    print(f"limit {LIMIT:.0f}")
    return int(whole > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
