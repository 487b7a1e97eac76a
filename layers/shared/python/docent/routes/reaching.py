"""How visitors reach a bot by its own page, and a person through it: /chat/{bot_id} and what goes with it."""

from __future__ import annotations

import time

from docent import hosted
from docent.fields import Fields
from docent.routes.asking import admitted
from docent.routes.seats import note, seat_of
from docent.web import Reply, Request
from docent.wiring import wired


def page(request: Request) -> Reply:
    settings, bot = wired().settings, wired().bots.find(request.path["bot_id"])
    status, made = 404, hosted.absent()
    if bot is not None and bot.hosted and not bot.erasing:
        status, made = 200, hosted.page(bot, widget_url=settings.widget_url, api_url=settings.api_url)
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": made.policy}
    return Reply(status, made.html, headers)


def leave_contact(request: Request) -> Reply:
    from docent import contact  # few visitors leave any

    fields = request.fields()
    bot, asker, counted = admitted(request, fields.text("bot_id", most=64), "chat")
    counted()
    left, kept = Fields(fields.object("contact")), wired().conversations
    contact.leave(bot.bot_id, request.path["conversation_id"], left, asker.id, turns=kept, contacts=kept)
    return Reply(204, readable_by=request.origin)


def ask_for_person(request: Request) -> Reply:
    from docent import handover  # few visitors ask

    fields, wires = request.fields(), wired()
    bot, asker, counted = admitted(request, fields.text("bot_id", most=64), "chat")
    counted()
    handover.pass_on(
        bot, request.path["conversation_id"], asker.id, deployment=wires.visitor_secret(),
        turns=wires.conversations, contacts=wires.conversations, webhooks=wires.webhooks,
        pause=time.sleep, clock=time.time,
    )  # fmt: skip
    return Reply(204, readable_by=request.origin)


def get_webhook_secret(request: Request) -> Reply:
    from docent import handover

    at = seat_of(request, "own")
    note(at, "webhook_secret_shown")
    return Reply(200, {"secret": handover.secret(wired().visitor_secret(), at.bot.bot_id)})


ROUTES = {
    ("GET", "/chat/{bot_id}"): page,
    ("POST", "/api/chat/conversations/{conversation_id}/contact"): leave_contact,
    ("POST", "/api/chat/conversations/{conversation_id}/person"): ask_for_person,
    ("GET", "/api/bots/{bot_id}/webhook"): get_webhook_secret,
}
