"""What one answer may cost and does: reserved before a model is asked, settled however it ends."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from math import ceil

from docent.conversation import Ledger, Prompt, Receipt, Usage
from docent.errors import Unavailable
from docent.ids import now
from docent.model import Bot
from docent.prices import cost

# Failures that come before a model has done anything that it would be paid for.
UNBILLED = {
    "model_key_refused", "model_not_found", "model_busy", "model_unreachable", "model_resting",
}  # fmt: skip


class Purse:
    """Of one answer of a bot.

    `cost_usd`: what its models cost so far; `usage`: what they counted; `short`: whether the day's budget did
    not cover one of them.
    """

    def __init__(self, bot: Bot, ledger: Ledger) -> None:
        self.cost_usd, self.short = 0.0, False
        self.usage: dict[str, Usage] = {}
        self._bot, self._ledger, self._day = bot, ledger, now()[:10]
        self._most = self._reserved = 0.0

    def take(self, model: str, prompt: Prompt) -> bool:
        """Whether there is enough for the most that this can cost, which is taken from the day's budget."""
        self._most = _most(model, prompt)
        if not self._most:
            return True
        try:
            taken = self._ledger.reserve(
                self._bot.bot_id, self._day, self._most, self._bot.budget_usd_per_day
            )
        except Unavailable:
            return False  # what cannot be written down is not spent
        self._reserved += self._most if taken else 0.0
        self.short |= not taken
        return taken

    def pay(self, model: str, usage: Usage, *, billed: bool) -> None:
        """For what was taken last. A model that was `billed` and did not count costs the most it can."""
        if usage != Usage():
            so_far = self.usage.get(model, Usage())
            self.usage[model] = Usage(
                so_far.input_tokens + usage.input_tokens, so_far.output_tokens + usage.output_tokens
            )
            self.cost_usd += cost(model, usage)
        elif billed:
            self.cost_usd += self._most

    def settle(self, model: str, read_units: float, milliseconds: float, tally: Mapping[str, int]) -> None:
        """Give back what was reserved and not spent, and enter the receipt: one write."""
        receipt = Receipt(model, self.usage, read_units, round(milliseconds), tally)
        # The answer is out by now. What stays reserved is on the safe side.
        with suppress(Unavailable):
            self._ledger.settle(self._bot.bot_id, self._day, _up(self.cost_usd) - self._reserved, receipt)


def _most(model: str, prompt: Prompt) -> float:
    """The most that an answer can cost: no token is shorter than a byte of UTF-8, and output is limited."""
    texts = (prompt.system, prompt.user, *(text for turn in prompt.history for text in turn))
    return _up(cost(model, Usage(sum(len(text.encode()) for text in texts), prompt.most_tokens)))


def _up(usd: float) -> float:
    """Rounded up to a whole micro-dollar, which is what a ledger counts in: never a bit too little."""
    return ceil(round(usd * 1e6, 3)) / 1e6
