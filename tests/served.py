"""The product's own handlers behind the local gateway, on a port of its own, in this process."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from docent.wiring import wired
from local.gateway import Gateway, handlers
from local.routes import read
from local.serve import Server


@contextmanager
def served() -> Iterator[str]:
    """The address; the environment says of which cloud."""
    api = read()
    wired().bots  # noqa: B018  clients can't be made from several threads at once
    config = uvicorn.Config(
        Gateway(api, handlers(api.functions)), port=0, lifespan="off", log_level="warning"
    )
    server = Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    deadline = time.monotonic() + 120
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
