"""Does quoting answer? `python -m benchmarks.quotes [-v]`: the answers a bot gives without a model's key.

Questions over the three sample documents, those of `paraphrases`, which share no word with what answers them,
and those over the contracts of CUAD where DOCENT_DATA has them, go as chat goes: search, refuse what is weak,
quote, cite. Right is an answer that holds the phrase, or the passage, or a refusal where the documents do not
tell. For CUAD it is a quote that holds a clause or stands within one. Printed beside: citations that are not
word for word in their passage (none may be), how long answers are, and the milliseconds that quoting and
citing take. -v shows each question, -vv on CUAD too.

Before line breaks counted: samples 20/30, by whole tables; CUAD 75/126, unanswerable refused 44/84.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks import material, paraphrases
from benchmarks.extraction import bare
from benchmarks.refusals import OneShelf
from benchmarks.ways import shelved
from docent.adapters.extractive import Extractive
from docent.adapters.minilm import MiniLM
from docent.answer import Rules
from docent.calibrate import calibrated
from docent.chunk import chunk
from docent.cite import cited
from docent.confidence import UNCALIBRATED, confidence
from docent.conversation import Citation
from docent.extract import extract
from docent.markers import unmarked
from docent.model import Bot, Chunk, Passage
from docent.prompt import NO_ANSWER, compose
from docent.shelf import Shelf

SAMPLES = material.CHECKOUT / "frontend" / "app" / "public" / "samples"
RULES = Rules()
SHORTEST_CLAUSE = 20

ANSWERABLE = (
    ("How much is an e-bike for a day?", "$48 for a day"),
    ("How much does a mountain bike cost for a week?", "Mountain bike $26 $42 $180"),
    ("What happens if I bring the bike back late?", "$8 for each hour begun"),
    ("How should I charge the e-bike battery?", "Charge indoors only"),
    ("Can I bring my dog?", "two dog trailers"),
    ("Are you open in winter?", "from Thursday to Sunday, 9:30 am to 4:30 pm"),
    ("When do you open in July?", "every day 8:30 am to 6:30 pm"),
    ("Where can I park my car?", "Mill Lane car park"),
    ("How high is the deposit for a cargo e-bike?", "Cargo e-bike $400"),
    ("How old do I have to be to rent a bike?", "at least 16 years old"),
    ("Do I get my money back if it rains?", "Rain alone is no reason for a refund"),
    ("What does a child seat cost?", "Child seat, 9 to 22 kg $5 a day"),
    ("Can I ride a city bike on the Pine Ridge trails?", "Only mountain bikes may be used on the Pine Ridge"),
    ("What do I pay when I lose the key?", "Key, lost $35"),
    ("The bike was stolen. What do I have to do?", "Call +1 555 0143 within two hours"),
    ("Is there a discount for students?", "Students with a valid card get 10 per cent off"),
    ("How far can I ride with a city e-bike?", "up to 60 km"),
    ("Do you deliver bikes to my hotel?", "any address within 10 km of the shop for $15 each way"),
    ("Can I pay in cash?", "For the rental price, yes"),
    ("What time is the guided tour?", "at 10 am"),
    ("How long are vouchers valid?", "valid for three years"),
    ("What should I do if a customer is three hours late?", "3 hours | phone the customer"),
    ("Which tyre pressure does a gravel bike need?", "Tyre pressure, gravel bike | 2.5 to 3 bar"),
    ("Who is the workshop lead?", "Workshop lead | Tomas Okafor"),
    ("How much goodwill may I give without asking?", "up to $40 of goodwill"),
    ("How long is lost property kept?", "kept for 30 days"),
    ("What is the phone number of the breakdown line?", "+1 555 0143"),
    ("What costs a wheel that is bent?", "Wheel bent beyond truing $65"),
    ("What does Carefree cover cost?", "$6 a day for each bike and $10 a day for each e-bike"),
    ("What if I cancel less than 24 hours before?", "50 per cent of the price"),
)
UNANSWERABLE = (
    "Who won the football world cup in 1990?",
    "What is the capital of Australia?",
    "Do you sell second-hand cars?",
    "How do I reset my router?",
    "What is the salary of a mechanic?",
    "Which wine goes with fish?",
    "Do you have a shop in Berlin?",
    "Can I rent a kayak?",
)


class Question(NamedTuple):
    """What is asked; `is_right` judges the answer's quotes, and there is none where nothing answers."""

    text: str
    is_right: Callable[[Answer], bool] | None


class Answer(NamedTuple):
    """What a visitor is shown, without markers; empty where the bot does not know."""

    text: str
    citations: tuple[Citation, ...]
    verbatim: bool
    ms: float


class Bench(NamedTuple):
    """Documents of one bot, searchable."""

    embedder: MiniLM
    chunks: dict[str, Chunk]
    shelf: Shelf
    least: float = UNCALIBRATED

    def ask(self, question: str) -> Answer:
        hits = self.shelf.search(question, self.embedder.embed([question])[0], RULES.passages)
        scored = ((hit.dense, hit.lexical, self.chunks[hit.chunk_id].text) for hit in hits)
        if confidence(question, scored) < self.least:
            return Answer("", (), True, 0.0)
        passages = [Passage(self.chunks[hit.chunk_id], hit.score) for hit in hits]
        prompt = compose(Bot("b", "u", "Bench"), question, passages)
        started = time.perf_counter()
        written = [part for part in Extractive(self.embedder).generate(prompt) if isinstance(part, str)]
        events = list(cited(written, prompt.passages, question)) if written[0] != NO_ANSWER else []
        ms = (time.perf_counter() - started) * 1000
        citations = tuple(event for event in events if isinstance(event, Citation))
        text = "".join(event for event in events if isinstance(event, str))
        texts = [each.chunk.text for each in passages]
        verbatim = all(any(each.quote in text for text in texts) for each in citations)
        return Answer(unmarked(text), citations, verbatim, ms)


def main(arguments: Sequence[str]) -> None:
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    report("samples", list(samples(embedder)), verbose=bool(arguments))
    for name in ("paraphrases", "unseen"):
        report(name, list(paraphrased(embedder, name == "unseen")), verbose=bool(arguments))
    if (material.FOLDER / "docs-qa" / "cuad").is_dir():
        report("CUAD", list(contracts(embedder)), verbose="-vv" in arguments)


def samples(embedder: MiniLM) -> Iterator[tuple[Question, Answer]]:
    bench = read(
        embedder, *(SAMPLES / name for name in ("rental-handbook.pdf", "staff-guide.docx", "faq.md"))
    )
    for text, phrase in ANSWERABLE:
        yield Question(text, partial(_says, phrase)), bench.ask(text)
    for text in UNANSWERABLE:
        yield Question(text, None), bench.ask(text)


def paraphrased(embedder: MiniLM, unseen: bool) -> Iterator[tuple[Question, Answer]]:
    """Small bots, calibrated."""
    for chunks, asked in paraphrases.bots(unseen=unseen):
        known = {each.document_id: each for each in chunks}
        one = OneShelf(shelf := shelved(embedder, chunks), chunks)
        least = calibrated(Bot("b", "u", "Bench"), embedder=embedder, index=one, chunks=one)
        bench = Bench(embedder, {each.chunk_id: each for each in chunks}, shelf, least)
        for text, right in asked:
            is_right = partial(_says, known[right].text.lower()) if right else None
            yield Question(text, is_right), bench.ask(text)


def contracts(embedder: MiniLM) -> Iterator[tuple[Question, Answer]]:
    """Each contract is a bot of its own."""
    rows = list(material.rows("docs-qa/cuad/questions.jsonl"))
    for path in sorted((material.FOLDER / "docs-qa/cuad/pdf").iterdir()):
        bench = read(embedder, path)
        for row in rows:
            if row["doc"].lower() == path.name.lower():
                known = None if row["unanswerable"] else partial(_quotes, _clauses(row["clauses"]))
                yield Question(row["question"], known), bench.ask(row["question"])


def read(embedder: MiniLM, *paths: Path) -> Bench:
    """The files as ingestion reads them."""
    chunks = [
        each
        for path in paths
        for each in chunk(
            extract(path.read_bytes(), path.name, most_pages=2_000, progress=lambda done, of: None),
            document_id=path.stem, version="v", filename=path.name, count_tokens=embedder.count_tokens,
        )
    ]  # fmt: skip
    return Bench(embedder, {each.chunk_id: each for each in chunks}, shelved(embedder, chunks))


def _says(phrase: str, answer: Answer) -> bool:
    return phrase.lower() in " ".join(answer.text.lower().split())


def _clauses(clauses: Sequence[str]) -> list[str]:
    """As letters and digits; a clause quoted with an omission counts by its parts, names only if alone."""
    parts = [bare(part) for clause in clauses for part in clause.split("<omitted>")]
    return [part for part in parts if len(part) > SHORTEST_CLAUSE] or [bare(each) for each in clauses]


def _quotes(clauses: Sequence[str], answer: Answer) -> bool:
    return any(_holds(clauses, each) for each in answer.citations)


def _holds(clauses: Sequence[str], citation: Citation) -> bool:
    quote = bare(citation.quote)
    return any(
        clause in quote or (len(quote) > SHORTEST_CLAUSE and quote in clause) for clause in clauses if clause
    )


def report(name: str, asked: Sequence[tuple[Question, Answer]], *, verbose: bool) -> None:
    if verbose:
        for question, answer in asked:
            print(f"{_mark(question, answer)} {question.text}")
            print(
                *(f"      [{each.n}] {each.heading} :: {each.quote!r}" for each in answer.citations), sep="\n"
            )
    can = [(question, answer) for question, answer in asked if question.is_right]
    cannot = [answer for question, answer in asked if not question.is_right]
    right = sum(_mark(*each) == "+" for each in can)
    first = sum(_mark(question, _first(answer)) == "+" for question, answer in can)
    silent = sum(not answer.text for answer in cannot)
    times = sorted(answer.ms for _, answer in asked)
    shown = [len(answer.text) for _, answer in can if answer.text]
    print(f"{name}: right {right}/{len(can)} = {right / len(can):.2f}; by the first quote {first}/{len(can)}")
    print(f"  refused: answerable {len(can) - len(shown)}/{len(can)}, unanswerable {silent}/{len(cannot)}")
    print(f"  citations not verbatim in {sum(not answer.verbatim for _, answer in asked)} answers")
    print(
        f"  {np.median(shown):.0f} characters an answer; {np.median(times):.0f} ms, slowest {times[-1]:.0f}"
    )


def _mark(question: Question, answer: Answer) -> str:
    return "+" if (question.is_right(answer) if question.is_right else not answer.text) else "-"


def _first(answer: Answer) -> Answer:
    return Answer(answer.citations[0].quote if answer.citations else "", answer.citations[:1], True, 0.0)


if __name__ == "__main__":
    main(sys.argv[1:])
