from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from docent.adapters.dynamo_ledger import DynamoLedger
from docent.conversation import Ledger, Receipt, Usage
from docent.errors import Unavailable
from docent.ids import now
from docent.prices import cost
from docent.purse import Purse
from tests.contracts.bots import some_bot
from tests.contracts.generator import prompt
from tests.emulator import Emulator
from tests.fakes import MemoryLedger

LARGE = "gemini-3.8-flash"
BOT = some_bot()
COUNTED = Usage(900, 200)


def purse(ledger: Ledger, budget: float | None = 0.10) -> Purse:
    return Purse(replace(BOT, budget_usd_per_day=budget), ledger)


def spent(ledger: MemoryLedger) -> float:
    return sum(ledger.spent.values())


def test_the_most_is_taken_and_the_rest_given_back() -> None:
    ledger = MemoryLedger()
    one = purse(ledger)
    assert one.take(LARGE, prompt())
    assert spent(ledger) > cost(LARGE, COUNTED)
    one.pay(LARGE, COUNTED, billed=True)
    one.settle(LARGE, 2.0, 31.6, {})
    assert spent(ledger) == pytest.approx(one.cost_usd) == pytest.approx(cost(LARGE, COUNTED))
    assert ledger.receipts[0][2] == Receipt(LARGE, {LARGE: COUNTED}, 2.0, 32)


def test_what_was_not_billed_is_given_back_whole() -> None:
    ledger = MemoryLedger()
    one = purse(ledger)
    assert one.take(LARGE, prompt())
    one.pay(LARGE, Usage(), billed=False)
    one.settle("extractive", 0, 0, {})
    assert spent(ledger) == pytest.approx(0)
    assert one.cost_usd == 0


def test_what_was_billed_and_not_counted_costs_the_most() -> None:
    ledger = MemoryLedger()
    one = purse(ledger)
    assert one.take(LARGE, prompt())
    most = spent(ledger)
    one.pay(LARGE, Usage(), billed=True)
    one.settle(LARGE, 0, 0, {})
    assert spent(ledger) == pytest.approx(most) == pytest.approx(one.cost_usd)


def test_two_models_are_both_paid() -> None:
    ledger = MemoryLedger()
    one = purse(ledger)
    for model in (LARGE, "us.amazon.nova-2-lite-v1:0", LARGE):
        assert one.take(model, prompt())
        one.pay(model, COUNTED, billed=True)
    one.settle(LARGE, 0, 0, {})
    assert spent(ledger) == pytest.approx(one.cost_usd)
    assert one.usage[LARGE] == Usage(1800, 400)


def test_a_bot_without_a_budget_spends_of_what_all_have_together() -> None:
    ledger = MemoryLedger(0.10)
    one = purse(ledger, None)
    assert one.take(LARGE, prompt())
    assert not Purse(some_bot(), MemoryLedger(0.01)).take(LARGE, prompt())
    one.pay(LARGE, COUNTED, billed=True)
    one.settle(LARGE, 0, 0, {})
    assert spent(ledger) == pytest.approx(cost(LARGE, COUNTED))


def test_quotes_cost_nothing_even_where_nothing_is_left() -> None:
    one = purse(MemoryLedger(), 0.0)
    assert (one.take("extractive", prompt()), one.short) == (True, False)
    assert (one.take(LARGE, prompt()), one.short) == (False, True)


def test_a_ledger_that_is_down_lends_nothing_and_fails_no_answer() -> None:
    class Down(MemoryLedger):
        def reserve(self, *_: Any) -> bool:
            raise Unavailable("down")

        def settle(self, *_: Any) -> None:
            raise Unavailable("down")

    one = purse(Down())
    assert (one.take(LARGE, prompt()), one.short) == (False, False)
    one.settle("extractive", 0, 0, {})


def spend(ledger: Ledger, turns: int, writers: int) -> list[bool]:
    """So many answers under way at once, each of which takes 0.0315 dollars: which of them had a model.

    None pays before all have asked; `writers` of them ask, and pay, at the same moment.
    """
    purses = [purse(ledger) for _ in range(turns)]

    def ask(one: Purse) -> bool:
        taken = one.take(LARGE, prompt())
        assert ledger.spending(BOT.bot_id, now()[:10]).usd <= 0.10
        return taken

    def pay(one: Purse, taken: bool) -> None:
        if taken:
            one.pay(LARGE, Usage(1_000, 4_000), billed=True)
        one.settle(LARGE if taken else "extractive", 1.0, 5.0, {})

    with ThreadPoolExecutor(writers) as pool:
        had = list(pool.map(ask, purses))
        list(pool.map(pay, purses, had))
    return had


def test_a_thousand_at_once_never_spend_more_than_the_day_has() -> None:
    ledger = MemoryLedger()
    taken = spend(ledger, 1_000, 100)
    spending = ledger.spending(BOT.bot_id, now()[:10])
    assert spending.usd <= 0.10
    assert spending.usd == pytest.approx(sum(taken) * cost(LARGE, Usage(1_000, 4_000)))
    assert spending.answers == {LARGE: sum(taken), "extractive": 1_000 - sum(taken)}
    assert 0 < sum(taken) < 4


@pytest.mark.cloud
def test_neither_do_they_on_dynamodb(cloud: Emulator) -> None:
    account = cloud.account()
    client, table = account.client("dynamodb"), f"docent-{account.env['DOCENT_ENVIRONMENT']}-Usage"
    ledger = DynamoLedger(client, table, lambda: client)
    taken = spend(ledger, 50, 10)
    spending = ledger.spending(BOT.bot_id, now()[:10])
    assert spending.usd <= 0.10
    assert spending.usd == pytest.approx(sum(taken) * cost(LARGE, Usage(1_000, 4_000)))
    assert spending.answers == {LARGE: sum(taken), "extractive": 50 - sum(taken)}
