"""What proof of work costs: a visitor's browser, a program that poses as one, and the server.

    python -m benchmarks.hurdle

Runs the widget's own code in Chromium; slowed down four times it stands for a phone of the middle class, as
in Lighthouse. Limit: a second there at the 95th percentile, and no task of over 50 ms, which a visitor would
notice.
"""

from __future__ import annotations

import hashlib
import shutil
import statistics
import subprocess
import time
from dataclasses import asdict
from itertools import count
from os import environ
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from docent import puzzle

WIDGET = Path(__file__).parent.parent / "frontend" / "widget"
LAPS = 60
SOLVE = """async (posed) => {
  const long = [];
  const watch = new PerformanceObserver((list) => long.push(...list.getEntries()));
  watch.observe({entryTypes: ["longtask"]});
  const began = performance.now();
  const proof = await docent.solved(posed);
  const took = performance.now() - began;
  await new Promise((go) => setTimeout(go, 100));
  watch.disconnect();
  return {proof, took, long: long.length};
}"""


def posed() -> puzzle.Puzzle:
    return puzzle.posed("bot site address", time.time(), secret="s" * 40)


def in_a_browser(page: Page, slower: int) -> str:
    """Median and 95th percentile of many puzzles, in milliseconds, and how many tasks were long."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    laps, long = [], 0
    for _ in range(LAPS):
        outcome = page.evaluate(SOLVE, asdict(posed()))
        assert puzzle.solved(outcome["proof"], "bot site address", time.time(), secret="s" * 40)
        laps.append(outcome["took"])
        long += outcome["long"]
    median, most = statistics.median(laps), statistics.quantiles(laps, n=20)[18]
    return f"median {median:,.0f} ms, 95th percentile {most:,.0f}; tasks of over 50 ms: {long}"


def in_python() -> tuple[str, float]:
    """A proof, and the milliseconds that a program with a fast SHA-256 needs for it."""
    it, began = posed(), time.perf_counter()
    seal, numbers = it.puzzle.rpartition(".")[2], []
    for i in range(it.count):
        begun = hashlib.sha256(f"{seal}.{i}.".encode())
        for number in count():
            hashed = begun.copy()
            hashed.update(b"%d" % number)
            if int.from_bytes(hashed.digest()[:4], "big") >> (32 - it.bits) == 0:
                numbers.append(str(number))
                break
    return f"{it.puzzle}:{','.join(numbers)}", (time.perf_counter() - began) * 1000


def checked(proof: str) -> float:
    """Microseconds of one check."""
    began = time.perf_counter()
    for _ in range(2_000):
        assert puzzle.solved(proof, "bot site address", time.time(), secret="s" * 40)
    return (time.perf_counter() - began) / 2_000 * 1e6


def bundled() -> str:
    """The widget's puzzle.ts as a script."""
    esbuild = WIDGET / "node_modules" / ".bin" / "esbuild"
    options = ["--bundle", "--minify", "--format=iife", "--global-name=docent"]
    command = [str(esbuild), str(WIDGET / "src/puzzle.ts"), *options]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def main() -> None:
    hashes = puzzle.COUNT << puzzle.BITS
    print(f"{puzzle.COUNT} numbers of {puzzle.BITS} bits: {hashes:,} hashes to be expected")
    with sync_playwright() as play:
        named = environ.get("DOCENT_CHROMIUM") or shutil.which("chromium")
        browser = play.chromium.launch(executable_path=named)
        page = browser.new_page()
        page.set_content("<p>")
        page.add_script_tag(content=bundled())
        for slower, words in ((1, "this machine's browser"), (4, "one four times slower (limit 1,000)")):
            print(f"{words}: {in_a_browser(page, slower)}")
        browser.close()
    proof, alone = in_python()
    laps = [alone, *(in_python()[1] for _ in range(4))]
    print(f"a program on this machine, one core: median {statistics.median(laps):,.0f} ms")
    print(f"the server's check: {checked(proof):.0f} microseconds")


if __name__ == "__main__":
    main()
