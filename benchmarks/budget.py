"""Can a budget be overspent? `python -m benchmarks.budget [answers]`: a thousand at once on 0.10 dollars.

Each asks the ledger, in the table of the embedded cloud, for the most that it can cost, spends most of it and
settles. All are under way at the same time: none pays before all have asked. Sixteen at a time are on the
wire, for the embedded cloud does one thing after the other. After each reservation the table is read.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from docent.adapters.dynamo_ledger import DynamoLedger
from docent.ids import now
from local import cloud
from tests.docent.test_purse import BOT, spend
from tests.emulator import Emulator, free_ports
from tests.layers.sandbox import ROOT

BUDGET = 0.10
WRITERS = 16


def main(turns: int = 1_000) -> int:
    """Exit status 0 where not more than the budget was spent, nor ever reserved."""
    with tempfile.TemporaryDirectory() as folder:
        running = cloud.start(free_ports(), Path(folder), save_seconds=3600)
        try:
            running.wait()
            account = Emulator(running, ROOT / "build" / "model").account()
            table = f"docent-{account.env['DOCENT_ENVIRONMENT']}-Usage"
            client = account.client("dynamodb")
            ledger = DynamoLedger(client, table, lambda: client)
            started = time.perf_counter()
            spend(ledger, turns, WRITERS)
            spent = ledger.spending(BOT.bot_id, now()[:10])
        finally:
            running.stop()
    took = time.perf_counter() - started
    print(f"{turns} answers, all of them under way at once, in {took:.1f} s: {dict(spent.answers)}")
    print(f"spent {spent.usd:.6f} dollars, budget {BUDGET:.2f}; never above it in between")
    return int(spent.usd > BUDGET)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
