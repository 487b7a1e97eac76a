"""Does a bot know what it does not know? `python -m benchmarks.refusals [set ...]`.

For each set a bot of one half of its documents, calibrated from these alone. To refuse what the other half
answers, or what only seems to be answered, is right; to refuse what the bot's half answers, with the right
passage among the first five, is wrong. Beside it stands the peer: one cosine for all, 0.25.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks import material
from benchmarks.retrieval import SETS
from benchmarks.ways import chunked, shelved
from docent.adapters.minilm import MiniLM
from docent.calibrate import calibrated
from docent.confidence import confidence
from docent.model import Bot, Chunk, Extraction, Page, Scored
from docent.ports import Matrix
from docent.shelf import Shelf

PEER = 0.25
_KINDS = "answered", "absent", "unanswerable"


class OneShelf:
    """Index of a single bot."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def search(self, bot: Bot, question: str, vector: Matrix, limit: int) -> Sequence[Scored]:
        return self._shelf.search(question, vector, limit)


class Asked(NamedTuple):
    kind: str
    confidence: float
    dense: float


def main(names: Sequence[str]) -> None:
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    print("                        refused wrongly   refused rightly: absent   only seems answered")
    print(f"{'set':12} threshold   ours   peer      ours   peer              ours   peer")
    for name in names or SETS:
        chunks, kinds = half(embedder, name)
        shelf = shelved(embedder, chunks)
        least = calibrated(Bot("b", "u", "Bench"), embedder=embedder, index=OneShelf(shelf))
        asked = list(ask(embedder, shelf, chunks, kinds))
        shares = [(_share(asked, kind, least), _peer(asked, kind)) for kind in _KINDS]
        cells = "          ".join(f"{ours:.3f}  {peer:.3f}" for ours, peer in shares)
        print(f"{name:12} {least:9.3f}  {cells}", flush=True)


def half(embedder: MiniLM, name: str) -> tuple[list[Chunk], list[tuple[str, str, frozenset[str]]]]:
    """Passages of the first half of a set's documents, and (question, kind, documents that answer it)."""
    rows = list(material.rows(f"retrieval/{name}/corpus.jsonl"))
    rows = rows[: len(rows) // 2]
    known = {row["_id"] for row in rows}
    chunks = [
        each for row in rows for each in chunked(embedder, row["_id"], Extraction((Page(0, row["text"]),), 0))
    ]
    questions = []
    for row in material.rows(f"retrieval/{name}/queries.jsonl"):
        right = frozenset(row["relevant"])
        if row.get("unanswerable"):
            questions.append((row["text"], "unanswerable", right))
        elif right <= known or not right & known:
            questions.append((row["text"], "answered" if right <= known else "absent", right))
    return chunks, questions


def ask(
    embedder: MiniLM,
    shelf: Shelf,
    chunks: Sequence[Chunk],
    questions: Sequence[tuple[str, str, frozenset[str]]],
) -> Iterator[Asked]:
    """Questions that the half answers and whose passage is not among the first five are left out."""
    document = {each.chunk_id: each.document_id for each in chunks}
    vectors = embedder.embed([text for text, _, _ in questions])
    for (text, kind, right), vector in zip(questions, vectors, strict=True):
        hits = shelf.search(text, vector, 5)
        if kind != "answered" or any(document[hit.chunk_id] in right for hit in hits):
            sure = confidence((hit.dense, hit.lexical) for hit in hits)
            yield Asked(kind, sure, max(hit.dense for hit in hits))


def _share(asked: Sequence[Asked], kind: str, least: float) -> float:
    return _mean([each.confidence < least for each in asked if each.kind == kind])


def _peer(asked: Sequence[Asked], kind: str) -> float:
    return _mean([each.dense < PEER for each in asked if each.kind == kind])


def _mean(outcomes: Sequence[bool]) -> float:
    return sum(outcomes) / len(outcomes) if outcomes else float("nan")


if __name__ == "__main__":
    main(sys.argv[1:])
