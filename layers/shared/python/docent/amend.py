"""Changing one passage: a new version of its document, of which only that passage is embedded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from docent import blocks
from docent.edits import changed, every
from docent.errors import Conflict, DocentError, NotFound
from docent.ids import new_id, now
from docent.model import Chunk, Document, chunk_id
from docent.ports import DocumentWriter, Embedder, Knowledge, Publisher, Shelves

_CLEARING_SECONDS = 600


def amend(
    document: Document,
    passage: str,
    text: str | None,
    off: bool | None,
    *,
    embedder: Embedder,
    knowledge: Knowledge,
    shelves: Shelves,
    publisher: Publisher,
    writer: DocumentWriter,
    admit: Callable[[Document], None],
) -> Chunk:
    """The passage as it answers now: with this text, unless None, and switched off or on, unless None.

    What is stored is never changed: all passages are stored as another version, which takes the place of the
    one before in one write, and that is cleared away. Raises NotFound; BadInput; Conflict where the document
    does not answer or is changed by somebody else; DocumentRejected as `admit`.
    """
    if not document.live_version:
        raise Conflict(f"{document.filename!r} does not answer now. Wait until it is ready, then change it.")
    version = f"{document.version}x{new_id('')[-8:]}"
    chunks, after = _renamed(document, version, passage, text, off, shelves)
    finished = replace(
        document, live_version=version, former=document.live_version, deadline=now(_CLEARING_SECONDS),
        edits=sum(bool(each.original) for each in chunks),
    )  # fmt: skip
    try:
        _store(finished, chunks, embedder, knowledge, shelves)
        admit(finished)
        publisher.amend(finished, document.live_version)
    except DocentError:
        knowledge.erase(document.bot_id, document.document_id, version)
        raise
    knowledge.erase(document.bot_id, document.document_id, finished.former)
    writer.advance(finished, former="", deadline="")
    return after


def _renamed(
    document: Document, version: str, passage: str, text: str | None, off: bool | None, shelves: Shelves
) -> tuple[Sequence[Chunk], Chunk]:
    """All passages under the ids of the version, and the changed one of them."""
    new, after = [], None
    for chunk in every(document, chunks=shelves):
        mine = chunk.chunk_id == passage
        moved = changed(chunk, text=text, off=off) if mine else chunk
        new.append(replace(moved, chunk_id=chunk_id(document.document_id, version, chunk.ordinal)))
        after = new[-1] if mine else after
    if after is None:
        raise NotFound(
            "There is no such passage any more: its document was changed. Load it again.",
            code="chunk_not_found",
        )
    return new, after


def _store(
    document: Document, chunks: Sequence[Chunk], embedder: Embedder, knowledge: Knowledge, shelves: Shelves
) -> None:
    before = shelves.load(document.bot_id, {document.document_id: document.former})
    known = blocks.known(before, embedder)
    for start in range(0, len(chunks), blocks.SIZE):
        part = chunks[start : start + blocks.SIZE]
        block = blocks.build(
            part, document.document_id, document.live_version,
            embedder=embedder, known=known, report=lambda done: None,
        )  # fmt: skip
        knowledge.store(document.bot_id, [block], part)
