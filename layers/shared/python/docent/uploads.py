"""Bringing documents in: what is refused at the door, and what is handed to ingestion."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import PurePosixPath

from docent import urls
from docent.endings import QUEUE_SECONDS, WAITING_SECONDS
from docent.errors import BadInput, Conflict, DocumentRejected, TooLarge, Unavailable, UnsupportedType
from docent.ids import new_id, now
from docent.model import UNDER_WAY, Bot, Document, Progress, UploadForm, WebAnswer
from docent.original import read as read_original
from docent.ports import Documents, DocumentWriter, Files, Links, Siblings, UploadForms, Work

KINDS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".epub": "application/epub+zip",
    ".html": "text/html",
    ".htm": "text/html",
    ".csv": "text/csv",
    ".json": "application/json",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".qa.json": "application/vnd.docent.qa+json",
}
_LONGEST_FIRST = sorted(KINDS.items(), key=lambda each: -len(each[0]))  # .qa.json before .json
FORM_SECONDS = 900
_SUFFIXES = {"application/xhtml+xml": ".html", "text/x-markdown": ".md", "application/csv": ".csv"}
LARGEST_FORM = 4 * 2**20
LINK_SECONDS = 300


def announce(
    bot: Bot,
    filename: str,
    size: int,
    sha256: str,
    *,
    largest: int,
    documents: Documents,
    writer: DocumentWriter,
    forms: UploadForms,
) -> tuple[Document, UploadForm | None]:
    """A new document and the form to post its file to; without a form where the content is there already."""
    name, kind = checked(filename, size, largest)
    known = documents.with_content(bot.bot_id, sha256) if sha256 else None
    if known:
        return known, None
    document = _new(bot.bot_id, name, kind, size, sha256, "awaiting_upload")
    writer.create(document)
    return document, forms.form(document.original, kind, size, FORM_SECONDS)


def receive(
    bot: Bot,
    filename: str,
    data: bytes,
    *,
    largest: int,
    documents: Documents,
    writer: DocumentWriter,
    files: Files,
) -> Document:
    """A document whose bytes came with the request; the known one where the content is there already."""
    name, kind = checked(filename, len(data), largest)
    sha256 = hashlib.sha256(data).hexdigest()
    known = documents.with_content(bot.bot_id, sha256)
    if known:
        return known
    document = _new(bot.bot_id, name, kind, len(data), sha256, "queued")
    _hand_over(document, data, writer, files)
    return document


def _hand_over(document: Document, data: bytes, writer: DocumentWriter, files: Files) -> None:
    """Store a document and its file, whose arrival queues it; neither where the file can't be stored."""
    writer.create(document)
    try:
        files.put(document.original, data, document.content_type)
    except BaseException:
        writer.erase(document.bot_id, document.document_id)
        raise


def retry(
    document: Document,
    *,
    largest: int,
    siblings: Siblings,
    writer: DocumentWriter,
    files: Files,
    work: Work,
) -> Document:
    """What is read now: a document that failed itself; of one that was read in part a copy, which takes its
    place like a newer upload of the same file once it is published, and until then it answers.

    Raises Conflict if it neither failed nor was read in part, or if one of its name is being read; and
    DocumentRejected where its file is gone.
    """
    if document.status == "partial":
        return _copied(document, largest, siblings, writer, files)
    queued = queued_again(document, writer=writer)
    undo = partial(failed_again, queued, document, writer=writer)
    add(document.bot_id, document.document_id, work=work, undo=undo)
    return queued


def _copied(
    document: Document, largest: int, siblings: Siblings, writer: DocumentWriter, files: Files
) -> Document:
    namesakes = [each for each in siblings.alike(document) if each.filename == document.filename]
    if any(each.status in UNDER_WAY for each in namesakes):
        raise Conflict(
            f"{document.filename!r} is being read already. Wait until that has ended.", code="not_failed"
        )
    data = read_original(document, files, largest)
    copy = _new(
        document.bot_id, document.filename, document.content_type, len(data), document.sha256, "queued",
        document.source_url,
    )  # fmt: skip
    _hand_over(copy, data, writer, files)
    return copy


def queued_again(document: Document, *, writer: DocumentWriter) -> Document:
    """A document that failed, at the beginning of its next attempt. Raises Conflict if it did not fail."""
    if document.status != "failed":
        raise Conflict(
            f"All of {document.filename!r} is read, or is being read. Upload it again to replace it.",
            code="not_failed",
        )
    return writer.advance(
        document, attempt=document.attempt + 1, status="queued", reason="", message="",
        progress=Progress("waiting"), deadline=now(QUEUE_SECONDS),
    )  # fmt: skip


def failed_again(queued: Document, document: Document, *, writer: DocumentWriter) -> None:
    """Take back `queued_again`. Raises Conflict where somebody works on it by now."""
    writer.advance(
        queued, status="failed", reason=document.reason, message=document.message,
        progress=document.progress, deadline="",
    )  # fmt: skip


def add(bot_id: str, work_id: str, *, work: Work, undo: Callable[[], object]) -> None:
    """Hand on what was written down; where the queue does not take it, `undo` that. Raises Unavailable."""
    try:
        work.add(bot_id, work_id)
    except Unavailable:
        with suppress(Conflict):  # it was taken after all: only the answer did not come
            undo()
        raise


def original(document: Document, *, links: Links) -> str:
    """An address that gives the uploaded file for LINK_SECONDS."""
    return links.link(document.original, document.filename, LINK_SECONDS)


def checked(filename: str, size: int, largest: int) -> tuple[str, str]:
    """A safe name and the content type. Raises BadInput, UnsupportedType, TooLarge, DocumentRejected."""
    name = safe_name(filename)
    kind = next((kind for ending, kind in _LONGEST_FIRST if name.lower().endswith(ending)), None)
    if kind is None or not PurePosixPath(name).suffix:
        raise UnsupportedType(
            f"Docent cannot read {name!r}. Save it as PDF, DOCX, PPTX, XLSX, EPUB, HTML, CSV, JSON, TXT or"
            " Markdown (.md) and upload that."
        )
    if size <= 0:
        raise DocumentRejected(
            f"{name!r} is empty (0 bytes). Check the file and upload it again.", code="empty"
        )
    if size > largest:
        raise TooLarge(
            f"{name!r} has {size / 2**20:,.1f} MB; the most is {largest / 2**20:,.0f} MB."
            " Split it into parts and upload each."
        )
    return name, kind


def checked_sha256(text: str) -> str:
    """The hash in lower case, or nothing where none was given. Raises BadInput."""
    if text and not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise BadInput(
            "`sha256` must be 64 hexadecimal digits; leave it out if you have none.", field="sha256"
        )
    return text.lower()


def safe_name(filename: str) -> str:
    """The last part of a path, without control characters, at most 255 characters. Raises BadInput."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", filename)[-1])
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()
    if not name.strip("."):
        raise BadInput(
            "The file has no name. Give it one that ends in .pdf, .docx or the like.", field="filename"
        )
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    return stem[: 255 - len(suffix)] + suffix


def _new(
    bot_id: str, name: str, kind: str, size: int, sha256: str, status: str, source_url: str = ""
) -> Document:
    moment = now()
    return Document(
        bot_id=bot_id,
        document_id=new_id("doc"),
        filename=name,
        content_type=kind,
        status=status,  # type: ignore[arg-type]
        bytes=size,
        sha256=sha256,
        progress=Progress("waiting"),
        source_url=source_url,
        deadline=now(WAITING_SECONDS if status == "awaiting_upload" else QUEUE_SECONDS),
        created_at=moment,
        updated_at=moment,
    )


def suffix_of(answer: WebAnswer) -> str:
    """The ending that a page's file is read by. Raises DocumentRejected (not_a_page)."""
    kinds = {kind: suffix for suffix, kind in reversed(KINDS.items())}
    path = urls.target(answer.url).partition("?")[0].lower()
    named = next((each for each in KINDS if path.endswith(each)), None)
    if named and answer.content_type in ("", "application/octet-stream", "text/plain"):
        return named
    suffix = {**kinds, **_SUFFIXES}.get(answer.content_type)
    if suffix not in KINDS:
        raise DocumentRejected(
            f"The address holds {answer.content_type or 'something'}, which Docent cannot read. Add the"
            " address of a page with text.",
            code="not_a_page",
        )
    return suffix
