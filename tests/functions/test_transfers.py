"""A whole bot out and in, over the true stores."""

from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZipFile

import boto3
import pytest
import urllib3

from docent.errors import Unavailable
from docent.wiring import wired
from functions.upload.handler import handler
from tests.caller import Answer, Person
from tests.fakes import FullWork
from tests.files import pdf

pytestmark = pytest.mark.cloud
TRANSFER = "/api/bots/{bot_id}/transfers/{transfer_id}"


def look(person: Person, moving: dict[str, Any]) -> dict[str, Any]:
    ids = {name: moving[name] for name in ("bot_id", "transfer_id")}
    found: dict[str, Any] = person.call("upload", "GET", TRANSFER, **ids).json
    return found


def taken_out(person: Person, bot_id: str) -> bytes:
    """The archive of a bot, by the link that a browser follows."""
    begun = person.call("upload", "POST", "/api/bots/{bot_id}/export", bot_id=bot_id)
    assert (begun.status, begun.json["status"]) == (202, "waiting")
    assert "url" not in look(person, begun.json)
    person.read_all()
    done = look(person, begun.json)
    assert (done["status"], done["kind"]) == ("done", "export")
    answer = urllib3.request("GET", done["url"], timeout=60)
    assert "docent-bot-" in answer.headers["content-disposition"]
    assert len(answer.data) == done["bytes"]
    return answer.data


def announced(person: Person, size: int, name: str = "Incoming") -> Answer:
    return person.call("upload", "POST", "/api/bots/import", {"name": name, "size": size})


def post(ticket: dict[str, Any], archive: bytes) -> int:
    fields = {**ticket["upload"]["fields"], "file": ("bot.zip", archive, "application/zip")}
    return urllib3.request("POST", ticket["upload"]["url"], fields=fields, timeout=60).status


def brought_in(person: Person, archive: bytes) -> dict[str, Any]:
    """The transfer, once all that it queued is done."""
    ticket = announced(person, len(archive)).json
    assert post(ticket, archive) == 204
    person.read_all()
    return look(person, ticket["transfer"])


@pytest.fixture
def lived(ann: Person) -> str:
    """A bot of Ann's that knows something and was asked."""
    bot_id = ann.bot(name="Rules", starters=["Hi?"], allowed_origins=["https://a.example"])
    ann.upload(bot_id, "rules.pdf", pdf("The deposit is fifty euros.", "The shop opens at nine."))
    pairs = [{"question": "Do you sell bikes?", "answer": "No, we only lend them."}]
    ann.call("upload", "POST", "/api/upload/qa", {"bot_id": bot_id, "pairs": pairs})
    ann.read_all()
    chunks = "/api/bots/{bot_id}/documents/{document_id}/chunks"
    listed = ann.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=bot_id).json["documents"]
    (document,) = (each for each in listed if each["filename"] == "rules.pdf")
    path = {"bot_id": bot_id, "document_id": document["document_id"]}
    chunk = ann.call("bots", "GET", chunks, **path).json["chunks"][-1]
    changed = {"text": "The deposit is fifty euros.\n\nThe shop opens at ten."}
    ann.call("upload", "PATCH", f"{chunks}/{{chunk_id}}", changed, **path, chunk_id=chunk["chunk_id"])
    ann.read_all()
    told = ann.ask(bot_id, "How much is the deposit?").json
    ann.call("chat", "POST", "/api/feedback", {"message_id": told["message_id"], "rating": "down"})
    ann.ask(bot_id, "Is there a moon?")
    body = {"question": "How much is the deposit?", "filename": "rules.pdf"}
    ann.call("bots", "POST", "/api/bots/{bot_id}/tests", body, bot_id=bot_id)
    return bot_id


def test_out_and_in_and_out_again_is_the_same_archive(ann: Person, stranger: Person, lived: str) -> None:
    archive = taken_out(ann, lived)
    done = brought_in(stranger, archive)
    assert (done["status"], done["kind"]) == ("done", "import")
    assert taken_out(stranger, done["bot_id"]) == archive
    with ZipFile(io.BytesIO(archive)) as read:
        assert read.testzip() is None


def test_what_came_in_answers_with_citations_at_once(ann: Person, stranger: Person, lived: str) -> None:
    bot_id = brought_in(stranger, taken_out(ann, lived))["bot_id"]
    for question, words in (("How much is the deposit?", "fifty"), ("When does the shop open?", "ten")):
        answer = stranger.ask(bot_id, question).json
        assert words in answer["answer"]
        assert answer["citations"][0]["filename"] == "rules.pdf"
    blocks, bots = wired().knowledge, wired().bots
    mine, theirs = (
        sorted(blocks.load(each, blocks.live(each)), key=lambda block: (block.document_id, block.first))
        for each in (lived, bot_id)
    )
    assert mine == theirs != []
    before, after = bots.find(lived), bots.find(bot_id)
    assert before
    assert after
    assert (after.name, after.starters, after.documents) == ("Rules", ("Hi?",), 2)
    assert after.calibrated_threshold == before.calibrated_threshold


def test_documents_stay_documents(ann: Person, stranger: Person, lived: str) -> None:
    """They can be opened, replaced and deleted like any."""
    bot_id = brought_in(stranger, taken_out(ann, lived))["bot_id"]
    listed = stranger.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=bot_id).json["documents"]
    assert {each["status"] for each in listed} == {"ready"}
    (document,) = (each for each in listed if each["filename"] == "rules.pdf")
    path = {"bot_id": bot_id, "document_id": document["document_id"]}
    link = stranger.call("bots", "GET", "/api/bots/{bot_id}/documents/{document_id}/original", **path).json[
        "url"
    ]
    assert urllib3.request("GET", link, timeout=60).data.startswith(b"%PDF")
    newer = stranger.upload(bot_id, "rules.pdf", pdf("The deposit is sixty euros."))
    assert newer["status"] == "ready"
    assert "sixty" in stranger.ask(bot_id, "How much is the deposit?").json["answer"]
    receipt = stranger.call("bots", "DELETE", "/api/bots/{bot_id}", bot_id=bot_id).json
    assert receipt["probe"]["answers"] is False


def test_what_is_no_archive_fails_with_its_cure(ann: Person) -> None:
    done = brought_in(ann, b"PK but no zip")
    assert (done["status"], done["reason"]) == ("failed", "not_an_archive")
    assert "Export this bot" in done["message"]


def test_an_archive_that_never_came_is_ended_with_the_queue(ann: Person) -> None:
    moving = announced(ann, 10).json["transfer"]
    body = {"bot_id": moving["bot_id"], "document_id": moving["transfer_id"]}
    dead = wired().settings.dead_queue_url
    boto3.session.Session().client("sqs").send_message(QueueUrl=dead, MessageBody=json.dumps(body))
    assert handler({"source": "docent.watch"}, None)["given_up"] == 1
    assert look(ann, moving)["status"] == "failed"


def test_an_export_of_a_bot_that_went_is_done_with(ann: Person) -> None:
    bot_id = ann.bot()
    assert ann.call("upload", "POST", "/api/bots/{bot_id}/export", bot_id=bot_id).status == 202
    assert ann.call("bots", "DELETE", "/api/bots/{bot_id}", bot_id=bot_id).status == 200
    ann.read_all()  # no message is given back to the queue
    assert wired().files.erase(f"{bot_id}/") == 0  # nothing was put there again


def test_an_export_waits_for_what_is_down(ann: Person, lived: str, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = ann.call("upload", "POST", "/api/bots/{bot_id}/export", bot_id=lived).json
    wires, queue = wired(), FullWork()
    with monkeypatch.context() as patch:
        patch.setattr("docent.routes.transfers._proceed", _finds_the_store_down)
        patch.setattr(wires, "work", queue)
        assert _tried(begun, 1) == [{"itemIdentifier": "m"}]
        queue.takes = True
        assert _tried(begun, 3) == [], "a new message takes its place"
        assert queue.waiting == [(lived, begun["transfer_id"])]
        assert look(ann, begun)["status"] == "waiting"
        patch.setattr("docent.routes.transfers._KEPT_SECONDS", -1)
        assert _tried(begun, 3) == []
    assert look(ann, begun)["reason"] == "processing_error"


def _tried(moving: dict[str, Any], tries: int) -> object:
    """What a worker gives back of the transfer's message."""
    body = json.dumps({"bot_id": moving["bot_id"], "document_id": moving["transfer_id"]})
    attributes = {"ApproximateReceiveCount": str(tries)}
    record = {"messageId": "m", "receiptHandle": "r", "body": body, "attributes": attributes}
    return handler({"Records": [record]}, None)["batchItemFailures"]


def _finds_the_store_down(*args: object) -> str:
    raise Unavailable("The store does not answer.")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"size": 5}, 400), ({"name": "A"}, 400), ({"name": "A", "size": 0}, 400),
        ({"name": "", "size": 5}, 400),
        ({"name": "A", "size": 2**33}, 413), ({"name": "x" * 101, "size": 5}, 400),
    ],
)  # fmt: skip
def test_what_is_refused_at_the_door_makes_no_bot(ann: Person, body: dict[str, Any], status: int) -> None:
    assert ann.call("upload", "POST", "/api/bots/import", body).status == status
    assert ann.call("bots", "GET", "/api/bots").json["bots"] == []


def test_the_form_takes_the_announced_size_only(ann: Person) -> None:
    ticket = announced(ann, 5).json
    assert post(ticket, b"longer than five") in (400, 403)


def test_both_are_written_down(ann: Person, lived: str) -> None:
    done = brought_in(ann, taken_out(ann, lived))
    for bot_id, action in ((lived, "bot_exported"), (done["bot_id"], "bot_imported")):
        deeds = ann.call("bots", "GET", "/api/bots/{bot_id}/audit", bot_id=bot_id).json["deeds"]
        assert action in [deed["action"] for deed in deeds]
