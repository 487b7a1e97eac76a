"""Fakes of the ports of gates.py and pinned.py, in memory. Each passes the contract suite of its port."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from docent.errors import Conflict, NotFound, NotSignedIn
from docent.gates import ERASED, ROLES, ApiKey, Deed, Member, Rate
from docent.ids import now
from docent.pinned import Outcome, Pinned
from docent.ports import Listing


class MemoryLimits:
    """Limits and Salts. `empty_at` holds when each bucket will be empty again."""

    def __init__(self) -> None:
        self.empty_at: dict[str, float] = {}

    def take(self, key: str, rate: Rate, moment: float) -> float:
        step = rate.seconds / rate.most
        begins = max(self.empty_at.get(key, 0.0), moment)
        wait = begins - moment - (rate.most - 1) * step
        if wait > 1e-6:
            return wait
        self.empty_at[key] = begins + step
        return 0.0

    def salt(self, day: str) -> str:
        return f"salt of {day}"


class MemoryIdentities:
    """Identities."""

    def __init__(self) -> None:
        self._versions: dict[str, tuple[int, bool]] = {}

    def version(self, bot_id: str) -> int:
        version, active = self._versions.get(bot_id, (0, False))
        return version if active else 0

    def rotate(self, bot_id: str) -> int:
        self._versions[bot_id] = (self._versions.get(bot_id, (0, False))[0] + 1, True)
        return self.version(bot_id)

    def stop(self, bot_id: str) -> None:
        self._versions[bot_id] = (self._versions.get(bot_id, (0, False))[0], False)


class MemoryPeople:
    """PersonTokens, by the standard library."""

    def secret(self, bot_id: str, version: int) -> str:
        return f"the secret of {bot_id} in version {version}".ljust(64, ".")

    def person(self, token: str, bot_id: str, version: int) -> str:
        signed, _, signature = token.rpartition(".")
        key, now = self.secret(bot_id, version).encode(), time.time()
        right = base64.urlsafe_b64encode(hmac.digest(key, signed.encode(), "sha256")).decode().rstrip("=")
        claims = self._read(signed.partition(".")[2]) if right == signature else None
        match claims:
            case {"sub": str(subject), "exp": float() | int() as expires} if now < expires < now + 3660:
                begins = claims.get("nbf", 0)
                begun = isinstance(begins, int | float) and begins <= now + 60
                if begun and 1 <= len(subject) <= 200 and subject == subject.encode(errors="ignore").decode():
                    return subject
        raise NotSignedIn("not who they say", code="identity_rejected")

    def _read(self, part: str) -> Any:
        return json.loads(base64.urlsafe_b64decode(part + "=="))


class MemoryKeys:
    """Keys, KeyRing and Grants. `uses` counts how often a use was written down."""

    def __init__(self) -> None:
        self.keys: dict[tuple[str, str], ApiKey] = {}
        self.uses = 0

    def find(self, bot_id: str, key_id: str) -> ApiKey | None:
        return self.keys.get((bot_id, key_id))

    def used(self, bot_id: str, key_id: str, moment: str) -> None:
        if key := self.find(bot_id, key_id):
            self.uses += 1
            self.keys[bot_id, key_id] = replace(key, last_used_at=moment)

    def add(self, key: ApiKey) -> None:
        if self.find(key.bot_id, key.key_id):
            raise Conflict("there already")
        self.keys[key.bot_id, key.key_id] = key

    def of_bot(self, bot_id: str) -> Sequence[ApiKey]:
        return [key for (bot, _), key in sorted(self.keys.items(), reverse=True) if bot == bot_id]

    def remove(self, bot_id: str, key_id: str) -> ApiKey:
        if not (gone := self.keys.pop((bot_id, key_id), None)):
            raise NotFound("no such key")
        return gone

    def erase(self, bot_id: str) -> Mapping[str, int]:
        gone = self.of_bot(bot_id)
        for key in gone:
            del self.keys[bot_id, key.key_id]
        return {"keys": len(gone), "identities": 0, "members": 0, "tests": 0, "deeds": 0}


class MemoryMembers:
    """Roles, Members and Shares."""

    def __init__(self) -> None:
        self.members: dict[tuple[str, str], Member] = {}

    def member(self, bot_id: str, user_id: str) -> Member | None:
        theirs = [member for member in self.of_bot(bot_id) if member.user_id == user_id]
        return min(theirs, key=lambda member: ROLES.index(member.role), default=None)

    def invite(self, member: Member) -> Member:
        key = member.bot_id, member.member_id
        known = self.members.get(key)
        self.members[key] = replace(known, role=member.role) if known and known.user_id else member
        return self.members[key]

    def of_bot(self, bot_id: str) -> Sequence[Member]:
        return [member for member in self._standing() if member.bot_id == bot_id]

    def remove(self, bot_id: str, member_id: str) -> Member:
        removed = self.members.pop((bot_id, member_id), None)
        if removed is None:
            raise NotFound("nobody like that", code="member_not_found")
        return removed

    def joined(self, user_id: str) -> Sequence[Member]:
        return [member for member in self._standing() if member.user_id == user_id]

    def waiting(self, email: str) -> Sequence[Member]:
        return [each for each in self._standing() if not each.user_id and each.email == email]

    def join(self, member: Member, user_id: str) -> Member:
        key = member.bot_id, member.member_id
        known = self.members.get(key)
        if known is None or known.user_id or not known.stands(time.time()):
            raise NotFound("nobody like that", code="member_not_found")
        self.members[key] = replace(known, user_id=user_id, joined_at=now(), expires_at=0)
        return self.members[key]

    def _standing(self) -> Sequence[Member]:
        return [member for member in self.members.values() if member.stands(time.time())]


class MemoryPinned:
    """PinnedQuestions and PinBoard."""

    def __init__(self) -> None:
        self.pinned: dict[tuple[str, str], Pinned] = {}

    def of_bot(self, bot_id: str) -> Sequence[Pinned]:
        return [each for (bot, _), each in sorted(self.pinned.items(), reverse=True) if bot == bot_id]

    def add(self, pinned: Pinned) -> None:
        self.pinned[pinned.bot_id, pinned.test_id] = pinned

    def judged(self, bot_id: str, test_id: str, outcome: Outcome) -> None:
        if pinned := self.pinned.get((bot_id, test_id)):
            passed_at = outcome.ran_at if outcome.passed else pinned.passed_at
            self.pinned[bot_id, test_id] = replace(pinned, outcome=outcome, passed_at=passed_at)

    def remove(self, bot_id: str, test_id: str) -> Pinned:
        if not (gone := self.pinned.pop((bot_id, test_id), None)):
            raise NotFound("no such test")
        return gone


class MemoryTrail:
    """Trail."""

    def __init__(self) -> None:
        self.deeds: list[Deed] = []

    def note(self, deed: Deed, lifetime_days: int) -> None:
        self.deeds.append(deed)

    def anonymise(self, bot_id: str, user_id: str) -> int:
        theirs = [n for n, d in enumerate(self.deeds) if (d.bot_id, d.user_id) == (bot_id, user_id)]
        for at in theirs:
            self.deeds[at] = replace(self.deeds[at], user_id=ERASED, who="")
        return len(theirs)

    def of_bot(self, bot_id: str, after: str = "", limit: int = 50) -> Listing:
        found = [deed for deed in reversed(self.deeds) if deed.bot_id == bot_id]
        start = int(after or 0)
        more = str(start + limit) if start + limit < len(found) else ""
        return Listing(tuple(found[start : start + limit]), more)
