"""/api/chat and what goes with it: asking a bot, opening a visitor's session, searching without a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any

from docent import access, answer, retrieve, shapes, web
from docent.answer import Delta, Event, Rules, Started
from docent.bots import LANGUAGES
from docent.errors import DocentError
from docent.model import Citation, Turn
from docent.web import Fields, Reply, Request
from docent.wiring import wired


def chat(request: Request) -> Reply:
    fields = request.fields()
    events = _events(request, fields)
    if fields.flag("stream"):
        first = next(events)  # what can be refused is refused before the status goes out
        return Reply(200, _streamed(chain([first], events), request), readable_by=request.origin)
    return Reply(200, shapes.answer(answer.whole(events)), readable_by=request.origin)


def search(request: Request) -> Reply:
    wires, fields = wired(), request.fields()
    wires.expect_question()
    user_id = web.signed_in(request, wires.access_tokens)
    bot = access.owned_bot(request.path["bot_id"], user_id, bots=wires.bots)
    passages = retrieve.search(
        fields.text("query", most=wires.settings.longest_question),
        fields.integer("top_k", least=1, most=50, default=5),
        bot=bot, embedder=wires.embedder, index=wires.index, chunks=wires.knowledge,
    )  # fmt: skip
    return Reply(200, {"matches": [shapes.match(each) for each in passages]})


def open_session(request: Request) -> Reply:
    bot_id = request.fields().text("bot_id", most=64)
    bot, token = access.open_session(
        bot_id, request.origin, request.bearer, bots=wired().bots, tokens=wired().visitor_tokens
    )
    config = {
        "name": bot.name, "theme": dict(bot.theme),
        "starters": list(bot.starters), "languages": list(LANGUAGES),
    }  # fmt: skip
    body = {"token": token, "expires_in": access.SESSION_SECONDS, "config": config}
    return Reply(200, body, readable_by=request.origin)


def _events(request: Request, fields: Fields) -> Iterator[Event]:
    wires, settings = wired(), wired().settings
    wires.expect_question()
    read_units = wires.read_units()
    token, bot_id = request.token, fields.text("bot_id", most=64)
    question = fields.text("message", most=settings.longest_question)
    bot, asker = access.asked_bot(
        bot_id,
        token,
        request.origin,
        bots=wires.bots,
        users=wires.access_tokens,
        visitors=wires.visitor_tokens,
    )
    return answer.answer(
        question, bot=bot, asker=asker, conversation_id=fields.text("conversation_id", most=64, default=""),
        rules=Rules(settings.passages, settings.weak_score, settings.conversation_days),
        embedder=wires.embedder, index=wires.index, chunks=wires.knowledge, documents=wires.documents,
        generators=partial(wires.generators, bot.model), conversations=wires.conversations,
        ledger=wires.ledger, read_units=read_units,
    )  # fmt: skip


def _streamed(events: Iterator[Event], request: Request) -> Iterator[str]:
    number = 0
    try:
        for number, event in enumerate(events):
            yield web.server_sent(*_named(event, number))
    except DocentError as error:
        yield web.server_sent("error", number + 1, web.error_body(error, request.request_id)["error"])
    except Exception as error:  # the edge: a reader must never be left waiting
        yield web.server_sent("error", number + 1, web.unhandled(error, request)["error"])


def _named(event: Event, number: int) -> tuple[str, int, Mapping[str, Any]]:
    match event:
        case Started():
            return "start", number, event._asdict()
        case Delta():
            return "delta", number, event._asdict()
        case Citation():
            return "citation", number, shapes.citation(event)
        case Turn():
            return "done", number, shapes.answer(event)


ROUTES = {
    ("POST", "/api/chat"): chat,
    ("POST", "/api/bots/{bot_id}/search"): search,
    ("POST", "/api/widget/session"): open_session,
}


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    settings = wired().settings
    return web.serve(event, ROUTES, settings.app_origin, public=True, streaming=settings.streaming)
