"""Generator on Gemini's REST API: `streamGenerateContent` as server-sent events, by urllib3.

google-genai would add 0.45 s to a cold start; tests hold this adapter to its results instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError, TimeoutError

from docent.adapters.event_stream import Garbled, events
from docent.adapters.model_failures import Deadline, Patience, code_of, failure, wait_of
from docent.conversation import Prompt, Usage
from docent.errors import GenerationFailed

_ERROR_BODY = 64 * 1024


class Gemini:
    """One Gemini model. `thinking`: the level that its generation knows (`low`); empty leaves it its own."""

    def __init__(
        self,
        api_key: str,
        model: str,
        base_url: str,
        patience: Patience,
        thinking: str = "",
        pool: urllib3.PoolManager | None = None,
    ) -> None:
        self.model = model
        name = quote(model, safe="")
        self._url = f"{base_url.rstrip('/')}/v1beta/models/{name}:streamGenerateContent?alt=sse"
        self._headers = {"x-goog-api-key": api_key, "content-type": "application/json"}
        self._patience, self._thinking = patience, thinking
        self._pool = pool or urllib3.PoolManager()

    def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
        """The answer's text as it comes, its Usage whenever it is told. Closing it closes the connection.

        Raises GenerationFailed in our words, after the text that came before the failure; its `code` is
        generation_failed, or one that begins with `model_`.
        """
        deadline = Deadline(self._patience)
        try:
            response = self._post(json.dumps(_request(prompt, self._thinking)).encode())
            try:
                if response.status != HTTPStatus.OK:
                    raise _http_failure(response)
                yield from _read(events(_chunks(response, deadline)), deadline)
            finally:
                response.close()
        except HTTPError as error:
            # urllib3 counts a refused connection among the timeouts.
            slow = isinstance(error, TimeoutError) and not isinstance(error, NewConnectionError)
            raise failure("model_timed_out" if slow else "model_unreachable") from error
        except Garbled as error:
            raise failure("generation_failed") from error

    def _post(self, body: bytes) -> urllib3.BaseHTTPResponse:
        try:
            return self._open(body)
        except ProtocolError:
            # A kept connection may have died while the function was frozen: nothing was answered on it.
            return self._open(body)

    def _open(self, body: bytes) -> urllib3.BaseHTTPResponse:
        return self._pool.request(
            "POST",
            self._url,
            body=body,
            headers=self._headers,
            timeout=urllib3.Timeout(connect=self._patience.connect, read=self._patience.text),
            preload_content=False,
            redirect=False,
            retries=False,
        )


def _request(prompt: Prompt, thinking: str) -> Mapping[str, Any]:
    # No temperature, top_p or top_k: models from 3 on are tuned to their defaults.
    level = {"thinkingConfig": {"thinkingLevel": thinking}} if thinking else {}
    turns = [text for turn in prompt.history for text in turn] + [prompt.user]
    return {
        "systemInstruction": {"parts": [{"text": prompt.system}]},
        "contents": [
            {"role": "model" if at % 2 else "user", "parts": [{"text": text}]}
            for at, text in enumerate(turns)
        ],
        "generationConfig": {"maxOutputTokens": prompt.most_tokens, **level},
    }


def _chunks(response: urllib3.BaseHTTPResponse, deadline: Deadline) -> Iterator[bytes]:
    while chunk := response.read1(65536):
        yield chunk
        deadline.check()


def _read(stream: Iterator[Mapping[str, Any]], deadline: Deadline) -> Iterator[str | Usage]:
    usage, reason = Usage(), ""
    for event in stream:
        if "error" in event:
            raise failure(_code_of(_mapping(event["error"])))
        if _mapping(event.get("promptFeedback")).get("blockReason"):
            raise failure("model_refused")
        candidate = _mapping(next(iter(_list(event.get("candidates"))), None))
        for text in _texts(candidate):
            deadline.said = True
            yield text
        reason = candidate.get("finishReason") or reason
        if (counted := _usage(event)) and counted != usage:
            yield counted
            usage = counted
    if problem := _problem(reason, deadline.said):
        raise failure(problem)
    yield usage


def _problem(reason: str, said: bool) -> str:
    """What is wrong with an answer that ended for this reason; empty if nothing is."""
    if reason in ("STOP", "MAX_TOKENS"):
        return "" if said else {"STOP": "generation_failed"}.get(reason, "model_cut_short")
    if not reason:
        return "model_cut_short" if said else "generation_failed"
    return "model_refused"


def _texts(candidate: Mapping[str, Any]) -> Iterator[str]:
    """What is meant for the reader: not thoughts, calls or pictures."""
    for part in map(_mapping, _list(_mapping(candidate.get("content")).get("parts"))):
        text = part.get("text")
        if isinstance(text, str) and text and not part.get("thought"):
            yield text


def _usage(event: Mapping[str, Any]) -> Usage | None:
    counts = _mapping(event.get("usageMetadata"))
    if "promptTokenCount" not in counts:
        return None
    written = int(counts.get("candidatesTokenCount") or 0) + int(counts.get("thoughtsTokenCount") or 0)
    return Usage(int(counts["promptTokenCount"] or 0), written)


def _http_failure(response: urllib3.BaseHTTPResponse) -> GenerationFailed:
    error: Mapping[str, Any] = {}
    with suppress(ValueError, HTTPError):  # a proxy's page says no more than its status
        error = _mapping(_mapping(json.loads(response.read(_ERROR_BODY))).get("error"))
    code = _code_of({**error, "code": response.status})
    return failure(code, wait_of(response.headers.get("retry-after", "")))


def _code_of(error: Mapping[str, Any]) -> str:
    reasons = {_mapping(detail).get("reason") for detail in _list(error.get("details"))}
    return "model_key_refused" if "API_KEY_INVALID" in reasons else code_of(error.get("code") or 0)


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []
