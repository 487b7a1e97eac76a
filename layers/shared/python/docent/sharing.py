"""Sharing a bot with other accounts: by an e-mail address, which counts once its holder accepts.

Nobody looks whether the address has an account, so that sharing tells nobody who has one.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence

from docent.access import Seat
from docent.accounts import checked_email
from docent.errors import Conflict, NotFound
from docent.gates import Member, Members, Role, Shares
from docent.identity import User
from docent.ids import now
from docent.model import Bot
from docent.ports import Bots

MOST_MEMBERS = 50
MOST_SHARED = 100
INVITED_SECONDS = 30 * 86_400


def invite(bot: Bot, email: str, role: Role, *, members: Members) -> Member:
    """Share a bot with whoever has this address and says so within a month, or give them another role.

    Raises BadInput or Conflict. Counted once they are there, as keys are.
    """
    address = checked_email(email)
    member_id = "mem_" + hashlib.sha256(f"{bot.bot_id} {address}".encode()).hexdigest()[:26]
    known = {member.member_id for member in members.of_bot(bot.bot_id)}
    expires_at = int(time.time()) + INVITED_SECONDS
    invited = members.invite(Member(bot.bot_id, member_id, address, role, now(), expires_at=expires_at))
    if member_id not in known and len(members.of_bot(bot.bot_id)) > MOST_MEMBERS:
        members.remove(bot.bot_id, member_id)
        raise Conflict(
            f"A bot is shared with {MOST_MEMBERS} people at most. Remove somebody first.",
            code="too_many_members",
        )
    return invited


def leave(bot_id: str, user_id: str, *, members: Members) -> Member:
    """Share the bot with this account no more; who they were. Raises NotFound where it is not, as with its
    maker."""
    theirs = [each for each in members.of_bot(bot_id) if each.user_id == user_id]
    if not theirs:
        raise NotFound(
            "This bot is yours: it is not shared with you. Delete it instead.", code="member_not_found"
        )
    for each in theirs:
        members.remove(bot_id, each.member_id)
    return theirs[0]


def shared(user_id: str, *, shares: Shares, bots: Bots) -> Sequence[Seat]:
    """The bots that are shared with an account, as what, by name; each once."""
    return sorted(
        (
            Seat(bot, user_id, member.role, member.email)
            for member, bot in _with_bots(shares.joined(user_id), bots)
        ),
        key=lambda seat: (seat.bot.name.casefold(), seat.bot.bot_id),
    )


def invitations(user: User, *, shares: Shares, bots: Bots) -> Sequence[tuple[Member, Bot]]:
    """What waits for somebody's answer, the newest first; nothing while their address is not proven."""
    waiting = shares.waiting(user.email.lower()) if user.proven else ()
    theirs = sorted(waiting, key=lambda member: member.invited_at, reverse=True)[:MOST_SHARED]
    return [(member, bot) for member, bot in _with_bots(theirs, bots) if bot.user_id != user.user_id]


def accept(bot_id: str, user: User, *, shares: Shares, bots: Bots) -> Seat:
    """Become a member. Raises NotFound where nothing waits, Conflict with too many shared bots already: as
    the index has it, which is a moment late; no list shows more than MOST_SHARED.
    """
    member, bot = _invitation(bot_id, user, shares, bots)
    if len(shares.joined(user.user_id)) >= MOST_SHARED:
        raise Conflict(
            f"{MOST_SHARED} bots are shared with you, which is the most. Leave one first.",
            code="too_many_shared",
        )
    return Seat(bot, user.user_id, shares.join(member, user.user_id).role, member.email)


def decline(bot_id: str, user: User, *, shares: Shares, members: Members, bots: Bots) -> Seat:
    """The seat that they do not take. Raises NotFound where nothing waits."""
    member, bot = _invitation(bot_id, user, shares, bots)
    members.remove(bot_id, member.member_id)
    return Seat(bot, user.user_id, member.role, member.email)


def _invitation(bot_id: str, user: User, shares: Shares, bots: Bots) -> tuple[Member, Bot]:
    for member, bot in invitations(user, shares=shares, bots=bots):
        if bot.bot_id == bot_id:
            return member, bot
    raise NotFound("No invitation to this bot waits for you. Ask for one.", code="invitation_not_found")


def _with_bots(members: Sequence[Member], bots: Bots) -> Iterator[tuple[Member, Bot]]:
    """Those whose bot is still there, each bot once."""
    of_bot = {member.bot_id: member for member in members[:MOST_SHARED]}
    for bot in bots.listed(list(of_bot)):
        if not bot.erasing:
            yield of_bot[bot.bot_id], bot
