"""Questions that wait for a better answer. Part of the function `chat`, which can embed them."""

from __future__ import annotations

from docent import todo
from docent.routes import seat
from docent.web import Reply, Request, Route
from docent.wiring import wired


def list_todo(request: Request) -> Reply:
    wired().expect_question()
    bot_id = seat(request, "edit").bot.bot_id
    groups = todo.gathered(bot_id, todos=wired().conversations, embedder=wired().embedder)
    return Reply(200, {"groups": [todo.shape(each) for each in groups]})


def dismiss_todo(request: Request) -> Reply:
    bot_id = seat(request, "edit").bot.bot_id
    message_ids = request.fields().texts("message_ids", count=todo.MOST, most=64)
    wired().conversations.dismiss(bot_id, message_ids)
    return Reply(204)


ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/api/bots/{bot_id}/todo"): list_todo,
    ("POST", "/api/bots/{bot_id}/todo/dismiss"): dismiss_todo,
}
