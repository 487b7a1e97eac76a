"""Generator on Gemini's REST API: `streamGenerateContent` as server-sent events, by urllib3.

google-genai would add 0.45 s to a cold start; tests hold this adapter to its results instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError, TimeoutError

from docent.adapters.event_stream import Garbled, events
from docent.adapters.model_failures import Deadline, Idle, Patience, code_of, failure, wait_of
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
        idle: Idle | None = None,
    ) -> None:
        self.model = model
        name = quote(model, safe="")
        self._url = f"{base_url.rstrip('/')}/v1beta/models/{name}:streamGenerateContent?alt=sse"
        self._headers = {"x-goog-api-key": api_key, "content-type": "application/json"}
        self._patience, self._thinking = patience, thinking
        self._pool = pool or urllib3.PoolManager()
        self._idle = idle or Idle()

    def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
        """The answer's text as it comes, and at each sign of life its Usage. Closing it hangs up.

        The request goes out once: who does not answer may have done the work. Raises GenerationFailed in our
        words, after the text that came before the failure; its `code` is generation_failed, or one that
        begins with `model_`.
        """
        deadline = Deadline(self._patience)
        try:
            response = self._post(json.dumps(_request(prompt, self._thinking)).encode())
            try:
                if response.status != HTTPStatus.OK:
                    raise _http_failure(response)
                yield from _read(events(_chunks(response, deadline)), deadline, prompt.most_tokens)
            finally:
                response.close()
        except HTTPError as error:
            raise failure(_lost(error)) from error
        except Garbled as error:
            raise failure("generation_failed") from error

    def _post(self, body: bytes) -> urllib3.BaseHTTPResponse:
        if self._idle.too_long():
            self._pool.clear()
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


def _read(stream: Iterator[Mapping[str, Any]], deadline: Deadline, most_tokens: int) -> Iterator[str | Usage]:
    meter, reason = _Meter(most_tokens), ""
    for event in stream:
        if "error" in event:
            raise failure(_code_of(_mapping(event["error"])))
        if _mapping(event.get("promptFeedback")).get("blockReason"):
            raise failure("model_refused")
        candidate = _mapping(next(iter(_list(event.get("candidates"))), None))
        reason, texts = candidate.get("finishReason") or reason, list(_texts(candidate))
        meter.read(event, texts, ended=bool(reason))
        yield meter.usage()
        for text in texts:
            deadline.said = True
            yield text
    if problem := _problem(reason, deadline.said):
        raise failure(problem)
    yield meter.usage()


class _Meter:
    """What an answer has cost so far: what its model counted at its end, until then the most it can be.

    Some models count what they wrote at their end only. No token is shorter than a byte.
    """

    def __init__(self, most_tokens: int) -> None:
        self._most, self._received, self._final = most_tokens, 0, False
        self._told: Mapping[str, Any] = {}

    def read(self, event: Mapping[str, Any], texts: Sequence[str], *, ended: bool) -> None:
        told = _mapping(event.get("usageMetadata"))
        if "promptTokenCount" in told:
            self._told, self._final = told, ended
        self._received += sum(len(text.encode(errors="surrogatepass")) for text in texts)

    def usage(self) -> Usage:
        """Empty where nothing was counted yet."""
        read, thought, written = (_number(self._told.get(name)) for name in _COUNTED)
        if self._final or not self._told:
            return Usage(read, thought + written)
        # Who does not count what it wrote does not tell how much it thinks.
        most = max(written, self._received) if "candidatesTokenCount" in self._told else self._most
        return Usage(read, max(thought + written, min(thought + most, self._most)))


_COUNTED = "promptTokenCount", "thoughtsTokenCount", "candidatesTokenCount"


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


def _lost(error: HTTPError) -> str:
    """The code of a request without an answer, or with half of one."""
    # urllib3 counts a refused connection among the timeouts.
    if isinstance(error, TimeoutError) and not isinstance(error, NewConnectionError):
        return "model_timed_out"
    # Once it had the request the model may have worked, which is paid.
    return "model_cut_short" if isinstance(error, ProtocolError) else "model_unreachable"


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


def _number(found: Any) -> int:
    return found if isinstance(found, int) else 0


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []
