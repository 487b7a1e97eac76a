"""Does the right passage come up? `python -m benchmarks.retrieval [set ...]`.

The product's search beside its two sides alone, beside ranks instead of scores, beside maximal marginal
relevance on top, and beside the peer bm25s, all over the same chunks. `editions` is our own, of documents
that say nearly the same; its questions are by turns for a page that says more and for one of the editions.
A question is hit where a chunk of the right document (in the contracts: one that holds the clause) is first
(hit@1) or among five (hit@5); that is also printed for every other question and for the rest, so that a rule
which fits only some shows. MRR@10 and nDCG@10 count each right chunk as one.
Then what refusing below a cosine would do to questions that are answered there, that only seem to be (where
the set has such), and that belong to another set altogether.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import numpy as np

from benchmarks import editions, material
from benchmarks.extraction import bare
from benchmarks.ways import DEPTH, Ways, chunked
from docent.adapters.minilm import MiniLM
from docent.extract import extract
from docent.model import Chunk, Extraction, Page

SETS = ("xquad-en", "xquad-de", "xquad-es", "xquad-zh", "squad2-half", "claude-docs")
LIMITS = {
    "xquad-en": 0.99, "xquad-de": 0.97, "xquad-es": 0.98, "xquad-zh": 0.98, "squad2-half": 0.95,
    "claude-docs": 0.97, "cuad": 0.86,
}  # fmt: skip
WAYS = ("fused", "meaning", "words", "ranks", "diverse", "peer")
THRESHOLDS = (0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45)

Kind = Literal["answerable", "unanswerable", "foreign"]


class Question(NamedTuple):
    """What is asked, and whether a passage is the right one."""

    text: str
    kind: Kind
    is_right: Callable[[Chunk], bool]


class Asked(NamedTuple):
    """One question's outcome: by way, which of the first ten are right; how many are; the best cosine."""

    kind: Kind
    right: Mapping[str, Sequence[bool]]
    of: int
    best: float


def main(names: Sequence[str]) -> Mapping[str, float]:
    """hit@5 of the product's search, by set."""
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    found = {}
    for name in names or (*SETS, "cuad", "editions"):
        started = time.perf_counter()
        bots = bots_of(embedder, name)
        asked = [each for chunks, questions in bots for each in ask(embedder, chunks, questions)]
        size = sum(len(chunks) for chunks, _ in bots)
        limit = f"; hit@5 must be {LIMITS[name]}" if name in LIMITS else ""
        print(f"{name}: {size} chunks, {time.perf_counter() - started:.0f} s{limit}")
        report(asked)
        refusals(asked)
        found[name] = _five([(each.right["fused"], each.of) for each in asked if each.kind == "answerable"])
    return found


def bots_of(embedder: MiniLM, name: str) -> Sequence[tuple[list[Chunk], list[Question]]]:
    if name == "cuad":
        return list(uploaded(embedder))
    if name == "editions":
        chunks = [
            each
            for title, text in editions.documents()
            for each in chunked(embedder, title.replace(" ", "-"), Extraction((Page(0, text),), 0))
        ]
        return [
            (
                chunks,
                [
                    Question(text, "answerable", right_of([right.replace(" ", "-")]))
                    for text, right in editions.questions()
                ],
            )
        ]
    return [collection(embedder, name)]


def collection(embedder: MiniLM, name: str) -> tuple[list[Chunk], list[Question]]:
    """All documents of a set under retrieval/, and all its questions."""
    chunks = [
        each
        for row in material.rows(f"retrieval/{name}/corpus.jsonl")
        for each in chunked(embedder, row["_id"], Extraction((Page(0, row["text"]),), 0))
    ]
    questions = [
        Question(row["text"], _kind(row), right_of(row["relevant"]))
        for row in material.rows(f"retrieval/{name}/queries.jsonl")
    ]
    return chunks, questions + foreign(name)


def uploaded(embedder: MiniLM) -> Iterator[tuple[list[Chunk], list[Question]]]:
    """Each contract of docs-qa/cuad is a bot of its own."""
    for path, questions in contracts():
        yield chunked(embedder, path.name, read(path)), questions + foreign("cuad")


def contracts() -> Iterator[tuple[Path, list[Question]]]:
    """The contracts and what is asked of them; right is a passage that holds one of the clauses."""
    rows = list(material.rows("docs-qa/cuad/questions.jsonl"))
    for path in sorted((material.FOLDER / "docs-qa/cuad/pdf").iterdir()):
        yield (
            path,
            [
                Question(row["question"], _kind(row), _holding([bare(each) for each in row["clauses"]]))
                for row in rows
                if row["doc"].lower() == path.name.lower()
            ],
        )


def read(path: Path) -> Extraction:
    return extract(path.read_bytes(), path.name, most_pages=2_000, progress=lambda done, of: None)


def foreign(name: str) -> list[Question]:
    """A hundred questions of another set: on quite another matter, as visitors ask them."""
    other = "xquad-en" if name == "claude-docs" else "claude-docs"
    rows = islice(material.rows(f"retrieval/{other}/queries.jsonl"), 100)
    return [Question(row["text"], "foreign", lambda chunk: False) for row in rows]


def _kind(row: dict[str, Any]) -> Kind:
    return "unanswerable" if row.get("unanswerable") else "answerable"


def right_of(relevant: Container[str]) -> Callable[[Chunk], bool]:
    return lambda found: found.document_id in relevant


def _holding(clauses: Sequence[str]) -> Callable[[Chunk], bool]:
    """Whether a passage holds a clause, or is in the midst of one that is longer than itself."""

    def holds(found: Chunk) -> bool:
        text = bare(found.text)
        return any(clause in text or text in clause for clause in clauses)

    return holds


def ask(embedder: MiniLM, chunks: Sequence[Chunk], questions: Sequence[Question]) -> Iterator[Asked]:
    """Search every question in these chunks, every way."""
    ways = Ways(embedder, chunks)
    for vector, question in zip(embedder.embed([each.text for each in questions]), questions, strict=True):
        right: dict[str, list[bool]] = {}
        total = 0
        if question.kind == "answerable":
            judged = [question.is_right(each) for each in chunks]
            total = sum(judged)
            right = {way: [judged[at] for at in getattr(ways, way)(question.text, vector)] for way in WAYS}
        yield Asked(question.kind, right, total, float(ways.cosines(vector).max()))


def report(asked: Sequence[Asked]) -> None:
    can = [each for each in asked if each.kind == "answerable"]
    print(f"  {len(can):5} asked   hit@1  hit@5  MRR@10 nDCG@10   hit@5 of every other and of the rest")
    for way in WAYS:
        outcomes = [(each.right[way], each.of) for each in can]
        figures = [
            np.mean([any(right[:1]) for right, _ in outcomes]),
            _five(outcomes),
            np.mean([_reciprocal(right) for right, _ in outcomes]),
            np.mean([_gain(right) / max(_gain([True] * min(of, DEPTH)), 1e-9) for right, of in outcomes]),
        ]
        halves = [_five(outcomes[start::2]) for start in (0, 1)]
        print(f"  {way:11}", *(f"{x:6.3f}" for x in figures), "  ", *(f"{x:6.3f}" for x in halves))


def _five(outcomes: Sequence[tuple[Sequence[bool], int]]) -> float:
    return float(np.mean([any(right[:5]) for right, _ in outcomes]))


def _reciprocal(right: Sequence[bool]) -> float:
    return next((1 / place for place, is_right in enumerate(right, 1) if is_right), 0.0)


def _gain(right: Sequence[bool]) -> float:
    return float(sum(is_right / np.log2(1 + place) for place, is_right in enumerate(right, 1)))


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
        lost = sum(any(each.right["fused"][:5]) for each in refused["answerable"])
        shares = [len(refused[kind]) / max(1, len(group)) for kind, group in kinds.items()]
        print(
            f"  {threshold:13.2f}   {shares[0]:10.3f} ({lost:4})   {shares[1]:12.3f}   {shares[2]:7.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
