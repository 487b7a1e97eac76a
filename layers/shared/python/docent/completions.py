"""OpenAI's chat completions, so that programs written for them can ask a bot: `model` is the bot's id.

The shapes are those of OpenAI's API reference (Chat Completions). What a bot decides by itself (temperature,
tools, system messages) is taken and has no effect; its own instructions hold.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from docent import web
from docent.answer import HISTORY_TURNS, Delta, Event
from docent.conversation import Citation, Conversations, Turn
from docent.errors import BadInput, DocentError
from docent.gates import Asker
from docent.ids import now
from docent.model import Bot
from docent.shapes import citation
from docent.web import Stream

MOST_MESSAGES = 200
MOST_BYTES = 2**20  # a program sends the whole conversation each time
_LONGEST_MEMORY = 8_000  # characters of one earlier message that are looked at
_ROLES = ("system", "developer", "user", "assistant", "tool", "function")
Chunk = Mapping[str, Any]


class Talk(NamedTuple):
    """What a list of messages comes to: the question, and the (question, answer) pairs before it."""

    question: str
    before: tuple[tuple[str, str], ...]


def talk(messages: object, longest: int) -> Talk:
    """Read `messages`; the last must be the user's. Raises BadInput."""
    if not isinstance(messages, list) or not 1 <= len(messages) <= MOST_MESSAGES:
        raise BadInput(f"Give `messages` as a list of 1 to {MOST_MESSAGES} messages.", field="messages")
    said = [(role, text) for role, text in map(_said, messages) if role in ("user", "assistant")]
    if not said or said[-1][0] != "user" or not said[-1][1].strip():
        raise BadInput("The last of `messages` must be the user's question.", field="messages")
    question = said[-1][1].strip()
    if len(question) > longest:
        raise BadInput(f"The question has over {longest:,} characters. Shorten it.", field="messages")
    return Talk(question, _pairs(said[:-1]))


def _said(message: object) -> tuple[str, str]:
    if not isinstance(message, dict) or message.get("role") not in _ROLES:
        raise BadInput(f"Each message needs a `role`: one of {', '.join(_ROLES)}.", field="messages")
    content = message.get("content")
    parts = content if isinstance(content, list) else [{"type": "text", "text": content or ""}]
    read = [part for part in parts if isinstance(part, dict) and part.get("type") in ("text", "refusal")]
    given = [part.get(part["type"]) for part in read]
    texts = [text for text in given if isinstance(text, str)]
    if len(texts) != len(parts):
        raise BadInput("A message's `content` must be text; images and files are not read.", field="messages")
    return message["role"], "\n".join(texts).encode("utf-8", "replace").decode()


def _pairs(said: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The last questions that were answered, oldest first, no longer than what an answer remembers."""
    asked = zip(said, said[1:], strict=False)
    pairs = [
        (one[1][:_LONGEST_MEMORY], two[1][:_LONGEST_MEMORY])
        for one, two in asked
        if (one[0], two[0]) == ("user", "assistant")
    ]
    return tuple(pairs[-HISTORY_TURNS:])


class Recalled:
    """Conversations whose past is what the caller sent along; what comes is recorded by the real ones."""

    def __init__(
        self, bot: Bot, asker: Asker, before: Sequence[tuple[str, str]], kept: Conversations
    ) -> None:
        self._kept = kept
        self._turns = [
            Turn(bot.bot_id, "", "", asked, answered, True, "", asker.id, now()) for asked, answered in before
        ]

    def recent(self, bot_id: str, conversation_id: str, limit: int) -> Sequence[Turn]:
        return self._turns[-limit:]

    def record(self, turn: Turn, lifetime_days: int) -> None:
        self._kept.record(turn, lifetime_days)

    def erase(self, bot_id: str) -> int:
        return self._kept.erase(bot_id)


def whole(turn: Turn) -> dict[str, Any]:
    """A `chat.completion`; what `_proof` gives is ours."""
    message = {"role": "assistant", "content": turn.answer, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    head = _head(turn.bot_id, turn.message_id, "chat.completion")
    return {**head, "choices": [choice], "usage": _usage(turn), **_proof(turn)}


def chunks(events: Iterator[Event], bot_id: str, *, with_usage: bool) -> Iterator[Chunk]:
    """`chat.completion.chunk`s of an answer, the last with its citations; then, if wanted, one of usage."""
    started: Any = next(events)
    head = _head(bot_id, started.message_id, "chat.completion.chunk")
    more: dict[str, Any] = {"usage": None} if with_usage else {}
    yield {**head, **more, "choices": [_step({"role": "assistant", "content": ""})]}
    for event in events:
        match event:
            case Delta():
                yield {**head, **more, "choices": [_step({"content": event.text})]}
            case Turn():
                yield {**head, **more, "choices": [_step({}, "stop")], **_proof(event)}
                if with_usage:
                    yield {**head, "choices": [], "usage": _usage(event)}
            case _:
                continue


def sent(chunks: Iterator[Chunk]) -> Stream:
    """Server-sent events of chunks, ended by the word that OpenAI's clients wait for.

    Where the answer fails in mid-stream, the last of them is an error that these clients raise.
    """
    broken = None
    try:
        for chunk in chunks:
            yield _data(chunk)
    except Exception as error:  # the edge: a reader must never be left waiting
        broken = web.foreseen(error)
        yield _data(refusal(broken, web.status_of(broken)))
    yield "data: [DONE]\n\n"
    return broken


def models(bot: Bot) -> dict[str, Any]:
    """A `list` of the one model that a key knows: its bot."""
    return {
        "object": "list",
        "data": [{"id": bot.bot_id, "object": "model", "created": 0, "owned_by": "docent"}],
    }


def refusal(error: DocentError, status: int) -> dict[str, Any]:
    """An error in OpenAI's shape."""
    kind = _KINDS.get(status, "server_error" if status >= 500 else "invalid_request_error")
    param = error.field if isinstance(error, BadInput) else None
    return {"error": {"message": error.message, "type": kind, "param": param, "code": error.code}}


_KINDS = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}


def _head(bot_id: str, message_id: str, kind: Literal["chat.completion", "chat.completion.chunk"]) -> Chunk:
    return {"id": f"chatcmpl-{message_id}", "object": kind, "created": int(time.time()), "model": bot_id}


def _step(delta: Mapping[str, str], ending: str | None = None) -> Chunk:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": ending}


def _proof(turn: Turn) -> dict[str, Any]:
    shown: Sequence[Citation] = turn.citations
    quotes_only = turn.model == "extractive"
    return {
        "citations": [citation(each) for each in shown], "answered": turn.answered,
        "quotes_only": quotes_only, "cut_short": turn.cut_short,
    }  # fmt: skip


def _usage(turn: Turn) -> dict[str, int]:
    total = turn.input_tokens + turn.output_tokens
    return {
        "prompt_tokens": turn.input_tokens, "completion_tokens": turn.output_tokens, "total_tokens": total,
    }  # fmt: skip


def _data(chunk: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
