"""`python -m local`: Docent on this machine, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import time
import webbrowser
from collections.abc import Callable
from types import FrameType

from local import checks
from local.cloud import NotStarted
from local.deploy import NotDeployed
from local.product import Product
from local.settings import BadSetting, Settings, read, scrubbed


class Stop(BaseException):
    """Raised in the main thread by a signal that asks us to end."""


def main() -> int:
    """0 after Ctrl-C or SIGTERM, 1 if it could not start or keep running; what to do is on standard error."""
    _scrub()
    try:
        settings = read()
        checks.python()
        checks.built(settings)
        lock = checks.alone(settings)
        checks.ports(settings.port)
    except (BadSetting, checks.NotReady) as error:
        return _fail(str(error))
    with lock:
        return _run(settings)


def _run(settings: Settings) -> int:
    _on_signals(_stop)
    product, code = Product(settings, _tell), 0
    try:
        code = _serve(product, settings)
        _on_signals(_stopping)
    except Stop:
        _tell("stopping; what you made is kept ...")
    product.stop()
    return code


def _serve(product: Product, settings: Settings) -> int:
    """Until Stop is raised; 1 where it cannot go on."""
    try:
        product.start()
        _tell(_welcome(settings))
        _open(settings.origin)
        while True:
            time.sleep(0.5)
            product.tend()
    except (NotStarted, NotDeployed) as error:
        return _fail(str(error))


def _welcome(settings: Settings) -> str:
    gemini = "Gemini writes the answers (GEMINI_API_KEY is set)."
    quotes = "Answers are quotes from your documents; start with GEMINI_API_KEY=... for written ones."
    return f"""
Docent is open: {settings.origin}

  1. Sign up with any e-mail address; the code is 123456 (to reset a password: 654321).
  2. Try the sample bot, or make one and drop your documents in.
  3. See a bot on another site: {settings.demo_origin} (from the bot's Embed tab).

  {gemini if settings.has_gemini else quotes}
  State is kept in {settings.home}, logs in {settings.logs}. Ctrl-C stops.
"""


def _open(origin: str) -> None:
    """Open the browser where a person with a screen is likely to be looking."""
    screen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.stdout.isatty() and screen:
        webbrowser.open(origin)


def _scrub() -> None:
    ours = scrubbed()
    os.environ.clear()
    os.environ.update(ours)


def _on_signals(handler: Callable[[int, FrameType | None], None]) -> None:
    """What is done when somebody wants us to end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    _on_signals(_stopping)
    raise Stop


def _stopping(number: int, frame: FrameType | None) -> None:
    """Whoever asks again waits for the end, too. Python prints, where one is ignored on its way."""


def _tell(message: str) -> None:
    print(message, flush=True)


def _fail(message: str) -> int:
    print(f"Docent: {message}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
