"""Generator without a model: the sentences, rows and items that answer best, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from docent.boundaries import spans
from docent.cite import LONGEST
from docent.clauses import clauses
from docent.conversation import Prompt, Usage
from docent.fusion import legible
from docent.headings import announcing
from docent.markers import unmarked
from docent.model import Chunk, Passage
from docent.ports import Embedder
from docent.prompt import NO_ANSWER
from docent.terms import terms, weights

# Measured by benchmarks/quotes.py on three sample documents and on 15 contracts of CUAD, where the right
# clause is among four sentences for 0.60 of the questions, among three for 0.58. 20 candidates gain nothing.
CANDIDATES = 12
SENTENCES = 4
SHARED_TERMS = 0.3  # what it counts that all terms of the question are there, beside a cosine of 1
NEAR = 0.5  # of the best sentence: 0.07 of CUAD's answerable questions are below, 0.61 of the others
NEAR_ALONE = 0.35  # where that shares no term and both are English: a paraphrase, told by its cosine alone
LONGEST_LEAD = 80  # characters of the headings above that count
GAP = 0.2  # how much worse than the best the further sentences may be


class _Sentence(NamedTuple):
    n: int
    start: int
    text: str
    lead: str

    @property
    def compared(self) -> str:
        return f"{self.lead} {self.text}".strip()


class Extractive:
    """Answers with up to four sentences, each with the [n] of its passage. Costs no tokens."""

    model = "extractive"

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
        """A paragraph for each passage quoted, the best first; NO_ANSWER if no sentence is near enough."""
        chosen = self._chosen(prompt.question, _sentences(prompt.passages))
        if not chosen:
            yield NO_ANSWER
        for at, paragraph in enumerate(_paragraphs(chosen)):
            yield "\n\n" + paragraph if at else paragraph
        yield Usage()

    def _chosen(self, question: str, sentences: Sequence[_Sentence]) -> list[_Sentence]:
        """The best sentences, best first."""
        shared = _shared(question, sentences)
        likely = sorted(range(len(sentences)), key=lambda at: -shared[at])[:CANDIDATES]
        if not likely:
            return []
        asked, *vectors = self._embedder.embed([question, *(sentences[at].compared for at in likely)])
        scores = {
            at: float(vector @ asked) + SHARED_TERMS * shared[at]
            for at, vector in zip(likely, vectors, strict=True)
        }
        best = sorted(likely, key=lambda at: -scores[at])[:SENTENCES]
        least = max(_near(question, sentences[best[0]].text, shared[best[0]]), scores[best[0]] - GAP)
        return [sentences[at] for at in best if scores[at] >= least]


def _near(question: str, best: str, shared: float) -> float:
    """The score that the best sentence must have."""
    return NEAR if shared else NEAR - (NEAR - NEAR_ALONE) * legible(question, best)


def _sentences(passages: Sequence[Passage]) -> list[_Sentence]:
    """What may be quoted, in order; a heading is no answer, but leads what follows it, up to the next one."""
    found: dict[str, _Sentence] = {}
    for n, passage in enumerate(passages, start=1):
        for start, shown, lead in (_pair if passage.chunk.asked else _led)(passage.chunk):
            found.setdefault(shown, _Sentence(n, start, shown, lead))  # neighbouring chunks overlap
    return list(found.values())


def _pair(chunk: Chunk) -> Iterator[tuple[int, str, str]]:
    """As `_led`, of a question with its answer: both, as far as a quote goes, for a bare "Yes." would answer
    whatever was asked."""
    end = max((end for _, end in clauses(chunk.text, LONGEST) if end <= LONGEST), default=0)
    yield 0, f"{_shown(chunk.text[:end])}{'' if end == len(chunk.text) else ' …'}", ""


def _led(chunk: Chunk) -> Iterator[tuple[int, str, str]]:
    """(start, as shown, the headings above) of each piece of a chunk that may be an answer."""
    text, lead, above = chunk.text, chunk.heading.rpartition(" > ")[2], False
    whole = list(spans(text))
    starts, ends = {start for start, _ in whole}, {end for _, end in whole}
    pieces = clauses(text, LONGEST)
    for (start, end), is_heading in zip(pieces, announcing(text, pieces), strict=True):
        shown = _shown(text[start:end])
        if is_heading:
            lead = f"{lead if above else ''} {shown}"[-LONGEST_LEAD:].strip()
        elif terms(shown):
            yield start, f"{'' if start in starts else '… '}{shown}{'' if end in ends else ' …'}", lead
        above = is_heading


def _shared(question: str, sentences: Sequence[_Sentence]) -> list[float]:
    """Which part of the question's terms stands in each sentence, by weight: 0 to 1."""
    held = [frozenset(terms(each.compared)) for each in sentences]
    wanted = weights(question, held)
    whole = sum(wanted.values()) or 1.0
    return [sum(wanted[term] for term in each & wanted.keys()) / whole for each in held]


def _paragraphs(chosen: Sequence[_Sentence]) -> Iterator[str]:
    """The sentences of a passage side by side in reading order, the passages as they were chosen."""
    order = list(dict.fromkeys(each.n for each in chosen))
    reading = sorted(chosen, key=lambda each: (order.index(each.n), each.start))
    for n, group in groupby(reading, key=lambda each: each.n):
        yield " ".join(f"{each.text} [{n}]" for each in group)


def _shown(text: str) -> str:
    """A sentence as prose: on one line, without list signs, references and code that never ends."""
    line = _SIGN.sub("", unmarked(" ".join(text.split())))
    return line.replace("`", "") if line.count("`") % 2 or "```" in line else line


_SIGN = re.compile(r"^(?:[-*•▪·#>|]+\s+)+")
