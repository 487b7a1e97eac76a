"""Opening a bot to a visitor of a site that may embed it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from docent import puzzle
from docent.access import checked_origin, not_here, still_known
from docent.conversation import PERSON
from docent.errors import NotSignedIn
from docent.gates import Identities, Limits, PersonTokens, Rate, Visitor, VisitorTokens
from docent.ids import new_id
from docent.limits import session, take
from docent.model import Bot
from docent.ports import Bots
from docent.puzzle import Puzzle

SESSION_SECONDS = 900
RENEWAL_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Asking:
    """Who wants a session: from which page's `origin`, and `address` as docent.limits.anonymous gives it.

    `earlier`: a token had before; `identity`: the site's word for who it is; `proof`: a puzzle, solved;
    `own`: the origin of bots' own pages.
    """

    bot_id: str
    origin: str
    address: str = ""
    earlier: str = ""
    identity: str = ""
    proof: str = ""
    own: str = ""


class Opened(NamedTuple):
    bot: Bot
    token: str


def open_session(
    asking: Asking, most: int,
    *, bots: Bots, tokens: VisitorTokens, identities: Identities, people: PersonTokens, limits: Limits,
    secret: Callable[[], str], clock: Callable[[], float],
) -> Opened | Puzzle:  # fmt: skip
    """The bot and a visitor token, `most` times a minute for one address; or a puzzle to solve first, where
    the bot wants that of newcomers.

    With an `earlier` token of the same bot and origin, at most a day old, the visitor stays the same; a
    person only while the secret that named them is the bot's. With an `identity`, the visitor is that person,
    on whatever device. Raises OriginNotAllowed, also where there is no such bot: only who may open it learns
    that it is there. Raises NotSignedIn and TooManyRequests.
    """
    bot = bots.find(asking.bot_id)
    if bot is None or bot.erasing:
        raise not_here(asking.origin)
    checked_origin(bot, asking.origin, asking.own)
    earlier = None if asking.identity else _earlier(asking, tokens, identities)
    newcomer = bot.proof_of_work and not asking.identity and not earlier
    subject, moment = f"{asking.bot_id} {asking.origin} {asking.address}", clock()
    nonce = puzzle.solved(asking.proof, subject, moment, secret=secret()) if newcomer else ""
    if newcomer and not nonce:
        return puzzle.posed(subject, moment, secret=secret())
    take(session(asking.address, most), limits=limits, clock=clock)
    if nonce and limits.take(f"proof#{nonce}", Rate(1, puzzle.SECONDS), moment):  # it was used already
        return puzzle.posed(subject, moment, secret=secret())
    if asking.identity:
        visitor = _person(asking, identities, people)
    else:
        visitor = earlier or Visitor(new_id("vis"), asking.bot_id, asking.origin)
    return Opened(bot, tokens.issue(visitor, SESSION_SECONDS))


def _person(asking: Asking, identities: Identities, people: PersonTokens) -> Visitor:
    """Somebody the site knows; what the site calls them cannot be read from their visitor id."""
    version = identities.version(asking.bot_id)
    if not version:
        raise NotSignedIn(
            "This bot does not take its site's word for who visits."
            " Its owner can switch that on under Embed, Signed-in visitors.",
            code="identity_rejected",
        )
    subject = people.person(asking.identity, asking.bot_id, version)
    visitor_id = PERSON + hashlib.sha256(f"{asking.bot_id} {subject}".encode()).hexdigest()[:26]
    return Visitor(visitor_id, asking.bot_id, asking.origin, version)


def _earlier(asking: Asking, tokens: VisitorTokens, identities: Identities) -> Visitor | None:
    """Who this visitor was before; None for somebody new."""
    try:
        known = tokens.visitor(asking.earlier, RENEWAL_SECONDS) if asking.earlier else None
    except NotSignedIn:  # it ran out: whoever comes is new
        return None
    if known is None or (known.bot_id, known.origin) != (asking.bot_id, asking.origin):
        return None
    return known if still_known(known, identities=identities) else None
