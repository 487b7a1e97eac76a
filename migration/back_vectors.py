"""The way back of what bots know: into Qdrant, each point as it was, what is new as LangChain writes it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from docent.edits import every
from docent.errors import NotFound
from docent.model import Bot, Chunk, Document, chunk_id
from docent.ports import Blocks, Chunks, Documents, Files, Matrix
from docent.vectors import unpack
from migration import points_file
from migration.pace import Pace, Progress, Tell
from migration.payloads import with_text
from migration.qdrant import Qdrant

_BATCH = 200
LARGEST = 512 * 2**20


class Record(NamedTuple):
    id: int | str
    vector: Matrix
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Holdings:
    documents: Documents
    blocks: Blocks
    chunks: Chunks
    files: Files


def records(bot: Bot, holdings: Holdings, paths: Mapping[str, str]) -> Iterator[Record]:
    """Everything that the bot answers from, document by document. `paths`: where payloads have what."""
    for document in answering(bot.bot_id, holdings.documents):
        yield from _of(document, holdings, paths)


def answering(bot_id: str, documents: Documents) -> Iterator[Document]:
    after = ""
    while True:
        page = documents.in_bot(bot_id, after)
        yield from (each for each in page.items if each.live_version)
        if not page.next:
            return
        after = page.next


def _of(document: Document, holdings: Holdings, paths: Mapping[str, str]) -> Iterator[Record]:
    vectors = _vectors(document, holdings.blocks)
    before = _before(document, holdings.files)
    if len(before) == len(vectors):
        texts = _edited(document, holdings.chunks)
        for ordinal, (row, vector) in enumerate(zip(before, vectors, strict=True)):
            if ordinal in texts:
                yield Record(row["id"], vector, with_text(row["payload"], texts[ordinal], paths))
            else:
                yield Record(row["id"], vector if row["vector"] is None else row["vector"], row["payload"])
        return
    for at in range(0, len(vectors), 100):
        ids = [
            chunk_id(document.document_id, document.live_version, each)
            for each in range(at, min(at + 100, len(vectors)))
        ]
        for chunk in holdings.chunks.read(document.bot_id, ids):
            yield Record(
                str(uuid.uuid5(uuid.NAMESPACE_OID, chunk.chunk_id)), vectors[chunk.ordinal], _payload(chunk)
            )


def _edited(document: Document, chunks: Chunks) -> Mapping[int, str]:
    """Passages whose text was changed in Docent: their numbers, and what they say now."""
    if not document.edits:
        return {}
    found = every(document, chunks=chunks)
    return {each.ordinal: each.text for each in found if each.original not in ("", each.text)}


def _payload(chunk: Chunk) -> dict[str, Any]:
    metadata: dict[str, Any] = {"source": chunk.filename, "heading": chunk.heading}
    return {
        "page_content": chunk.text,
        "metadata": metadata
        | ({"page": chunk.page - 1, "page_label": str(chunk.page)} if chunk.page else {}),
    }


def _vectors(document: Document, blocks: Blocks) -> Matrix:
    """(chunks, dimension) float32, as they are stored."""
    live = {document.document_id: document.live_version}
    found = sorted(blocks.load(document.bot_id, live), key=lambda block: block.first)
    parts = [codes.astype(np.float32) * scales[:, None] for codes, scales in map(unpack, found)]
    return np.concatenate(parts) if parts else np.empty((0, 0), np.float32)


def _before(document: Document, files: Files) -> Sequence[dict[str, Any]]:
    try:
        return list(points_file.read(files.read(points_file.key(document), LARGEST)))
    except NotFound:
        return ()


def export(
    bot: Bot, collection: str, vector: str, paths: Mapping[str, str], *,
    holdings: Holdings, qdrant: Qdrant, pace: Pace, tell: Tell,
) -> tuple[int, int]:  # fmt: skip
    """Put all of a bot into a collection and read it back: how many points, and how many of them differ."""
    progress, wrong = Progress(f"{collection}: points", bot.chunks, tell), 0
    given = records(bot, holdings, paths)
    while batch := list(islice(given, _BATCH)):
        if not progress.done:
            qdrant.prepare(collection, vector, len(batch[0].vector))
        pace.take(len(batch))
        qdrant.put(collection, vector, batch)
        wrong += _differing(batch, qdrant, collection, vector)
        progress.step(len(batch))
    return progress.done, wrong


def _differing(batch: Sequence[Record], qdrant: Qdrant, collection: str, vector: str) -> int:
    shape = qdrant.shape(collection, vector)
    found = {point.id: point for point in qdrant.some(collection, shape, [each.id for each in batch])}
    return sum(not _same(each, found.get(each.id)) for each in batch)


def _same(record: Record, point: Any) -> bool:
    if point is None or point.vector is None or dict(point.payload) != dict(record.payload):
        return False
    lengths = np.linalg.norm(record.vector) * np.linalg.norm(point.vector)
    return bool(record.vector @ point.vector / lengths > 0.99999)
