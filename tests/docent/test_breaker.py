from __future__ import annotations

from docent.breaker import FAILURES, SECONDS, Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock, seconds: float = 0.0) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed(seconds)
    return breaker


def test_is_closed_until_it_failed_three_times_running() -> None:
    breaker = Breaker(Clock())
    for _ in range(9):
        breaker.failed()
        breaker.failed()
        assert breaker.allows()
        breaker.succeeded()


def test_lets_one_through_every_twenty_seconds_while_open() -> None:
    clock = Clock()
    breaker = broken(clock)
    assert not breaker.allows()
    for _ in range(3):
        clock.now += SECONDS
        assert [breaker.allows() for _ in range(5)] == [True, False, False, False, False]


def test_closes_when_the_probe_succeeds_and_stays_open_when_it_fails() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += SECONDS
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    clock.now += SECONDS
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


def test_opens_at_once_for_as_long_as_it_is_told() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed(90.0)
    clock.now += 89
    assert not breaker.allows()
    clock.now += 1
    assert breaker.allows()


def test_a_shorter_wait_does_not_end_a_longer_one() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed(600.0)
    breaker.failed()  # a call that was under way already
    clock.now += 599
    assert not breaker.allows()
    clock.now += 1
    assert breaker.allows()


def test_a_success_ends_the_wait() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed(600.0)
    breaker.succeeded()
    for _ in range(FAILURES):
        breaker.failed()
    clock.now += SECONDS
    assert breaker.allows()
