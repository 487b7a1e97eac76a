"""Who did what to which bot."""

from __future__ import annotations

from docent.gates import Action, Deed, Trail
from docent.ids import new_id, now

KEPT_DAYS = 400
_MOST_DETAIL = 200


def note(bot_id: str, user_id: str, action: Action, detail: str = "", *, trail: Trail) -> None:
    """Write down what was done, once it is done."""
    deed = Deed(bot_id, new_id("deed"), user_id, action, detail[:_MOST_DETAIL], now())
    trail.note(deed, KEPT_DAYS)
