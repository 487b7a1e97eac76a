from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent.fusion import IN_ENGLISH, IN_LATIN, IN_OTHERS, english, fuse, legible, trust
from docent.ports import Matrix

ENGLISH = "What does the warranty cover?"
CHINESE = "保修期是多久?"
SCORES = st.lists(st.tuples(st.floats(-1, 1, width=32), st.floats(0, 1, width=32)), max_size=30)


def of(question: str, *candidates: tuple[float, float]) -> Matrix:
    columns = np.array(candidates, np.float32).reshape(-1, 2)
    return fuse(question, columns[:, 0], columns[:, 1])


@given(st.text(max_size=80), SCORES)
def test_any_question_and_scores_give_shares_in_float32(
    question: str, candidates: list[tuple[float, float]]
) -> None:
    fused = of(question, *candidates)
    assert fused.dtype == np.float32
    assert fused.shape == (len(candidates),)
    assert all(-1e-5 <= score <= 1 + 1e-5 for score in fused)


@given(st.text(max_size=80), SCORES)
def test_what_is_better_on_both_sides_is_never_behind(
    question: str, candidates: list[tuple[float, float]]
) -> None:
    fused = of(question, *candidates)
    for (dense, lexical), score in zip(candidates, fused, strict=True):
        for (other_dense, other_lexical), other in zip(candidates, fused, strict=True):
            if dense >= other_dense and lexical >= other_lexical:
                assert score >= other


@given(st.text(max_size=80), SCORES)
def test_the_order_of_the_candidates_does_not_matter(
    question: str, candidates: list[tuple[float, float]]
) -> None:
    backwards = of(question, *reversed(candidates))
    assert np.array_equal(of(question, *candidates), backwards[::-1])


def test_either_side_alone_decides_where_the_other_is_silent() -> None:
    assert of(ENGLISH, (0.2, 0), (0.5, 0), (0.3, 0)).argmax() == 1
    assert of(ENGLISH, (0.4, 0), (0.4, 0.2), (0.4, 0.1)).argmax() == 1


def test_an_english_question_leans_on_meaning_and_a_chinese_one_on_words() -> None:
    near, worded, unrelated = (0.7, 0.1), (0.15, 0.8), (0.0, 0.0)
    assert of(ENGLISH, near, worded, unrelated).argmax() == 0
    assert of(CHINESE, near, worded, unrelated).argmax() == 1


def test_one_stray_word_does_not_outdo_what_is_meant() -> None:
    assert of(ENGLISH, (0.6, 0.0), (0.3, 0.04)).argmax() == 0


def test_hardly_different_cosines_do_not_outdo_words() -> None:
    assert of(ENGLISH, (0.32, 0.1), (0.30, 0.5)).argmax() == 1


def test_a_code_is_looked_for_by_its_letters() -> None:
    alike, exact, unrelated = (0.7, 0.2), (0.2, 0.9), (0.0, 0.0)
    assert of("What is the torque of the bolt?", alike, exact, unrelated).argmax() == 0
    assert of("What is the torque of AB-1234/x?", alike, exact, unrelated).argmax() == 1


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        (ENGLISH, IN_ENGLISH, IN_ENGLISH),
        ("refund policy", IN_ENGLISH, IN_ENGLISH),
        ("", IN_OTHERS, IN_OTHERS),
        ("1996?", IN_OTHERS, IN_OTHERS),
        ("Who won the 1990s and the 19th century in 1996?", IN_ENGLISH, IN_ENGLISH),
        ("Who ordered part 4711-B?", IN_LATIN, IN_LATIN),
        ("Who called +49 30 1234567?", IN_LATIN, IN_LATIN),
        ("What did Erdoğan say to the press?", 0.5, IN_ENGLISH - 0.01),
        ("Who sold a 19th-century 1990s-style chair?", IN_ENGLISH, IN_ENGLISH),
        ("reset router password", IN_ENGLISH, IN_ENGLISH),
        ("Bagaimana cara mengganti kata sandi saya?", IN_LATIN, 0.4),
        ("Ninawezaje kubadilisha nenosiri langu?", IN_LATIN, 0.4),
        ("Hvor mange dager tar leveringen?", IN_LATIN, 0.4),
        ("Hur lange varar garantin pa produkten", IN_LATIN, 0.4),
        ("Jaka jest cena tego modelu?", IN_LATIN, 0.4),
        ("Urunun iade suresi kac gundur?", IN_LATIN, 0.4),
        ("Wie lange gilt die Garantie?", IN_LATIN, 0.45),
        ("¿Cuánto dura la garantía?", IN_LATIN, 0.45),
        ("Combien de temps dure la garantie ?", IN_LATIN, 0.45),
        ("Сколько длится гарантия?", IN_OTHERS, IN_OTHERS),
        ("ما مدة الضمان؟", IN_OTHERS, IN_OTHERS),
        ("वारंटी कितने समय की है?", IN_OTHERS, IN_OTHERS),
        (CHINESE, IN_OTHERS, IN_OTHERS),
        ("Docker是什么?", IN_OTHERS + 0.05, IN_ENGLISH - 0.05),
    ],
)
def test_meaning_is_trusted_as_far_as_the_model_reads_the_language(
    question: str, least: float, most: float
) -> None:
    assert least - 1e-9 <= trust(question) <= most + 1e-9


@given(st.text(max_size=200))
def test_trust_stays_between_its_ends(question: str) -> None:
    assert IN_OTHERS - 1e-9 <= trust(question) <= IN_ENGLISH + 1e-9


@given(st.text(max_size=200), st.text(max_size=200))
def test_two_texts_are_no_more_than_legible(question: str, text: str) -> None:
    assert 0 <= legible(question, text) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("question", "text", "least", "most"),
    [
        ("kids ticket price bus", "Children travel without charge on all of our lines.", 1, 1),
        ("kids ticket price bus", "Fares: adults 3, seniors 2", english("kids ticket price bus"), 0.12),
        ("Parkplatz vorhanden?", "Haustiere sind nur mit Zustimmung des Vermieters erlaubt.", 0, 0.2),
        ("Kto jest dyrektorem?", "Zwrot towaru jest możliwy w ciągu 14 dni.", 0, 0.4),
        ("Wie bekomme ich mein Geld?", "Refunds are issued within five business days.", 0, 0.2),
        ("Vacancies?", "Доставка стоит 300 рублей.", 0, 0),
        ("TX-4500?", "The drill is sold in every store.", 0, 0),
    ],
)
def test_a_short_question_is_read_as_its_passage_is(
    question: str, text: str, least: float, most: float
) -> None:
    assert least - 1e-9 <= legible(question, text) <= most + 1e-9


@pytest.mark.usefixtures("bounded")
def test_a_long_run_without_a_letter_is_read_in_a_moment() -> None:
    for _ in range(500):
        assert trust("1-" * 2_000) == IN_OTHERS
