"""A circuit breaker: what failed a few times running is left alone for a while, then tried once."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

FAILURES = 3
SECONDS = 20.0


class Breaker:
    """Of one model. Closed at first; open after three failures running; half open every 20 seconds from then.

    Half open means that one call goes through: its success closes the breaker, anything else leaves it open.
    `clock` counts seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._failures, self._until = 0, 0.0

    def allows(self) -> bool:
        """Whether to call now."""
        with self._lock:
            moment = self._clock()
            if self._failures < FAILURES:
                return True
            if moment < self._until:
                return False
            self._until = moment + SECONDS  # the others wait for what this one finds
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._until = 0, 0.0

    def failed(self, seconds: float = 0.0) -> None:
        """One more failure; it opens at once if it is known to last for `seconds`."""
        with self._lock:
            self._failures = FAILURES if seconds else self._failures + 1
            self._until = max(self._until, self._clock() + max(seconds, SECONDS))
