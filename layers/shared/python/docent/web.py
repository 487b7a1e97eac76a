"""The HTTP edge: what a request brings, how errors become statuses, who may read the answer.

A route is a plain function from Request to Reply; `serve` wraps one Lambda proxy event around it.
"""

from __future__ import annotations

import base64
import json
import re
import time
import traceback
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aws_lambda_powertools.logging import Logger

from docent import errors, metrics
from docent.fields import Fields
from docent.ids import new_id
from docent.ports import AccessTokens

log = Logger(service="docent")

MOST_JSON = 256 * 1024  # the longest question with its history is a fraction; questions and answers say more

# The `source` of the event by which who deployed a function asks whether its embedding model runs there.
SMOKE = "docent.smoke"

LONGEST_ID = 100  # of what stands in a path; no table takes keys much longer

STATUS: dict[type[errors.DocentError], int] = {
    errors.BadInput: 400,
    errors.NotSignedIn: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.UnsupportedType: 415,
    errors.DocumentRejected: 422,
    errors.TooManyRequests: 429,
    errors.Unavailable: 503,
}


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `headers` are lower-case; `path` and `query` hold the parameters."""

    method: str
    resource: str
    headers: Mapping[str, str]
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    request_id: str
    peer: str = ""

    def address(self, hops: int = 0) -> str:
        """Whose address this call came from: the one that spoke to API Gateway, which nobody can forge.

        With `hops` proxies of our own before the gateway, the one that the first of them saw; what stands
        left of it in X-Forwarded-For is the caller's own invention.
        """
        seen = [each.strip() for each in self.headers.get("x-forwarded-for", "").split(",")]
        return seen[-1 - hops] if 0 < hops < len(seen) else self.peer

    @property
    def origin(self) -> str:
        return self.headers.get("origin", "")

    @property
    def bearer(self) -> str:
        """The bearer token, or nothing."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    @property
    def token(self) -> str:
        """The bearer token. Raises NotSignedIn where there is none."""
        if not self.bearer:
            raise errors.NotSignedIn("Sign in first: this needs an Authorization header with a Bearer token.")
        return self.bearer

    def fields(self, most: int = MOST_JSON) -> Fields:
        """The body as a JSON object. Raises BadInput if it is none, TooLarge beyond `most` bytes."""
        if len(self.body) > most:
            raise errors.TooLarge(f"The body has {len(self.body):,} bytes; the most is {most:,}. Send less.")
        try:
            values = json.loads(self.body or b"{}")
        except (ValueError, RecursionError) as error:  # the latter by a body that is nested without end
            raise errors.BadInput("The body is not valid JSON. Send a JSON object.") from error
        if not isinstance(values, dict):
            raise errors.BadInput("The body must be a JSON object.")
        return Fields(values)

    def limit(self, most: int = 100, default: int = 50) -> int:
        """The page length asked for, 1 to `most`."""
        return Fields({k: _number(v) for k, v in self.query.items() if k == "limit"}).integer(
            "limit", least=1, most=most, default=default
        )


# Events as they go out; it gives back the error that broke it off, once it has told the reader.
Stream = Generator[str, None, errors.DocentError | None]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a route answers: JSON, text, or a stream of server-sent events; `readable_by` is an origin."""

    status: int = 200
    body: Mapping[str, Any] | Stream | str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    readable_by: str = ""


Route = Callable[[Request], Reply]


def signed_in(request: Request, tokens: AccessTokens) -> str:
    """User id of the caller. Raises NotSignedIn."""
    return tokens.user_id(request.token)


def serve(
    event: Mapping[str, Any],
    routes: Mapping[tuple[str, str], Route],
    app_origin: str,
    *,
    environment: str,
    public: bool = False,
    streaming: bool = False,
) -> dict[str, Any]:
    """Answer one REST proxy event. With `public`, any page may read why it was refused.

    Without `streaming` a stream of events is collected and answered whole. What fails, be it in the midst of
    its stream, is counted for `environment`.
    """
    started = time.perf_counter()

    def ended(reply: Reply) -> None:
        _log(request, reply, started)
        metrics.emit(environment, Failed=int(reply.status >= 500))

    request = parse(event)
    log.append_keys(
        request_id=request.request_id
    )  # to each line until the next call; a function has one at a time
    try:
        route = routes.get((request.method, request.resource))
        if route is None:
            raise errors.NotFound(f"There is no {request.method} {request.resource} here.")
        if any(len(each) > LONGEST_ID for each in request.path.values()):
            raise errors.NotFound("There is nothing with such an id.")
        reply = route(request)
    except errors.DocentError as error:
        reply = refusal(error, request, request.origin if public else "")
    except Exception as error:  # the edge: nothing may leave here as a stack trace
        reply = refusal(foreseen(error), request, request.origin)
    if isinstance(reply.body, Generator):
        reply = replace(reply, body=_to_its_end(reply.body, reply, request, ended))
    else:
        ended(reply)
    return _proxy(request, reply, app_origin, streaming)


def _to_its_end(events: Stream, reply: Reply, request: Request, ended: Callable[[Reply], None]) -> Stream:
    """The events; only after the last of them is known how it went."""
    broken = None
    try:
        broken = yield from events
    finally:
        ended(refusal(broken, request) if broken else reply)
    return broken


def parse(event: Mapping[str, Any]) -> Request:
    """A Request from an API Gateway REST proxy event."""
    body, context = event.get("body") or "", event.get("requestContext") or {}
    return Request(
        method=event["httpMethod"],
        resource=event["resource"],
        headers={k.lower(): v for k, v in (event.get("headers") or {}).items()},
        path=event.get("pathParameters") or {},
        query=event.get("queryStringParameters") or {},
        body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(),
        request_id=context.get("requestId") or new_id("req"),
        peer=(context.get("identity") or {}).get("sourceIp") or "",
    )


def status_of(error: errors.DocentError) -> int:
    """Status of the nearest ancestor in the table; 500 where there is none."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def error_body(error: errors.DocentError, request_id: str) -> dict[str, Any]:
    """The one shape of every error."""
    body = {"code": error.code, "message": error.message, "request_id": request_id}
    if isinstance(error, errors.BadInput) and error.field:
        body["field"] = error.field
    return {"error": body}


def foreseen(error: Exception) -> errors.DocentError:
    """The error itself; of one that is ours nothing is told but that it was logged."""
    if isinstance(error, errors.DocentError):
        return error
    log_error("unhandled", error)
    return errors.DocentError(_OURS, code="internal_error")


def refusal(error: errors.DocentError, request: Request, readable_by: str = "") -> Reply:
    """The reply for an error."""
    headers = {}
    if isinstance(error, errors.TooManyRequests | errors.Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    return Reply(status_of(error), error_body(error, request.request_id), headers, readable_by)


def log_error(event: str, error: BaseException, **extra: str) -> None:
    """Log where an error came from, without its message: that may quote a person or a document."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    at = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    log.error(event, extra={"error": type(error).__name__, "at": at, **extra})


def _proxy(request: Request, reply: Reply, app_origin: str, streaming: bool) -> dict[str, Any]:
    events = reply.body if isinstance(reply.body, Generator) else None
    headers = {
        "Content-Type": "text/event-stream; charset=utf-8" if events else "application/json",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Origin",
        "x-request-id": request.request_id,
        **reply.headers,
    }
    if request.origin and request.origin in (app_origin, reply.readable_by):
        headers["Access-Control-Allow-Origin"] = request.origin
        headers["Access-Control-Expose-Headers"] = "x-request-id, retry-after, x-next"
    if events and streaming:
        return {"statusCode": reply.status, "headers": headers, "body": events}
    body = (
        "".join(events)
        if events
        else ""
        if reply.body is None
        else reply.body
        if isinstance(reply.body, str)
        else json.dumps(reply.body, ensure_ascii=False)
    )
    return {"statusCode": reply.status, "headers": headers, "body": body, "isBase64Encoded": False}


def _log(request: Request, reply: Reply, started: float) -> None:
    code = reply.body["error"]["code"] if reply.status >= 400 and isinstance(reply.body, dict) else ""
    log.info(
        "answered",
        extra={
            "method": request.method,
            "resource": request.resource,
            "status": reply.status,
            "code": code,
            "ms": round((time.perf_counter() - started) * 1000, 1),
            "request_id": request.request_id,  # `make run` has many calls at a time
        },
    )


def _number(text: str) -> int | str:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else text


_OURS = "Something went wrong on our side. Try again; if it stays, report the request id."
