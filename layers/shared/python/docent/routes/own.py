"""Conversations of whoever asks: found again, gone on with, forgotten."""

from __future__ import annotations

from docent import log, shapes
from docent.fields import Fields
from docent.gates import Asker
from docent.model import Bot
from docent.routes.asking import beside_asking
from docent.web import Reply, Request
from docent.wiring import wired

MOST = 50


def list_own(request: Request) -> Reply:
    bot, asker = _asked(request)
    found = wired().conversations.begun(bot.bot_id, asker.id, MOST)
    return Reply(200, {"conversations": [shapes.begun(each) for each in found]}, readable_by=request.origin)


def get_own(request: Request) -> Reply:
    bot, asker = _asked(request)
    conversation_id = request.path["conversation_id"]
    turns = log.own(bot.bot_id, conversation_id, asker.id, log=wired().conversations)
    body = {"conversation_id": conversation_id, "messages": [shapes.turn(each) for each in turns]}
    return Reply(200, body, readable_by=request.origin)


def forget(request: Request) -> Reply:
    bot, asker = _asked(request)
    log.forget(bot.bot_id, request.path["conversation_id"], log=wired().conversations, asker=asker.id)
    return Reply(204, readable_by=request.origin)


def _asked(request: Request) -> tuple[Bot, Asker]:
    return beside_asking(request, Fields(request.query).text("bot_id", most=64))


ROUTES = {
    ("GET", "/api/chat/conversations"): list_own,
    ("GET", "/api/chat/conversations/{conversation_id}"): get_own,
    ("DELETE", "/api/chat/conversations/{conversation_id}"): forget,
}
