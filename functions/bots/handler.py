"""/api/bots: bots, their settings and their documents; and /health."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docent import bot_settings, bots, shapes, web
from docent import sharing as shares
from docent.access import Seat
from docent.routes import analytics, conversations, documents, keys, placing, sharing, tests
from docent.routes.seats import account_of, listed, note, seat_of
from docent.web import Reply, Request
from docent.wiring import wired


def create(request: Request) -> Reply:
    user_id = account_of(request).user_id
    settings = bot_settings.given(request.fields(), new=True, models=wired().settings.models)
    settings = {"budget_usd_per_day": wired().settings.bot_usd_per_day or None, **settings}
    bot = bots.create(user_id, settings, writer=wired().bots)
    note(Seat(bot, user_id, "owner"), "bot_created")
    return Reply(201, shapes.bot(bot))


def list_mine(request: Request) -> Reply:
    user_id = web.signed_in(request, wired().access_tokens)
    page = wired().bots.owned_by(user_id, request.query.get("next", ""), request.limit())
    found = [shapes.bot(bot) for bot in page.items]
    if not page.next:  # what others share comes after one's own
        shared = shares.shared(user_id, shares=wired().members, bots=wired().bots)
        found += [shapes.bot(each.bot, each.role) for each in shared]
    return listed("bots", found, page.next)


def get(request: Request) -> Reply:
    at = seat_of(request, "view")
    return Reply(200, shapes.bot(at.bot, at.role))


def change(request: Request) -> Reply:
    at = seat_of(request, "edit")
    settings = bot_settings.given(request.fields(), new=False, models=wired().settings.models)
    if not settings:
        return Reply(200, shapes.bot(at.bot, at.role))
    changed = wired().bots.change(at.bot.bot_id, at.bot.user_id, settings)
    note(at, "settings_changed", ", ".join(settings))
    return Reply(200, shapes.bot(changed, at.role))


def delete(request: Request) -> Reply:
    wires = wired()
    at = seat_of(request, "own", erasing=True)
    receipt = bots.delete(
        at.bot, writer=wires.bots, documents=wires.documents, document_writer=wires.documents,
        knowledge=wires.knowledge, files=wires.files, conversations=wires.conversations, grants=wires.grants,
    )  # fmt: skip
    note(at, "bot_deleted")
    return Reply(200, receipt)


def list_models(request: Request) -> Reply:
    web.signed_in(request, wired().access_tokens)
    return Reply(200, {"models": ["auto", *wired().settings.models, "extractive"]})


def health(request: Request) -> Reply:
    return Reply(200, {"status": "ok"})


ROUTES = {
    **documents.ROUTES,
    **conversations.ROUTES,
    **analytics.ROUTES,
    **placing.ROUTES,
    **keys.ROUTES,
    **tests.ROUTES,
    **sharing.ROUTES,
    ("POST", "/api/bots"): create,
    ("GET", "/api/bots"): list_mine,
    ("GET", "/api/bots/{bot_id}"): get,
    ("PATCH", "/api/bots/{bot_id}"): change,
    ("DELETE", "/api/bots/{bot_id}"): delete,
    ("GET", "/api/models"): list_models,
    ("GET", "/health"): health,
}


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    settings = wired().settings
    return web.serve(event, ROUTES, settings.app_origin, environment=settings.environment)
