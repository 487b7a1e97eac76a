"""`python -m local` as a person runs it, in processes of its own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local.children import ROOT
from tests.emulator import free_ports

pytestmark = pytest.mark.cloud

PERSON = {"email": "ada@example.com", "password": "Fernwood-2026"}
TEXT = "The deposit for an e-bike is 200 euros. It is paid back within three days."


class Docent:
    """A running `python -m local` on three free ports."""

    def __init__(self, home: Path, port: int | None = None) -> None:
        self.port, self.home = port or free_ports(3), home
        self._said = home.with_suffix(".said")
        environ = {name: value for name, value in os.environ.items() if not name.startswith("GEMINI_")}
        environ |= {"DOCENT_PORT": str(self.port), "DOCENT_HOME": str(home)}
        environ |= {"DOCENT_PAGES": str(home.parent / "pages"), "AWS_PROFILE": "of-somebody-else"}
        with self._said.open("wb") as out:
            command = [sys.executable, "-m", "local"]
            self.process = subprocess.Popen(
                command, env=environ, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT
            )

    @property
    def said(self) -> str:
        return self._said.read_text()

    def opened(self) -> "Docent":
        wait(lambda: "Docent is open" in self.said or self.process.poll() is not None, 240)
        assert self.process.poll() is None, self.said
        return self

    def ask(self, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"authorization": f"Bearer {token}"} if token else {}
        connection.request(method, path, json.dumps(body) if body else None, headers)
        with connection.getresponse() as answer:
            given = answer.status, json.loads(answer.read() or b"null")
        connection.close()
        return given

    def sign_in(self) -> str:
        return self.ask("POST", "/auth/signin", PERSON)[1]["access_token"]

    def pid_of(self, name: str) -> int:
        """The one child of ours that runs this module."""
        table = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True)
        rows = (line.split(None, 2) for line in table.stdout.splitlines()[1:])
        return next(
            int(pid) for pid, parent, args in rows if int(parent) == self.process.pid and name in args
        )

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(120)


def wait(until: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Docent]]:
    for page in ("pages/app/dist/index.html", "pages/widget/dist/docent.js"):
        (tmp_path / page).parent.mkdir(parents=True)
        (tmp_path / page).write_text("a page")
    started: list[Docent] = []

    def start(home: str = "home", port: int | None = None) -> Docent:
        started.append(Docent(tmp_path / home, port))
        return started[-1]

    yield start
    for docent in started:
        if docent.process.poll() is None:
            docent.stop()


@pytest.fixture
def docent(start: Callable[..., Docent]) -> Docent:
    return start().opened()


def sign_up(docent: Docent) -> str:
    docent.ask("POST", "/auth/signup", PERSON)
    docent.ask("POST", "/auth/confirm", {"email": PERSON["email"], "code": "123456"})
    return docent.sign_in()


def teach(docent: Docent, token: str) -> str:
    """A bot that has read a small document."""
    bot_id = docent.ask("POST", "/api/bots", {"name": "Fernwood"}, token)[1]["bot_id"]
    form = f'--x\r\nContent-Disposition: form-data; name="bot_id"\r\n\r\n{bot_id}\r\n--x\r\n'
    form += f'Content-Disposition: form-data; name="file"; filename="faq.txt"\r\n\r\n{TEXT}\r\n--x--\r\n'
    connection = http.client.HTTPConnection("127.0.0.1", docent.port, timeout=60)
    headers = {"authorization": f"Bearer {token}", "content-type": "multipart/form-data; boundary=x"}
    connection.request("POST", "/api/upload", form.encode(), headers)
    with connection.getresponse() as answer:
        document = json.loads(answer.read())
    connection.close()
    path = f"/api/bots/{bot_id}/documents/{document['document_id']}"
    wait(lambda: docent.ask("GET", path, token=token)[1]["status"] == "ready")
    return bot_id


def wait_for_save(docent: Docent) -> None:
    """Until all that was written is on disk; a sign-in is a write too.

    A save may be under way that began before the last write: the second one that follows a sign-in here began
    after it.
    """
    state = docent.home / "cloud" / "state"
    files = [state / f"{service}.json" for service in ("cognito", "dynamodb", "s3", "sqs")]
    for _ in range(2):
        since = time.time()
        docent.sign_in()
        wait(lambda since=since: all(file.exists() and file.stat().st_mtime > since for file in files))


def knows(docent: Docent, bot_id: str, token: str) -> bool:
    query = {"query": "What is the deposit?"}
    matches = docent.ask("POST", f"/api/bots/{bot_id}/search", query, token)[1]["matches"]
    return "200 euros" in matches[0]["text"]


def test_from_sign_up_to_a_passage_and_ctrl_c(docent: Docent):
    token = sign_up(docent)
    assert knows(docent, teach(docent, token), token)
    for words in (f"http://127.0.0.1:{docent.port}", "123456", "GEMINI_API_KEY", str(docent.home / "logs")):
        assert words in docent.said
    assert docent.stop(signal.SIGINT) == 0
    assert not any(listening(docent.port + each) for each in range(3))
    assert "Traceback" not in docent.said


def test_who_asks_again_while_it_stops_changes_nothing(docent: Docent):
    for _ in range(200):
        docent.process.send_signal(signal.SIGTERM)
    assert docent.stop(signal.SIGHUP) == 0, docent.said
    assert "Traceback" not in docent.said
    assert docent.said.count("stopping") == 1


def test_it_is_there_again(docent: Docent, start: Callable[..., Docent]):
    token = sign_up(docent)
    bot_id = teach(docent, token)
    assert docent.stop(signal.SIGTERM) == 0
    again = start(port=docent.port).opened()
    assert knows(again, bot_id, again.sign_in())


def test_killed_it_leaves_nothing_behind_and_keeps_all(docent: Docent, start: Callable[..., Docent]):
    token = sign_up(docent)
    bot_id = teach(docent, token)
    wait_for_save(docent)
    os.kill(docent.pid_of("local.ministack_server"), signal.SIGKILL)
    docent.process.kill()
    docent.process.wait()
    wait(lambda: not any(listening(docent.port + each) for each in range(3)))
    again = start(port=docent.port).opened()
    assert knows(again, bot_id, again.sign_in())


def test_two_homes_side_by_side(docent: Docent, start: Callable[..., Docent]):
    sign_up(docent)
    second = start("second").opened()
    assert second.ask("POST", "/auth/signin", PERSON)[0] == 401
    assert docent.sign_in()


def test_a_home_in_use_and_a_taken_port_are_told(docent: Docent, start: Callable[..., Docent]):
    same_home = start()
    assert same_home.process.wait(120) == 1
    assert "already running" in same_home.said
    same_port = start("second", docent.port)
    assert same_port.process.wait(120) == 1
    assert f"Port {docent.port} is taken" in same_port.said


def test_what_dies_is_started_again(docent: Docent):
    sign_up(docent)
    wait_for_save(docent)
    for name in ("local.worker", "local.serve", "local.ministack_server"):
        old = docent.pid_of(name)
        os.kill(old, signal.SIGKILL)
        wait(lambda old=old, name=name: another(docent, name, old))
    wait(lambda: listening(docent.port))
    statuses: list[int] = []
    wait(lambda: statuses.append(docent.ask("POST", "/auth/signin", PERSON)[0]) or statuses[-1] == 200)
    assert {*statuses} <= {200, 503}, "while the cloud starts, callers are told to come back"
    assert docent.said.count("ended; starting it again") == 3


def another(docent: Docent, name: str, old: int) -> bool:
    try:
        return docent.pid_of(name) != old
    except StopIteration:
        return False
