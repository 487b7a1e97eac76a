"""With the model that is delivered, small bots find and answer what they are asked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks import followups, quotes, refusals
from docent.adapters.minilm import MiniLM


def test_paraphrases_are_found_and_answered_and_what_is_absent_is_mostly_refused(model_folder: Path) -> None:
    embedder = MiniLM(model_folder)
    questions: Counter[str] = Counter()
    found: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for name in ("paraphrases", "unseen"):
        for bot in refusals.bots(embedder, name):
            least, asked = refusals.asked_of(embedder, *bot)
            questions.update(each.kind for each in bot[1])
            found.update(each.kind for each in asked)
            answered.update(each.kind for each in asked if each.confidence >= least)
    assert found["answerable"] >= 0.95 * questions["answerable"]  # among the first five
    assert answered["answerable"] >= 0.8 * found["answerable"]
    assert answered["foreign"] <= 0.3 * found["foreign"]


def test_the_sample_documents_answer_what_they_hold_and_little_else(model_folder: Path) -> None:
    asked = list(quotes.samples(MiniLM(model_folder)))
    right = [question.is_right(answer) for question, answer in asked if question.is_right]
    silent = [not answer.text for question, answer in asked if not question.is_right]
    assert sum(right) >= 26  # of 30
    assert sum(silent) >= 7  # of 8


def test_and_the_green_one_is_found_first_in_every_language(model_folder: Path) -> None:
    found = {short: shares[1] for short, shares in followups.things(MiniLM(model_folder))}
    assert set(found.values()) == {1.0}, found
