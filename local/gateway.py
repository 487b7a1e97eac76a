"""API Gateway on this machine: the same events to the same handlers, by the same openapi.yaml."""

from __future__ import annotations

import importlib
import json
import logging
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from local import events, routes

log = logging.getLogger("docent.local")

Handler = Callable[[Mapping[str, Any], Any], Any]

MOST_BYTES = 10 * 1024 * 1024
PATIENCE = 29.0
STREAM_PATIENCE = 900.0


class Gateway:
    """An ASGI app that answers every operation of `api` by the handlers, by name of the function."""

    def __init__(self, api: routes.Api, handlers: Mapping[str, Handler], patience: float = PATIENCE) -> None:
        self._api, self._handlers, self._patience = api, handlers, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request, str(uuid.uuid4()))
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request, request_id: str) -> Response:
        path = request.scope["raw_path"].decode("ascii")
        match = self._api.match(request.method, path)
        if match is None:
            return self._refuse(
                "MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token", request_id
            )
        if not match.operation.function:
            given = match.operation.mock_headers or {}
            headers = {
                name: _filled(value, {"context.requestId": request_id}) for name, value in given.items()
            }
            return Response(status_code=match.operation.mock_status, headers=headers)
        body = await _body(request)
        if body is None:
            return self._refuse("REQUEST_TOO_LARGE", 413, "Request Too Long", request_id)
        call = _call(request, path, body, request_id)
        return await self._invoke(call, match)

    async def _invoke(self, call: events.Call, match: routes.Match) -> Response:
        name = match.operation.function
        event = events.proxy_event(call, match, self._api.binary_types)
        context = events.Context(
            f"docent-local-{name}", str(uuid.uuid4()), time.monotonic() + STREAM_PATIENCE
        )
        try:
            with anyio.fail_after(self._patience):
                given = await anyio.to_thread.run_sync(
                    self._handlers[name], event, context, abandon_on_cancel=True
                )
            answer = events.answer_of(given)
        except TimeoutError:
            log.error("%s did not answer within %s s", name, self._patience)
            return self._refuse("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out", call.request_id)
        except Exception:  # the edge: whatever a function does, API Gateway answers 502
            log.exception("%s failed", name)
            return self._refuse("INTEGRATION_FAILURE", 502, "Internal server error", call.request_id)
        return _response(answer)

    def _refuse(self, kind: str, status: int, message: str, request_id: str) -> Response:
        refusal = self._api.refusal(kind, status)
        context = {
            "context.requestId": request_id,
            "context.error.messageString": json.dumps(message),
            "context.error.message": message,
            "context.error.responseType": kind,
        }
        headers = {name: _filled(value, context) for name, value in refusal.headers.items()}
        body = refusal.body
        for name, value in context.items():
            body = body.replace(f"${name}", value)
        return Response(body, refusal.status, {**headers, "content-type": "application/json"})


class Streamed(StreamingResponse):
    """Parts of a stream as they come; the iterator is closed when all is sent or the client went away."""

    def __init__(self, parts: Iterator[str | bytes], status: int) -> None:
        super().__init__(parts, status)
        self._parts = parts

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(send)
        finally:
            close = getattr(self._parts, "close", None)
            if close:
                with anyio.CancelScope(shield=True):
                    await run_in_threadpool(close)


def handlers(names: Iterable[str]) -> dict[str, Handler]:
    """The handler of each function, imported here and now."""
    return {name: importlib.import_module(f"functions.{name}.handler").handler for name in names}


async def _body(request: Request) -> bytes | None:
    """All of the body; None if it is over the limit."""
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > MOST_BYTES:
            return None
    return bytes(received)


def _call(request: Request, path: str, body: bytes, request_id: str) -> events.Call:
    return events.Call(
        method=request.method,
        path=path,
        query=request.url.query,
        headers=[(name, value) for name, value in request.headers.items()],
        body=body,
        source_ip=request.client.host if request.client else "127.0.0.1",
        request_id=request_id,
    )


def _response(answer: events.Answer) -> Response:
    if isinstance(answer.body, bytes):
        response = Response(answer.body, answer.status)
    else:
        response = Streamed(answer.body, answer.status)
    for name, value in answer.headers:
        response.headers.append(name, value)
    return response


def _filled(value: str, context: Mapping[str, str]) -> str:
    """A header of a gateway response: 'literal' in quotes, or the name of a context variable."""
    return value.strip("'") if value.startswith("'") else context.get(value, "")
