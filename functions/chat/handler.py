"""/api/chat and what goes with it: asking a bot, opening a visitor's session, searching without a model."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from docent import access, answer, keys, limits, log, metrics, retrieve, shapes, stream, todo, trail, web
from docent.answer import Events, Rules
from docent.bots import LANGUAGES
from docent.conversation import Conversations, Turn
from docent.errors import DocentError, NotFound, NotSignedIn
from docent.fields import Fields
from docent.gates import Asker
from docent.ids import new_id
from docent.model import Bot
from docent.server_sent import streamed
from docent.stream import Place, Told
from docent.web import Reply, Request, Route
from docent.wiring import wired


def chat(request: Request) -> Reply:
    fields = request.fields()
    if not fields.flag("stream"):
        whole = answer.whole(_events(request, fields)[2])
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
    turn = log.asked(fields.text("message_id", most=64), feedback=wires.conversations)
    try:
        _, asker = _known(request, turn.bot_id, "chat")
    except NotFound as error:  # somebody else's answer looks like none
        raise log.no_answer() from error
    log.rate(turn, rating, comment, asker=asker, feedback=wires.conversations)
    return Reply(204, readable_by=request.origin)


def list_todo(request: Request) -> Reply:
    wired().expect_question()
    groups = todo.gathered(
        _seat(request, "edit").bot.bot_id, todos=wired().conversations, embedder=wired().embedder
    )
    return Reply(200, {"groups": [todo.shape(each) for each in groups]})


def dismiss_todo(request: Request) -> Reply:
    bot_id = _seat(request, "edit").bot.bot_id
    message_ids = request.fields().texts("message_ids", count=todo.MOST, most=64)
    wired().conversations.dismiss(bot_id, message_ids)
    return Reply(204)


def forget(request: Request) -> Reply:
    bot, asker = _asked(request, Fields(request.query))
    log.forget(bot.bot_id, request.path["conversation_id"], log=wired().conversations, asker=asker.id)
    return Reply(204, readable_by=request.origin)


def _reader(request: Request) -> str:
    """The origin whose pages may read an answer: none where an API key asks, for keys belong on servers."""
    return "" if keys.is_key(request.token) else request.origin


def search(request: Request) -> Reply:
    wires, fields = wired(), request.fields()
    wires.expect_question()
    bot, _ = _admitted(request, request.path["bot_id"], "search")
    query = fields.text("query", most=wires.settings.longest_question)
    hits = retrieve.search(
        query, fields.integer("top_k", least=1, most=50, default=5),
        bot=bot, embedder=wires.embedder, index=wires.index, chunks=wires.knowledge,
    )  # fmt: skip
    return Reply(200, {
        "confidence": round(retrieve.sureness(hits), 4), "threshold": retrieve.least(bot),
        "answers": retrieve.suffices(hits, bot),
        "matches": [shapes.match(each, retrieve.shared(query, each.chunk.text)) for each in hits],
    })  # fmt: skip


def run_tests(request: Request) -> Reply:
    from docent import exam  # only this route pays for it

    wires = wired()
    wires.expect_question()
    bot, user_id, _ = _seat(request, "edit")
    _take(limits.question(bot.bot_id, Asker("owner", user_id), "", _rates()))
    tests = exam.run(
        bot, wires.settings.passages,
        pinned=wires.pinned, embedder=wires.embedder, index=wires.index, chunks=wires.knowledge,
    )  # fmt: skip
    return Reply(200, {"tests": [shapes.pinned(each) for each in tests]})


def open_session(request: Request) -> Reply:
    wires, fields = wired(), request.fields()
    bot_id = fields.text("bot_id", most=64)
    _take(limits.session(_address(request), wired().settings.sessions_per_address))
    bot, token = access.open_session(
        bot_id, request.origin, request.bearer, fields.text("identity", most=2000, default=""),
        bots=wires.bots, tokens=wires.visitor_tokens,
        identities=wires.identities, people=wires.person_tokens,
    )  # fmt: skip
    config = {
        "name": bot.name, "theme": dict(bot.theme),
        "starters": list(bot.starters), "languages": list(LANGUAGES),
    }  # fmt: skip
    body = {"token": token, "expires_in": access.SESSION_SECONDS, "config": config}
    return Reply(200, body, readable_by=request.origin)


def _kept(request: Request, fields: Fields) -> Told:
    bot, asker, events = _events(request, fields)
    if not wired().settings.streaming:  # it is answered whole: nobody can be cut off in mid-stream
        return events
    return stream.kept(events, bot_id=bot.bot_id, asker=asker.id, streams=wired().streams)


def _resumed(request: Request, fields: Fields, seen: Place) -> Told:
    bot, asker = _asked(request, fields)
    wires = wired()
    return stream.resumed(
        seen, bot_id=bot.bot_id, asker=asker.id, turns=wires.conversations, streams=wires.streams
    )


def complete(request: Request) -> Reply:
    """OpenAI's chat completions."""
    from docent import completions  # only these routes pay for it

    wires, fields = wired(), request.fields(completions.MOST_BYTES)
    wires.expect_question()
    bot, asker = _admitted(request, fields.text("model", most=64), "chat")
    fields.integer("n", least=1, most=1, default=1)
    talk = completions.talk(fields.values.get("messages"), wires.settings.longest_question)
    memory = completions.Recalled(bot, asker, talk.before, wires.conversations)
    events = _answer(talk.question, bot, asker, new_id("con") if talk.before else "", memory)
    if not fields.flag("stream"):
        return Reply(200, completions.whole(answer.whole(events)))
    with_usage = Fields(fields.object("stream_options")).flag("include_usage")
    chunks = completions.chunks(events, bot.bot_id, with_usage=with_usage)
    first = next(chunks)  # what can be refused is refused before the status goes out
    return Reply(200, completions.sent(completions.unbroken(chain([first], chunks), request)))


def list_models(request: Request) -> Reply:
    """OpenAI's list of models: the bot that the key is of."""
    from docent import completions

    key = keys.opened(request.token, "chat", keys=wired().keys)
    return Reply(200, completions.models(access.present_bot(key.bot_id, bots=wired().bots)))


def _for_openai(route: Route) -> Route:
    """The route, open to API keys only and refusing in OpenAI's shape."""

    def translated(request: Request) -> Reply:
        from docent import completions

        try:
            if not keys.is_key(request.token):
                raise NotSignedIn("This needs an API key of the bot. Make one in its Embed tab.")
            return route(request)
        except DocentError as error:
            refused = web.refusal(error, request)
            return replace(refused, body=completions.refusal(error, refused.status))

    return translated


def get_identity(request: Request) -> Reply:
    return Reply(200, {"active": wired().identities.version(_seat(request, "own").bot.bot_id) > 0})


def rotate_identity(request: Request) -> Reply:
    at = _seat(request, "own")
    version = wired().identities.rotate(at.bot.bot_id)
    trail.note(at.bot.bot_id, at.user_id, "identity_rotated", trail=wired().trail)
    return Reply(201, {"active": True, "secret": wired().person_tokens.secret(at.bot.bot_id, version)})


def stop_identity(request: Request) -> Reply:
    at = _seat(request, "own")
    wired().identities.stop(at.bot.bot_id)
    trail.note(at.bot.bot_id, at.user_id, "identity_stopped", trail=wired().trail)
    return Reply(204)


def _seat(request: Request, right: access.Right) -> access.Seat:
    wires, user_id = wired(), web.signed_in(request, wired().access_tokens)
    return access.seat(request.path["bot_id"], user_id, right, bots=wires.bots, roles=wires.members)


def _events(request: Request, fields: Fields) -> tuple[Bot, Asker, Events]:
    wires, settings = wired(), wired().settings
    wires.expect_question()
    bot_id = fields.text("bot_id", most=64)
    question = fields.text("message", most=settings.longest_question)
    bot, asker = _admitted(request, bot_id, "chat")
    conversation_id = fields.text("conversation_id", most=64, default="")
    return bot, asker, _answer(question, bot, asker, conversation_id, wires.conversations)


def _answer(
    question: str, bot: Bot, asker: Asker, conversation_id: str, conversations: Conversations
) -> Events:
    wires, settings = wired(), wired().settings
    return answer.answer(
        question, bot=bot, asker=asker, conversation_id=conversation_id,
        rules=Rules(settings.passages, bot.conversation_days or settings.conversation_days),
        embedder=wires.embedder, index=wires.index, chunks=wires.knowledge, documents=wires.documents,
        generators=partial(wires.generators, bot.model), conversations=conversations,
        ledger=wires.ledger, read_units=wires.read_units(), measure=_measure,
    )  # fmt: skip


def _measure(turn: Turn) -> None:
    took = turn.timings_ms
    found = {"Retrieval": sum(took.get(part, 0.0) for part in ("embed", "search", "passages"))}
    said = {"FirstText": took["first_token"]} if "first_token" in took else {}
    metrics.emit(
        wired().settings.environment, **found, **said,
        Refused=int(not turn.answered and not turn.stopped), CostUsd=turn.cost_usd, ReadUnits=turn.read_units,
    )  # fmt: skip


def _admitted(request: Request, bot_id: str, scope: str) -> tuple[Bot, Asker]:
    """The bot and who asks it, counted. Raises what keeps them out."""
    bot, asker = _known(request, bot_id, scope)
    address = _address(request) if asker.kind == "visitor" else ""
    _take(limits.question(bot_id, asker, address, _rates()))
    return bot, asker


def _asked(request: Request, fields: Fields) -> tuple[Bot, Asker]:
    return _known(request, fields.text("bot_id", most=64), "chat")


def _known(request: Request, bot_id: str, scope: str) -> tuple[Bot, Asker]:
    wires = wired()
    return access.asked_bot(
        bot_id, request.token, request.origin, scope,
        bots=wires.bots, users=wires.access_tokens, visitors=wires.visitor_tokens, keys=wires.keys,
        roles=wires.members,
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


ROUTES = {
    ("POST", "/api/chat"): chat,
    ("POST", "/api/chat/stop"): stop,
    ("DELETE", "/api/chat/conversations/{conversation_id}"): forget,
    ("POST", "/api/feedback"): feedback,
    ("GET", "/api/bots/{bot_id}/todo"): list_todo,
    ("POST", "/api/bots/{bot_id}/todo/dismiss"): dismiss_todo,
    ("POST", "/api/bots/{bot_id}/search"): search,
    ("POST", "/api/bots/{bot_id}/tests/run"): run_tests,
    ("POST", "/api/widget/session"): open_session,
    ("GET", "/api/bots/{bot_id}/identity"): get_identity,
    ("POST", "/api/bots/{bot_id}/identity"): rotate_identity,
    ("DELETE", "/api/bots/{bot_id}/identity"): stop_identity,
    ("POST", "/v1/chat/completions"): _for_openai(complete),
    ("GET", "/v1/models"): _for_openai(list_models),
}


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    settings = wired().settings
    return web.serve(
        event, ROUTES, settings.app_origin,
        environment=settings.environment, public=True, streaming=settings.streaming,
    )  # fmt: skip
