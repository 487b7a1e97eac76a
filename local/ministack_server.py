"""MiniStack as one server that outlives `kill -9`: it saves soon after a write, not only when it is stopped.

Run by the Python of .venv-cloud, since MiniStack pins botocore; cloud.py sets its environment. It saves and
stops on SIGTERM, and when its standard input closes: that is how it learns that its parent is gone.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
import warnings
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NoReturn

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app as ministack
from ministack.core import persistence

from local import children, ministack_accounts, ministack_newcomers

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

log = logging.getLogger("docent.local")

LONGEST_SAVE = 120
READS = ("Get", "BatchGet", "Query", "Scan", "List", "Describe", "Receive")


class Saving:
    """The app, with its state saved `period` seconds after a write: one save for all writes of that time."""

    def __init__(self, period: float) -> None:
        self._period = period
        self._dirty = asyncio.Event()
        self._saving = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await ministack.app(scope, receive, send)
        finally:
            if writes(scope):
                self._dirty.set()

    async def run(self) -> None:
        """Save for ever; a big state less often, so that saving takes at most half of the time."""
        took = 0.0
        while True:
            await self._dirty.wait()
            await asyncio.sleep(max(self._period, took))
            self._dirty.clear()
            async with self._saving:
                took = await self._save()

    async def finish(self) -> None:
        """Let no save begin any more: MiniStack's own, as it stops, would write the same files."""
        await self._saving.acquire()

    async def _save(self) -> float:
        started = time.monotonic()
        saver = os.fork()
        if saver == 0:
            save_and_exit()
        _, status = await asyncio.to_thread(os.waitpid, saver, 0)
        if status:
            log.error("a save failed (status %s); trying again", status)
            self._dirty.set()
        return time.monotonic() - started


def save_and_exit() -> NoReturn:
    """Write the state of all services as it is at this moment; for a forked copy of the server.

    Copying the state within the server would keep every request waiting: 0.6 s for 44 MB of it.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(LONGEST_SAVE)  # another thread may have held a lock that now nobody lets go of
    status = 1
    try:
        os.closerange(3, 4096)  # or connections that the server closes would stay open here
        persistence.save_all(ministack._build_persistence_save_dict())
        status = 0
    finally:
        os._exit(status)


def writes(scope: Scope) -> bool:
    """Could this request have changed anything? The worker polls its queue for ever: that must not count."""
    if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return False
    target = dict(scope["headers"]).get(b"x-amz-target", b"").decode("latin-1")
    return not target.rpartition(".")[2].startswith(READS)


async def main() -> None:
    ministack_accounts.install()
    ministack_newcomers.install()
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    children.stop_with_parent()
    config = Config()
    config.bind = [f"{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout, config.graceful_timeout = 75, 0.3
    config.loglevel = "WARNING"
    app = Saving(float(os.environ["SAVE_SECONDS"]))
    saving = asyncio.create_task(app.run())
    saving.add_done_callback(lambda _: stop.set())

    async def stopped() -> None:
        await stop.wait()
        await app.finish()

    await serve(app, config, shutdown_trigger=stopped)
    if saving.done():
        saving.result()
    saving.cancel()


if __name__ == "__main__":
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    asyncio.run(main())
