"""/api/bots/{bot_id}/todo: questions that wait for an answer."""

from __future__ import annotations

from docent import todo
from docent.routes.seats import note, seat_of
from docent.web import Reply, Request
from docent.wiring import wired


def list_todo(request: Request) -> Reply:
    wired().expect_question()
    groups = todo.gathered(
        seat_of(request, "edit").bot.bot_id, todos=wired().conversations, embedder=wired().embedder
    )
    return Reply(200, {"groups": [todo.shape(each) for each in groups]})


def dismiss_todo(request: Request) -> Reply:
    at = seat_of(request, "edit")
    message_ids = request.fields().texts("message_ids", count=todo.MOST, most=64)
    wired().conversations.dismiss(at.bot.bot_id, message_ids)
    note(at, "todo_dismissed", str(len(message_ids)))
    return Reply(204)


ROUTES = {
    ("GET", "/api/bots/{bot_id}/todo"): list_todo,
    ("POST", "/api/bots/{bot_id}/todo/dismiss"): dismiss_todo,
}
