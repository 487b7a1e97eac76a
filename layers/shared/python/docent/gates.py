"""A bot's door: who asks, and what it is guarded with; nouns and ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from docent.ports import Listing


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks a bot: its owner (or who may change it like one), somebody it is shared with to look at, a
    program with one of its keys, or a visitor of a site that may embed it. `page`: where a visitor asks."""

    kind: Literal["owner", "viewer", "key", "visitor"]
    id: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a visitor token says: bound to one bot, one origin and one visitor. `version`: of the bot's
    identity secret, by which the site said who this is; 0 where it did not."""

    visitor_id: str
    bot_id: str
    origin: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `most` at once, which come back evenly over `seconds`."""

    most: int
    seconds: int = 60


class Limits(Protocol):
    def take(self, key: str, rate: Rate, moment: float) -> float:
        """0 where one more is allowed at `moment` (seconds since 1970), and is counted; otherwise the seconds
        until one is, and nothing is counted. Atomic: never one more than allowed, whoever asks at once.

        The generic cell rate algorithm (ITU-T I.371).
        """


class Salts(Protocol):
    def salt(self, day: str) -> str:
        """What the addresses of a day (`2026-01-31`) are hashed with: random, one for all, soon forgotten."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of one bot. `digest`: SHA-256 of the whole key in hex, which itself is kept nowhere; `prefix`:
    its beginning, to know it again by. `last_used_at` is up to five minutes late, and empty at first.
    """

    bot_id: str
    key_id: str
    name: str
    scopes: tuple[str, ...]
    digest: str
    prefix: str
    created_at: str
    last_used_at: str = ""


class Keys(Protocol):
    def find(self, bot_id: str, key_id: str) -> ApiKey | None:
        """As it is at this moment: a revoked key is gone."""

    def used(self, bot_id: str, key_id: str, moment: str) -> None:
        """Note the use of a key; nothing happens if it is gone."""


class KeyRing(Protocol):
    def add(self, key: ApiKey) -> None:
        """Raises Conflict if the bot has a key of this id."""

    def of_bot(self, bot_id: str) -> Sequence[ApiKey]:
        """Newest first."""

    def remove(self, bot_id: str, key_id: str) -> ApiKey:
        """Which it was. Raises NotFound."""


class Grants(Protocol):
    def erase(self, bot_id: str) -> Mapping[str, int]:
        """Remove whatever lets others than its owner at a bot, its pinned questions and its history; how many
        of each: `keys`, `identities`, `members`, `tests`, `deeds`."""


Role = Literal["owner", "editor", "viewer"]
ROLES: tuple[Role, ...] = ("owner", "editor", "viewer")  # who may more comes first


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody whom a bot is shared with. `user_id` is empty until an account with this address accepted.

    `email`: the address that was invited, which stays though the account may move to another. `expires_at`:
    when the invitation counts no more, in seconds since 1970; 0 once it was accepted.
    """

    bot_id: str
    member_id: str
    email: str
    role: Role
    invited_at: str
    user_id: str = ""
    joined_at: str = ""
    expires_at: int = 0

    def stands(self, moment: float) -> bool:
        """Whether they are a member, or may still become one."""
        return bool(self.user_id) or moment < self.expires_at


class Roles(Protocol):
    def member(self, bot_id: str, user_id: str) -> Member | None:
        """The account as it is now one of those whom the bot is shared with, by the most it may; or None."""


class Members(Protocol):
    """Whom a bot is shared with. Invitations that ran out are none."""

    def invite(self, member: Member) -> Member:
        """Share with an address, anew where an invitation waits; who is a member already has another role
        from now on, and nothing else of it changes. Raises Conflict where they go at the same moment."""

    def of_bot(self, bot_id: str) -> Sequence[Member]:
        """In no particular order, as it is at this moment."""

    def remove(self, bot_id: str, member_id: str) -> Member:
        """Who it was. Raises NotFound."""


class Shares(Protocol):
    """What is shared with somebody. What was shared in the last moment may not be found yet."""

    def joined(self, user_id: str) -> Sequence[Member]:
        """What an account accepted."""

    def waiting(self, email: str) -> Sequence[Member]:
        """What waits for an account with this address."""

    def join(self, member: Member, user_id: str) -> Member:
        """Make a waiting invitation the account's, for good. Raises NotFound if it does not wait any more."""


class Identities(Protocol):
    """Whether a bot takes its site's word for who a visitor is, and by which of its secrets."""

    def version(self, bot_id: str) -> int:
        """0 where it does not."""

    def rotate(self, bot_id: str) -> int:
        """A version that there never was."""

    def stop(self, bot_id: str) -> None: ...


class PersonTokens(Protocol):
    """JWTs by which a site says who its visitor is, signed with the bot's identity secret (HS256)."""

    def secret(self, bot_id: str, version: int) -> str: ...

    def person(self, token: str, bot_id: str, version: int) -> str:
        """Whom the token names (`sub`). Raises NotSignedIn, code `identity_rejected`, also for one that
        counts for over an hour or for ever."""


Action = Literal[
    "bot_created", "settings_changed", "document_added", "document_removed", "passage_changed",
    "key_made", "key_revoked", "identity_rotated", "identity_stopped", "bot_deleted",
    "member_invited", "member_joined", "member_removed", "invitation_declined", "bot_exported",
    "bot_imported", "document_retried", "test_added", "test_deleted", "todo_dismissed",
    "conversations_exported", "conversation_deleted", "webhook_secret_shown",
]  # fmt: skip


ERASED = "erased"  # stands for an account that was


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what to which bot. `detail`: names of settings, of a document or a key; never a value.
    `who`: a member's address, masked, to know them by once they are none."""

    bot_id: str
    deed_id: str
    user_id: str
    action: Action
    detail: str
    at: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Doer:
    """Who did something, as its reader knows them; `email` is a member's, masked of who left."""

    kind: Literal["you", "maker", "member", "gone"]
    email: str = ""


class Trail(Protocol):
    def note(self, deed: Deed, lifetime_days: int) -> None: ...

    def of_bot(self, bot_id: str, after: str = "", limit: int = 50) -> Listing:
        """Newest first."""

    def anonymise(self, bot_id: str, user_id: str) -> int:
        """Have what an account did to a bot be somebody's, whose address goes too: how many deeds these
        were."""


class VisitorTokens(Protocol):
    def issue(self, visitor: Visitor, lifetime: int) -> str:
        """A signed token that counts for `lifetime` seconds."""

    def visitor(self, token: str, grace: int = 0) -> Visitor | None:
        """What the token says; None if it is no visitor token at all. Raises NotSignedIn if it ran out more
        than `grace` seconds ago."""
