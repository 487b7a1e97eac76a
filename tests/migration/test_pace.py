from __future__ import annotations

import pytest

from docent.errors import TooManyRequests, Unavailable
from migration.pace import Pace, Progress


class Clock:
    """Time passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, list[float]()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_a_pace_is_kept_over_time() -> None:
    clock = Clock()
    pace = Pace(10.0, clock, clock.sleep)
    for _ in range(100):
        pace.take(5)
    assert clock.now == pytest.approx(49.0)  # 500 at ten a second, the first ten at once


def test_no_pace_is_no_waiting() -> None:
    clock = Clock()
    Pace(0, clock, clock.sleep).take(1_000)
    assert not clock.slept


def test_a_busy_store_is_asked_again_ever_later_and_for_a_minute() -> None:
    clock = Clock()
    pace = Pace(0, clock, clock.sleep)
    troubles = [Unavailable("busy"), TooManyRequests("slow down", retry_after=1)]

    def do() -> str:
        if troubles:
            raise troubles.pop()
        return "done"

    assert pace.patiently(do) == "done"
    assert clock.slept == [1.0, 2.0]
    troubles += [Unavailable("away")] * 99
    with pytest.raises(Unavailable):
        pace.patiently(do)
    assert clock.now == 3.0 + 61.0


def test_progress_tells_rate_and_time_left_every_two_seconds() -> None:
    clock, told = Clock(), list[str]()
    progress = Progress("points", 1_000, told.append, clock)
    progress.step(400, skipped=True)
    for _ in range(40):
        clock.now += 0.1
        progress.step(5)
    assert told == [
        "points: 500 of 1,000, 50 a second, 10 s left", "points: 600 of 1,000, 50 a second, 8 s left",
    ]  # fmt: skip
    assert Progress("points", 0, told.append, clock).line() == "points: 0"
