"""Whatever becomes of answers, the ledger has what their model bills, and never more than the budget."""

from __future__ import annotations

import pytest

from tests.fakes import MemoryLedger
from tests.spending import ENDINGS, spend

SMALL, BUDGET = "gemini-3.5-flash-lite", 0.15  # enough for each of the endings, not for all turns


@pytest.mark.parametrize("held", [False, True])
def test_the_bill_is_within_the_ledger_and_the_ledger_within_the_budget(held: bool) -> None:
    spent = spend(MemoryLedger(), SMALL, 120, 20, BUDGET, held=held)
    assert spent.short == 0
    assert 0 < spent.billed <= spent.entered <= spent.highest <= BUDGET
    assert spent.answers["extractive"] > 0
    assert sum(spent.answers.values()) == 120
    assert held or set(spent.endings) == set(ENDINGS)
