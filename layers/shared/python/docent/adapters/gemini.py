"""Generator on Gemini's REST API: `streamGenerateContent` as server-sent events, by urllib3.

google-genai would add 0.45 s to a cold start; tests hold this adapter to its results instead.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError, TimeoutError

from docent.adapters.event_stream import Garbled, events
from docent.errors import GenerationFailed
from docent.model import Prompt, Usage
from docent.ports import MOST_OUTPUT_TOKENS

_ERROR_BODY = 64 * 1024
_BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_KEY_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_MESSAGES = {
    "model_key_refused": "The model refuses this deployment's key. Its operator has to set a valid one.",
    "model_not_found": "The model is not available to this deployment. Choose another in the bot's settings.",
    "model_busy": "The model is busy. Ask again in a moment.",
    "model_refused": "The model declined to answer this. Ask in other words.",
    "model_timed_out": "The model took too long. Ask again, or ask for less at a time.",
    "model_unreachable": "The model cannot be reached right now. Ask again in a moment.",
    "model_cut_short": "The model stopped in the middle of its answer. Ask again, or ask for less at a time.",
    "generation_failed": "The model gave no usable answer. Ask again, or in other words.",
}


class Gemini:
    """One Gemini model. `timeout`: seconds until the next bytes; three times that for the whole answer."""

    def __init__(
        self, api_key: str, model: str, base_url: str, timeout: float, pool: urllib3.PoolManager | None = None
    ) -> None:
        self.model = model
        name = quote(model, safe="")
        self._url = f"{base_url.rstrip('/')}/v1beta/models/{name}:streamGenerateContent?alt=sse"
        self._headers = {"x-goog-api-key": api_key, "content-type": "application/json"}
        self._timeout = timeout
        self._pool = pool or urllib3.PoolManager()

    def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
        """The answer's text as it comes, then its Usage. Closing the iterator closes the connection.

        Raises GenerationFailed in our words, after the text that came before the failure; its `code` is
        generation_failed, or one that begins with `model_`.
        """
        deadline = time.monotonic() + 3 * self._timeout
        try:
            response = self._post(json.dumps(_request(prompt)).encode())
            try:
                if response.status != HTTPStatus.OK:
                    raise _http_failure(response)
                yield from _read(events(_chunks(response, deadline)))
            finally:
                response.close()
        except HTTPError as error:
            # urllib3 counts a refused connection among the timeouts.
            slow = isinstance(error, TimeoutError) and not isinstance(error, NewConnectionError)
            raise _failure("model_timed_out" if slow else "model_unreachable") from error
        except Garbled as error:
            raise _failure("generation_failed") from error

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
            timeout=urllib3.Timeout(connect=min(5.0, self._timeout), read=self._timeout),
            preload_content=False,
            redirect=False,
            retries=False,
        )


def _request(prompt: Prompt) -> Mapping[str, Any]:
    # No temperature, top_p or top_k: models from 3 on are tuned to their defaults.
    turns = [text for turn in prompt.history for text in turn] + [prompt.user]
    return {
        "systemInstruction": {"parts": [{"text": prompt.system}]},
        "contents": [
            {"role": "model" if at % 2 else "user", "parts": [{"text": text}]}
            for at, text in enumerate(turns)
        ],
        "generationConfig": {"maxOutputTokens": MOST_OUTPUT_TOKENS},
    }


def _chunks(response: urllib3.BaseHTTPResponse, deadline: float) -> Iterator[bytes]:
    while chunk := response.read1(65536):
        yield chunk
        if time.monotonic() > deadline:
            raise _failure("model_timed_out")


def _read(stream: Iterator[Mapping[str, Any]]) -> Iterator[str | Usage]:
    usage, reason, said = Usage(), "", False
    for event in stream:
        if "error" in event:
            raise _failure(_code_of(_mapping(event["error"])))
        usage = _usage(event) or usage
        if _mapping(event.get("promptFeedback")).get("blockReason"):
            raise _failure("model_refused")
        candidate = _mapping(next(iter(_list(event.get("candidates"))), None))
        for text in _texts(candidate):
            said = True
            yield text
        reason = candidate.get("finishReason") or reason
    if problem := _problem(reason, said):
        raise _failure(problem)
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
    wait = response.headers.get("retry-after", "")
    seconds = int(wait) if wait.isdecimal() else 5
    return _failure(_code_of({**error, "code": response.status}), min(max(seconds, 1), 600))


def _code_of(error: Mapping[str, Any]) -> str:
    status = error.get("code")
    reasons = {_mapping(detail).get("reason") for detail in _list(error.get("details"))}
    if status in _KEY_REFUSED or "API_KEY_INVALID" in reasons:
        return "model_key_refused"
    if status == HTTPStatus.NOT_FOUND:
        return "model_not_found"
    if status in _BUSY:
        return "model_busy"
    return "generation_failed" if status == HTTPStatus.BAD_REQUEST else "model_unreachable"


def _failure(code: str, retry_after: int = 5) -> GenerationFailed:
    return GenerationFailed(_MESSAGES[code], code=code, retry_after=retry_after)


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []
