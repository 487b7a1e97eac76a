"""How long each part of an answer took."""

from __future__ import annotations

import time


class Stopwatch:
    """`parts`: milliseconds by name; of what is done twice, their sum."""

    def __init__(self) -> None:
        self.started = self._lap = time.perf_counter()
        self.parts: dict[str, float] = {}

    def lap(self, name: str) -> None:
        moment = time.perf_counter()
        self.parts[name] = round(self.parts.get(name, 0.0) + (moment - self._lap) * 1000, 2)
        self._lap = moment

    def since_start(self, name: str) -> None:
        self.parts.setdefault(name, round((time.perf_counter() - self.started) * 1000, 2))
