"""Who did what to which bot."""

from __future__ import annotations

from collections.abc import Callable

from docent.gates import Action, Deed, Doer, Members, Trail
from docent.ids import new_id, now
from docent.model import Bot

KEPT_DAYS = 400
_MOST_DETAIL = 200


def note(
    bot_id: str, user_id: str, action: Action, detail: str = "", email: str = "", *, trail: Trail
) -> None:
    """Write down what was done, once it is done. `email`: of a member who did it, kept masked."""
    from docent.accounts import masked  # what only reads pays nothing for it

    who = masked(email) if email else ""
    trail.note(Deed(bot_id, new_id("deed"), user_id, action, detail[:_MOST_DETAIL], now(), who), KEPT_DAYS)


def doers(bot: Bot, reader: str, *, members: Members) -> Callable[[Deed], Doer]:
    """Tells a reader who did something: themselves, who made the bot, a member, or somebody who left."""
    emails = {member.user_id: member.email for member in members.of_bot(bot.bot_id) if member.user_id}

    def doer(deed: Deed) -> Doer:
        if deed.user_id in (reader, bot.user_id):
            return Doer("you" if deed.user_id == reader else "maker")
        email = emails.get(deed.user_id)
        return Doer("member", email) if email else Doer("gone", deed.who)

    return doer
