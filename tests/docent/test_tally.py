from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from docent import tally
from tests.contracts.conversations import logged

TURN = replace(logged("con_1", "msg_1"), answered=True, timings_ms={"first_token": 120.0, "total": 900.0})


def counted(times: list[float]) -> Counter[str]:
    return sum(
        (Counter(tally.of(replace(TURN, timings_ms={"total": each}))) for each in times), Counter[str]()
    )


@pytest.mark.parametrize(
    ("answered", "stopped", "ending"),
    [(True, False, "answered"), (False, False, "unanswered"), (True, True, "answered"), (False, True, "")],
)
def test_an_answer_counts_by_how_it_ended(answered: bool, stopped: bool, ending: str) -> None:
    counts = tally.of(replace(TURN, answered=answered, stopped=stopped, timings_ms={}))
    assert counts == {"asked": 1} | ({ending: 1} if ending else {})


def test_what_asked_nothing_does_not_count() -> None:
    assert tally.of(replace(TURN, model="none")) == {}


@pytest.mark.parametrize("share", [0.5, 0.95])
def test_quantiles_are_right_to_a_twentieth(share: float) -> None:
    times = [20 * 1.013**n for n in range(400)]
    exact = times[round(share * len(times)) - 1]
    assert tally.quantile(counted(times), "total", share) == pytest.approx(exact, rel=0.05)


def test_less_than_a_millisecond_is_about_one() -> None:
    assert tally.quantile(counted([0.0, 0.4]), "total", 0.5) == pytest.approx(1, rel=0.05)


def test_nothing_timed_has_no_quantile() -> None:
    assert tally.quantile({"asked": 3}, "total", 0.5) is None


def test_a_rating_takes_the_place_of_the_one_before() -> None:
    assert (tally.rated("up", ""), tally.rated("up", "down")) == ({"up": 1}, {"up": 1, "down": -1})
