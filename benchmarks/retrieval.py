"""Does the right passage come up? `python -m benchmarks.retrieval [set ...]`.

Search as chat does it: by the vectors of MiniLM, int8, and by words. Printed per set: how often
the right passage is first (hit@1) or among five (hit@5), the mean reciprocal rank of ten (MRR@10), and what
refusing below a cosine would do to questions that are answered there, that only seem to be (where the set has
such), and that belong to another set altogether.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Container, Sequence
from functools import partial
from itertools import islice
from typing import Any, Literal, NamedTuple, get_args

import numpy as np

from benchmarks import material
from benchmarks.extraction import bare
from docent import lexical, postings
from docent.adapters.minilm import MiniLM
from docent.chunk import chunk
from docent.extract import extract
from docent.model import Block, Chunk, Extraction, Page
from docent.shelf import Shelf
from docent.vectors import pack

SETS = ("xquad-en", "xquad-de", "xquad-es", "xquad-zh", "squad2-half", "claude-docs")
THRESHOLDS = (0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45)
DEPTH = 10


Kind = Literal["answerable", "unanswerable", "foreign"]


class Question(NamedTuple):
    """What is asked, and whether a passage is the right one."""

    text: str
    kind: Kind
    is_right: Callable[[Chunk], bool]


class Asked(NamedTuple):
    """One question's outcome: ranks (from 0) of right passages among the first ten, and the best cosine."""

    kind: Kind
    ranks: tuple[int, ...]
    best: float


def main(names: Sequence[str]) -> None:
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    print(f"{'set':12} {'chunks':>6} {'asked':>6} {'hit@1':>6} {'hit@5':>6} {'MRR@10':>6}  seconds")
    for name in names or (*SETS, "cuad"):
        started = time.perf_counter()
        size, asked = contracts(embedder) if name == "cuad" else collection(embedder, name)
        report(name, size, asked, time.perf_counter() - started)


def collection(embedder: MiniLM, name: str) -> tuple[int, list[Asked]]:
    """All questions of a set under retrieval/, over all its documents."""
    chunks = [
        each
        for row in material.rows(f"retrieval/{name}/corpus.jsonl")
        for each in chunked(embedder, row["_id"], Extraction((Page(0, row["text"]),), 0))
    ]
    questions = [
        Question(row["text"], _kind(row), partial(_is_of, row["relevant"]))
        for row in material.rows(f"retrieval/{name}/queries.jsonl")
    ]
    return len(chunks), ask(embedder, chunks, questions + foreign(name))


def contracts(embedder: MiniLM) -> tuple[int, list[Asked]]:
    """Each contract of docs-qa/cuad is a bot of its own; right is a passage that holds one of the clauses."""
    rows = list(material.rows("docs-qa/cuad/questions.jsonl"))
    total, asked = 0, []
    for path in sorted((material.FOLDER / "docs-qa/cuad/pdf").iterdir()):
        extraction = extract(path.read_bytes(), "x.pdf", most_pages=2_000, progress=lambda done, of: None)
        chunks = chunked(embedder, path.name, extraction)
        questions = [
            Question(row["question"], _kind(row), partial(_holds, [bare(each) for each in row["clauses"]]))
            for row in rows
            if row["doc"].lower() == path.name.lower()
        ]
        asked += ask(embedder, chunks, questions + foreign("cuad"))
        total += len(chunks)
    return total, asked


def foreign(name: str) -> list[Question]:
    """A hundred questions of another set: on quite another matter, as visitors ask them."""
    other = "xquad-en" if name == "claude-docs" else "claude-docs"
    rows = islice(material.rows(f"retrieval/{other}/queries.jsonl"), 100)
    return [Question(row["text"], "foreign", lambda chunk: False) for row in rows]


def _kind(row: dict[str, Any]) -> Kind:
    return "unanswerable" if row.get("unanswerable") else "answerable"


def _is_of(relevant: Container[str], found: Chunk) -> bool:
    return found.document_id in relevant


def _holds(clauses: Sequence[str], found: Chunk) -> bool:
    """Whether a passage holds a clause, or is in the midst of one that is longer than itself."""
    text = bare(found.text)
    return any(clause in text or text in clause for clause in clauses)


def chunked(embedder: MiniLM, document_id: str, extraction: Extraction) -> list[Chunk]:
    return chunk(
        extraction,
        document_id=document_id,
        version="v",
        filename=document_id,
        count_tokens=embedder.count_tokens,
    )


def ask(embedder: MiniLM, chunks: Sequence[Chunk], questions: Sequence[Question]) -> list[Asked]:
    """Search every question in these chunks."""
    by_id = {each.chunk_id: each for each in chunks}
    shelf = shelved(embedder, chunks)
    asked = []
    for vector, question in zip(embedder.embed([each.text for each in questions]), questions, strict=True):
        found = shelf.search(question.text, vector, DEPTH)
        right = (question.is_right(by_id[hit.chunk_id]) for hit in found)
        ranks = tuple(rank for rank, is_right in enumerate(right) if is_right)
        asked.append(Asked(question.kind, ranks, max(hit.dense for hit in found)))
    return asked


def shelved(embedder: MiniLM, chunks: Sequence[Chunk]) -> Shelf:
    """The chunks, searchable."""
    blocks = []
    for each, vector in zip(chunks, embedder.embed([each.embedded for each in chunks]), strict=True):
        terms = postings.pack([lexical.tokens(each.indexed)])
        blocks.append(Block(
            each.document_id, "v", each.ordinal, 1, embedder.model, embedder.dimension, *pack(vector[None]),
            terms=terms, cut=lexical.VERSION,
        ))  # fmt: skip
    live = {each.document_id: "v" for each in chunks}
    return Shelf.empty(embedder.dimension).updated(live, blocks, embedder.model)


def report(name: str, size: int, asked: Sequence[Asked], seconds: float) -> None:
    can = [each for each in asked if each.kind == "answerable"]
    first, five = (sum(_within(each, k) for each in can) / len(can) for k in (1, 5))
    reciprocal = sum(1 / (each.ranks[0] + 1) for each in can if each.ranks) / len(can)
    print(f"{name:12} {size:6} {len(can):6} {first:6.3f} {five:6.3f} {reciprocal:6.3f}  {seconds:.1f}")
    refusals(asked)


def refusals(asked: Sequence[Asked]) -> None:
    """The spread of the best cosines by kind of question, and the share refused below each threshold."""
    kinds = {kind: [each for each in asked if each.kind == kind] for kind in get_args(Kind)}
    for kind, group in kinds.items():
        if group:
            spread = np.percentile([each.best for each in group], (1, 5, 25, 50, 75, 95))
            print(
                f"  best cosine, {len(group):4} {kind:12} 1/5/25/50/75/95 %:", *(f"{x:.2f}" for x in spread)
            )
    print("  refused below   answerable (right one was in the top 5)   unanswerable   foreign")
    for threshold in THRESHOLDS:
        refused = {kind: [each for each in group if each.best < threshold] for kind, group in kinds.items()}
        lost = sum(_within(each, 5) for each in refused["answerable"])
        shares = [len(refused[kind]) / max(1, len(group)) for kind, group in kinds.items()]
        print(
            f"  {threshold:13.2f}   {shares[0]:10.3f} ({lost:4})   {shares[1]:12.3f}   {shares[2]:7.3f}",
            flush=True,
        )


def _within(asked: Asked, depth: int) -> bool:
    return any(rank < depth for rank in asked.ranks)


if __name__ == "__main__":
    main(sys.argv[1:])
