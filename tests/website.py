"""A small web site on loopback that does what it is told, and remembers what it was asked."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Page:
    """What a path answers. `serve`, where given, writes the answer itself."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    serve: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass
class Site:
    """Pages by path; `asked` lists (path, headers) in order. `url` has no slash at its end."""

    url: str
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def put(self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8", **more: Any) -> None:
        self.pages[path] = Page(body.encode() if isinstance(body, str) else body, kind, **more)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.pages[path] = Page(status=status, headers={"Location": to})

    @property
    def paths(self) -> list[str]:
        """What was asked for, robots.txt apart."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def wait_for(self, *paths: str) -> None:
        """Until just these were asked for. Fails after ten seconds."""
        deadline = time.monotonic() + 10
        while self.paths != [*paths]:
            assert time.monotonic() < deadline, self.paths
            time.sleep(0.01)


@contextmanager
def website(secure: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site of its own; with `secure`, over TLS."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    if secure:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who hangs up is what tests are about
    site = Site(f"http{'s' if secure else ''}://127.0.0.1:{server.server_port}")
    server.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: Any) -> None: ...

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.asked.append((self.path, dict(self.headers)))
        page = site.pages.get(self.path, Page(b"no such page", status=404))
        if page.serve:
            page.serve(self)
            return
        self.send_response(page.status)
        for name, value in {"Content-Type": page.kind, "Content-Length": str(len(page.body))}.items():
            self.send_header(name, value)
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page.body)

    do_POST = do_GET
