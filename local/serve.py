"""The process that answers: builder app and API on one port, the demo site on the next."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from docent.wiring import wired
from local import children, gateway, routes, site
from local.cloud import HOST
from local.settings import Settings, read


class Server(uvicorn.Server):
    """One of several servers in a process, which stops them all itself."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def builder(settings: Settings) -> site.Builder:
    """The app's origin, with the handlers of every function that openapi.yaml names."""
    api = routes.read()
    answering = gateway.Gateway(api, gateway.handlers(api.functions))
    return site.Builder(api, answering, settings, os.environ["AWS_ENDPOINT_URL"])


def connect() -> None:
    """Make the clients one after the other: boto3 can't from several threads at once."""
    for port in ("accounts", "secrets", "bots", "files"):
        getattr(wired(), port)


def load_model() -> None:
    """So that the first question need not wait for it."""
    wired().embedder.embed(["ready"])


async def main(settings: Settings) -> None:
    port = settings.port
    app, demo = builder(settings), site.Demo(f"{settings.origin} http://localhost:{port}")
    connect()
    servers = [_server(app, port), _server(demo, port + 1)]

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    children.stop_with_parent()
    threading.Thread(target=load_model, daemon=True).start()
    await asyncio.gather(*(server.serve() for server in servers))


def _server(app: ASGIApp, port: int) -> Server:
    return Server(
        uvicorn.Config(
            app,
            host=HOST,
            port=port,
            lifespan="off",
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_keep_alive=65,
            timeout_graceful_shutdown=2,
        )  # fmt: skip
    )


if __name__ == "__main__":
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s")
    asyncio.run(main(read()))
