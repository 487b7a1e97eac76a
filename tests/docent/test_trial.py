from __future__ import annotations

from typing import Any

import pytest

from docent.conversation import Receipt
from docent.errors import BadInput, NotAllowed
from docent.fields import Fields
from docent.gates import Asker
from docent.model import Bot
from docent.trial import Unkept, tried
from tests.fakes import MemoryLedger

BOT = Bot("bot_1", "ann", "B", instructions="Be brief.", threshold=0.4)
OWNER = Asker("owner", "ann")


def trying(trial: Any, asker: Asker = OWNER, **more: Any) -> Bot:
    return tried(BOT, asker, Fields({"trial": trial, **more}), models=["small"])


def test_what_is_given_takes_the_place_of_the_bots_own() -> None:
    bot = trying({"model": "small", "threshold": None})
    assert (bot.model, bot.threshold, bot.instructions, bot.bot_id) == ("small", None, "Be brief.", "bot_1")


@pytest.mark.parametrize("kind", ["viewer", "visitor", "key"])
def test_nobody_tries_who_may_not_edit(kind: Any) -> None:
    with pytest.raises(NotAllowed):
        trying({"model": "small"}, Asker(kind, "x"))


@pytest.mark.parametrize(
    ("trial", "more"),
    [
        ({"name": "Other"}, {}), ({"budget_usd_per_day": None}, {}), ({"model": "unknown"}, {}),
        ("small", {}), ({"model": "small"}, {"conversation_id": "con_1"}),
    ],
)  # fmt: skip
def test_other_settings_and_conversations_are_refused(trial: Any, more: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        trying(trial, **more)


def test_only_its_cost_is_kept() -> None:
    ledger = MemoryLedger()
    kept = Unkept(ledger)
    assert kept.reserve("bot_1", "2026-01-31", 0.04, 0.05)
    assert not kept.reserve("bot_1", "2026-01-31", 0.04, 0.05)
    kept.settle("bot_1", "2026-01-31", -0.01, Receipt("small", tally={"asked": 1}))
    spending = kept.spending("bot_1", "2026-01-31")
    assert (spending.usd, spending.answers, spending.tally) == (pytest.approx(0.03), {"small": 1}, {})
