"""An account's erasure: its bots, what it said and did at others', and itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from docent.accounts import exports_of
from docent.conversation import ConversationLog, Transcripts
from docent.errors import NotFound
from docent.gates import Member, Members, Shares, Trail
from docent.identity import Profiles, User
from docent.ids import now
from docent.model import Bot
from docent.ports import Bots, Files


@dataclass(frozen=True, slots=True)
class Places:
    """Every store that holds something of a person. `erase_bot` gives a receipt, or raises NotFound."""

    profiles: Profiles
    bots: Bots
    files: Files
    shares: Shares
    members: Members
    transcripts: Transcripts
    log: ConversationLog
    trail: Trail
    erase_bot: Callable[[Bot], Mapping[str, Any]]


def erase(access_token: str, *, places: Places) -> Mapping[str, Any]:
    """Erase the bots, what was said at bots of others, and the account; what was done there becomes
    somebody's. A receipt of what each store held. Can be run again after a failure.

    The account goes last: until then its holder can sign in and go on with what was cut off. Who has none
    makes no bots: those that were made meanwhile go then.
    """
    user = places.profiles.profile(access_token)
    receipts = _erase_bots(user, places)
    removed = Counter({"exports": places.files.erase(exports_of(user.user_id))})
    for member in places.shares.joined(user.user_id):
        removed.update(_leave(member, places))
    for member in places.shares.waiting(user.email.lower()) if user.proven else ():
        removed["members"] += _remove(member, places)
    places.profiles.erase(access_token)
    receipts += _erase_bots(user, places)
    for receipt in receipts:
        removed.update(receipt["removed"])
    removed["accounts"] = 1
    return {"user_id": user.user_id, "removed": dict(removed), "bots": receipts, "erased_at": now()}


def _erase_bots(user: User, places: Places) -> list[Mapping[str, Any]]:
    """Erase the bots that there are now, not what comes while this goes on; their receipts."""
    page = places.bots.owned_by(user.user_id)
    found = [*page.items]
    while page.next:
        page = places.bots.owned_by(user.user_id, page.next)
        found += page.items
    receipts = []
    for bot in found:
        with suppress(NotFound):  # another request erased it meanwhile
            receipts.append(places.erase_bot(bot))
    return receipts


def _leave(member: Member, places: Places) -> Mapping[str, int]:
    """End what is shared with somebody, who goes last: so this can be gone on with."""
    said = Counter(
        turn.conversation_id for turn in places.transcripts.of_bot(member.bot_id, asker=member.user_id)
    )
    for conversation_id in said:
        places.log.forget(member.bot_id, conversation_id)
    anonymised = places.trail.anonymise(member.bot_id, member.user_id)
    return {
        "conversations": said.total(), "deeds_anonymised": anonymised, "members": _remove(member, places),
    }  # fmt: skip


def _remove(member: Member, places: Places) -> int:
    with suppress(NotFound):  # its bot went meanwhile, or another request came first
        places.members.remove(member.bot_id, member.member_id)
    return 1
