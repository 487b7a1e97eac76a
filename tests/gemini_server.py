"""A stand-in for Gemini's REST API on loopback: it says what a test scripts, in the recorded wire format."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """An answer to one request: its pieces go out one chunk each, `pause` seconds apart.

    `drop`: the connection breaks after the last piece instead of ending.
    """

    pieces: Sequence[bytes]
    status: int = 200
    content_type: str = "text/event-stream"
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: float = 0.0
    drop: bool = False


@dataclass(frozen=True)
class Request:
    """What the server was sent. `port` is the client's: equal ports, same connection."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    port: int


def event(*parts: Mapping[str, Any], finish: str = "", usage: tuple[int, int, int] | None = None) -> bytes:
    """One server-sent event; `usage` counts prompt, answer and thoughts."""
    candidate: dict[str, Any] = {"content": {"parts": list(parts), "role": "model"}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    found: dict[str, Any] = {"candidates": [candidate], "modelVersion": "gemini-test"}
    if usage:
        names = "promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"
        found["usageMetadata"] = dict(zip(names, usage, strict=True))
    return b"data: " + json.dumps(found, ensure_ascii=False).encode() + b"\r\n\r\n"


def saying(*texts: str) -> Reply:
    """A whole answer in these pieces; 100 tokens in, 20 out, 5 of thought."""
    *first, last = texts
    pieces = [event({"text": text}) for text in first]
    return Reply([*pieces, event({"text": last}, finish="STOP", usage=(100, 20, 5))])


def refusing(status: int, reason: str = "", **headers: str) -> Reply:
    """An error as Google words it, with a secret that must never be shown."""
    error = {"code": status, "message": "vendor says AIzaSECRET", "details": [{"reason": reason}]}
    body = json.dumps({"error": error}).encode()
    return Reply([body], status, "application/json", {k.replace("_", "-"): v for k, v in headers.items()})


class GeminiServer:
    """Answers each request with the next reply; the last one stays. `requests`: what came, oldest first."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[Request] = []
        self.replies: list[Reply] = []
        self.gone = threading.Event()

    def will(self, *replies: Reply) -> None:
        """What comes next."""
        self.replies = list(replies)

    def next(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def gemini_server() -> Iterator[GeminiServer]:
    """A server on a free port until the block ends. `gone` is set when a client left in mid-answer."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle(self) -> None:
            with suppress(ConnectionError):
                super().handle()

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            server.requests.append(Request(self.path, dict(self.headers), body, self.client_address[1]))
            _send(self, server.next(), server.gone)

        def log_message(self, format: str, *args: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    server = GeminiServer(f"http://127.0.0.1:{listener.server_port}")
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


def _send(handler: BaseHTTPRequestHandler, reply: Reply, gone: threading.Event) -> None:
    handler.send_response(reply.status)
    for name, value in {"content-type": reply.content_type, **reply.headers}.items():
        handler.send_header(name, value)
    handler.send_header("transfer-encoding", "chunked")
    handler.end_headers()
    try:
        for piece in reply.pieces:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            time.sleep(reply.pause)
        if not reply.drop:
            handler.wfile.write(b"0\r\n\r\n")
    except OSError:
        gone.set()
    handler.close_connection = reply.drop or gone.is_set()
