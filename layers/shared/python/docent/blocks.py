"""Chunks as packed vectors and terms; what was embedded once is not embedded again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from docent import lexical, postings
from docent.model import Block, Chunk
from docent.ports import Embedder
from docent.vectors import pack

SIZE = 500
_GROUP = 32
_HASH, _SCALE = 16, 4
# By the hash of a text: its int8 row and its scale, as blocks hold them.
Known = Mapping[bytes, tuple[bytes, bytes]]


def text_hash(text: str) -> bytes:
    """16 bytes that stand for a text."""
    return hashlib.blake2b(text.encode(), digest_size=_HASH).digest()


_OFF = text_hash("")  # no passage has no text: the row of one that is switched off, which is near nothing


def known(blocks: Iterable[Block], embedder: Embedder) -> Known:
    """The vectors in blocks that this embedder made."""
    rows = {}
    for block in blocks:
        if (block.model, block.dimension) == (embedder.model, embedder.dimension):
            for at in range(len(block.hashes) // _HASH):
                rows[_cut(block.hashes, at, _HASH)] = (
                    _cut(block.vectors, at, block.dimension),
                    _cut(block.scales, at, _SCALE),
                )
    return rows


def build(
    chunks: Sequence[Chunk],
    document_id: str,
    version: str,
    *,
    embedder: Embedder,
    known: Known,
    report: Callable[[int], None],
) -> Block:
    """One block of these neighbouring chunks. `report` is told how many of them are done.

    Longest first: texts of one length keep the threads of an embedder equally busy.
    """
    hashes = [text_hash("" if chunk.off else chunk.embedded) for chunk in chunks]
    rows = {each: known[each] for each in hashes if each in known}
    rows[_OFF] = bytes(embedder.dimension), bytes(_SCALE)
    texts = {each: chunk.embedded for each, chunk in zip(hashes, chunks, strict=True) if each not in rows}
    waiting = sorted(texts, key=lambda each: len(texts[each]), reverse=True)
    for at in range(0, len(waiting), _GROUP):
        report(len(chunks) - len(waiting) + at)
        group = waiting[at : at + _GROUP]
        vectors, scales = pack(embedder.embed([texts[each] for each in group]))
        for row, each in enumerate(group):
            rows[each] = _cut(vectors, row, embedder.dimension), _cut(scales, row, _SCALE)
    return Block(
        document_id, version, chunks[0].ordinal, len(chunks), embedder.model, embedder.dimension,
        b"".join(rows[each][0] for each in hashes), b"".join(rows[each][1] for each in hashes),
        b"".join(hashes), _terms(chunks), lexical.VERSION,
    )  # fmt: skip


def rebuilt(
    chunks: Sequence[Chunk], document_id: str, version: str, model: str, rows: bytes, scales: bytes
) -> Block:
    """The block of these neighbouring chunks whose vectors are known: `rows` int8, `scales` float32."""
    hashes = b"".join(text_hash("" if chunk.off else chunk.embedded) for chunk in chunks)
    return Block(
        document_id, version, chunks[0].ordinal, len(chunks), model, len(rows) // len(chunks), rows, scales,
        hashes, _terms(chunks), lexical.VERSION,
    )  # fmt: skip


def recut(block: Block, chunks: Sequence[Chunk]) -> Block:
    """The block with its terms cut as questions are now; `chunks` are all of its own."""
    return replace(block, terms=_terms(chunks), cut=lexical.VERSION)


def _terms(chunks: Sequence[Chunk]) -> bytes:
    return postings.pack([[] if chunk.off else lexical.tokens(chunk.indexed) for chunk in chunks])


def _cut(data: bytes, at: int, size: int) -> bytes:
    return data[at * size : (at + 1) * size]
