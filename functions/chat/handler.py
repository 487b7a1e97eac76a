"""/api/chat and what goes with it: asking a bot, opening a visitor's session, searching without a model."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from threading import Event
from typing import Any

from docent import access, answer, curated, keys, limits, log, retrieve, sessions, shapes, stream, web
from docent.answer import Events
from docent.bots import LANGUAGES
from docent.errors import NotFound
from docent.fields import Fields
from docent.gates import Asker
from docent.model import Bot, Passage
from docent.passages import distinct
from docent.puzzle import Puzzle
from docent.routes import identity, openai, own, reaching, todo
from docent.routes.asking import (
    Admitted,
    address_of,
    admitted,
    answering,
    begin,
    beside_asking,
    own_origin,
    rates,
)  # fmt: skip
from docent.routes.seats import seat_of
from docent.server_sent import streamed
from docent.sessions import Asking
from docent.stream import Place, Told
from docent.web import Reply, Request
from docent.wiring import wired


def chat(request: Request) -> Reply:
    fields = request.fields()
    if not fields.flag("stream"):
        whole = answer.whole(_events(request, fields, Event())[1])
        return Reply(200, shapes.answer(whole), readable_by=_reader(request))
    last = request.headers.get("last-event-id")
    seen = stream.place(last) if last else None
    events = _resumed(request, fields, seen) if seen else _kept(request, fields)
    first = next(events)  # what can be refused is refused before the status goes out
    return Reply(200, streamed(first, events, seen, request), readable_by=_reader(request))


def stop(request: Request) -> Reply:
    fields = request.fields()
    bot, asker = _asked(request, fields)
    stream.stop(
        bot.bot_id, fields.text("conversation_id", most=64), fields.text("message_id", most=64),
        asker=asker.id, streams=wired().streams,
    )  # fmt: skip
    return Reply(204, readable_by=request.origin)


def feedback(request: Request) -> Reply:
    wires, fields, _ = wired(), request.fields(), request.token
    rating = fields.choice("rating", ("up", "down"), "")
    comment = fields.text("comment", most=1_000, default="")
    turn = wires.conversations.asked(fields.text("message_id", most=64))
    try:  # who asks is looked up where there is no such answer, too: somebody else's looks like none
        _, asker = beside_asking(request, turn.bot_id if turn else "-")
    except NotFound as error:
        raise log.no_answer() from error
    log.rate(turn, rating, comment, asker=asker, feedback=wires.conversations, tallies=wires.ledger)
    return Reply(204, readable_by=request.origin)


def open_source(request: Request) -> Reply:
    from docent import sources  # only this route pays for it

    bot, asker = _asked(request, Fields(request.query))
    url = sources.opened(
        request.path["n"], bot=bot, asker=asker,
        conversation_id=request.path["conversation_id"], message_id=request.path["message_id"],
        turns=wired().conversations, documents=wired().documents, links=wired().files,
    )  # fmt: skip
    return Reply(200, {"url": url, "expires_in": sources.LINK_SECONDS}, readable_by=request.origin)


def _reader(request: Request) -> str:
    """The origin whose pages may read an answer: none where an API key asks, for keys belong on servers."""
    return "" if keys.is_key(request.token) else request.origin


def search(request: Request) -> Reply:
    wires, fields = wired(), request.fields()
    wires.expect_question()
    bot, _, counted = admitted(request, request.path["bot_id"], "search")
    query = fields.text("query", most=wires.settings.longest_question)
    most, quoting = fields.integer("top_k", least=1, most=50, default=5), fields.flag("try_quotes")
    hits = retrieve.search(
        query, max(most, 2 * wires.settings.passages),
        bot=bot, embedder=wires.embedder, index=wires.index, chunks=wires.knowledge,
    )  # fmt: skip
    counted()
    pair = curated.match(query, hits)
    shown = distinct([pair, *(each for each in hits if each is not pair)] if pair else hits, most)
    return Reply(200, {
        "confidence": round(retrieve.sureness(query, hits), 4), "threshold": retrieve.least(bot),
        "answers": bool(pair) or _would_answer(query, hits, bot, quoting),
        "curated": bool(pair),
        "matches": [shapes.match(each, retrieve.shared(query, each.chunk.text)) for each in shown],
    })  # fmt: skip


def _would_answer(query: str, hits: list[Passage], bot: Bot, quoting: bool) -> bool:
    """As chat goes about it. Quotes are tried for those who ask for that: it takes longer than the search."""
    sure = retrieve.suffices(query, hits, bot)
    if sure and quoting:
        from docent import exam

        wires = wired()
        writers, passages = wires.generators(bot.model), wires.settings.passages
        sure = bool(exam.written_from(query, hits, bot, passages, writers, chunks=wires.knowledge))
    if sure:
        return True
    from docent import courtesy

    return bool(courtesy.reply(query, bot))


def run_tests(request: Request) -> Reply:
    from docent import exam  # only this route pays for it

    wires = wired()
    wires.expect_question()
    at = seat_of(request, "edit")
    begin(limits.question(at.bot.bot_id, Asker("owner", at.user_id), "", rates()))()
    tests = exam.run(
        at.bot, wires.settings.passages, wires.generators(at.bot.model),
        pinned=wires.pinned, embedder=wires.embedder, index=wires.index, chunks=wires.knowledge,
    )  # fmt: skip
    return Reply(200, {"tests": [shapes.pinned(each) for each in tests]})


def open_session(request: Request) -> Reply:
    wires, fields = wired(), request.fields()
    asking = Asking(
        fields.text("bot_id", most=64), request.origin, address_of(request), request.bearer,
        identity=fields.text("identity", most=2000, default=""),
        proof=fields.text("proof", most=400, default=""), own=own_origin(),
    )  # fmt: skip
    outcome = sessions.open_session(
        asking, wires.settings.sessions_per_address,
        bots=wires.bots, tokens=wires.visitor_tokens, identities=wires.identities,
        people=wires.person_tokens, limits=wires.limits, secret=wires.visitor_secret, clock=time.time,
    )  # fmt: skip
    if isinstance(outcome, Puzzle):
        return Reply(202, asdict(outcome), readable_by=request.origin)
    bot, token = outcome
    config = {**shapes.offered(bot), "languages": list(LANGUAGES)}
    body = {"token": token, "expires_in": sessions.SESSION_SECONDS, "config": config}
    return Reply(200, body, readable_by=request.origin)


def _kept(request: Request, fields: Fields) -> Told:
    stop = Event()
    (bot, asker, _), events = _events(request, fields, stop)
    # Answered whole, nobody can be cut off in mid-stream; of a trial nothing is kept.
    if not wired().settings.streaming or "trial" in fields:
        return events
    return stream.kept(events, stop, bot_id=bot.bot_id, asker=asker.id, streams=wired().streams)


def _resumed(request: Request, fields: Fields, seen: Place) -> Told:
    bot, asker = _asked(request, fields)
    wires = wired()
    return stream.resumed(
        seen, bot_id=bot.bot_id, asker=asker.id, turns=wires.conversations, streams=wires.streams
    )


def _events(request: Request, fields: Fields, stop: Event) -> tuple[Admitted, Events]:
    """Who asks, and the answer's events; they end early once `stop` is set."""
    wires, settings = wired(), wired().settings
    wires.expect_question()
    bot_id = fields.text("bot_id", most=64)
    question = fields.text("message", most=settings.longest_question)
    conversation_id = fields.text("conversation_id", most=64, default="")
    page = fields.text("page", most=2_000, default="")
    asks = admitted(request, bot_id, "chat")
    if asks.asker.kind == "visitor":
        asks = asks._replace(asker=replace(asks.asker, page=access.page_of(page, request.origin)))
    if "trial" in fields:
        from docent import trial  # only who edits a bot pays for it

        bot, kept = (
            trial.tried(asks.bot, asks.asker, fields, models=settings.models),
            trial.Unkept(wires.ledger),
        )
        return asks, answering(question, asks._replace(bot=bot), "", kept, kept)
    return asks, answering(question, asks, conversation_id, wires.conversations, stopped=stop.is_set)


def _asked(request: Request, fields: Fields) -> tuple[Bot, Asker]:
    return beside_asking(request, fields.text("bot_id", most=64))


ROUTES = {
    **reaching.ROUTES,
    **todo.ROUTES,
    **identity.ROUTES,
    **openai.ROUTES,
    **own.ROUTES,
    ("POST", "/api/chat"): chat,
    ("POST", "/api/chat/stop"): stop,
    ("GET", "/api/chat/conversations/{conversation_id}/sources/{message_id}/{n}"): open_source,
    ("POST", "/api/feedback"): feedback,
    ("POST", "/api/bots/{bot_id}/search"): search,
    ("POST", "/api/bots/{bot_id}/tests/run"): run_tests,
    ("POST", "/api/widget/session"): open_session,
}


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    if event.get("source") == web.SMOKE:
        return {"dimension": wired().embedder.dimension}
    settings = wired().settings
    return web.serve(
        event, ROUTES, settings.app_origin,
        environment=settings.environment, public=True, streaming=settings.streaming,
    )  # fmt: skip
