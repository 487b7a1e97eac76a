"""The queue's work (pages, files, whole bots) and the end of what went astray: no part of the API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus

from docent import calibrate, crawl, endings, ids, metrics, moving, transfer, web
from docent.errors import DocentError, Unavailable
from docent.ingest import ingest
from docent.model import FINAL, Document
from docent.routes import passages, transfers
from docent.routes.uploading import manners
from docent.wiring import wired

LAST_TRY = 3
AGAIN_SECONDS = 15
OUTAGE_SECONDS = 60
_FAILED = (
    "Docent could not read this file, although it tried several times. Delete it and upload it again;"
    " if it fails again, save it in another format."
)


def read_all(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Ingest what each SQS record names; those that failed are given back to the queue to be tried again."""
    failed = [record["messageId"] for record in event["Records"] if not _read(record, context)]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def _read(record: Mapping[str, Any], context: Any) -> bool:
    tries = int(record["attributes"]["ApproximateReceiveCount"])
    outcomes = [_tried(*each, context, tries) for each in _named(record["body"])]
    if not all(outcomes):
        _soon(record, tries)
    return all(outcomes)


def _tried(bot_id: str, document_id: str, context: Any, tries: int) -> bool:
    """A go at it; False where its message must come again. Whatever it does to us, it must end."""
    named, work = _kind(document_id)
    with web.log.append_context_keys(**{named: document_id}):  # as `received` names it in the log of a call
        try:
            work(bot_id, document_id, context)
        except Exception as error:
            web.log_error("failed", error)
            metrics.emit(wired().settings.environment, FailedTries=tries)
            return tries >= LAST_TRY and _given_over(bot_id, document_id, error)
        return True


def _kind(document_id: str) -> tuple[str, Callable[[str, str, Any], None]]:
    if transfer.is_transfer(document_id):
        return "transfer_id", _transfer
    if document_id.startswith("crawl_"):
        return "crawl_id", _crawl
    return "document_id", _ingest


def _given_over(bot_id: str, document_id: str, error: Exception) -> bool:
    if isinstance(error, Unavailable):
        return _later(bot_id, document_id)
    wires = wired()
    document = wires.documents.find(bot_id, document_id)
    if document is None or document.status in FINAL:
        _lost(bot_id, document_id)
    else:
        ended = endings.fail(
            document, "processing_error", _FAILED,
            writer=wires.documents, knowledge=wires.knowledge, files=wires.files,
        )  # fmt: skip
        _measure(document, ended)
    return True


def _transfer(bot_id: str, transfer_id: str, context: Any) -> None:
    transfers.work(bot_id, transfer_id, _clock(context))


def _named(body: str) -> Iterator[tuple[str, str]]:
    """(bot_id, document_id) of each document of a message, S3's or ours; a test event tells about none."""
    told = json.loads(body)
    if "document_id" in told:
        yield told["bot_id"], told["document_id"]
    for each in told.get("Records", ()):
        parts = unquote_plus(each["s3"]["object"]["key"]).split("/")
        if len(parts) == 3 and parts[2] == "original":
            yield parts[0], parts[1]


def _crawl(bot_id: str, crawl_id: str, context: Any) -> None:
    """It goes on from where it was when its message comes again."""
    wires = wired()
    left = crawl.proceed(
        bot_id, crawl_id, manners(),
        bots=wires.bots, pages=wires.pages, files=wires.files,
        documents=wires.documents, writer=wires.documents, work=wires.work,
    )  # fmt: skip
    web.log.info("crawled", extra={"status": left})


def _ingest(bot_id: str, document_id: str, context: Any) -> None:
    wires = wired()
    before = wires.documents.find(bot_id, document_id)
    status = ingest(
        bot_id, document_id,
        largest=wires.settings.largest_file, most_chunks=wires.settings.most_chunks,
        most_recognised=wires.settings.ocr_pages,
        documents=wires.documents, siblings=wires.documents, writer=wires.documents, files=wires.files,
        reader=wires.reader, pictures=wires.reader, recogniser=wires.recogniser,
        embedder=wires.embedder, knowledge=wires.knowledge, shelves=wires.knowledge,
        publisher=wires.publisher, work=wires.work, seconds_left=_clock(context),
        admit=passages.admitting(),
    )  # fmt: skip
    web.log.info("ingested", extra={"status": status})
    if before and before.status not in FINAL:  # of an imported bot a file comes when all is read
        _measure(before, status)
    if status in ("ready", "partial", "gone"):
        _calibrate(bot_id)
    _move(bot_id, document_id, context)


def _measure(document: Document, status: str) -> None:
    if status in ("ready", "partial", "failed"):
        metrics.emit(
            wired().settings.environment,
            IngestSeconds=round(ids.age(document.created_at), 1), IngestFailed=int(status == "failed"),
        )  # fmt: skip


def _move(bot_id: str, document_id: str, context: Any) -> None:
    """A bot that grew or shrank over what memory takes goes where it is searched best.

    Where that fails, it is searched in memory until the message comes again.
    """
    wires = wired()
    if wires.large_index is None or not (bot := wires.bots.find(bot_id)):
        return
    done = moving.move(
        bot, most=wires.settings.most_in_memory, embedder=wires.embedder, blocks=wires.knowledge,
        large=wires.large_index, seconds_left=_clock(context),
    )  # fmt: skip
    if not done:
        wires.work.add(bot_id, document_id)


def _calibrate(bot_id: str) -> None:
    """The document answers already: without this the bot keeps the threshold it had."""
    wires = wired()
    try:
        done = calibrate.renew(
            bot_id, bots=wires.bots, writer=wires.bots, embedder=wires.embedder, index=wires.quiet_index,
            chunks=wires.knowledge,
        )  # fmt: skip
    except DocentError as error:
        web.log_error("calibrate", error)
    else:
        web.log.info("calibrated", extra={"bot_id": bot_id, "done": done})


def _later(bot_id: str, document_id: str) -> bool:
    """Let a new message take the place of one whose tries are used up: what is down is not the file's fault.

    It ends at the document's deadline at the latest. False where the queue is down too.
    """
    try:
        wired().work.add(bot_id, document_id, OUTAGE_SECONDS)
    except Unavailable as error:
        web.log_error("later", error)
        return False
    return True


def _clock(context: Any) -> Callable[[], float]:
    """Seconds until Lambda ends this call."""
    if context is None:
        return lambda: float("inf")
    return lambda: float(context.get_remaining_time_in_millis()) / 1000


def _soon(record: Mapping[str, Any], tries: int) -> None:
    """Without this a message that failed comes back only when its hold ends: in half an hour."""
    try:
        wired().work.give_back(record["receiptHandle"], AGAIN_SECONDS * tries)
    except Unavailable as error:
        web.log_error("give back", error)


def watch() -> dict[str, Any]:
    """End what the queue gave up and what is overdue; how many there were of each.

    What of either fails leaves the other to its end, and is raised then, for the alarm.
    """
    try:
        overdue = endings.watch(overdue=wired().documents, failed=_still_overdue, **_enders())
    finally:
        given_up = _given_up()  # second: the overdue wait for no queue
    return {"given_up": given_up, "overdue": overdue}


def _still_overdue(document_id: str, error: Exception) -> None:
    web.log_error("overdue", error, document_id=document_id)


def _given_up() -> int:
    """The queue of the dead has no poller of its own: five of Lambda's would ask it all day.

    What can't be ended yet stays there, for the next watch and for the alarm.
    """
    ended = 0
    while messages := wired().given_up.take():
        outcomes = [_buried(*each) for each in messages]
        ended += sum(outcomes)
        if not all(outcomes):
            break
    return ended


def _buried(body: str, receipt: str) -> bool:
    try:
        for bot_id, document_id in _named(body):
            _lost(bot_id, document_id)
        wired().given_up.done(receipt)
    except Exception as error:  # the others' end must not wait for it
        web.log_error("given up", error)
        return False
    return True


def _lost(bot_id: str, document_id: str) -> None:
    if transfer.is_transfer(document_id):
        transfer.lost(bot_id, document_id, wired().files)
    else:
        endings.lost(bot_id, document_id, **_enders())


def _enders() -> dict[str, Any]:
    wires = wired()
    return {
        "bots": wires.bots, "documents": wires.documents, "writer": wires.documents,
        "knowledge": wires.knowledge, "files": wires.files, "work": wires.work, "timed_out": _timed_out,
    }  # fmt: skip


def _timed_out(document: Document) -> None:
    _measure(document, "failed")
    metrics.emit(wired().settings.environment, FailedTries=LAST_TRY)
