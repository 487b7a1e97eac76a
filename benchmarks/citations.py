"""Are citations right, and only right ones shown? `python -m benchmarks.citations`.

First what a model could write is put together at random, 20,000 answers, and read as the widget and a
CommonMark renderer read it: every number in brackets must have its citation, every quote stand in its
passage.

Then statements with a known source, the questions of the test material with their right answers, are cited
with the passage that has the answer (right), with one of another document (wrong), and with the numbers of
the answer changed (falsified). Printed for each set: how many are quoted for sharing one word with the
passage, the rule before, and how many by the rule now; `kept` is of the right ones. `a > b`: stated in one
language, documents in another. Some reference answers of CUAD are dates that somebody worked out of a clause.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks import material
from benchmarks.extraction import bare
from benchmarks.ways import chunked
from docent.adapters.minilm import MiniLM
from docent.boundaries import spans
from docent.cite import nearest, quote
from docent.conversation import Citation
from docent.model import Extraction, Page, Passage
from docent.purse import Purse
from docent.stopwatch import Stopwatch
from docent.terms import numbers, terms
from docent.writing import Writing
from tests.contracts.bots import some_bot
from tests.contracts.generator import TEXTS, prompt
from tests.fakes import MemoryLedger, ScriptedGenerator
from tests.marks import marks, soup

ANSWERS, MOST, SEED = 20_000, 600, 5
SETS = "claude-docs", "squad2-half", "xquad-en", "xquad-de", "xquad-es", "xquad-zh"
CROSS = ("xquad-de", "xquad-en"), ("xquad-en", "xquad-de"), ("xquad-es", "xquad-en"), ("xquad-zh", "xquad-en")


class Case(NamedTuple):
    """A statement, what was asked, the passages that may have it and one that has not."""

    statement: str
    question: str
    right: Sequence[Passage]
    wrong: Passage


def main() -> int:
    bad = _fuzzed()
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    print(f"\n{'':20}{'right':>7}{'by a word':>11}{'now':>7}{'kept':>8}{'wrong':>14}{'falsified':>14}")
    documents = {name: _documents(embedder, name) for name in SETS}
    for name in SETS:
        _report(name, _cases(name, name, documents[name]))
    for stated, read in CROSS:
        _report(f"{stated} > {read[-2:]}", _cases(stated, read, documents[read]))
    _report("CUAD", _contracts(embedder))
    return bad


def _fuzzed() -> int:
    rng, shown, loose, untrue = random.Random(SEED), 0, 0, 0
    for _ in range(ANSWERS):
        writing = Writing(Purse(some_bot(budget_usd_per_day=1.0), MemoryLedger()), Stopwatch())
        generators = [ScriptedGenerator(*soup(rng))]
        found = list(writing.write(prompt(), generators, lambda host: False))
        citations = [each for each in found if isinstance(each, Citation)]
        shown += len(citations)
        loose += len(marks(writing.text) - {each.n for each in citations})
        untrue += sum(each.quote not in TEXTS[each.page - 1] for each in citations)
    print(f"{ANSWERS} fuzzed answers: {shown} citations, {untrue} not verbatim, {loose} marks without one")
    return int(bool(loose or untrue))


def _documents(embedder: MiniLM, name: str) -> dict[str, list[Passage]]:
    rows = material.rows(f"retrieval/{name}/corpus.jsonl")
    return {row["_id"]: _passages(embedder, row["_id"], row["text"]) for row in rows}


def _passages(embedder: MiniLM, name: str, text: str) -> list[Passage]:
    return [Passage(each, 0.5) for each in chunked(embedder, name, Extraction((Page(0, text),), 0))]


def _cases(stated: str, read: str, documents: dict[str, list[Passage]]) -> Iterator[Case]:
    rng = random.Random(SEED)
    answers = {_key(row["_id"]): row for row in material.rows(f"retrieval/{read}/queries.jsonl")}
    rows = [
        row
        for row in material.rows(f"retrieval/{stated}/queries.jsonl")
        if row["answers"] and row["relevant"]
    ]
    for row in rng.sample(rows, min(MOST, len(rows))):
        there = answers[_key(row["_id"])]
        right = [each for name in there["relevant"] for each in documents[name]]
        right = [each for each in right if there["answers"][0] in each.chunk.text] or right
        wrong = rng.choice([name for name in documents if name not in there["relevant"]])
        for statement in _statements(stated, row["text"], row["answers"][0]):
            yield Case(statement, row["text"], right, rng.choice(documents[wrong]))


def _statements(name: str, question: str, answer: str) -> list[str]:
    """An answer of claude-docs is prose; others are a few words, which the question makes a statement."""
    if name == "claude-docs":
        return [answer[start:end] for start, end in spans(answer) if terms(answer[start:end])]
    return [f"{question} {answer}"]


def _key(name: str) -> str:
    return name.partition("-")[2] or name


def _contracts(embedder: MiniLM) -> Iterator[Case]:
    rng, texts = random.Random(SEED), (material.FOLDER / "docs-qa" / "cuad" / "txt").iterdir()
    read = {
        path.stem.lower(): _passages(embedder, path.stem, path.read_text(errors="replace")) for path in texts
    }
    for row in material.rows("docs-qa/cuad/questions.jsonl"):
        own = row["doc"].rpartition(".")[0].lower()
        begun = [bare(clause)[:80] for clause in row["clauses"]]
        right = [
            each for each in read.get(own, ()) if any(clause in bare(each.chunk.text) for clause in begun)
        ]
        if right and not row["unanswerable"]:
            wrong = read[rng.choice([name for name in read if name != own])]
            yield Case(f"{row['question']} {row['answer']}", row["question"], right, rng.choice(wrong))


def _report(name: str, cases: Iterator[Case]) -> None:
    found = list(cases)
    before, now = _quoted(found)
    wrong = _quoted([case._replace(right=[case.wrong]) for case in found])
    false = [case._replace(statement=_falsified(case)) for case in found if _own(case)]
    untrue = _quoted(false)
    print(
        f"{name:20}{len(found):7}{before:11}{now:7}{now / before:8.3f}"
        f"{wrong[0] / len(found):7.2f} > {wrong[1] / len(found):4.2f}"
        f"{untrue[0] / len(false):7.2f} > {untrue[1] / len(false):4.2f}"
    )


def _quoted(cases: Sequence[Case]) -> tuple[int, int]:
    """How many are quoted from one of their passages: for a word that is shared, and by the rule."""
    before = sum(any(nearest(each, case.statement) for each in case.right) for case in cases)
    now = sum(any(quote(each, case.statement, case.question) for each in case.right) for case in cases)
    return before, now


def _own(case: Case) -> set[str]:
    return {number for number in numbers(case.statement) - numbers(case.question) if len(number) > 1}


def _falsified(case: Case) -> str:
    """With other digits in every number that the question has not."""
    head = case.question if case.statement.startswith(case.question) else ""
    return head + re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), case.statement[len(head) :])


if __name__ == "__main__":
    sys.exit(main())
