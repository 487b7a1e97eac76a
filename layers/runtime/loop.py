"""Lambda's runtime loop for Python with streamed answers, which the managed loop cannot send.

A handler returns a proxy response: a dict with `statusCode`, and `headers` and `body` where it has them.
A body that is an iterator of str or bytes leaves piece by piece. Any other result is sent as plain JSON.
Protocol: Lambda's Runtime API of 2018-06-01; API Gateway's format of a streamed Lambda proxy response.
"""

from __future__ import annotations

import base64
import gc
import http.client
import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any

Handler = Callable[[Any, "Context"], Any]

_VERSION = "/2018-06-01/runtime"
_STREAMED = {
    "Lambda-Runtime-Function-Response-Mode": "streaming",
    "Transfer-Encoding": "chunked",
    "Content-Type": "application/vnd.awslambda.http-integration-response",
    "Trailer": "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
}
_END_OF_PRELUDE = b"\0" * 8


class ReaderGone(Exception):
    """Raised when Lambda takes no more of an answer: whoever asked has left."""


@dataclass(frozen=True, slots=True)
class Context:
    """What Lambda's documentation promises a Python handler about its invocation."""

    aws_request_id: str
    deadline_ms: int
    invoked_function_arn: str
    function_name: str
    function_version: str
    memory_limit_in_mb: str
    log_group_name: str
    log_stream_name: str
    identity: None = None
    client_context: None = None

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda stops this invocation; never below 0."""
        return max(0, self.deadline_ms - time.time_ns() // 1_000_000)


class RuntimeApi:
    """One kept-open connection to Lambda's Runtime API at `address` (host:port)."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(address)

    def next(self) -> tuple[Mapping[str, str], bytes]:
        """Wait for an invocation: its headers and its event as JSON."""
        self._connection.request("GET", f"{_VERSION}/invocation/next")
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"The Runtime API answered {answer.status} to a request for work.")
        return dict(answer.headers), body

    def restored(self) -> None:
        """Say that a snapshot may be taken; come back once it was restored."""
        self._connection.request("GET", f"{_VERSION}/restore/next")
        self._connection.getresponse().read()

    def respond(self, request_id: str, body: bytes) -> None:
        self._post(f"invocation/{request_id}/response", body, {"Content-Type": "application/json"})

    def fail(self, path: str, error: BaseException, request_id: str = "") -> None:
        """Report an error to `path`, "init/error" or that of an invocation."""
        self._post(
            path, report(error, request_id), {"Lambda-Runtime-Function-Error-Type": type(error).__name__}
        )

    def stream(self, request_id: str, pieces: Iterable[bytes] | bytes) -> None:
        """Send each piece as it comes; an error among them becomes the trailer. Raises ReaderGone.

        What is there as a whole goes in one write with its end: each write wakes the other side once more.
        """
        try:
            self._connection.putrequest("POST", f"{_VERSION}/invocation/{request_id}/response")
            for name, value in _STREAMED.items():
                self._connection.putheader(name, value)
            self._connection.endheaders()
            if isinstance(pieces, bytes):
                self._write(_chunk(pieces) + b"0\r\n\r\n")
            else:
                self._write(b"0\r\n" + self._trailer(pieces, request_id) + b"\r\n")
            self._connection.getresponse().read()
        except (OSError, http.client.HTTPException, ReaderGone) as error:
            self._connection.close()
            raise ReaderGone from error

    def _trailer(self, pieces: Iterable[bytes], request_id: str) -> bytes:
        try:
            for piece in pieces:
                if piece:
                    self._write(_chunk(piece))
        except ReaderGone:
            raise
        except Exception as error:
            return b"Lambda-Runtime-Function-Error-Type: %b\r\nLambda-Runtime-Function-Error-Body: %b\r\n" % (
                type(error).__name__.encode(),
                base64.b64encode(report(error, request_id)),
            )
        return b""

    def _write(self, data: bytes) -> None:
        try:
            self._connection.send(data)
        except OSError as error:
            raise ReaderGone from error

    def _post(self, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        self._connection.request("POST", f"{_VERSION}/{path}", body, dict(headers))
        self._connection.getresponse().read()


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def report(error: BaseException, request_id: str) -> bytes:
    """An error as Lambda's JSON; it is written to the log as well."""
    found = {
        "errorType": type(error).__name__,
        "errorMessage": str(error),
        "requestId": request_id,
        "stackTrace": traceback.format_exception(error),
    }
    print(json.dumps({"level": "ERROR", **found}), flush=True)
    return json.dumps(found).encode()


def context(headers: Mapping[str, str], environ: Mapping[str, str] = os.environ) -> Context:
    """The context of an invocation from its headers and Lambda's environment."""
    return Context(
        aws_request_id=headers["Lambda-Runtime-Aws-Request-Id"],
        deadline_ms=int(headers.get("Lambda-Runtime-Deadline-Ms") or 0),
        invoked_function_arn=headers.get("Lambda-Runtime-Invoked-Function-Arn") or "",
        function_name=environ.get("AWS_LAMBDA_FUNCTION_NAME", ""),
        function_version=environ.get("AWS_LAMBDA_FUNCTION_VERSION", ""),
        memory_limit_in_mb=environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", ""),
        log_group_name=environ.get("AWS_LAMBDA_LOG_GROUP_NAME", ""),
        log_stream_name=environ.get("AWS_LAMBDA_LOG_STREAM_NAME", ""),
    )


def pieces(response: Mapping[str, Any]) -> Iterator[bytes]:
    """A proxy response as API Gateway reads it from a stream: JSON, eight NULs, then the body."""
    prelude = {k: v for k, v in response.items() if k not in ("body", "isBase64Encoded")}
    yield json.dumps(prelude).encode() + _END_OF_PRELUDE
    body = response.get("body") or ""
    for piece in body if hasattr(body, "__next__") else [body]:
        if response.get("isBase64Encoded"):
            yield base64.b64decode(piece)
        else:
            yield piece.encode() if isinstance(piece, str) else piece


def answer(api: RuntimeApi, handler: Handler, headers: Mapping[str, str], event: bytes) -> None:
    """Run one invocation to its end; whatever fails in it is reported, and the loop lives on."""
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    try:
        response = handler(json.loads(event), context(headers))
        proxied = isinstance(response, dict) and "statusCode" in response
        drawn = proxied and hasattr(response.get("body"), "__next__")
        whole = b"" if drawn else b"".join(pieces(response)) if proxied else json.dumps(response).encode()
    except Exception as error:
        api.fail(f"invocation/{request_id}/error", error, request_id)
        return
    if proxied:
        _stream(api, request_id, response, pieces(response) if drawn else whole)
    else:
        api.respond(request_id, whole)


def _stream(
    api: RuntimeApi, request_id: str, response: Mapping[str, Any], told: Iterable[bytes] | bytes
) -> None:
    try:
        api.stream(request_id, told)
    except ReaderGone:
        print(
            json.dumps({"level": "INFO", "message": "the reader left", "requestId": request_id}), flush=True
        )
    finally:
        # A generator that is not closed now keeps its model call open until the next garbage collection.
        close = getattr(response.get("body"), "close", None)
        if close:
            close()


def load(name: str) -> Handler:
    """The handler that `module.function` names. Raises whatever its import raises."""
    module, _, function = name.rpartition(".")
    found: Handler = getattr(importlib.import_module(module.replace("/", ".")), function)
    return found


def find_layers(environ: Mapping[str, str] = os.environ) -> None:
    """Put the function's folder, then the layers' packages on the import path, as the managed loop does."""
    layers = [] if environ.get("PYTHONPATH") else [str(Path(__file__).parent.parent / "python")]
    sys.path[:] = [environ.get("LAMBDA_TASK_ROOT", "."), *layers, *sys.path[1:]]


def run(environ: Mapping[str, str] = os.environ) -> None:
    """Serve invocations until Lambda ends the process."""
    api = RuntimeApi(environ["AWS_LAMBDA_RUNTIME_API"])
    # All that is made until the first answer stays, most of it modules: looking for garbage among it takes
    # a twentieth of a cold start, and as long at any later look.
    gc.disable()
    try:
        handler = load(environ["_HANDLER"])
    except BaseException as error:
        api.fail("init/error", error)
        raise SystemExit(1) from error
    if environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
        api.restored()
    while True:
        headers, event = api.next()
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id") or ""
        answer(api, handler, headers, event)
        if not gc.isenabled():
            gc.freeze()
            gc.enable()


if __name__ == "__main__":
    for log in (sys.stdout, sys.stderr):
        # Lambda reads the log through a pipe: unflushed lines would wait there while the function is frozen.
        if isinstance(log, TextIOWrapper):
            log.reconfigure(line_buffering=True)
    find_layers()
    run()
