"""The stage of the gauntlet: one loopback server for a page, a product's files, and what answers its chat."""

from __future__ import annotations

import gzip
import mimetypes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import urlsplit

from benchmarks.gauntlet_products import Product

LONGEST_HOLD = 30.0


class Stage:
    """Serves `product` at `url`; what it served of the product's files is in `loaded`, gzipped, in bytes."""

    def __init__(self, product: Product) -> None:
        self.product, self.body, self.policy = product, "", ""
        self.loaded: dict[str, int] = {}
        self.open = Event()
        self.open.set()
        handler = type("Handler", (_Handler,), {"stage": self})
        self.server = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def serve(self, body: str, policy: str = "") -> None:
        self.body, self.policy = body.replace("{api}", self.url), policy.replace("{api}", self.url)
        self.loaded.clear()

    def close(self) -> None:
        self.open.set()
        self.server.shutdown()
        self.server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A page that was left before all had come is no fault here."""


class _Handler(BaseHTTPRequestHandler):
    stage: Stage

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/":
            self._say("text/html; charset=utf-8", f"<!doctype html><body>{self.stage.body}".encode())
        elif path.startswith("/files/"):
            self._file(path.split("/", 3)[3])
        elif path == "/favicon.ico":
            self._say("image/x-icon", b"")
        else:
            self._api()

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        self._api(said)

    def _file(self, name: str) -> None:
        self.stage.open.wait(LONGEST_HOLD)
        data = (self.stage.product.files / name).read_bytes()
        self.stage.loaded[name] = len(gzip.compress(data, 9))
        self._say("text/javascript" if name.endswith("js") else mimetypes.guess_type(name)[0] or "", data)

    def _api(self, said: str = "") -> None:
        kind, body = self.stage.product.answer(self.path, said)
        self._say(kind, body.encode())

    def _say(self, kind: str, data: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if kind.startswith("text/html") and self.stage.policy:
            self.send_header("Content-Security-Policy", self.stage.policy)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass
