"""Does a bot know what it does not know? `python -m benchmarks.refusals [set ...]`.

For each set a bot of one half of its documents, of `cuad` a bot of each contract, calibrated from these.
To refuse what the other half answers (for a contract: questions on another matter), or what only seems to
be answered, is right; to refuse what the bot's own documents answer, with the right passage among the first
five, is wrong. Beside it stand `mixed`, the same without the cosine that counts alone in English, and the
peer: one cosine for all, 0.25. The questions of the sets repeat their passages' words. Those of `paraphrases`
share none, of small bots by themselves; of `unseen`, a bot on which no constant was chosen; of `among`, with
the half of XQuAD beside them.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks import material, paraphrases
from benchmarks.retrieval import SETS, Kind, Question, right_of, uploaded
from benchmarks.ways import chunked, shelved
from docent.adapters.minilm import MiniLM
from docent.calibrate import calibrated
from docent.confidence import confidence
from docent.model import Bot, Chunk, Document, Extraction, Page, Scored
from docent.ports import Listing, Matrix
from docent.shelf import Shelf

PEER = 0.25
_PARAPHRASED = "paraphrases", "unseen", "among"
_KINDS: tuple[Kind, ...] = "answerable", "foreign", "unanswerable"


class OneShelf:
    """Index and chunks of a single bot."""

    def __init__(self, shelf: Shelf, chunks: Sequence[Chunk]) -> None:
        self._shelf = shelf
        self._chunks = {each.chunk_id: each for each in chunks}

    def search(self, bot: Bot, question: str, vector: Matrix, limit: int) -> Sequence[Scored]:
        return self._shelf.search(question, vector, limit)

    def read(self, bot_id: str, chunk_ids: Sequence[str]) -> Sequence[Chunk]:
        return [self._chunks[each] for each in chunk_ids]

    def of_document(self, bot_id: str, document: Document, after: str = "", limit: int = 50) -> Listing:
        raise NotImplementedError("a benchmark has no documents to list")

    def scored(self, hits: Sequence[Scored]) -> list[tuple[float, float, str]]:
        """What `confidence` looks at."""
        return [(hit.dense, hit.lexical, self._chunks[hit.chunk_id].text) for hit in hits]


class Asked(NamedTuple):
    kind: Kind
    confidence: float
    mixed: float
    dense: float


def main(names: Sequence[str]) -> None:
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    print(f"{'':22} {'refused wrongly':20}   {'rightly: absent':20}   only seems answered")
    print(f"{'set':12} threshold{'   ours  mixed  peer   ' * 3}")
    for name in names or (*SETS, "cuad", *_PARAPHRASED):
        thresholds, asked = zip(*(asked_of(embedder, *each) for each in bots(embedder, name)), strict=True)
        cells = "   ".join(_refused([*asked], kind, thresholds) for kind in _KINDS)
        print(f"{name:12} {statistics.median(thresholds):9.3f}  {cells}", flush=True)


def bots(embedder: MiniLM, name: str) -> Iterator[tuple[list[Chunk], list[Question]]]:
    """The passages and the questions of each bot of a set."""
    if name == "cuad":
        yield from uploaded(embedder)
    elif name in _PARAPHRASED:
        beside = half(embedder, "xquad-en")[0] if name == "among" else []
        for chunks, asked in paraphrases.bots(unseen=name == "unseen"):
            kinds: list[Kind] = ["answerable" if right else "foreign" for _, right in asked]
            questions = [
                Question(text, kind, right_of([right]))
                for (text, right), kind in zip(asked, kinds, strict=True)
            ]
            yield beside + chunks, questions
    else:
        yield half(embedder, name)


def half(embedder: MiniLM, name: str) -> tuple[list[Chunk], list[Question]]:
    """Passages of the first half of a set's documents, and questions; `foreign` is what the other answers."""
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
            questions.append(Question(row["text"], "unanswerable", right_of(right)))
        elif right <= known or not right & known:
            kind: Kind = "answerable" if right <= known else "foreign"
            questions.append(Question(row["text"], kind, right_of(right)))
    return chunks, questions


def asked_of(
    embedder: MiniLM, chunks: Sequence[Chunk], questions: Sequence[Question]
) -> tuple[float, list[Asked]]:
    """The threshold of a bot of these chunks, and how sure it is of its questions."""
    shelf = shelved(embedder, chunks)
    one = OneShelf(shelf, chunks)
    least = calibrated(Bot("b", "u", "Bench"), embedder=embedder, index=one, chunks=one)
    return least, list(ask(embedder, shelf, chunks, questions))


def ask(
    embedder: MiniLM, shelf: Shelf, chunks: Sequence[Chunk], questions: Sequence[Question]
) -> Iterator[Asked]:
    """Questions that the documents answer and whose passage is not among the first five are left out."""
    known = {each.chunk_id: each for each in chunks}
    vectors = embedder.embed([each.text for each in questions])
    for question, vector in zip(questions, vectors, strict=True):
        hits = shelf.search(question.text, vector, 5)
        if question.kind != "answerable" or any(question.is_right(known[hit.chunk_id]) for hit in hits):
            scores = [(hit.dense, hit.lexical, known[hit.chunk_id].text) for hit in hits]
            sure, mixed = confidence(question.text, scores), confidence("", scores)
            yield Asked(question.kind, sure, mixed, max((hit.dense for hit in hits), default=0.0))


def _refused(bots: Sequence[Sequence[Asked]], kind: Kind, thresholds: Sequence[float]) -> str:
    """Shares of the questions of a kind: of all bots, by each rule."""
    group = [
        (each, least)
        for asked, least in zip(bots, thresholds, strict=True)
        for each in asked
        if each.kind == kind
    ]
    rules = (
        [each.confidence < least for each, least in group],
        [each.mixed < least for each, least in group],
        [each.dense < PEER for each, _ in group],
    )
    return "  ".join(f"{_mean(rule):.3f}" for rule in rules)


def _mean(outcomes: Sequence[bool]) -> float:
    return sum(outcomes) / len(outcomes) if outcomes else float("nan")


if __name__ == "__main__":
    main(sys.argv[1:])
