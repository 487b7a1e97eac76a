import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright

from tests.browser.visitor import Site
from tests.emulator import free_ports
from tests.logs import LOOKS

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
CURE = (
    "Chromium did not start. Install one (Debian: apt-get install chromium; elsewhere: playwright install"
    " chromium), or name it with DOCENT_CHROMIUM=/path/to/it."
)
API = ("/api/", "/auth/")
SCREENSHOTS = Path(__file__).parent / "screenshots"
expect.set_options(timeout=60_000)  # two busy cores are slow, and nothing here measures time


@dataclass(frozen=True)
class Product:
    """A running Docent, its process, and its demo site on another origin."""

    url: str
    demo_url: str
    pid: int


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with opened(tmp_path_factory.mktemp("home")) as product:
        yield product


@contextmanager
def opened(home: Path, **settings: str) -> Iterator[Product]:
    """A Docent of its own until the block ends; without a key for Gemini, unless it is given one."""
    port = int(settings.get("DOCENT_PORT", 0)) or free_ports(3)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GEMINI_")}
    environ |= {"DOCENT_PORT": str(port), "DOCENT_HOME": str(home), **settings}
    environ["DOCENT_ATTEMPTS_PER_ADDRESS"] = "100000"  # all of these people come from one
    with (home / "output").open("w+") as output:
        process = subprocess.Popen([sys.executable, "-m", "local"], env=environ, stdout=output, stderr=output)
        try:
            _wait_until_open(process, home / "output")
            yield Product(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(120)
            assert not LOOKS.findall((home / "output").read_text("utf-8", "replace"))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    made = Site()
    Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        except Error as error:
            pytest.fail(f"{str(error).splitlines()[0]}\n{CURE}")
        yield browser
        browser.close()


@pytest.fixture
def console_errors() -> list[str]:
    """What went wrong in the pages of this test. It must be empty at the end: take out what you expected."""
    return []


@pytest.fixture
def context(browser: Browser, console_errors: list[str]) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    context.on("console", lambda message: console_errors.extend(_complaints(message)))
    context.on("weberror", lambda error: console_errors.append(f"uncaught: {error.error}"))
    yield context
    context.close()
    assert not console_errors


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    page = context.new_page()
    failed = request.session.testsfailed
    yield page
    if request.session.testsfailed > failed:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{request.node.name}.png", full_page=True)


def _complaints(message: ConsoleMessage) -> list[str]:
    """An error that a page logged; the browser's own note that the API answered 4xx is none."""
    refused = message.text.startswith("Failed to load resource: the server responded with a status of 4")
    path = urlsplit(message.location["url"]).path
    if message.type != "error" or (refused and path.startswith(API)):
        return []
    return [f"{message.text} ({message.location['url']})"]


def chromium() -> str | None:
    """The browser to use; None for the one that Playwright installed."""
    named = os.environ.get("DOCENT_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("google-chrome")


def _wait_until_open(process: subprocess.Popen[bytes], output: Path, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while "Docent is open" not in output.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"`python -m local` did not open:\n{output.read_text()}")
        time.sleep(0.05)
