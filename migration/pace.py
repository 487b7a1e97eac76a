"""How fast a move goes: never faster than both sides bear, and it says so."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from docent.errors import TooManyRequests, Unavailable

T = TypeVar("T")
Tell = Callable[[str], None]
_WAITS = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
_EVERY = 2.0  # seconds between two lines


class Pace:
    """A token bucket for threads: `per_second` on average, a second's worth at once; 0 is no limit."""

    def __init__(
        self, per_second: float,
        clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._rate, self._clock, self._sleep = per_second, clock, sleep
        self._free_at = clock() - 1.0
        self._lock = Lock()

    def rest(self, seconds: float) -> None:
        """Do nothing for so long."""
        self._sleep(seconds)

    def patiently(self, do: Callable[[], T]) -> T:
        """Do it; where a store is too busy or out of reach, again after 1, 2, 4 ... seconds, a minute in all.

        Raises what the last try does.
        """
        for wait in _WAITS:
            try:
                return do()
            except (Unavailable, TooManyRequests):
                self._sleep(wait)
        return do()

    def take(self, count: int = 1) -> None:
        """Wait until so many more may be done."""
        if self._rate <= 0:
            return
        with self._lock:
            now = self._clock()
            self._free_at = max(self._free_at, now - 1.0) + count / self._rate
            wait = self._free_at - now
        if wait > 0:
            self._sleep(wait)


class Progress:
    """Counts what is done, and tells it every two seconds with its rate and the time left."""

    def __init__(
        self, what: str, total: int, tell: Tell, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._what, self._total, self._tell, self._clock = what, total, tell, clock
        self._started = self._told = clock()
        self._last = ""
        self.done = self.skipped = 0

    @property
    def rate(self) -> float:
        """Of what was done, not skipped, a second."""
        return (self.done - self.skipped) / max(self._clock() - self._started, 1e-3)

    def step(self, count: int = 1, *, skipped: bool = False) -> None:
        """`skipped`: it had been done before."""
        self.done += count
        self.skipped += count if skipped else 0
        if self._clock() - self._told >= _EVERY:
            self._told = self._clock()
            self.tell()

    def tell(self) -> None:
        """Unless it was just told."""
        if (line := self.line()) != self._last:
            self._last = line
            self._tell(line)

    def line(self) -> str:
        left, fresh = max(0, self._total - self.done), self.done - self.skipped
        remains = f", {_span(left / self.rate)} left" if left and self.rate else ""
        of = f" of {self._total:,}" if self._total else ""
        rate = f", {self.rate:,.0f} a second" if fresh else ", all of it done before" if self.done else ""
        return f"{self._what}: {self.done:,}{of}{rate}{remains}"


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def aside(line: str) -> None:
    """Tell it beside the result."""
    print(line, file=sys.stderr, flush=True)
