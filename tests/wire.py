"""A web server on loopback that says what a test scripts: what stands in for a model or for AWS."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """An answer to one request, `late` by so many seconds: its pieces go out one chunk each, `pause` apart.

    `drop`: the connection breaks after the last piece instead of ending.
    """

    pieces: Sequence[bytes]
    status: int = 200
    content_type: str = "text/event-stream"
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: float = 0.0
    drop: bool = False
    late: float = 0.0


@dataclass(frozen=True)
class Request:
    """What the server was sent. `port` is the client's: equal ports, same connection."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    port: int


class Server:
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
def serving() -> Iterator[Server]:
    """A server on a free port until the block ends. `gone` is set when a client left in mid-answer."""

    def post(handler: BaseHTTPRequestHandler, body: Any) -> None:
        server.requests.append(Request(handler.path, dict(handler.headers), body, handler.client_address[1]))
        _send(handler, server.next(), server.gone)

    with listening(post) as url:
        server = Server(url)
        yield server


@contextmanager
def answering(
    answer: Callable[[str, Any], tuple[int, Mapping[str, Any]]], version: str,
    put: Callable[[str, bytes], int] | None = None,
) -> Iterator[str]:  # fmt: skip
    """The address of an AWS service that speaks JSON: `answer` is given X-Amz-Target and body."""

    def post(handler: BaseHTTPRequestHandler, body: Any) -> None:
        status, said = answer(handler.headers["x-amz-target"], body)
        content = json.dumps(said).encode()
        handler.send_response(status)
        handler.send_header("content-type", f"application/x-amz-json-{version}")
        handler.send_header("x-amzn-requestid", "a-request")
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    with listening(post, put) as url:
        yield url


@contextmanager
def listening(
    post: Callable[[BaseHTTPRequestHandler, Any], None], put: Callable[[str, bytes], int] | None = None
) -> Iterator[str]:
    """The address of a server on a free port until the block ends; `post` answers each JSON body.

    `put` is given path and body of each upload, and gives the status.
    """

    class Answering(Handler):
        def do_POST(self) -> None:
            post(self, json.loads(self.rfile.read(int(self.headers["content-length"]))))

        def do_PUT(self) -> None:
            assert put
            self.send_response(put(self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_header("content-length", "0")
            self.end_headers()

    with on_loopback(Answering) as url:
        yield url


class Handler(BaseHTTPRequestHandler):
    """Says nothing of what it is asked, nor of a client that left."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def on_loopback(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server on a free port until the block ends."""
    listener = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    listener.daemon_threads = True
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.server_port}"
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


def _send(handler: BaseHTTPRequestHandler, reply: Reply, gone: threading.Event) -> None:
    time.sleep(reply.late)
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
        handler.close_connection = reply.drop
    except OSError:
        handler.close_connection = True
        gone.set()
