"""Ports whose callers die, or are interrupted, at a chosen call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Killed(BaseException):
    """The process is gone: nothing catches this, as nothing catches SIGKILL."""


class Fate:
    """What happens at the `at`-th call of any port: `strike` is run before it; 0 is never."""

    def __init__(self, at: int = 0, strike: Callable[[], None] | None = None) -> None:
        self._left, self._strike = at, strike

    def come(self) -> None:
        self._left -= 1
        if self._left == 0 and self._strike:
            self._strike()


def die() -> None:
    raise Killed


class Mortal:
    """A port that behaves as the one within, until fate comes: before a call, or after it was done."""

    def __init__(self, within: Any, fate: Fate) -> None:
        self._within, self._fate = within, fate

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._within, name)
        if not callable(found):
            return found

        def call(*given: Any, **named: Any) -> Any:
            self._fate.come()
            if name == "store":  # not one write: half of it may be all there is
                bot_id, blocks, chunks = given
                found(bot_id, blocks, chunks[: len(chunks) // 2])
                self._fate.come()
            answer = found(*given, **named)
            self._fate.come()
            return answer

        return call
