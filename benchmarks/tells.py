"""Whether response times tell who has an account or a bot: `python -m benchmarks.tells`.

On an embedded cloud of its own, the product's own handlers are asked in turns for what is there and what is
not. Printed are the medians, and how often the known takes longer than the unknown (0.50: as often as not, so
that one answer tells nothing). `own` is without the waiting for the cloud, whose times are not those of AWS.
"""

from __future__ import annotations

import logging
import os
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from docent.wiring import wired
from local import cloud
from tests.caller import PASSWORD, Answer, Person
from tests.emulator import Emulator, free_ports

ROUNDS = 60
SITE = "https://shop.example"
Call = Callable[[], Answer]


class Lap(NamedTuple):
    """Milliseconds of a call: all, and without the waiting for the cloud."""

    whole: float
    own: float


class Waiting:
    """How long the clients waited for the cloud."""

    def __init__(self, *clients: Any) -> None:
        self.seconds, self._began = 0.0, 0.0
        for client in clients:
            client.meta.events.register("before-send", self._begin)
            client.meta.events.register("response-received", self._end)

    def _begin(self, **_: Any) -> None:
        self._began = time.perf_counter()

    def _end(self, **_: Any) -> None:
        self.seconds += time.perf_counter() - self._began


def timed(call: Call, waiting: Waiting) -> Lap:
    before, began = waiting.seconds, time.perf_counter()
    call()
    whole = time.perf_counter() - began
    return Lap(whole * 1000, (whole - (waiting.seconds - before)) * 1000)


def compared(words: str, known: Call, unknown: Call, waiting: Waiting) -> None:
    """Ask for both in turns, in random order, and print what the times tell."""
    laps: dict[Call, list[Lap]] = {known: [], unknown: []}
    assert known().status == unknown().status
    for _ in range(ROUNDS):
        for call in random.sample([known, unknown], 2):
            laps[call].append(timed(call, waiting))
    for part in ("whole", "own"):
        there, none = ([getattr(lap, part) for lap in laps[call]] for call in (known, unknown))
        longer = sum(one > other for one in there for other in none) / len(there) / len(none)
        medians = f"{statistics.median(there):.2f} / {statistics.median(none):.2f} ms"
        print(f"{words if part == 'whole' else '':<52}{part:<6}{medians}, longer {longer:.2f}")


def report(ann: Person, eve: Person, waiting: Waiting) -> None:
    bot_id = ann.bot(allowed_origins=[SITE])
    new = Person(ann._account)
    eve.call("auth", "POST", "/auth/signup", {"email": new.email, "password": PASSWORD})

    def post(path: str, email: str, **more: str) -> Call:
        return partial(eve.call, "auth", "POST", path, {"email": email, **more}, token="")

    nobody = f"{uuid.uuid4().hex}@example.com"
    for words, path, more in (
        ("sign in with a wrong password", "/auth/signin", {"password": "Wrong-123"}),
        ("ask for a code to reset", "/auth/forgot", {}),
        ("reset with a wrong code", "/auth/reset", {"code": "000000", "password": PASSWORD}),
        ("have the code of a sign-up sent again", "/auth/resend", {}),
        ("confirm with a wrong code", "/auth/confirm", {"code": "000000"}),
    ):
        compared(words, post(path, ann.email, **more), post(path, nobody, **more), waiting)
    taken = post("/auth/signup", ann.email, password=PASSWORD)
    free = lambda: post("/auth/signup", f"{uuid.uuid4().hex}@example.com", password=PASSWORD)()  # noqa: E731
    compared("sign up", taken, free, waiting)
    unconfirmed = post("/auth/signin", new.email, password="Wrong-123")
    compared("sign in unconfirmed", unconfirmed, post("/auth/signin", nobody, password="Wrong-123"), waiting)

    def get(path: str, bot_id: str) -> Call:
        return partial(eve.call, "bots", "GET", path, bot_id=bot_id)

    absent = "bot_" + "0" * 26
    theirs, none = get("/api/bots/{bot_id}", bot_id), get("/api/bots/{bot_id}", absent)
    compared("somebody else's bot", theirs, none, waiting)
    ask = partial(eve.ask, message="Hello?")
    compared("ask it", partial(ask, bot_id), partial(ask, absent), waiting)

    def opened(bot_id: str) -> Call:
        body = {"bot_id": bot_id}
        return partial(eve.call, "chat", "POST", "/api/widget/session", body, origin="https://a.example")

    compared("open it from a page that may not", opened(bot_id), opened(absent), waiting)


def main() -> None:
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        running = cloud.start(free_ports(), Path(folder), save_seconds=3600)
        try:
            running.wait()
            emulator = Emulator(running, Path("build/model").absolute())
            os.environ.update(emulator.env, DOCENT_ATTEMPTS_PER_ADDRESS="1000000")
            os.environ.update(DOCENT_SESSIONS_PER_ADDRESS="1000000", DOCENT_QUESTIONS_PER_BUILDER="1000000")
            emulator.wire()
            ann, eve = Person(emulator.shared).sign_in(), Person(emulator.shared).sign_in()
            report(ann, eve, Waiting(wired()._cognito, wired()._dynamo))
        finally:
            running.stop()


if __name__ == "__main__":
    main()
