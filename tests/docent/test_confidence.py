from __future__ import annotations

import pytest

from docent.confidence import LEAST, UNCALIBRATED, confidence, threshold

CODE = "4711"  # in no language

ENGLISH, GERMAN = "How do I get my money back?", "Wie bekomme ich mein Geld zurück?"


TEXT = "Refunds are issued to the original payment method."
TEXTO = "El comedor abre de 13:00 a 15:00."


def sure(question: str, *scores: tuple[float, float], text: str = TEXT) -> float:
    return confidence(question, ((dense, lexical, text) for dense, lexical in scores))


def test_confidence_is_that_of_the_best_hit_whatever_ranked_it() -> None:
    assert sure(CODE, (0.4, 0.2)) == pytest.approx(0.25)
    assert sure(CODE, (0.1, 0.0), (0.4, 0.2)) == pytest.approx(0.25)
    assert sure(CODE, *[(0.1, 0.0)] * 3, (1.0, 1.0)) < 0.1


@pytest.mark.parametrize(("hits", "least"), [([], 0), ([(-0.5, 0.0)], 0), ([(1.001, 1.0)], 1)])
def test_confidence_stays_between_none_and_all(hits: list[tuple[float, float]], least: float) -> None:
    assert sure(CODE, *hits) == least


def test_words_tell_more_than_meaning() -> None:
    assert sure(CODE, (0.2, 0.4)) > sure(CODE, (0.6, 0.1))


@pytest.mark.parametrize("question", [ENGLISH, "money back broken item", "refund?"])
def test_in_english_a_passage_that_shares_no_word_may_answer(question: str) -> None:
    assert sure(question, (0.48, 0.0)) == pytest.approx(0.6 * 0.38)
    assert sure(question, (0.05, 0.0)) == sure(CODE, (0.05, 0.0))
    assert sure(question, (0.4, 0.8)) == sure(CODE, (0.4, 0.8))


def test_in_a_language_that_the_model_hardly_reads_it_may_not() -> None:
    assert sure(GERMAN, (0.48, 0.0)) < sure(ENGLISH, (0.48, 0.0))
    assert sure("鸡蛋要煮多久？", (0.48, 0.0)) == pytest.approx(0.12)


@pytest.mark.parametrize("question", ["¿Hay piscina?", "Tienen piscina", "Venden zapatos?"])
def test_a_short_question_is_in_its_passages_language(question: str) -> None:
    assert sure(question, (0.44, 0.0), text=TEXTO) == pytest.approx(0.11)
    assert sure(question, (0.44, 0.0), text="退货须在收到商品后三十天内提出") == pytest.approx(0.11)


def test_a_threshold_stays_above_four_of_five_foreign_questions_in_the_documents_language() -> None:
    own, other = [number / 100 for number in range(30)], [0.0] * 90 + [0.9] * 10
    least = threshold([other, own])
    assert sum(score < least for score in own) == 24


def test_without_foreign_questions_the_threshold_is_the_usual_one() -> None:
    assert threshold([]) == threshold([[], []]) == UNCALIBRATED


def test_a_bot_that_holds_little_does_not_answer_whatever_is_asked() -> None:
    assert threshold([[0.01] * 12]) == LEAST
