"""Routes that handlers take in by theme, so that each of their files stays short. What all of them need."""

from __future__ import annotations

from typing import Any

from docent import access, web
from docent.web import Reply, Request
from docent.wiring import wired


def seat(request: Request, right: access.Right) -> access.Seat:
    """The bot of the path, for who is signed in and has the right. Raises what keeps them out."""
    wires, user_id = wired(), web.signed_in(request, wired().access_tokens)
    return access.seat(request.path["bot_id"], user_id, right, bots=wires.bots, roles=wires.members)


def listed(name: str, items: list[dict[str, Any]], token: str) -> Reply:
    """A page of a list; `next` where there is more."""
    return Reply(200, {name: items, "next": token} if token else {name: items})
