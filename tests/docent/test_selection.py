from __future__ import annotations

from dataclasses import replace

import pytest

from docent.model import Passage
from docent.selection import SCATTERED, WEAK, hard
from tests.contracts.generator import passages

NEAR = passages("The deposit is fifty euros.", "It is paid back.")


@pytest.mark.parametrize(
    "question",
    [
        "When is the rent due?",
        "What is the deposit for a bike?",
        "How long is the warranty?",
        "Wie hoch ist die Kaution?",
        "¿Cuánto se paga por un mes?",
        "Qui est le propriétaire ?",
        "押金是多少？",
        "How do I return a bike?",
        "Where is the computer room?",
        "Is explicit content allowed?",
        "Where do I send my résumé, and where my resume?",
        "Is a calculator allowed?",
        "When does the comparative literature class start?",
        "What is the contrast ratio?",
        "Wo steht der Rechner?",
        "Wo hängt der Spiegel?",
        "In quale valuta si paga?",
        "",
    ],
)
def test_a_question_for_one_fact_is_simple(question: str) -> None:
    assert not hard(question, NEAR)


@pytest.mark.parametrize(
    "question",
    [
        "Compare the two tariffs.",
        "Why is the deposit higher for a cargo bike?",
        "What are the pros and cons of the yearly plan?",
        "Calculate the rent for nine days.",
        "Worin unterscheiden sich die Tarife?",
        "Warum kostet das Lastenrad mehr?",
        "Calculez le prix pour neuf jours.",
        "¿Puedes comparar los dos planes y explicar el precio?",
        "Spiega il calcolo.",
        "Pourquoi la caution est-elle plus élevée ?",
        "¿Por qué cuesta más?",
        "Explique a diferença entre os planos.",
        "Perché costa di più?",
        "为什么押金更高？",
        "二つの料金の違いは？",
        "How do I return a bike? And when is the deposit paid back?",
        "How do I " + "return " * 30 + "it",
    ],
)
def test_a_question_that_asks_for_work_is_hard(question: str) -> None:
    assert hard(question, NEAR)


def scattered(score: float) -> list[Passage]:
    return [
        replace(each, score=score, chunk=replace(each.chunk, document_id=f"doc_{at}"))
        for at, each in enumerate(passages(*["Some text."] * SCATTERED))
    ]


def test_passages_that_are_scattered_and_far_make_it_hard() -> None:
    assert hard("Who pays?", scattered(WEAK - 0.01))
    assert not hard("Who pays?", scattered(WEAK))
    assert not hard("Who pays?", scattered(WEAK - 0.01)[:1])


def test_nearness_is_a_cosine_whatever_the_passages_were_ranked_by() -> None:
    ranked = [replace(each, score=0.016, scores={"dense": 0.9, "lexical": 12.0}) for each in scattered(0.1)]
    assert not hard("Who pays?", ranked)


def test_without_passages_only_the_question_counts() -> None:
    assert not hard("Who pays?", ())
    assert hard("Why?", ())
