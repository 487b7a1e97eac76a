"""/api/bots/{bot_id}/identity: the secret by which a site signs who its people are."""

from __future__ import annotations

from docent.routes.seats import note, seat_of
from docent.web import Reply, Request
from docent.wiring import wired


def get_identity(request: Request) -> Reply:
    return Reply(200, {"active": wired().identities.version(seat_of(request, "own").bot.bot_id) > 0})


def rotate_identity(request: Request) -> Reply:
    at = seat_of(request, "own")
    note(at, "identity_rotated")  # first: the secret that counts is one that somebody was shown
    version = wired().identities.rotate(at.bot.bot_id)
    return Reply(201, {"active": True, "secret": wired().person_tokens.secret(at.bot.bot_id, version)})


def stop_identity(request: Request) -> Reply:
    at = seat_of(request, "own")
    wired().identities.stop(at.bot.bot_id)
    note(at, "identity_stopped")
    return Reply(204)


ROUTES = {
    ("GET", "/api/bots/{bot_id}/identity"): get_identity,
    ("POST", "/api/bots/{bot_id}/identity"): rotate_identity,
    ("DELETE", "/api/bots/{bot_id}/identity"): stop_identity,
}
