"""How documents end other than by being published: failed, removed, or found to be overdue.

Each step can be cut off and be done again: what is left to do shows in the document until it is done.
"""

from __future__ import annotations

from collections.abc import Callable

from docent.errors import Conflict, NotFound, TooLarge
from docent.ids import now
from docent.model import FINAL, UNDER_WAY, Document, Progress
from docent.ports import Bots, Documents, DocumentWriter, Files, Knowledge, Overdue, Work

WAITING_SECONDS = 3_600  # for a file that was announced: four times what its form is good for
WORK_SECONDS = 7_200  # longer than all tries of the queue together: three, half an hour apart
QUEUE_SECONDS = 21_600
REMOVAL_SECONDS = 600

_TIMED_OUT = "Reading this file took longer than it may, or was cut off. Press Retry to have it read again."
_NEVER_CAME = "The file was announced and never arrived. Upload it again."


def fail(
    document: Document, reason: str, message: str, *, writer: DocumentWriter, knowledge: Knowledge,
    files: Files,
) -> str:  # fmt: skip
    """End a document as failed, with its reason and cure, and clear away what was stored for it.

    `gone` where somebody else ended it first. It keeps its deadline until all is cleared away.
    """
    try:
        failed = writer.advance(
            document, status="failed", reason=reason, message=message, progress=Progress("failed")
        )
        tidy(failed, knowledge=knowledge, files=files)
        writer.advance(failed, deadline="")
    except Conflict:
        return "gone"
    return "failed"


def tidy(document: Document, *, knowledge: Knowledge, files: Files) -> None:
    """Clear away what attempts left behind that do not answer."""
    finished = document.live_version != ""
    for attempt in range(1, document.attempt + (not finished)):
        knowledge.erase(document.bot_id, document.document_id, f"v{attempt}")
    if document.former:
        knowledge.erase(document.bot_id, document.document_id, document.former)
    files.erase(f"{document.folder}v")


def remove(
    bot_id: str, document_id: str, *, writer: DocumentWriter, knowledge: Knowledge, files: Files
) -> None:
    """Take a document that no longer answers out of every store; the document itself last."""
    knowledge.erase(bot_id, document_id)
    files.erase(f"{bot_id}/{document_id}/")
    writer.erase(bot_id, document_id)


def watch(
    *, bots: Bots, documents: Documents, overdue: Overdue, writer: DocumentWriter, knowledge: Knowledge,
    files: Files, work: Work, timed_out: Callable[[Document], None],
    failed: Callable[[str, Exception], None],
) -> int:  # fmt: skip
    """Bring every document to an end whose deadline has passed; how many there were.

    `timed_out` is told of each that came and was not read, `failed` of each that could not be ended, by its
    id: the others do not wait for it. Raises the first of those errors, after all.
    """
    moment, errors = now(), list[Exception]()
    found = overdue.overdue(moment)
    for bot_id, document_id in found:
        try:
            document = documents.find(bot_id, document_id)
            if document and document.deadline and document.deadline < moment:
                settle(
                    document, bots=bots, writer=writer, knowledge=knowledge, files=files, work=work,
                    timed_out=timed_out,
                )  # fmt: skip
        except Exception as error:
            errors.append(error)
            failed(document_id, error)
    if errors:
        raise errors[0]
    return len(found)


def lost(
    bot_id: str, document_id: str, *, bots: Bots, documents: Documents, writer: DocumentWriter,
    knowledge: Knowledge, files: Files, work: Work, timed_out: Callable[[Document], None],
) -> None:  # fmt: skip
    """Bring to an end a document whose message the queue gave up."""
    document = documents.find(bot_id, document_id)
    if document is None:
        remove(bot_id, document_id, writer=writer, knowledge=knowledge, files=files)
    else:
        settle(
            document, bots=bots, writer=writer, knowledge=knowledge, files=files, work=work,
            timed_out=timed_out,
        )  # fmt: skip


def settle(
    document: Document, *, bots: Bots, writer: DocumentWriter, knowledge: Knowledge, files: Files, work: Work,
    timed_out: Callable[[Document], None],
) -> None:  # fmt: skip
    """End a document that nobody works on any more; finish what was cut off of one that has ended."""
    bot = bots.find(document.bot_id)
    if bot is None or bot.erasing or document.status == "deleting":
        remove(document.bot_id, document.document_id, writer=writer, knowledge=knowledge, files=files)
    elif document.status in FINAL:
        tidy(document, knowledge=knowledge, files=files)
        _release(document, writer)
    elif document.status in UNDER_WAY:
        _end(document, writer=writer, knowledge=knowledge, files=files, work=work, timed_out=timed_out)


def _end(
    document: Document, *, writer: DocumentWriter, knowledge: Knowledge, files: Files, work: Work,
    timed_out: Callable[[Document], None],
) -> None:  # fmt: skip
    came = document.status != "awaiting_upload" or is_there(document.original, files)
    if came and document.status == "awaiting_upload":  # the queue is long, or S3's message was lost
        _requeue(document, writer=writer, work=work)
        return
    reason, message = ("timed_out", _TIMED_OUT) if came else ("upload_never_came", _NEVER_CAME)
    ended = fail(document, reason, message, writer=writer, knowledge=knowledge, files=files)
    if came and ended == "failed":
        timed_out(document)


def _requeue(document: Document, *, writer: DocumentWriter, work: Work) -> None:
    work.add(document.bot_id, document.document_id)  # first: what the queue did not take stays overdue
    try:
        writer.advance(document, status="queued", deadline=now(QUEUE_SECONDS))
    except Conflict:  # a worker took it just now
        return


def _release(document: Document, writer: DocumentWriter) -> None:
    try:
        writer.advance(document, deadline="")
    except Conflict:
        return


def is_there(key: str, files: Files) -> bool:
    """Whether there is a file of this key, without reading it."""
    try:
        files.read(key, 0)
    except TooLarge:
        return True
    except NotFound:
        return False
    return True
