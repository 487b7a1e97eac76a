from __future__ import annotations

import pytest

from docent.confidence import LEAST, UNCALIBRATED, confidence, threshold


def test_confidence_is_that_of_the_best_hit_whatever_ranked_it() -> None:
    assert confidence([(0.4, 0.2)]) == pytest.approx(0.25)
    assert confidence([(0.1, 0.0), (0.4, 0.2)]) == pytest.approx(0.25)
    assert confidence([(0.1, 0.0)] * 3 + [(1.0, 1.0)]) < 0.1


@pytest.mark.parametrize(("hits", "sure"), [([], 0), ([(-0.5, 0.0)], 0), ([(1.001, 1.0)], 1)])
def test_confidence_stays_between_none_and_all(hits: list[tuple[float, float]], sure: float) -> None:
    assert confidence(hits) == sure


def test_words_tell_more_than_meaning() -> None:
    assert confidence([(0.2, 0.4)]) > confidence([(0.6, 0.1)])


def test_a_threshold_stays_above_four_of_five_foreign_questions_in_the_documents_language() -> None:
    own, other = [number / 100 for number in range(30)], [0.0] * 90 + [0.9] * 10
    least = threshold([other, own])
    assert sum(score < least for score in own) == 24


def test_without_foreign_questions_the_threshold_is_the_usual_one() -> None:
    assert threshold([]) == threshold([[], []]) == UNCALIBRATED


def test_a_bot_that_holds_little_does_not_answer_whatever_is_asked() -> None:
    assert threshold([[0.01] * 12]) == LEAST
