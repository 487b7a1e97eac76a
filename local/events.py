"""API Gateway's REST proxy event, Lambda's context, and the way back from a function's answer."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from local.routes import Match

Pairs = Sequence[tuple[str, str]]


class MalformedAnswer(ValueError):
    """Raised when what a function gave back is no proxy response."""


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request as the gateway saw it. `path` is as sent, percent signs included."""

    method: str
    path: str
    query: str
    headers: Pairs
    body: bytes
    source_ip: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Context:
    """What Lambda hands to a handler beside the event."""

    function_name: str
    aws_request_id: str
    deadline: float
    memory_limit_in_mb: str = "2048"
    function_version: str = "$LATEST"

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:us-east-1:000000000000:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        return "local"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.deadline - time.monotonic()) * 1000))


@dataclass(frozen=True, slots=True)
class Answer:
    """A proxy response. `body` is bytes, or an iterator of the parts of a stream."""

    status: int
    headers: Pairs
    body: bytes | Iterator[str | bytes]


def proxy_event(call: Call, match: Match, binary_types: Sequence[str]) -> dict[str, Any]:
    """The event of a Lambda proxy integration (payload 1.0), absent parts None as API Gateway has them."""
    query = parse_qsl(call.query, keep_blank_values=True)
    forwarded = [("x-forwarded-for", call.source_ip), ("x-forwarded-proto", "http")]
    headers = [*call.headers, *forwarded]
    kind = dict(call.headers).get("content-type", "").partition(";")[0].strip().lower()
    binary = kind in binary_types or "*/*" in binary_types
    return {
        "resource": match.operation.resource,
        "path": call.path,
        "httpMethod": call.method,
        "headers": dict(headers),
        "multiValueHeaders": _many(headers),
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": _many(query) or None,
        "pathParameters": dict(match.parameters) or None,
        "stageVariables": None,
        "requestContext": _request_context(call, match),
        "body": _text(call.body, binary),
        "isBase64Encoded": binary and bool(call.body),
    }


def answer_of(answer: object) -> Answer:
    """Read a function's answer. Raises MalformedAnswer as API Gateway does, with its 502 in mind."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("statusCode"), int):
        raise MalformedAnswer(
            f"a proxy response is a dict with an integer statusCode, not {type(answer).__name__}"
        )
    headers = [(str(name), str(value)) for name, value in (answer.get("headers") or {}).items()]
    many = answer.get("multiValueHeaders") or {}
    taken = {name.lower() for name in many}
    headers = [(name, value) for name, value in headers if name.lower() not in taken]
    headers += [(name, str(value)) for name, values in many.items() for value in values]
    return Answer(answer["statusCode"], headers, _body(answer))


def _body(answer: Mapping[str, Any]) -> bytes | Iterator[str | bytes]:
    body = answer.get("body")
    if isinstance(body, Iterator):
        return body
    if body is not None and not isinstance(body, str):
        raise MalformedAnswer(
            f"the body of a proxy response is text or an iterator, not {type(body).__name__}"
        )
    if answer.get("isBase64Encoded"):
        return base64.b64decode(body or "")
    return (body or "").encode()


def _text(body: bytes, binary: bool) -> str | None:
    if not body:
        return None
    return base64.b64encode(body).decode() if binary else body.decode(errors="replace")


def _many(pairs: Pairs) -> dict[str, list[str]]:
    many: dict[str, list[str]] = {}
    for name, value in pairs:
        many.setdefault(name, []).append(value)
    return many


def _request_context(call: Call, match: Match) -> dict[str, Any]:
    headers, at = dict(call.headers), datetime.now(UTC)
    return {
        "accountId": "000000000000",
        "apiId": "local",
        "stage": "local",
        "domainName": headers.get("host", ""),
        "httpMethod": call.method,
        "identity": {"sourceIp": call.source_ip, "userAgent": headers.get("user-agent")},
        "path": call.path,
        "protocol": "HTTP/1.1",
        "requestId": call.request_id,
        "extendedRequestId": call.request_id,
        "requestTime": at.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": int(at.timestamp() * 1000),
        "resourceId": "local",
        "resourcePath": match.operation.resource,
    }
