"""From a browser's request id to whatever was logged because of it."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from docent import web
from docent.wiring import wired
from functions.upload.handler import handler
from local.events import Context
from tests.caller import Person
from tests.fakes import FullWork
from tests.files import pdf
from tests.gemini_server import GeminiServer, refusing

pytestmark = pytest.mark.cloud


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What goes to the log from now on."""
    stream = io.StringIO()
    monkeypatch.setattr(web.log.registered_handler, "stream", stream)
    return stream


def lines(logged: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(each) for each in logged.getvalue().splitlines()]


def test_what_a_model_did_is_logged_with_the_calls_id(
    ann: Person, gemini: GeminiServer, logged: io.StringIO
) -> None:
    bot_id = ann.bot(model="auto")
    ann.upload(bot_id, "rules.pdf", pdf("The deposit is fifty euros."))
    for stream in (False, True):
        logged.seek(logged.truncate(0))
        gemini.will(refusing(400))
        asked = ann.ask(bot_id, "How much is the deposit?", body={"stream": stream})
        assert "fifty" in "".join(asked.body)
        failed, *_, answered = lines(logged)
        assert (failed["message"], answered["message"]) == ("model_failed", "answered")
        assert {each["request_id"] for each in lines(logged)} == {asked.headers["x-request-id"]}


def test_a_call_leads_to_what_a_worker_logs(ann: Person, logged: io.StringIO) -> None:
    bot_id = ann.bot()
    announced = ann.announce(bot_id, "a.txt", 3)
    exported = ann.call("upload", "POST", "/api/bots/{bot_id}/export", bot_id=bot_id)
    for answer, name, id in (
        (announced, "document_id", announced.json["document_id"]),
        (exported, "transfer_id", exported.json["transfer_id"]),
    ):
        received = [each for each in lines(logged) if each.get(name) == id]
        assert [each["request_id"] for each in received] == [answer.headers["x-request-id"]]


@pytest.mark.parametrize(
    ("kind", "name"), [("doc", "document_id"), ("crawl", "crawl_id"), ("export", "transfer_id")]
)
def test_each_line_of_a_worker_names_its_work(
    ann: Person, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch, kind: str, name: str
) -> None:
    class Down(FullWork):
        def give_back(self, receipt: str, seconds: int) -> None:
            self.add("", "")

    monkeypatch.setattr(wired(), "work", Down())
    monkeypatch.setattr("docent.routes.reading.ingest", _breaks)
    monkeypatch.setattr("docent.routes.reading.crawl.proceed", _breaks)
    monkeypatch.setattr("docent.routes.transfers.transfer.find", _breaks)
    body = json.dumps({"bot_id": "bot_1", "document_id": f"{kind}_1"})
    attributes = {"ApproximateReceiveCount": "1"}
    record = {"messageId": "m", "receiptHandle": "r", "body": body, "attributes": attributes}
    handler({"Records": [record]}, Context("upload", "req-w", 0))
    *worked, gave_back = lines(logged)
    assert [each[name] for each in worked] == [f"{kind}_1"] * len(worked)
    assert name not in gave_back
    assert {each["request_id"] for each in lines(logged)} == {"req-w"}


def _breaks(*args: object, **ports: object) -> str:
    raise MemoryError
