from __future__ import annotations

from benchmarks.promises import HITS, TIMES, judged

GOOD = {
    **HITS,
    **{name: limit / 2 for name, limit in TIMES.items()},
    "10000 recall": 0.99,
    "100000 recall": 1.0,
}


def test_what_keeps_every_limit_passes() -> None:
    assert all(kept for *_, kept in judged(GOOD))


def test_what_misses_one_or_was_not_measured_fails() -> None:
    worse = {"xquad-en": 0.98, "10000 fused": 1.0, "cold": 61.0, "100000 recall": 0.98}
    assert {name for name, _, _, kept in judged({**GOOD, **worse}) if not kept} == {*worse}
    assert not any(kept for *_, kept in judged({}))
