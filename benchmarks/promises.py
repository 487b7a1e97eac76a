"""What was promised of retrieval and search, in one run, beside its peers: `make promises`.

Runs `benchmarks.retrieval`, `benchmarks.clauses` and `benchmarks.search --all`, then prints each promise with
PASS or FAIL; exits with 1 where one is missed or was not measured. Times hold on a quiet machine only.
DOCENT_DATA names the material.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from benchmarks import clauses, retrieval, search

HITS = {**retrieval.LIMITS, "clauses": clauses.LIMIT}
TIMES = {"10000 fused": 1.0, "100000 fused": 5.0, "cold": 60.0, "embedding": 3.0}  # milliseconds
RECALL = 0.99


def main() -> int:
    figures = {**retrieval.main(()), "clauses": clauses.main(), **search.main(["--all"])}
    missed = 0
    for name, value, promise, kept in judged(figures):
        print(f"{'PASS' if kept else 'FAIL'}  {name:16} {value:8.3f}   {promise}")
        missed += not kept
    return min(missed, 1)


def judged(figures: Mapping[str, float]) -> Iterator[tuple[str, float, str, bool]]:
    """(what, measured, promised, whether it is kept). Not a number where nothing was measured: not kept."""
    nothing = float("nan")
    for name, limit in HITS.items():
        value = figures.get(name, nothing)
        yield name, value, f"hit@5 at least {limit}", value >= limit
    for name, limit in TIMES.items():
        value = figures.get(name, nothing)
        yield name, value, f"under {limit:g} ms", value < limit
    for size in search.SIZES:
        value = figures.get(f"{size} recall", nothing)
        yield f"{size} recall", value, f"recall@10 at least {RECALL}", value >= RECALL


if __name__ == "__main__":
    sys.exit(main())
