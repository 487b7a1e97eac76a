"""The real thing: worker processes of `make run`, killed while they read, replace and delete."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from docent.model import FINAL
from docent.wiring import wired
from local import children
from local.settings import scrubbed
from migration.doctor import doctor
from tests.caller import Person
from tests.emulator import Account, Emulator

pytestmark = pytest.mark.cloud
KILLS = 6
MOST_SECONDS = 600.0


class Workers:
    """Two workers that are started again when they die."""

    def __init__(self, account: Account, logs: Path) -> None:
        self._environ, self._logs = {**scrubbed(), **account.env}, logs
        self._workers: dict[str, children.Child] = {}
        self.tend()

    def tend(self) -> None:
        for name in ("worker-1", "worker-2"):
            if name not in self._workers or not self._workers[name].alive:
                command = [sys.executable, "-m", "local.worker"]
                self._workers[name] = children.start(name, command, self._environ, self._logs)

    def kill(self, which: int) -> None:
        """As the machine does when memory runs out."""
        worker = self._workers[f"worker-{1 + which % 2}"]
        os.kill(worker.process.pid, signal.SIGKILL)
        worker.stop()

    def stop(self) -> None:
        for worker in self._workers.values():
            worker.stop(5)


@pytest.fixture
def account(cloud: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    account = cloud.account()
    for name, value in account.env.items():
        monkeypatch.setenv(name, value)
    cloud.wire()
    yield account
    wired.cache_clear()


@pytest.fixture
def workers(account: Account, tmp_path: Path) -> Iterator[Workers]:
    running = Workers(account, tmp_path)
    yield running
    running.stop()


def text(of: str, parts: int) -> bytes:
    told = [f"# Part {n}\n\n" + f"In {of} the number of thing {n} is {n * 7}. " * 14 for n in range(parts)]
    return "\n\n".join(told).encode()


def post(person: Person, bot_id: str, filename: str, data: bytes) -> str:
    ticket = person.announce(bot_id, filename, len(data)).json
    fields = {**ticket["upload"]["fields"], "file": (filename, data, "application/octet-stream")}
    assert urllib3.request("POST", ticket["upload"]["url"], fields=fields, timeout=60).status == 204
    return str(ticket["document_id"])


def listed(person: Person, bot_id: str) -> list[dict[str, Any]]:
    answer = person.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=bot_id)
    documents: list[dict[str, Any]] = answer.json["documents"]
    return documents


def until(holds: Callable[[], bool], tend: Callable[[], None]) -> None:
    deadline = time.monotonic() + MOST_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it takes too long"
        tend()
        time.sleep(0.2)


def tidy(person: Person, bot_id: str) -> bool:
    """Both documents are whole and nothing else is left: a worker publishes first, and clears away after."""
    names = {each["filename"]: each["status"] for each in listed(person, bot_id)}
    left = list(doctor(wired()).examine())
    return names == {"long.txt": "ready", "hours.txt": "ready"} and not left


def test_every_document_ends_and_nothing_is_left_however_often_workers_are_killed(
    account: Account, workers: Workers
) -> None:
    ann, rng = Person(account).sign_in(), random.Random(3)
    bot_id = ann.bot()
    post(ann, bot_id, "long.txt", text("the long one", 620))
    doomed = post(ann, bot_id, "doomed.txt", text("xyzzy", 30))
    post(ann, bot_id, "hours.txt", text("the old one", 10))
    for number in range(KILLS):
        time.sleep(rng.uniform(0.3, 2.5))
        workers.kill(rng.randrange(2))
        workers.tend()
        if number == 2:
            document = {"bot_id": bot_id, "document_id": doomed}
            resource = "/api/bots/{bot_id}/documents/{document_id}"
            assert ann.call("bots", "DELETE", resource, **document).json["probe"]["answers"] is False
            post(ann, bot_id, "hours.txt", text("the new one", 10))
    until(lambda: {each["status"] for each in listed(ann, bot_id)} <= FINAL, workers.tend)
    for each in (each for each in listed(ann, bot_id) if each["status"] == "failed"):
        assert each["reason"] == "timed_out"  # whose workers died three times: the queue gives it up
        retry = "/api/bots/{bot_id}/documents/{document_id}/retry"
        path = {"bot_id": bot_id, "document_id": each["document_id"]}
        assert ann.call("upload", "POST", retry, **path).status == 202
    until(lambda: {each["status"] for each in listed(ann, bot_id)} <= FINAL, workers.tend)
    until(lambda: tidy(ann, bot_id), workers.tend)
    search = {"query": "xyzzy", "top_k": 20}
    found = ann.call("chat", "POST", "/api/bots/{bot_id}/search", search, bot_id=bot_id).json["matches"]
    assert found
    assert not any("xyzzy" in each["text"] or "the old one" in each["text"] for each in found)
