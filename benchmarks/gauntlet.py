"""Docent's widget and its rivals' on the same hostile pages, in Chromium: `make gauntlet-rivals`.

    python -m benchmarks.gauntlet [NAME ...]

Each product is the package that its makers publish, embedded as they document it and answered on loopback in
its own protocol. Prints a table in Markdown, then why a gate was not passed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

from playwright.sync_api import Browser, Error, sync_playwright

from benchmarks.gauntlet_gates import GATES, SHOP, Found, visit
from benchmarks.gauntlet_products import RIVALS, Product, products
from benchmarks.gauntlet_stage import Stage
from tests.browser import gates
from tests.browser.conftest import ARGUMENTS, chromium

MISSING = "The rivals are not installed. Run `make gauntlet-rivals`, which does that."


def main(names: Sequence[str] = ()) -> int:
    """Exit status 0, whatever is found; 1 where the rivals' packages are missing."""
    wanted = [each for each in products() if not names or each.name in names]
    if not RIVALS.is_dir():
        print(MISSING, file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        rows = [row(browser, each) for each in wanted]
        browser.close()
    print("\n".join(table(rows)))
    print("\n".join(["", *reasons(rows)]))
    return 0


class Row(NamedTuple):
    """What was found of one product; `sizes` with the page and with the chat open in bytes, `busy` in ms."""

    title: str
    found: dict[str, Found]
    sizes: tuple[int, int]
    busy: float


def row(browser: Browser, product: Product) -> Row:
    stage = Stage(product)
    try:
        found = {name: tried(browser, stage, name) for name in GATES}
        return Row(f"{product.name} {product.version}", found, weighed(browser, stage), busy(browser, stage))
    finally:
        stage.close()


def tried(browser: Browser, stage: Stage, name: str) -> Found:
    """What a gate finds; a chat that does not come as far as the gate has not passed it."""
    print(f"{stage.product.name}: {name}", file=sys.stderr)
    try:
        return GATES[name](browser, stage)
    except Error:
        return Found(False, "neither bubble nor field can be reached")
    finally:
        for context in browser.contexts:
            context.close()


def weighed(browser: Browser, stage: Stage) -> tuple[int, int]:
    """Bytes of its files gzipped: with the page, and once its chat is open."""
    with visit(browser, stage) as visitor:
        visitor.come().page.wait_for_load_state("networkidle")
        page = sum(stage.loaded.values())
        visitor.open().ask()
        return page, sum(stage.loaded.values())


def busy(browser: Browser, stage: Stage) -> float:
    """Milliseconds that it keeps the page's main thread, beyond those of the page alone."""
    shop = SHOP.replace("{head}", "")
    without = gates.main_thread_ms(browser, stage, shop)
    return gates.main_thread_ms(browser, stage, shop + stage.product.shown()) - without


def table(rows: Sequence[Row]) -> list[str]:
    head = ["product", *GATES, "kB with the page", "kB open", "main thread, ms"]
    lines = [head, ["---"] * len(head)]
    for each in rows:
        marks = ["yes" if found.passed else "**no**" for found in each.found.values()]
        lines.append([each.title, *marks, *(f"{size / 1000:.1f}" for size in each.sizes), f"{each.busy:.0f}"])
    return [f"| {' | '.join(cells)} |" for cells in lines]


def reasons(rows: Sequence[Row]) -> list[str]:
    return [
        f"- {each.title}, {name}: {found.note}"
        for each in rows
        for name, found in each.found.items()
        if not found.passed
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
