from __future__ import annotations

from docent.stopwatch import Stopwatch


def test_laps_follow_one_another_and_the_first_of_a_name_since_the_start_counts() -> None:
    watch = Stopwatch()
    watch.lap("embed")
    watch.since_start("first_token")
    first = watch.parts["first_token"]
    watch.since_start("first_token")
    watch.since_start("total")
    assert list(watch.parts) == ["embed", "first_token", "total"]
    assert watch.parts["first_token"] == first <= watch.parts["total"]


def test_what_is_done_twice_counts_both_times() -> None:
    watch = Stopwatch()
    watch.lap("search")
    first = watch.parts["search"]
    watch.started, watch._lap = watch.started - 1, watch._lap - 1
    watch.lap("search")
    assert watch.parts["search"] >= first + 1000
