"""/api/chat and what goes with it: asking a bot, opening a visitor's session, searching without a model."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from docent import access, answer, limits, log, retrieve, shapes, stream, todo, web
from docent.answer import Delta, Event, Events, Rules, Started
from docent.bots import LANGUAGES
from docent.errors import DocentError
from docent.model import Asker, Bot, Citation, Turn
from docent.stream import Place, Told
from docent.web import Fields, Reply, Request
from docent.wiring import wired


def chat(request: Request) -> Reply:
    fields = request.fields()
    if not fields.flag("stream"):
        whole = answer.whole(_answer(request, fields)[1])
        return Reply(200, shapes.answer(whole), readable_by=request.origin)
    last = request.headers.get("last-event-id")
    seen = stream.place(last) if last else None
    events = _resumed(request, fields, seen) if seen else _kept(request, fields)
    first = next(events)  # what can be refused is refused before the status goes out
    return Reply(200, _streamed(first, events, seen, request), readable_by=request.origin)


def stop(request: Request) -> Reply:
    fields = request.fields()
    bot, asker = _asked(request, fields)
    stream.stop(
        bot.bot_id, fields.text("conversation_id", most=64), fields.text("message_id", most=64),
        asker=asker.id, streams=wired().streams,
    )  # fmt: skip
    return Reply(204, readable_by=request.origin)


def feedback(request: Request) -> Reply:
    wires, fields, token = wired(), request.fields(), request.token
    rating = fields.choice("rating", ("up", "down"), "")
    comment = fields.text("comment", most=1_000, default="")
    turn = log.asked(fields.text("message_id", most=64), feedback=wires.conversations)
    _, asker = access.asked_bot(
        turn.bot_id, token, request.origin, bots=wires.bots, users=wires.access_tokens,
        visitors=wires.visitor_tokens,
    )  # fmt: skip
    log.rate(turn, rating, comment, asker=asker, feedback=wires.conversations)
    return Reply(204, readable_by=request.origin)


def list_todo(request: Request) -> Reply:
    wired().expect_question()
    groups = todo.gathered(_owned(request).bot_id, todos=wired().conversations, embedder=wired().embedder)
    return Reply(200, {"groups": [todo.shape(each) for each in groups]})


def dismiss_todo(request: Request) -> Reply:
    message_ids = request.fields().texts("message_ids", count=todo.MOST, most=64)
    wired().conversations.dismiss(_owned(request).bot_id, message_ids)
    return Reply(204)


def forget(request: Request) -> Reply:
    bot, asker = _asked(request, Fields(request.query))
    log.forget(bot.bot_id, request.path["conversation_id"], log=wired().conversations, asker=asker.id)
    return Reply(204, readable_by=request.origin)


def search(request: Request) -> Reply:
    wires, fields = wired(), request.fields()
    wires.expect_question()
    user_id = web.signed_in(request, wires.access_tokens)
    bot = access.owned_bot(request.path["bot_id"], user_id, bots=wires.bots)
    _take(limits.question(bot.bot_id, Asker("owner", user_id), "", _rates()))
    passages = retrieve.search(
        fields.text("query", most=wires.settings.longest_question),
        fields.integer("top_k", least=1, most=50, default=5),
        bot=bot, embedder=wires.embedder, index=wires.index, chunks=wires.knowledge,
    )  # fmt: skip
    return Reply(200, {"matches": [shapes.match(each) for each in passages]})


def open_session(request: Request) -> Reply:
    bot_id = request.fields().text("bot_id", most=64)
    _take(limits.session(_address(request), wired().settings.sessions_per_address))
    bot, token = access.open_session(
        bot_id, request.origin, request.bearer, bots=wired().bots, tokens=wired().visitor_tokens
    )
    config = {
        "name": bot.name, "theme": dict(bot.theme),
        "starters": list(bot.starters), "languages": list(LANGUAGES),
    }  # fmt: skip
    body = {"token": token, "expires_in": access.SESSION_SECONDS, "config": config}
    return Reply(200, body, readable_by=request.origin)


def _kept(request: Request, fields: Fields) -> Told:
    (bot, asker), events = _answer(request, fields)
    if not wired().settings.streaming:  # it is answered whole: nobody can be cut off in mid-stream
        return events
    return stream.kept(events, bot_id=bot.bot_id, asker=asker.id, streams=wired().streams)


def _resumed(request: Request, fields: Fields, seen: Place) -> Told:
    bot, asker = _asked(request, fields)
    wires = wired()
    return stream.resumed(
        seen, bot_id=bot.bot_id, asker=asker.id, turns=wires.conversations, streams=wires.streams
    )


def _owned(request: Request) -> Bot:
    user_id = web.signed_in(request, wired().access_tokens)
    return access.owned_bot(request.path["bot_id"], user_id, bots=wired().bots)


def _asked(request: Request, fields: Fields) -> tuple[Bot, Asker]:
    wires, token, bot_id = wired(), request.token, fields.text("bot_id", most=64)
    return access.asked_bot(
        bot_id, token, request.origin, bots=wires.bots, users=wires.access_tokens,
        visitors=wires.visitor_tokens,
    )  # fmt: skip


def _answer(request: Request, fields: Fields) -> tuple[tuple[Bot, Asker], Events]:
    wires, settings = wired(), wired().settings
    wires.expect_question()
    question = fields.text("message", most=settings.longest_question)
    bot, asker = _asked(request, fields)
    address = _address(request) if asker.kind == "visitor" else ""
    _take(limits.question(bot.bot_id, asker, address, _rates()))
    return (bot, asker), answer.answer(
        question, bot=bot, asker=asker, conversation_id=fields.text("conversation_id", most=64, default=""),
        rules=Rules(
            settings.passages, settings.weak_score, bot.conversation_days or settings.conversation_days
        ),
        embedder=wires.embedder, index=wires.index, chunks=wires.knowledge,
        generators=wires.generators(bot.model), conversations=wires.conversations, ledger=wires.ledger,
    )  # fmt: skip


def _take(buckets: Sequence[limits.Bucket]) -> None:
    limits.take(buckets, limits=wired().limits, clock=time.time)


def _address(request: Request) -> str:
    return limits.anonymous(request.address(wired().settings.trusted_hops), salts=wired().limits)


def _rates() -> limits.Rates:
    settings = wired().settings
    return limits.Rates(
        settings.questions_per_address, settings.questions_per_visitor,
        settings.questions_per_bot, settings.questions_per_builder,
    )  # fmt: skip


def _streamed(first: Event | None, rest: Told, seen: Place | None, request: Request) -> Iterator[str]:
    place = seen or Place("", "")
    try:
        for event in chain([first], rest):
            if event is None:
                yield ":\n\n"
                continue
            place = Place(*event) if isinstance(event, Started) else place.after(event)
            yield _sent(event, place)
    except DocentError as error:
        yield web.server_sent("error", place, web.error_body(error, request.request_id)["error"])
    except Exception as error:  # the edge: a reader must never be left waiting
        yield web.server_sent("error", place, web.unhandled(error, request)["error"])
    finally:
        rest.close()


def _sent(event: Event, place: Place) -> str:
    match event:
        case Started():
            return web.server_sent("start", place, event._asdict())
        case Delta():
            return web.server_sent("delta", place, event._asdict())
        case Citation():
            return web.server_sent("citation", place, shapes.citation(event))
        case Turn():
            return web.server_sent("done", place, shapes.answer(event))


ROUTES = {
    ("POST", "/api/chat"): chat,
    ("POST", "/api/chat/stop"): stop,
    ("DELETE", "/api/chat/conversations/{conversation_id}"): forget,
    ("POST", "/api/feedback"): feedback,
    ("GET", "/api/bots/{bot_id}/todo"): list_todo,
    ("POST", "/api/bots/{bot_id}/todo/dismiss"): dismiss_todo,
    ("POST", "/api/bots/{bot_id}/search"): search,
    ("POST", "/api/widget/session"): open_session,
}


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    settings = wired().settings
    return web.serve(event, ROUTES, settings.app_origin, public=True, streaming=settings.streaming)
