"""A relay before the embedded cloud that tells when it was waited for, call by call."""

from __future__ import annotations

import re
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

_TARGET = re.compile(rb"x-amz-target: \w+\.(\w+)", re.IGNORECASE)


class Call(NamedTuple):
    """One call: its operation, and when its request and the last of its answer passed by."""

    operation: str
    started: float
    ended: float


class Relay:
    """Bytes go to and fro; each connection carries one call at a time, as botocore's do."""

    def __init__(self, upstream: str) -> None:
        self.calls: list[Call] = []
        self._upstream = urlsplit(upstream)
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._other: dict[socket.socket, socket.socket] = {}
        self._open: dict[socket.socket, int] = {}
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def run(self, over: threading.Event) -> None:
        while not over.is_set():
            for key, _ in self._selector.select(0.1):
                if key.fileobj is self._listener:
                    self._join()
                elif key.fileobj in self._other:
                    self._pass(key.fileobj)
        for each in (self._listener, *self._other):
            each.close()

    def _join(self) -> None:
        client, _ = self._listener.accept()
        server = socket.create_connection((self._upstream.hostname, self._upstream.port or 80))
        self._other |= {client: server, server: client}
        for each in (client, server):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(each, selectors.EVENT_READ)

    def _pass(self, source: socket.socket) -> None:
        other = self._other[source]
        try:
            data = source.recv(1 << 20)
            other.sendall(data)
        except OSError:
            data = b""
        if data:
            self._note(source, other, data)
            return
        for each in (source, other):
            self._selector.unregister(each)
            self._other.pop(each).close()

    def _note(self, source: socket.socket, other: socket.socket, data: bytes) -> None:
        moment = time.perf_counter()
        if found := _TARGET.search(data):
            self._open[other] = len(self.calls)  # its answer will come from there
            self.calls.append(Call(found[1].decode(), moment, moment))
        elif source in self._open:
            at = self._open[source]
            self.calls[at] = self.calls[at]._replace(ended=moment)


@contextmanager
def relaying(upstream: str) -> Iterator[Relay]:
    """A relay to this address until the block ends."""
    relay, over = Relay(upstream), threading.Event()
    thread = threading.Thread(target=relay.run, args=(over,), daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        over.set()
        thread.join()
