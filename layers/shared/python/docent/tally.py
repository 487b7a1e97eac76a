"""What is counted of a bot's answers by day: how they ended, how they were liked, how long they took.

Times are counted in buckets that grow by a tenth, so that days add up and no answer has to be read again. A
quantile of them is wrong by 5 % at most (DDSketch: Masson, Rim, Lee, VLDB 2019).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, log

from docent.conversation import Turn

GROWTH = 1.1
TIMES = ("first_token", "total")


def of(turn: Turn) -> dict[str, int]:
    """What one answer adds: `asked`; `answered` or `unanswered`, neither where it was stopped; its times.
    Nothing where nothing was asked."""
    if turn.courteous:
        return {}
    counts = {"asked": 1}
    if turn.answered or not turn.stopped:
        counts["answered" if turn.answered else "unanswered"] = 1
    times = {name: turn.timings_ms[name] for name in TIMES if name in turn.timings_ms}
    return counts | {f"{name}#{_bucket(each)}": 1 for name, each in times.items()}


def rated(rating: str, before: str) -> dict[str, int]:
    """What a rating adds in place of the one before, if there was one."""
    return {rating: 1} | ({before: -1} if before else {})


def quantile(tally: Mapping[str, int], name: str, share: float) -> float | None:
    """Milliseconds within which that share of the answers came; None where none was timed."""
    prefix = f"{name}#"
    buckets = {int(each.removeprefix(prefix)): n for each, n in tally.items() if each.startswith(prefix)}
    rank = share * sum(buckets.values())
    for bucket in sorted(buckets):
        rank -= buckets[bucket]
        if rank <= 1e-9:
            return round(2 * GROWTH**bucket / (GROWTH + 1), 1)
    return None


def _bucket(milliseconds: float) -> int:
    """Which holds times over GROWTH to the power before it, up to that of its number."""
    return max(0, ceil(log(max(milliseconds, 1.0), GROWTH)))
