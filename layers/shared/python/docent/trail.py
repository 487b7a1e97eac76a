"""Who did what to which bot."""

from __future__ import annotations

from collections.abc import Callable

from docent.gates import Action, Deed, Doer, Members, Trail
from docent.ids import new_id, now
from docent.model import Bot

KEPT_DAYS = 400
_MOST_DETAIL = 200


def note(bot_id: str, user_id: str, action: Action, detail: str = "", *, trail: Trail) -> None:
    """Write down what was done, once it is done."""
    deed = Deed(bot_id, new_id("deed"), user_id, action, detail[:_MOST_DETAIL], now())
    trail.note(deed, KEPT_DAYS)


def doers(bot: Bot, reader: str, *, members: Members) -> Callable[[str], Doer]:
    """Tells a reader who an account is: themselves, who made the bot, a member, or somebody who left."""
    emails = {member.user_id: member.email for member in members.of_bot(bot.bot_id) if member.user_id}

    def doer(user_id: str) -> Doer:
        if user_id in (reader, bot.user_id):
            return Doer("you" if user_id == reader else "maker")
        return Doer("member", emails[user_id]) if user_id in emails else Doer("gone")

    return doer
