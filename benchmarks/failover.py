"""What a failing model costs the reader: `python -m benchmarks.failover`.

Gemini, and then Bedrock behind it, stand on loopback and are failed in each way in turn (tests/drill.py); a
new deployment for each, so that no breaker helps. Printed are who answered, with how many citations, and the
milliseconds until the answer's end, over those of the same question with all well. Of what is slow or fails
late, that time is taken off: it is the failure. Last, the same with the breakers open.
"""

from __future__ import annotations

import logging
import statistics
import sys

from benchmarks import material
from docent.adapters.minilm import MiniLM
from docent.breaker import FAILURES
from tests import drill
from tests.drill import CASES, GEMINI_FAILS, GEMINI_SAYS, NOVA_FAILS, WAIT, Answered, Drill, seconds

LIMIT_MS = 1_000


def main() -> int:
    """Exit status 0 where every question had a citation within a second of the failure."""
    logging.disable()
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    with drill.servers() as (first, second):
        well = Drill(first, second, embedder)
        first.will(GEMINI_SAYS)
        usual = statistics.median(well.ask().total for _ in range(9))
        print(f"all well: {usual:.0f} ms\n")
        added = []
        for name, one, other in CASES:
            first.will(one)
            second.will(other)
            answered = Drill(first, second, embedder, WAIT if "slow" in name else 8.0).ask()
            added.append(answered.total - usual - 1000 * seconds(name))
            _print(name, answered, added[-1])
            if not answered.citations:
                return 1
        down = Drill(first, second, embedder)
        first.will(GEMINI_FAILS["status 500"])
        second.will(NOVA_FAILS["status 500"])
        for _ in range(FAILURES):
            down.ask()
        _print("both down, breakers open", answered := down.ask(), answered.total - usual)
    print(f"\n{len(added)} of {len(CASES)} answered with a citation; added: ", end="")
    print(f"median {statistics.median(added):.0f} ms, most {max(added):.0f} ms, limit {LIMIT_MS} ms")
    return int(max(added) > LIMIT_MS)


def _print(name: str, answered: Answered, added: float) -> None:
    short = ", cut short" if answered.cut_short else ""
    who = f"{answered.model}{short}, {len(answered.citations)} cited"
    print(f"{name:44} {added:7.0f} ms   {who}")


if __name__ == "__main__":
    sys.exit(main())
