"""Asking a bot as if other settings were its own, which nobody but who edits it may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docent import bot_settings
from docent.conversation import Ledger, Receipt, Spending, Turn
from docent.errors import BadInput, NotAllowed
from docent.fields import Fields
from docent.gates import Asker
from docent.model import Bot

SETTINGS = ("model", "instructions", "threshold")


def tried(bot: Bot, asker: Asker, fields: Fields, *, models: Sequence[str]) -> Bot:
    """The bot with the settings of `trial` in place of its own. Raises NotAllowed, BadInput."""
    if asker.kind != "owner":
        raise NotAllowed("Only those who may edit this bot can try other settings.", code="role_missing")
    given = fields.object("trial")
    unknown = [name for name in given if name not in SETTINGS]
    if unknown or "conversation_id" in fields:
        raise BadInput(
            f"`trial` takes {', '.join(SETTINGS)}, and asks one question outside of any conversation.",
            field="trial",
        )
    return replace(bot, **bot_settings.given(Fields(given), new=False, models=models))


class Unkept:
    """Satisfies Conversations and Ledger: no turn is kept or counted, what it costs is."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def record(self, turn: Turn, lifetime_days: int) -> None:
        """Forgotten."""

    def recent(self, bot_id: str, conversation_id: str, limit: int) -> Sequence[Turn]:
        return ()

    def erase(self, bot_id: str) -> int:
        return 0

    def reserve(self, bot_id: str, day: str, usd: float, limit: float | None) -> bool:
        return self._ledger.reserve(bot_id, day, usd, limit)

    def settle(self, bot_id: str, day: str, usd: float, receipt: Receipt) -> None:
        self._ledger.settle(bot_id, day, usd, replace(receipt, tally={}))

    def spending(self, bot_id: str, day: str) -> Spending:
        return self._ledger.spending(bot_id, day)
