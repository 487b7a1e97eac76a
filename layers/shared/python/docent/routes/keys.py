"""/api/bots/{bot_id}/keys: API keys of a bot."""

from __future__ import annotations

from docent import keys, shapes
from docent.errors import Unavailable
from docent.routes.seats import note, seat_of
from docent.web import Reply, Request
from docent.wiring import wired


def make_key(request: Request) -> Reply:
    at, fields = seat_of(request, "own"), request.fields()
    key, text = keys.make(
        at.bot, fields.text("name", most=100, least=1),
        fields.texts("scopes", count=len(keys.SCOPES), most=20), ring=wired().keys,
    )  # fmt: skip
    try:
        note(at, "key_made", key.name)
    except Unavailable:  # nobody was shown it, nor will be
        wired().keys.remove(at.bot.bot_id, key.key_id)
        raise
    return Reply(201, {**shapes.api_key(key), "key": text})


def list_keys(request: Request) -> Reply:
    found = wired().keys.of_bot(seat_of(request, "own").bot.bot_id)
    return Reply(200, {"keys": [shapes.api_key(key) for key in found]})


def revoke_key(request: Request) -> Reply:
    at = seat_of(request, "own")
    gone = wired().keys.remove(at.bot.bot_id, request.path["key_id"])
    note(at, "key_revoked", gone.name)
    return Reply(204)


ROUTES = {
    ("POST", "/api/bots/{bot_id}/keys"): make_key,
    ("GET", "/api/bots/{bot_id}/keys"): list_keys,
    ("DELETE", "/api/bots/{bot_id}/keys/{key_id}"): revoke_key,
}
