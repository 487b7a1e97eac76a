"""A gateway before the embedded cloud that lets one service fail in AWS's own ways."""

from __future__ import annotations

import http.client
import re
import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from tests.wire import Handler, on_loopback

Fault = Literal["throttled", "slow", "failing", "unreachable"]
FAULTS: tuple[Fault, ...] = ("throttled", "slow", "failing", "unreachable")
SERVICES = ("dynamodb", "s3", "sqs", "cognito-idp")
SECRET = "vendor says arn:aws:SECRET"

_THROTTLED = {
    "dynamodb": "ProvisionedThroughputExceededException", "sqs": "RequestThrottled",
    "cognito-idp": "TooManyRequestsException",
}  # fmt: skip
# By status: DynamoDB, SQS and Cognito turn away with 400.
_TURNED_AWAY = {"s3": 503, "bedrock": 429, "gemini": 429}
_TARGETS = {
    "DynamoDB_20120810": "dynamodb", "AmazonSQS": "sqs",
    "AWSCognitoIdentityProviderService": "cognito-idp",
}  # fmt: skip
_SCOPE = re.compile(r"(?:/|%2F)\d{8}(?:/|%2F)[\w-]+(?:/|%2F)([\w-]+)(?:/|%2F)aws4_request")
_OF_A_HOP = ("connection", "keep-alive", "transfer-encoding", "content-length")


class Call(NamedTuple):
    """What was asked: method, path with query, headers by lower-case names, body."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def service(self) -> str:
        """By its target, its signature's scope, or its shape."""
        target = self.headers.get("x-amz-target", "").partition(".")[0]
        if target in _TARGETS:
            return _TARGETS[target]
        scope = _SCOPE.search(self.headers.get("authorization", "") + self.path)
        if scope:
            return scope[1]
        if self.path.endswith("/jwks.json"):
            return "cognito-idp"
        return "gemini" if self.path.startswith("/v1beta/") else "s3"


class Faults:
    """`down` fails in the way `how`; all others are as they are. `slow`: it is done, but nobody hears of it.

    `hit`: how many calls failed since this was set.
    """

    def __init__(self, upstream: str, seconds: float) -> None:
        self._upstream, self._seconds = urlsplit(upstream), seconds
        self.over = threading.Event()
        self.heal()

    def heal(self) -> None:
        self.down, self.how, self.hit = "", "failing", 0

    def strike(self, service: str, how: Fault) -> None:
        self.down, self.how, self.hit = service, how, 0

    def answer(self, call: Call) -> tuple[int, Mapping[str, str], bytes] | None:
        """Status, headers and body; None where the connection breaks instead."""
        how = self.how if call.service == self.down else ""
        self.hit += bool(how)
        if how == "unreachable":
            return None
        if how in ("throttled", "failing"):
            return _refusal(call, how)
        answer = self._passed(call)
        if how == "slow":
            self.over.wait(self._seconds)
        return answer

    def _passed(self, call: Call) -> tuple[int, Mapping[str, str], bytes]:
        upstream = http.client.HTTPConnection(self._upstream.hostname or "", self._upstream.port, timeout=60)
        try:
            upstream.putrequest(call.method, call.path, skip_host=True, skip_accept_encoding=True)
            for name, value in call.headers.items():
                if name not in _OF_A_HOP:
                    upstream.putheader(name, value)
            upstream.putheader("content-length", str(len(call.body)))
            upstream.endheaders(call.body)
            answer = upstream.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            upstream.close()


def _refusal(call: Call, how: str) -> tuple[int, Mapping[str, str], bytes]:
    service, status = call.service, 500
    if how == "throttled":
        status = _TURNED_AWAY.get(service, 400)
    if service == "s3":
        code = "SlowDown" if how == "throttled" else "InternalError"
        body = f"<Error><Code>{code}</Code><Message>{SECRET}</Message></Error>"
        return status, {"content-type": "application/xml"}, body.encode()
    if service == "gemini":
        body = f'{{"error": {{"code": {status}, "message": "{SECRET}"}}}}'
        return status, {"content-type": "application/json"}, body.encode()
    code = _THROTTLED.get(service, "ThrottlingException") if how == "throttled" else "InternalServerError"
    headers = {"content-type": "application/x-amz-json-1.0", "x-amzn-errortype": code}
    return status, headers, f'{{"__type": "com.amazonaws#{code}", "message": "{SECRET}"}}'.encode()


@contextmanager
def before(upstream: str, seconds: float) -> Iterator[tuple[str, Faults]]:
    """The gateway's address until the block ends; what is slow takes `seconds` longer than it would."""
    faults = Faults(upstream, seconds)

    class Gateway(Handler):
        def _serve(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = faults.answer(Call(self.command, self.path, headers, self.rfile.read(length)))
            if answer is None:
                self._break()
                return
            status, named, body = answer
            self.send_response_only(status)
            for name, value in named.items():
                if name not in _OF_A_HOP:
                    self.send_header(name, value)
            if status not in (204, 304):
                self.send_header("content-length", named.get("content-length", str(len(body))))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

        def _break(self) -> None:
            """A reset, as of a host that is not there any more."""
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True

    with on_loopback(Gateway) as url:
        try:
            yield url, faults
        finally:
            faults.over.set()
