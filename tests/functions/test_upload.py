from __future__ import annotations

import hashlib
import io
import json
import shutil
from typing import Any

import boto3
import docx
import pytest

from docent.errors import Unavailable
from docent.wiring import wired
from functions.upload.handler import handler
from tests.caller import HANDLERS, Person
from tests.fakes import FullWork
from tests.files import pdf, scanned

pytestmark = pytest.mark.cloud


def word(*paragraphs: str) -> bytes:
    """A DOCX with these paragraphs."""
    document, buffer = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("filename", "data", "pages"),
    [
        ("a.pdf", pdf("The shop opens at nine.", "A day costs twenty euros."), 2),
        ("a.docx", word("The shop opens at nine.", "A day costs twenty euros."), 0),
        ("a.txt", b"The shop opens at nine. A day costs twenty euros.", 0),
        ("a.html", b"<title>Hours</title><nav>Menu</nav><p>The shop opens at nine.</p>", 0),
        ("a.csv", b"day,hours\nMonday,The shop opens at nine\nTuesday,The shop is closed\n", 0),
        ("a.json", b'{"hours": "The shop opens at nine."}', 0),
        ("A.MD", b"# Hours\n\nThe shop opens at nine.", 0),
    ],
)
def test_each_kind_is_read_and_answers(ann: Person, filename: str, data: bytes, pages: int) -> None:
    bot_id = ann.bot()
    document = ann.upload(bot_id, filename, data)
    assert (document["status"], document["filename"]) == ("ready", filename)
    assert (document["bytes"], document["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert document["pages"] in (pages, 1)
    assert document["progress"]["done"] == document["progress"]["total"] == document["chunks"] > 0
    answer = ann.ask(bot_id, "When does the shop open?").json
    assert "nine" in answer["answer"]


@pytest.mark.parametrize(
    ("filename", "data", "reason"),
    [
        ("locked.pdf", pdf("The shop opens at nine.", password="secret"), "password_protected"),
        ("scan.pdf", pdf("", ""), "no_text_layer"),
        ("broken.pdf", b"%PDF-1.7 and then nothing", "unreadable"),
        ("broken.docx", b"PK\x03\x04 and then nothing", "unreadable"),
        ("blank.txt", b" \n ", "empty"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_leaves_nothing(
    ann: Person, filename: str, data: bytes, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bot_id = ann.bot()
    document = ann.upload(bot_id, filename, data)
    assert measured(capsys) == {"IngestFailed": [1]}
    assert (document["status"], document["reason"]) == ("failed", reason)
    assert document["message"].count(".") >= 1
    bot = ann.call("bots", "GET", "/api/bots/{bot_id}", bot_id=bot_id).json
    assert (bot["documents"], bot["chunks"], bot["knowledge_version"]) == (0, 0, 0)
    assert wired().knowledge.erase(bot_id) == {"blocks": 0, "chunks": 0}


def test_pages_without_text_are_named(ann: Person) -> None:
    document = ann.upload(ann.bot(), "half.pdf", pdf("The shop opens at nine.", ""))
    assert (document["status"], document["reason"]) == ("partial", "pages_without_text")
    assert document["coverage"]["pages_without_text"] == [2]
    detail = document["coverage"]["pages_detail"]
    assert [(each["page"], each["layer"], each["chunks"]) for each in detail] == [
        (1, "text", 1),
        (2, "none", 0),
    ]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_scan_answers_where_its_text_is_recognised(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCENT_OCR", "tesseract")
    wired.cache_clear()
    document = ann.upload(
        bot_id := ann.bot(), "letter.pdf", scanned("The deposit is 200 euros.", "Thank you.")
    )
    assert (document["status"], document["coverage"]["pages_recognised"]) == ("ready", [1, 2])
    assert {each["layer"] for each in document["coverage"]["pages_detail"]} == {"recognised"}
    path = "/api/bots/{bot_id}/documents/{document_id}/chunks"
    chunks = ann.call("bots", "GET", path, bot_id=bot_id, document_id=document["document_id"]).json["chunks"]
    assert "The deposit is 200 euros." in chunks[0]["text"]


def test_a_list_leaves_the_single_pages_out(ann: Person) -> None:
    bot_id = ann.bot()
    ann.upload(bot_id, "a.txt", b"The shop opens at nine.")
    (listed,) = ann.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=bot_id).json["documents"]
    assert "characters" in listed["coverage"]
    assert "pages_detail" not in listed["coverage"]


@pytest.mark.parametrize(
    ("filename", "size", "status", "code"),
    [
        ("a.exe", 10, 415, "unsupported_type"),
        ("a.txt", 0, 422, "empty"),
        ("a.txt", 60 * 2**20, 413, "too_large"),
        ("a.txt", -1, 400, "bad_input"),
        ("", 10, 400, "bad_input"),
    ],
)
def test_what_is_refused_at_the_door_leaves_no_document(
    ann: Person, filename: str, size: int, status: int, code: str
) -> None:
    bot_id = ann.bot()
    refused = ann.announce(bot_id, filename, size)
    assert (refused.status, refused.code) == (status, code)
    listed = ann.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=bot_id).json
    assert listed == {"documents": []}


def test_upload_forms_are_signed_as_every_region_takes_it(ann: Person) -> None:
    fields = ann.announce(ann.bot(), "a.txt", 3).json["upload"]["fields"]
    assert fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"


def test_the_same_content_is_not_taken_twice(ann: Person) -> None:
    bot_id, data = ann.bot(), b"The shop opens at nine."
    document = ann.upload(bot_id, "a.txt", data)
    again = ann.announce(bot_id, "b.txt", len(data), sha256=hashlib.sha256(data).hexdigest())
    assert (again.status, again.json["document_id"]) == (200, document["document_id"])
    assert "upload" not in again.json
    other = ann.announce(ann.bot(), "b.txt", len(data), sha256=hashlib.sha256(data).hexdigest())
    assert other.status == 201


def test_a_message_that_comes_again_changes_nothing(ann: Person) -> None:
    bot_id = ann.bot()
    document = ann.upload(bot_id, "a.txt", b"The shop opens at nine.")
    body = (
        f'{{"Records": [{{"s3": {{"object": {{"key": "{bot_id}/{document["document_id"]}/original"}}}}}}]}}'
    )
    record = {"messageId": "m", "body": body, "attributes": {"ApproximateReceiveCount": "2"}}
    assert handler({"Records": [record]}, None) == {"batchItemFailures": []}
    assert ann.document(bot_id, document["document_id"]) == document


def test_a_file_that_always_breaks_the_reader_ends_as_failed(
    ann: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bot_id = ann.bot()
    document = _arrived(ann, bot_id)
    monkeypatch.setattr("docent.routes.reading.ingest", _breaks)
    assert _tried(bot_id, document, 1) == [{"itemIdentifier": "m"}]
    assert ann.document(bot_id, document)["status"] == "awaiting_upload"
    measured(capsys)
    assert _tried(bot_id, document, 3) == []
    assert measured(capsys) == {"FailedTries": [3], "IngestFailed": [1]}
    assert ann.document(bot_id, document)["reason"] == "processing_error"


def test_a_document_waits_for_what_is_down_beyond_its_last_try(
    ann: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bot_id, queue = ann.bot(), FullWork()
    document = _arrived(ann, bot_id)
    monkeypatch.setattr("docent.routes.reading.ingest", _finds_the_store_down)
    monkeypatch.setattr(wired(), "work", queue)
    assert _tried(bot_id, document, 1) == [{"itemIdentifier": "m"}]
    assert _tried(bot_id, document, 3) == [{"itemIdentifier": "m"}], "its old message must not go"
    queue.takes = True
    measured(capsys)
    assert _tried(bot_id, document, 3) == []
    assert measured(capsys) == {"FailedTries": [3]}
    assert queue.waiting == [(bot_id, document)]
    assert ann.document(bot_id, document)["status"] == "awaiting_upload"


def test_what_fails_after_it_answers_still_answers(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    bot_id = ann.bot()
    document = ann.upload(bot_id, "a.txt", b"The shop opens at nine.")
    monkeypatch.setattr("docent.routes.reading.ingest", _breaks)
    assert _tried(bot_id, document["document_id"], 3) == []
    assert ann.document(bot_id, document["document_id"])["status"] == "ready"
    assert "nine" in ann.ask(bot_id, "When does the shop open?").json["answer"]


def measured(capsys: pytest.CaptureFixture[str]) -> dict[str, list[float]]:
    """What was measured of documents since it was asked last."""
    found: dict[str, list[float]] = {}
    for line in capsys.readouterr().out.splitlines():
        for name, value in json.loads(line).items():
            if name in ("IngestFailed", "FailedTries"):
                found.setdefault(name, []).append(value)
    return found


def _arrived(ann: Person, bot_id: str) -> str:
    document_id: str = ann.announce(bot_id, "a.txt", 3).json["document_id"]
    wired().files.put(f"{bot_id}/{document_id}/original", b"abc", "text/plain")
    return document_id


def _tried(bot_id: str, document_id: str, tries: int) -> object:
    """What a worker gives back of the document's message."""
    body = f'{{"Records": [{{"s3": {{"object": {{"key": "{bot_id}/{document_id}/original"}}}}}}]}}'
    attributes = {"ApproximateReceiveCount": str(tries)}
    record = {"messageId": "m", "receiptHandle": "r", "body": body, "attributes": attributes}
    return handler({"Records": [record]}, None)["batchItemFailures"]


def _finds_the_store_down(*args: object, **ports: object) -> str:
    raise Unavailable("The store does not answer.")


def _breaks(*args: object, **ports: object) -> str:
    raise MemoryError


def test_a_small_file_may_come_with_the_request(ann: Person) -> None:
    bot_id = ann.bot()
    form = (
        f'--x\r\nContent-Disposition: form-data; name="bot_id"\r\n\r\n{bot_id}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        "The shop opens at nine.\r\n--x--\r\n"
    )
    answer = HANDLERS["upload"]({
        "httpMethod": "POST", "resource": "/api/upload", "body": form,
        "headers": {
            "authorization": f"Bearer {ann.token}", "content-type": "multipart/form-data; boundary=x",
        },
    }, None)  # fmt: skip
    assert answer["statusCode"] == 202
    ann.read_all()
    (document,) = ann.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=bot_id).json["documents"]
    assert (document["status"], document["filename"]) == ("ready", "a.txt")


def _retry(ann: Person, bot_id: str, document_id: str) -> Any:
    path = "/api/bots/{bot_id}/documents/{document_id}/retry"
    return ann.call("upload", "POST", path, bot_id=bot_id, document_id=document_id)


def _overdue(bot_id: str, document_id: str) -> None:
    document = wired().documents.find(bot_id, document_id)
    assert document
    wired().documents.advance(document, deadline="2026-01-01T00:00:00.000Z")


def test_what_is_overdue_ends_and_can_be_retried(ann: Person) -> None:
    bot_id, data = ann.bot(), b"The shop opens at nine."
    document_id = ann.announce(bot_id, "a.txt", len(data)).json["document_id"]
    _overdue(bot_id, document_id)
    assert handler({"source": "docent.watch"}, None) == {"given_up": 0, "overdue": 1}
    failed = ann.document(bot_id, document_id)
    assert (failed["status"], failed["reason"]) == ("failed", "upload_never_came")
    wired().files.put(f"{bot_id}/{document_id}/original", data, "text/plain")
    queued = _retry(ann, bot_id, document_id)
    assert (queued.status, queued.json["status"], "reason" in queued.json) == (202, "queued", False)
    assert _retry(ann, bot_id, document_id).status == 409
    ann.read_all()
    assert ann.document(bot_id, document_id)["status"] == "ready"
    assert _retry(ann, bot_id, document_id).code == "not_failed"
    assert handler({"source": "docent.watch"}, None) == {"given_up": 0, "overdue": 0}


def test_what_was_read_in_part_answers_until_it_is_read_again(ann: Person) -> None:
    bot_id = ann.bot()
    partial = ann.upload(bot_id, "a.pdf", pdf("The shop opens at nine.", ""))
    again = _retry(ann, bot_id, partial["document_id"])
    assert (again.status, again.json["status"], again.json["filename"]) == (202, "queued", "a.pdf")
    assert _retry(ann, bot_id, partial["document_id"]).status == 409
    assert "nine" in ann.ask(bot_id, "When does the shop open?").json["answer"]
    ann.read_all()
    (document,) = ann.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=bot_id).json["documents"]
    assert (document["document_id"], document["status"]) == (again.json["document_id"], "partial")
    assert "nine" in ann.ask(bot_id, "When does the shop open?").json["answer"]


def test_a_strangers_document_can_not_be_retried(ann: Person, stranger: Person) -> None:
    bot_id = ann.bot()
    document_id = ann.announce(bot_id, "a.txt", 3).json["document_id"]
    assert _retry(stranger, bot_id, document_id).status == 404
    assert _retry(ann, bot_id, "doc_none").status == 404


def test_what_the_queue_gave_up_ends_with_the_next_watch(
    ann: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    bot_id = ann.bot()
    document_id = _reading(ann, bot_id)
    _give_up(json.dumps({"bot_id": bot_id, "document_id": document_id}))
    measured(capsys)
    assert handler({"source": "docent.watch"}, None) == {"given_up": 1, "overdue": 0}
    assert measured(capsys) == {"FailedTries": [3], "IngestFailed": [1]}
    assert ann.document(bot_id, document_id)["reason"] == "timed_out"
    assert handler({"source": "docent.watch"}, None) == {"given_up": 0, "overdue": 0}


def test_what_cannot_be_ended_yet_stays_given_up_and_holds_up_nobody(ann: Person) -> None:
    bot_id = ann.bot()
    document_id = _reading(ann, bot_id)
    _give_up("no message of ours")
    _give_up(json.dumps({"bot_id": bot_id, "document_id": document_id}))
    assert handler({"source": "docent.watch"}, None) == {"given_up": 1, "overdue": 0}
    assert ann.document(bot_id, document_id)["reason"] == "timed_out"
    left = (
        boto3.session.Session()
        .client("sqs")
        .get_queue_attributes(QueueUrl=_dead(), AttributeNames=["All"])["Attributes"]
    )
    assert int(left["ApproximateNumberOfMessagesNotVisible"]) == 1


def test_what_is_overdue_ends_while_the_queue_is_down(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    bot_id = ann.bot()
    document_id = _reading(ann, bot_id)
    _overdue(bot_id, document_id)
    monkeypatch.setattr(wired().given_up, "take", _finds_the_store_down)
    with pytest.raises(Unavailable):
        handler({"source": "docent.watch"}, None)
    assert ann.document(bot_id, document_id)["reason"] == "timed_out"


def test_what_the_queue_gave_up_ends_while_what_is_overdue_fails(
    ann: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bot_id = ann.bot()
    document_id, overdue = _reading(ann, bot_id), _reading(ann, bot_id)
    _overdue(bot_id, overdue)
    _give_up(json.dumps({"bot_id": bot_id, "document_id": document_id}))
    find = wired().documents.find

    def finds(bot_id: str, asked: str) -> Any:
        return _finds_the_store_down() if asked == overdue else find(bot_id, asked)

    monkeypatch.setattr(wired().documents, "find", finds)
    with pytest.raises(Unavailable):
        handler({"source": "docent.watch"}, None)
    assert ann.document(bot_id, document_id)["reason"] == "timed_out"
    told = [vars(each)["document_id"] for each in caplog.records if each.message == "overdue"]
    assert told == [overdue]
    monkeypatch.setattr(wired().documents, "find", find)
    assert handler({"source": "docent.watch"}, None) == {"given_up": 0, "overdue": 1}


def _dead() -> str:
    return wired().settings.dead_queue_url


def _give_up(body: str) -> None:
    boto3.session.Session().client("sqs").send_message(QueueUrl=_dead(), MessageBody=body)


def _reading(ann: Person, bot_id: str) -> str:
    """A document whose worker went away."""
    document_id = _arrived(ann, bot_id)
    document = wired().documents.find(bot_id, document_id)
    assert document
    wired().documents.advance(document, status="extracting")
    return document_id


def test_a_file_of_the_same_name_takes_the_place_of_the_old(ann: Person) -> None:
    bot_id = ann.bot()
    old = ann.upload(bot_id, "hours.txt", b"The shop opens at nine.")
    new = ann.upload(bot_id, "hours.txt", b"The shop opens at eleven.")
    assert new["status"] == "ready"
    listed = ann.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=bot_id).json["documents"]
    assert [each["document_id"] for each in listed] == [new["document_id"]]
    assert "eleven" in ann.ask(bot_id, "When does the shop open?").json["answer"]
    bot = ann.call("bots", "GET", "/api/bots/{bot_id}", bot_id=bot_id).json
    assert (bot["documents"], bot["chunks"]) == (1, new["chunks"])
    assert wired().knowledge.erase(bot_id, old["document_id"]) == {"blocks": 0, "chunks": 0}


def test_a_bots_threshold_is_computed_from_what_it_reads(ann: Person) -> None:
    bot_id = ann.bot()
    assert ann.call("bots", "GET", "/api/bots/{bot_id}", bot_id=bot_id).json["calibrated_threshold"] is None
    ann.upload(bot_id, "hours.txt", b"The shop opens at nine. A day costs twenty euros.")
    bot = ann.call("bots", "GET", "/api/bots/{bot_id}", bot_id=bot_id).json
    assert 0 < bot["calibrated_threshold"] < 1
    found = ann.call("chat", "POST", "/api/bots/{bot_id}/search", {"query": "When?"}, bot_id=bot_id).json
    assert found["threshold"] == bot["calibrated_threshold"]


def test_a_threshold_is_computed_anew_when_documents_are_deleted(ann: Person) -> None:
    bot_id = ann.bot()
    documents = [ann.upload(bot_id, *each) for each in (("a.txt", b"At nine."), ("b.txt", b"Twenty euros."))]
    path = "/api/bots/{bot_id}/documents/{document_id}"
    ann.call("bots", "DELETE", path, bot_id=bot_id, document_id=documents[0]["document_id"])
    ann.read_all()
    bot = wired().bots.find(bot_id)
    assert bot
    assert (bot.chunks, bot.churn, bot.calibrated_churn) == (1, 3, 3)
