"""From an uploaded file to published knowledge: extract, chunk, embed, store, publish.

Nothing is visible before the last step, so that work cut off anywhere can be thrown away and done again.
A long document is embedded a block at a time: what was read is kept as a draft, each block is stored before
it counts as done, and whoever comes next goes on after the last. Two who work on one attempt write the same.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docent import blocks, coverage, draft, ocr, original
from docent.chunk import chunk
from docent.draft import Draft
from docent.edits import carried
from docent.endings import WORK_SECONDS, fail, remove, tidy
from docent.errors import Conflict, DocumentRejected, NotFound
from docent.ids import now
from docent.model import FINAL, Chunk, Document, Extraction, Progress
from docent.ports import (
    Documents,
    DocumentWriter,
    Embedder,
    Files,
    Knowledge,
    Pictures,
    Publisher,
    Reader,
    Recogniser,
    Shelves,
    Siblings,
    Work,
)
from docent.siblings import replaced

_REPORT_SECONDS = 0.5
_DRAFT_LIMIT = 256 * 2**20
# What a slow core needs for one more block and for publishing, twice over.
RESERVE_SECONDS = 60.0


def ingest(
    bot_id: str,
    document_id: str,
    *,
    largest: int,
    most_chunks: int,
    most_recognised: int,
    documents: Documents,
    siblings: Siblings,
    writer: DocumentWriter,
    files: Files,
    reader: Reader,
    pictures: Pictures,
    recogniser: Recogniser | None,
    embedder: Embedder,
    knowledge: Knowledge,
    shelves: Shelves,
    publisher: Publisher,
    work: Work,
    seconds_left: Callable[[], float] = lambda: float("inf"),
    admit: Callable[[Document], None] = lambda document: None,
) -> str:
    """Read and publish a document; its status afterwards, or `gone`. Only tidies up after a finished one.

    A file that cannot be used ends as `failed` with its reason. Near the end of `seconds_left` a long one is
    handed back to the queue as it is. Anything else that goes wrong is raised, and leaves nothing that
    answers. `admit` is shown what is about to be published, and may raise DocumentRejected.
    """
    document = documents.find(bot_id, document_id)
    if document is None or document.status == "deleting":
        _forget(bot_id, document_id, knowledge, files)
        return "gone"
    if document.status in FINAL:
        tidy(document, knowledge=knowledge, files=files)
        return document.status
    limits = _Limits(largest, most_chunks, most_recognised)
    ports = _Ports(
        siblings, writer, files, reader, pictures, recogniser, embedder, knowledge, shelves, publisher, work
    )
    try:
        return _Reading(document, limits, ports, seconds_left, admit).run()
    except DocumentRejected as error:
        return fail(document, error.reason, error.message, writer=writer, knowledge=knowledge, files=files)
    except NotFound:  # the bot went meanwhile
        remove(bot_id, document_id, writer=writer, knowledge=knowledge, files=files)
        return "gone"
    except Conflict:
        return _overtaken(document, documents, knowledge, files)


def _overtaken(document: Document, documents: Documents, knowledge: Knowledge, files: Files) -> str:
    """Somebody deleted it, ended it or began it anew while we read: clear away what only we stored."""
    current = documents.find(document.bot_id, document.document_id)
    if current is None or current.status == "deleting":
        _forget(document.bot_id, document.document_id, knowledge, files)
        return "gone"
    if current.status in FINAL or current.attempt > document.attempt:
        if current.live_version != document.version:
            knowledge.erase(document.bot_id, document.document_id, document.version)
        files.erase(document.draft)
        return current.status
    raise Conflict("The document changed while it was being read; it is read again.")


def _forget(bot_id: str, document_id: str, knowledge: Knowledge, files: Files) -> None:
    knowledge.erase(bot_id, document_id)
    files.erase(f"{bot_id}/{document_id}/")


@dataclass(frozen=True, slots=True)
class _Limits:
    largest: int
    chunks: int
    recognised: int


@dataclass(frozen=True, slots=True)
class _Ports:
    siblings: Siblings
    writer: DocumentWriter
    files: Files
    reader: Reader
    pictures: Pictures
    recogniser: Recogniser | None
    embedder: Embedder
    knowledge: Knowledge
    shelves: Shelves
    publisher: Publisher
    work: Work


class _Reading:
    """One worker's go at one attempt of a document."""

    def __init__(
        self, document: Document, limits: _Limits, ports: _Ports,
        seconds_left: Callable[[], float], admit: Callable[[Document], None],
    ) -> None:  # fmt: skip
        self._document, self._limits, self._ports = document, limits, ports
        self._seconds_left, self._admit = seconds_left, admit
        self._stage, self._due = "", 0.0

    def run(self) -> str:
        read = self._kept() or self._read()
        if read is not None and self._embed(read.chunks):
            return self._publish(read)
        self._ports.work.add(self._document.bot_id, self._document.document_id)
        return self._document.status

    def _kept(self) -> Draft | None:
        """What another worker read before us, if it is long enough to be kept."""
        if self._document.status != "embedding":
            return None
        try:
            return draft.load(self._ports.files.read(self._document.draft, _DRAFT_LIMIT))
        except NotFound:
            return None

    def _read(self) -> Draft | None:
        """None where time ran short before all pictures were looked at."""
        if self._document.status in ("awaiting_upload", "queued"):
            self._advance(deadline=now(WORK_SECONDS), status="extracting", progress=Progress("extracting"))
        data = original.read(self._document, self._ports.files, self._limits.largest)
        arrived = replace(self._document, sha256=hashlib.sha256(data).hexdigest())
        replaced(arrived, self._ports.siblings.alike(arrived))
        extraction = self._ports.reader.read(
            data, self._document.filename,
            progress=lambda done, total: self._report("extracting", done, total),
        )  # fmt: skip
        seen = ocr.recognise(
            data, extraction, self._document.recognised, most=self._limits.recognised, go_on=self._goes_on,
            files=self._ports.files, pictures=self._ports.pictures, recogniser=self._ports.recogniser,
        )  # fmt: skip
        if seen is None:
            return None
        if not seen.pages:  # nothing to publish, but to be seen
            self._advance(pages=seen.page_count, coverage=coverage.report(seen, ()))
        coverage.require(seen)
        return self._drafted(seen, data, arrived.sha256)

    def _goes_on(self, done: int, total: int) -> bool:
        self._advance(status="extracting", progress=Progress("recognising", done, total))
        return self._seconds_left() >= RESERVE_SECONDS

    def _drafted(self, extraction: Extraction, data: bytes, sha256: str) -> Draft:
        self._report("extracting", 0, 0, "splitting")
        chunks = self._chunks(extraction)
        fields = {"bytes": len(data), "sha256": sha256, **_outcome(extraction, chunks)}
        read = Draft(chunks, fields)
        if len(chunks) > blocks.SIZE:
            self._ports.files.put(self._document.draft, draft.dump(read), "application/octet-stream")
        self._advance(
            status="embedding", sha256=sha256, bytes=len(data),
            progress=Progress("embedding", 0, len(chunks)),
        )  # fmt: skip
        return read

    def _chunks(self, extraction: Extraction) -> Sequence[Chunk]:
        chunks = chunk(
            extraction, document_id=self._document.document_id, version=self._document.version,
            filename=self._document.filename, count_tokens=self._ports.embedder.count_tokens,
        )  # fmt: skip
        if len(chunks) > self._limits.chunks:
            raise DocumentRejected(
                f"The file makes {len(chunks):,} passages; the most is {self._limits.chunks:,}."
                " Split it into parts and upload each.",
                code="too_many_chunks",
            )
        return carried(chunks, self._document, self._ports.siblings, self._ports.shelves)

    def _embed(self, chunks: Sequence[Chunk]) -> bool:
        """Store block after block; False where time ran short before the last."""
        done = self._document.progress.done // blocks.SIZE * blocks.SIZE
        known = self._known() if done < len(chunks) else {}
        while done < len(chunks):
            part = chunks[done : done + blocks.SIZE]
            self._store(part, known, len(chunks))
            done += len(part)
            if done < len(chunks):
                self._advance(status="embedding", progress=Progress("embedding", done, len(chunks)))
                if self._seconds_left() < RESERVE_SECONDS:
                    return False
        return True

    def _store(self, part: Sequence[Chunk], known: blocks.Known, total: int) -> None:
        first = part[0].ordinal
        block = blocks.build(
            part, self._document.document_id, self._document.version,
            embedder=self._ports.embedder, known=known,
            report=lambda count: self._report("embedding", first + count, total),
        )  # fmt: skip
        self._ports.knowledge.store(self._document.bot_id, [block], part)

    def _known(self) -> blocks.Known:
        """What documents of the same name or content were embedded as."""
        alike = self._ports.siblings.alike(self._document)
        live = {each.document_id: each.live_version for each in alike if each.live_version}
        if not live:
            return {}
        return blocks.known(self._ports.shelves.load(self._document.bot_id, live), self._ports.embedder)

    def _publish(self, read: Draft) -> str:
        count = len(read.chunks)
        finished = replace(
            self._document,
            **read.fields,
            progress=Progress("done", count, count),
            blocks=-(-count // blocks.SIZE),
            live_version=self._document.version,
            deadline="",
        )
        self._admit(finished)
        older = self._ports.publisher.publish(finished)
        self._clear_away(finished, older)
        return finished.status

    def _clear_away(self, finished: Document, older: Sequence[Document]) -> None:
        """What answered before under this name, and older tries at it that failed."""
        ports = self._ports
        failed = [
            each for each in ports.siblings.alike(finished)
            if (each.filename, each.status) == (finished.filename, "failed")
            and each.document_id < finished.document_id
        ]  # fmt: skip
        for each in failed:
            ports.publisher.withdraw(each)
        for each in (*older, *failed):
            remove(
                each.bot_id, each.document_id,
                writer=ports.writer, knowledge=ports.knowledge, files=ports.files,
            )  # fmt: skip
        tidy(finished, knowledge=ports.knowledge, files=ports.files)

    def _report(self, status: str, done: int, total: int, stage: str = "") -> None:
        """Write progress down, at most twice a second; `stage` where it is not called like the status."""
        if time.monotonic() >= self._due:
            self._advance(status=status, progress=Progress(stage or status, done, total))

    def _advance(self, **fields: Any) -> None:
        self._document = self._ports.writer.advance(self._document, **fields)
        self._due = time.monotonic() + _REPORT_SECONDS


def _outcome(extraction: Extraction, chunks: Sequence[Chunk]) -> Mapping[str, Any]:
    """The fields of the document that say what reading it gave."""
    reason, message = coverage.shortfall(extraction)
    return {
        "status": "partial" if reason else "ready",
        "reason": reason,
        "message": message,
        "pages": extraction.page_count,
        "chunks": len(chunks),
        "edits": sum(bool(each.original) for each in chunks),
        "coverage": coverage.report(extraction, chunks),
    }
