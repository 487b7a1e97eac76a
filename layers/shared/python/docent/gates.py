"""What the door is guarded with, in the product's words: nouns and ports of counters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `most` at once, which come back evenly over `seconds`."""

    most: int
    seconds: int = 60


class Limits(Protocol):
    def take(self, key: str, rate: Rate, moment: float) -> float:
        """0 where one more is allowed at `moment` (seconds since 1970), and is counted; otherwise the seconds
        until one is, and nothing is counted. Atomic: never one more than allowed, whoever asks at once.

        The generic cell rate algorithm (ITU-T I.371).
        """


class Salts(Protocol):
    def salt(self, day: str) -> str:
        """What the addresses of a day (`2026-01-31`) are hashed with: random, one for all, soon forgotten."""
