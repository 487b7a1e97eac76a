"""What routes of a bot begin and end with: who calls, what they may, what is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docent import trail, web
from docent.access import Right, Seat, seat
from docent.gates import Action
from docent.web import Reply, Request
from docent.wiring import wired

if TYPE_CHECKING:
    from docent.identity import User


def seat_of(request: Request, right: Right, *, erasing: bool = False) -> Seat:
    """Who calls, at the bot of the path. Raises NotSignedIn, NotFound, NotAllowed."""
    wires, user_id = wired(), web.signed_in(request, wired().access_tokens)
    return seat(request.path["bot_id"], user_id, right, bots=wires.bots, roles=wires.members, erasing=erasing)


def account_of(request: Request) -> User:
    """Who calls, as their account is now: an access token does not tell, and outlives it. Raises NotSignedIn,
    also where the account was erased."""
    web.signed_in(request, wired().access_tokens)
    return wired().accounts.profile(request.token)


def note(at: Seat, action: Action, detail: str = "") -> None:
    """Write down what somebody did."""
    trail.note(at.bot.bot_id, at.user_id, action, detail, at.email, trail=wired().trail)


def listed(name: str, items: list[dict[str, Any]], token: str) -> Reply:
    """One page of a list; `next` where there is more."""
    return Reply(200, {name: items, "next": token} if token else {name: items})
