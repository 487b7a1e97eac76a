"""How long each part of an answer took."""

from __future__ import annotations

import time


class Stopwatch:
    """`parts`: milliseconds by name."""

    def __init__(self) -> None:
        self.started = self._lap = time.perf_counter()
        self.parts: dict[str, float] = {}

    def lap(self, name: str) -> None:
        moment = time.perf_counter()
        self.parts[name] = round((moment - self._lap) * 1000, 2)
        self._lap = moment

    def since_start(self, name: str) -> None:
        self.parts.setdefault(name, round((time.perf_counter() - self.started) * 1000, 2))
