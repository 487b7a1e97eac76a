"""Can a budget be overspent? `python -m benchmarks.budget [turns]`: a thousand turns on 0.10 dollars, twice.

Whole turns of a bot, its ledger in the table of the embedded cloud, beside a stand-in for Gemini that keeps
its own bill (tests/spending.py): it answers, is busy, drops its answer before or after it counted, thinks
and hangs up; readers stop and leave. First none has its answer before all have asked for money. Then as
they come, so that what is given back is spent again. Sixteen at a time are on the wire, for the embedded
cloud does one thing after the other. After each reservation the table is read.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from docent.adapters.dynamo_ledger import DynamoLedger
from docent.config import Settings
from local import cloud
from tests.emulator import Emulator, free_ports
from tests.layers.sandbox import ROOT
from tests.spending import Spent, spend

BUDGET = 0.10
WRITERS = 16
LARGE, SMALL = Settings().gemini_hard_model, Settings().gemini_model
RUNS = (("none answered before all have asked", LARGE, True), ("as they come", SMALL, False))


def main(turns: int = 1_000) -> int:
    """Exit status 0 where the ledger never stood above the budget and has all that was billed."""
    with tempfile.TemporaryDirectory() as folder:
        running = cloud.start(free_ports(), Path(folder), save_seconds=3600)
        try:
            running.wait()
            account = Emulator(running, ROOT / "build" / "model").account()
            table = f"docent-{account.env['DOCENT_ENVIRONMENT']}-Usage"
            client = account.client("dynamodb")
            ledger = DynamoLedger(client, table, lambda: client)
            return max([_report(ledger, turns, *run) for run in RUNS])
        finally:
            running.stop()


def _report(ledger: DynamoLedger, turns: int, name: str, model: str, held: bool) -> int:
    started = time.perf_counter()
    spent = spend(ledger, model, turns, WRITERS, BUDGET, held=held)
    print(f"{turns} turns, {name}, in {time.perf_counter() - started:.1f} s: {dict(spent.answers)}")
    print(f"  requests of the model: {dict(spent.endings)}")
    print(f"  dollars: the model's bill {spent.billed:.6f}, the ledger {spent.entered:.6f}, at its highest")
    print(f"  {spent.highest:.6f}, budget {BUDGET:.2f}; turns billed more than the ledger has: {spent.short}")
    return int(not _good(spent))


def _good(spent: Spent) -> bool:
    return spent.billed <= spent.entered <= spent.highest <= BUDGET and not spent.short


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
