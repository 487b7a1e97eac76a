"""/api/bots/{bot_id}/conversations: what was asked and answered."""

from __future__ import annotations

from docent import log, shapes, transcript
from docent.routes.seats import listed, note, seat_of
from docent.web import Reply, Request
from docent.wiring import wired


def list_conversations(request: Request) -> Reply:
    bot, chosen = seat_of(request, "edit").bot, log.filters(request.query)
    after = request.query.get("next", "")
    page = log.conversations(bot.bot_id, chosen, after, request.limit(), log=wired().conversations)
    return listed("conversations", [log.overview(turns) for turns in page.items], page.next)


def get_conversation(request: Request) -> Reply:
    bot_id = seat_of(request, "edit").bot.bot_id
    turns = log.conversation(bot_id, request.path["conversation_id"], log=wired().conversations)
    return Reply(200, {**log.overview(turns), "messages": [shapes.turn(each) for each in turns]})


def delete_conversation(request: Request) -> Reply:
    at, conversation_id = seat_of(request, "edit"), request.path["conversation_id"]
    log.forget(at.bot.bot_id, conversation_id, log=wired().conversations)
    note(at, "conversation_deleted", conversation_id)
    return Reply(204)


def export_conversations(request: Request) -> Reply:
    at, fields = seat_of(request, "edit"), request.fields()
    names = ("from", "to", "rating", "answered", "text", "page", "next")
    given = {name: fields.text(name, most=100, default="") for name in names}
    form = fields.choice("format", ("csv", "jsonl"), "csv")
    text, after = transcript.export(
        at.bot.bot_id, log.filters(given), form, given["next"], log=wired().conversations
    )
    if not given["next"]:  # once, however many pages it has
        note(at, "conversations_exported", form)
    kind = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}[form]
    return Reply(200, text, {"Content-Type": kind, **({"x-next": after} if after else {})})


ROUTES = {
    ("GET", "/api/bots/{bot_id}/conversations"): list_conversations,
    ("GET", "/api/bots/{bot_id}/conversations/{conversation_id}"): get_conversation,
    ("DELETE", "/api/bots/{bot_id}/conversations/{conversation_id}"): delete_conversation,
    ("POST", "/api/bots/{bot_id}/conversations/export"): export_conversations,
}
