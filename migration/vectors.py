"""The move of what bots know: a collection is read to disk, built document by document, and read back.

What is done is told by the target itself: a document that is live with the fingerprint of its points is not
touched again. So a run may be killed anywhere and begun again, and a later run does what changed since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from docent import blocks
from docent.blocks import Known, text_hash
from docent.endings import WORK_SECONDS
from docent.errors import DocentError, Unavailable
from docent.ids import now
from docent.model import Block, Bot, Chunk, Document, Progress, chunk_id
from docent.ports import Documents, DocumentWriter, Embedder, Files, Knowledge, Publisher
from docent.uploads import KINDS
from docent.vectors import pack
from migration import mapping, points_file
from migration.mapping import Target
from migration.mishap import Stopped
from migration.pace import Pace, Tell
from migration.pace import Progress as Counter
from migration.staging import Staged, Staging
from migration.state import Fate, State

_TOGETHER = 8  # writes at once
_PART = 50  # passages of one of them: two requests
Held = Mapping[tuple[str, str], int]
MEANING = {
    "kept": "its vector was kept",
    "embedded": "was embedded anew: by another model, or its vector could not be used",
    "left_no_text": "has no text, so nothing can be answered from it",
    "failed": "could not be stored: run it again",
}


@dataclass(frozen=True)
class Stores:
    """Where it goes."""

    documents: Documents
    writer: DocumentWriter
    publisher: Publisher
    knowledge: Knowledge
    files: Files
    embedder: Embedder


@dataclass(frozen=True)
class Builder:
    """Stores the staged points of one collection in one bot. `keep`: their vectors are our model's."""

    target: Target
    bot: Bot
    staging: Staging
    state: State
    kind: str
    stores: Stores
    pace: Pace
    keep: bool
    stop: bool = False

    def run(self, tell: Tell) -> None:
        counter = Counter(f"{self.target.collection}: points stored", self.staging.count(), tell)
        seen, held = set(), self.stores.knowledge.held(self.bot.bot_id)
        for name, part, count in self.staging.documents():
            filename = self._filename(name, part)
            seen.add(mapping.document_id(self.bot.bot_id, filename))
            stored = self._attempt(name, part, count, filename, held)
            counter.step(count, skipped=not stored)
        self._remove_others(seen)
        counter.tell()

    def _attempt(self, name: str, part: int, count: int, filename: str, held: Held) -> bool:
        """What cannot be stored is noted, and the run goes on; or it ends there, where that was asked for.

        Raises Unavailable: a store that is away is away for the next one, too.
        """
        try:
            return self._store(name, part, count, filename, held)
        except Unavailable:
            raise
        except DocentError as error:
            with self.state.together():
                for row in self.staging.rows(name, part):
                    self.state.note(self.kind, Fate(Staging.key(row.id), "failed", error.message))
            if self.stop:
                raise Stopped(f"{self.target.collection}: {filename}: {error.message}") from error
            return True

    def _store(self, name: str, part: int, count: int, filename: str, held: Held) -> bool:
        """False where it is there already. `held`: what a killed run may have left."""
        mark = self.staging.fingerprint(name, part, f"{self.stores.embedder.model} {self.keep} {filename}")
        document_id = mapping.document_id(self.bot.bot_id, filename)
        before = self.stores.documents.find(self.bot.bot_id, document_id)
        if self._is_there(before, document_id, mark):
            return False
        url = next(iter(self.staging.rows(name, part, 0, 1))).url
        document = self._begun(before, document_id, filename, mark, url)
        if (document_id, document.version) in held:
            self.stores.knowledge.erase(self.bot.bot_id, document_id, document.version)
        size, pages = 0, 0
        with points_file.writing() as file:
            for first in range(0, count, blocks.SIZE):
                rows = list(self.staging.rows(name, part, first, blocks.SIZE))
                size += sum(len(row.text.encode()) for row in rows)
                pages = max(pages, *(row.page for row in rows))
                self._store_block(document, rows, first)
                file.add(rows)
            self.stores.files.put(points_file.key(document), file.data(), points_file.KIND)
        self._publish(before, replace(document, bytes=size, pages=pages, chunks=count))
        self.state.mark(self._mark(document_id), count)
        return True

    def _is_there(self, before: Document | None, document_id: str, mark: str) -> bool:
        return before is not None and bool(before.live_version) and before.sha256 == mark

    def _begun(
        self, before: Document | None, document_id: str, filename: str, mark: str, url: str
    ) -> Document:
        """The document under way, as an attempt of its own where another one answers."""
        attempt = before.attempt + 1 if before and before.live_version else 1
        suffix = "." + filename.rpartition(".")[2].lower()
        return Document(
            self.bot.bot_id, document_id, filename, KINDS.get(suffix, "text/plain"), "embedding", sha256=mark,
            attempt=attempt, deadline=now(WORK_SECONDS), created_at=before.created_at if before else now(),
            updated_at=now(), source_url=url,
        )  # fmt: skip

    def _store_block(self, document: Document, rows: Sequence[Staged], first: int) -> None:
        chunks = [_chunk(document, row, first + at) for at, row in enumerate(rows)]
        block = blocks.build(
            chunks, document.document_id, document.version,
            embedder=self.stores.embedder, known=self._known(rows), report=lambda done: None,
        )  # fmt: skip
        self._put([block], ())  # first, since by it a later run knows what a killed one left
        with ThreadPoolExecutor(_TOGETHER) as pool:  # most of it is waiting for answers
            parts = [chunks[at : at + _PART] for at in range(0, len(chunks), _PART)]
            list(pool.map(partial(self._put, ()), parts))
        with self.state.together():
            for at, row in enumerate(rows):
                kept = self.keep and row.vector is not None
                place = chunk_id(document.document_id, document.version, first + at)
                fate = Fate(Staging.key(row.id), "kept" if kept else "embedded", row.wrong, place)
                self.state.note(self.kind, fate)

    def _put(self, blocks: Sequence[Block], chunks: Sequence[Chunk]) -> None:
        self.pace.take(len(blocks) + len(chunks))
        self.pace.patiently(lambda: self.stores.knowledge.store(self.bot.bot_id, blocks, chunks))

    def _known(self, rows: Sequence[Staged]) -> Known:
        """The vectors that need not be made, by the hash of their text."""
        held = [(text_hash(row.text), row.vector) for row in rows if row.vector is not None]
        if not self.keep or not held:
            return {}
        vectors = np.stack([vector for _, vector in held if vector is not None])
        codes, scales = pack(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
        width = vectors.shape[1]
        return {
            each: (codes[at * width : (at + 1) * width], scales[at * 4 : (at + 1) * 4])
            for at, (each, _) in enumerate(held)
        }

    def _publish(self, before: Document | None, document: Document) -> None:
        """Let it answer; in place of what answered under this id, which stops for that moment."""
        if before:
            self.stores.publisher.withdraw(before)
            self.stores.writer.erase(document.bot_id, document.document_id)
        publish(document, self.stores)
        for attempt in range(1, document.attempt):
            self.stores.knowledge.erase(document.bot_id, document.document_id, f"v{attempt}")

    def _remove_others(self, seen: set[str]) -> None:
        """Take out what came from this collection before and is in it no more."""
        for name in self.state.marks(self._mark("")):
            document_id = name.removeprefix(self._mark(""))
            if document_id in seen:
                continue
            gone = self.stores.documents.find(self.bot.bot_id, document_id)
            if gone:
                self.stores.publisher.withdraw(gone)
            self.stores.knowledge.erase(self.bot.bot_id, document_id)
            self.stores.files.erase(f"{self.bot.bot_id}/{document_id}/")
            self.stores.writer.erase(self.bot.bot_id, document_id)
            self.state.unmark(name)

    def _filename(self, name: str, part: int) -> str:
        """One of its own in the bot: collections that go to one bot may have files of one name."""
        filename = mapping.part_name(name, part)
        claim = f"claim.{mapping.document_id(self.bot.bot_id, filename)}"
        if self.state.marked(claim, self.target.collection) != self.target.collection:
            return mapping.part_name(f"{self.target.collection} {name}", part)
        self.state.mark(claim, self.target.collection)
        return filename

    def _mark(self, document_id: str) -> str:
        return f"document.{self.target.collection}.{document_id}"


def publish(document: Document, stores: Stores) -> None:
    """Let a document answer whose blocks and chunks are all stored."""
    stores.writer.create(document)
    stores.publisher.publish(
        replace(
            document, status="ready", live_version=document.version, deadline="",
            progress=Progress("done", document.chunks, document.chunks),
            blocks=-(-document.chunks // blocks.SIZE),
        )
    )  # fmt: skip


def _chunk(document: Document, row: Staged, ordinal: int) -> Chunk:
    id = chunk_id(document.document_id, document.version, ordinal)
    turns = ((0, row.page),) if row.page else ()
    return Chunk(
        id,
        document.document_id,
        document.filename,
        ordinal,
        row.text,
        row.page,
        end=len(row.text),
        turns=turns,
    )


def is_ours(staging: Staging, embedder: Embedder, dimension: int) -> tuple[bool, float]:
    """Whether vectors are this embedder's, and the median cosine of 24 to those it makes of their texts.

    The same model gives 0.99 and more, on texts that both read whole; another one of this dimension about 0.
    """
    rows = [row for row in staging.sample(24) if row.vector is not None]
    if dimension != embedder.dimension or not rows:
        return False, 0.0
    made = embedder.embed([row.text for row in rows])
    given = np.stack([row.vector for row in rows if row.vector is not None])
    given = given / np.linalg.norm(given, axis=1, keepdims=True)
    cosine = float(np.median(np.vecdot(made, given)))
    return cosine >= 0.9, cosine
