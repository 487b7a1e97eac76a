"""How long should a passage be? `python -m benchmarks.chunking [size/overlap ...]`.

Over the three long texts of retrieval/chunking-eval, whose questions name the characters that are needed:
how much of these stands in the five passages found (recall), and how much of what stands there is needed
(precision; the rest a model reads in vain). Beside it the contracts' clauses in the top five, and there with
several vectors a passage, of which the best counts.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks import material, retrieval
from benchmarks.ways import Ways, chunked
from docent.adapters.minilm import MiniLM
from docent.model import Chunk, Extraction, Page

SIZE, OVERLAP, WINDOWS = 320, 60, (128, 200)
MEASURES = ("160/30", "240/40", "280/50", "320/60", "384/60", "512/80")


def main(measures: Sequence[str]) -> None:
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    print("size/overlap  chunks  recall precision  contracts' chunks  hit@5")
    for each in measures or MEASURES:
        size, overlap = map(int, each.split("/"))
        chunks, recall, precision = needed(embedder, size, overlap)
        contracts, five = clauses(embedder, size, overlap)
        print(f"{each:12} {chunks:7} {recall:7.3f} {precision:9.3f} {contracts:18} {five:6.3f}", flush=True)
    for window in WINDOWS:
        _, five = clauses(embedder, SIZE, OVERLAP, window)
        print(f"{SIZE}/{OVERLAP}, a vector for each {window} tokens: {five:30.3f}", flush=True)


def needed(embedder: MiniLM, size: int, overlap: int) -> tuple[int, float, float]:
    """Chunks, and mean recall and precision of the five best, in characters."""
    chunks = [
        each
        for row in material.rows("retrieval/chunking-eval/corpus.jsonl")
        for each in chunked(
            embedder, row["_id"], Extraction((Page(0, row["text"]),), 0), size=size, overlap=overlap
        )
    ]
    rows = list(material.rows("retrieval/chunking-eval/queries.jsonl"))
    ways = Ways(embedder, chunks)
    vectors = embedder.embed([row["text"] for row in rows])
    shares = [
        _shares(row, [chunks[at] for at in ways.fused(row["text"], vector)[:5]])
        for row, vector in zip(rows, vectors, strict=True)
    ]
    recall, precision = np.mean(shares, axis=0)
    return len(chunks), float(recall), float(precision)


def _shares(row: dict[str, Any], found: Sequence[Chunk]) -> tuple[float, float]:
    """Of the characters needed, how many were found; of those found, how many are needed."""
    (document,) = row["relevant"]
    wanted = {at for span in row["spans"] for at in range(span["start_index"], span["end_index"])}
    given = {at for each in found if each.document_id == document for at in range(each.start, each.end)}
    read = sum(each.end - each.start for each in found if each.document_id != document) + len(given)
    both = len(wanted & given)
    return both / len(wanted), both / max(1, read)


def clauses(embedder: MiniLM, size: int, overlap: int, window: int = 0) -> tuple[int, float]:
    """Chunks of the contracts, and how often a clause is among the five best; see Ways.windowed."""
    total, hits = 0, []
    for path, questions in retrieval.contracts():
        chunks = chunked(embedder, path.name, retrieval.read(path), size=size, overlap=overlap)
        total += len(chunks)
        ways = Ways(embedder, chunks)
        asked = [each for each in questions if each.kind == "answerable"]
        for question, vector in zip(asked, embedder.embed([each.text for each in asked]), strict=True):
            asks = (question.text, vector)
            found = ways.windowed(*asks, window) if window else ways.fused(*asks)
            hits.append(any(question.is_right(chunks[at]) for at in found[:5]))
    return total, float(np.mean(hits))


if __name__ == "__main__":
    main(sys.argv[1:])
