"""/v1: OpenAI's chat completions, for API keys."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from docent import access, answer, keys, web
from docent.errors import DocentError, NotSignedIn
from docent.fields import Fields
from docent.ids import new_id
from docent.routes.asking import admitted, answering
from docent.web import Reply, Request, Route
from docent.wiring import wired


def complete(request: Request) -> Reply:
    from docent import completions  # only a call of these routes pays for it

    wires, fields = wired(), request.fields(completions.MOST_BYTES)
    wires.expect_question()
    asks = admitted(request, fields.text("model", most=64), "chat")
    fields.integer("n", least=1, most=1, default=1)
    talk = completions.talk(fields.values.get("messages"), wires.settings.longest_question)
    memory = completions.Recalled(asks.bot, asks.asker, talk.before, wires.conversations)
    events = answering(talk.question, asks, new_id("con") if talk.before else "", memory)
    if not fields.flag("stream"):
        return Reply(200, completions.whole(answer.whole(events)))
    with_usage = Fields(fields.object("stream_options")).flag("include_usage")
    chunks = completions.chunks(events, asks.bot.bot_id, with_usage=with_usage)
    first = next(chunks)  # what can be refused is refused before the status goes out
    return Reply(200, completions.sent(chain([first], chunks)))


def list_models(request: Request) -> Reply:
    """The bot that the key is of."""
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


ROUTES = {
    ("POST", "/v1/chat/completions"): _for_openai(complete),
    ("GET", "/v1/models"): _for_openai(list_models),
}
