"""Who may do what with a bot."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from docent.conversation import PERSON
from docent.errors import BadInput, NotAllowed, NotFound, NotSignedIn, OriginNotAllowed
from docent.gates import ApiKey, Asker, Identities, Keys, Role, Roles, Visitor, VisitorTokens
from docent.keys import is_key, opened
from docent.model import Bot
from docent.ports import AccessTokens, Bots

_PORTS = {"http": 80, "https": 443}
LONGEST_PAGE = 300
_HOST = re.compile(
    r"(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|\[[0-9a-f:.]+\]"
)


Right = Literal["view", "edit", "own"]
# Who may do what with a bot: `view` reads it and its documents, asks it and searches it; `edit` is for its
# settings, documents, conversations and to-do; `own` for deletion, sharing, keys, identity and history.
MAY: Mapping[Right, frozenset[Role]] = {
    "view": frozenset({"owner", "editor", "viewer"}),
    "edit": frozenset({"owner", "editor"}),
    "own": frozenset({"owner"}),
}
_CURES = {
    "view": "",
    "edit": "You may look at this bot and ask it, not change it. Ask an owner of it to make you an editor.",
    "own": "Only owners of this bot may do that. Ask one to do it, or to make you an owner.",
}


class Seat(NamedTuple):
    """A bot, who is at it, and as what."""

    bot: Bot
    user_id: str
    role: Role


def seat(bot_id: str, user_id: str, right: Right, *, bots: Bots, roles: Roles, erasing: bool = False) -> Seat:
    """The bot and what it is this account's as: its maker's, or shared. With `erasing`, also one whose
    deletion was cut off.

    Raises NotFound, the same (and after the same reads) for a stranger's as for none; NotAllowed where the
    role is not enough for the `right`.
    """
    bot = bots.find(bot_id)
    mine = bot is not None and bot.user_id == user_id
    role: Role | None = "owner" if mine else roles.role(bot_id, user_id)
    if bot is None or role is None or bot.erasing > erasing:
        raise no_such_bot()
    if role not in MAY[right]:
        raise NotAllowed(_CURES[right], code="role_missing")
    return Seat(bot, user_id, role)


def asked_bot(
    bot_id: str,
    token: str,
    origin: str,
    scope: str = "chat",
    *,
    bots: Bots,
    users: AccessTokens,
    visitors: VisitorTokens,
    identities: Identities,
    keys: Keys,
    roles: Roles,
    own: str = "",
) -> tuple[Bot, Asker]:
    """The bot and who asks it: its owner or whom it is shared with, who holds a key of it that is for
    `scope`, or (to chat) a visitor whose token is for this bot and this page's origin. `own`: the origin of
    bots' own pages.

    Raises NotSignedIn, NotAllowed, NotFound or OriginNotAllowed.
    """
    if is_key(token):
        return _keyed_bot(bot_id, opened(token, scope, keys=keys), bots)
    visitor = visitors.visitor(token)
    if visitor is None:
        user_id = users.user_id(token)
        at = seat(bot_id, user_id, "view", bots=bots, roles=roles)
        return at.bot, Asker("owner" if at.role in MAY["edit"] else "viewer", user_id)
    if visitor.bot_id != bot_id:
        raise no_such_bot()
    if scope != "chat" or visitor.origin != origin:
        raise NotSignedIn("This visitor token is to chat, on the site it was given to. Open a new session.")
    if not still_known(visitor, identities=identities):
        raise NotSignedIn(
            "This bot takes that word for who visits no more. Open a new session.", code="token_expired"
        )
    bot = present_bot(bot_id, bots=bots)
    checked_origin(bot, origin, own)
    return bot, Asker("visitor", visitor.visitor_id)


def still_known(visitor: Visitor, *, identities: Identities) -> bool:
    """Whether the site's word for who this is still counts; also where it said nothing."""
    return not visitor.visitor_id.startswith(PERSON) or (
        0 < visitor.version == identities.version(visitor.bot_id)
    )


def present_bot(bot_id: str, *, bots: Bots) -> Bot:
    """The bot, whoever asks. Raises NotFound, also for one that is being erased."""
    bot = bots.find(bot_id)
    if bot is None or bot.erasing:
        raise no_such_bot()
    return bot


def _keyed_bot(bot_id: str, key: ApiKey, bots: Bots) -> tuple[Bot, Asker]:
    if key.bot_id != bot_id:
        raise no_such_bot()
    return present_bot(bot_id, bots=bots), Asker("key", key.key_id)


def checked_origin(bot: Bot, origin: str, own: str = "") -> None:
    """Raises OriginNotAllowed unless one of the bot's patterns covers the origin, or its own page has it."""
    if bot.hosted and origin and origin == own:
        return
    if not any(covers(pattern, origin) for pattern in bot.allowed_origins):
        raise not_here(origin)


def covers(pattern: str, origin: str) -> bool:
    """Whether `https://example.com` or `https://*.example.com` covers an Origin header."""
    scheme, _, host = pattern.partition("://")
    given_scheme, _, given_host = origin.partition("://")
    if scheme != given_scheme or not given_host:
        return False
    return given_host.endswith(host[1:]) if host.startswith("*.") else given_host == host


def normalised_origin(text: str) -> str:
    """An allowed origin from what people paste: a URL, a host, `*.example.com`. Raises BadInput."""
    try:
        scheme, host, port = _parts(text.strip().lower())
    except (ValueError, OSError):
        scheme, host, port = "", "", None
    if scheme not in _PORTS or not _HOST.fullmatch(host) or len(host) > 255 or _too_wide(host):
        raise BadInput(
            f"{text!r} is not a site. Write it as https://example.com or https://*.example.com.",
            field="allowed_origins",
        )
    return f"{scheme}://{host}" + (f":{port}" if port and port != _PORTS[scheme] else "")


def _parts(given: str) -> tuple[str, str, int | None]:
    parts = urlsplit(given if "://" in given else f"https://{given}")
    if parts.username is not None:
        raise ValueError("a site has no user")
    return parts.scheme, _as_browsers_write(parts.hostname or ""), parts.port


def _as_browsers_write(host: str) -> str:
    """A host as it stands in an Origin header: IPv6 shortened, no dot at the end, other scripts in Punycode.

    As UTS 46 has it, non-transitional: Python's own codec turns the German sharp s into another site's name.
    """
    import unicodedata  # the chat function never needs it

    if ":" in host:
        return f"[{socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, host))}]"
    labels = unicodedata.normalize("NFKC", host).replace("\u3002", ".").removesuffix(".").split(".")
    return ".".join(each if each.isascii() else f"xn--{each.encode('punycode').decode()}" for each in labels)


def _too_wide(host: str) -> bool:
    """Whether a `*.` stands before what no one site has: all of `.com`, or a part of an address."""
    _, star, rest = host.partition("*.")
    return bool(star) and ("." not in rest and rest != "localhost" or rest.rpartition(".")[2].isdigit())


def not_here(origin: str) -> OriginNotAllowed:
    site = origin if origin and origin != "null" else "a page without an origin"
    return OriginNotAllowed(
        f"There is no such bot, or it may not be shown on {site}. Check its id; its owner can add the site"
        " under Embed, Allowed sites."
    )


def no_such_bot() -> NotFound:
    return NotFound("There is no such bot, or it is not yours.", code="bot_not_found")


def page_of(address: str, origin: str) -> str:
    """The address of a page of this origin without query and fragment, which may tell of a person, at most
    LONGEST_PAGE characters; of another origin's, or of what is no address, nothing."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if not origin or f"{parts.scheme}://{parts.netloc}".lower() != origin.lower():
        return ""
    return f"{origin}{parts.path}"[:LONGEST_PAGE]
