"""The Chromium that benchmarks of the web pages share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        named = os.environ.get("DOCENT_CHROMIUM") or shutil.which("chromium")
        browser = play.chromium.launch(executable_path=named, args=ARGUMENTS)
        yield browser
        browser.close()
