from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent.conversation import Turn
from docent.followup import leans, standalone

RED = "What does the red bike cost?"


def turn(question: str, answer: str = "Twenty euros a day [1].") -> Turn:
    return Turn("b", "c", "m", question, answer, True, "m", "ann", "")


@pytest.mark.parametrize(
    "question",
    ["and for the green one?", "why?", "Why", "how so?", "what about returns", "How much is it?",
     "Who wrote it?", "Is it waterproof?", "When was that?", "more", "Can they come too?",
     "Where does he live?",
     "And in winter?", "Und im Winter?", "Was kostet das?",
     "und wie lange dauert das?", "warum?", "Was ist mit Kindern?",
     "et pour les enfants ?", "pourquoi ?", "¿y en verano?", "¿por qué?", "那个多少钱？",
     "yes", "Yes, please!", "Ja, bitte",
     "oui", "sí", "はい", "nein", "ok", "und auf Deutsch?", "in French please", "en español"],
)  # fmt: skip
def test_what_leans_on_the_conversation(question: str) -> None:
    assert leans(question)
    assert standalone(question, [turn(RED)]).startswith(RED)


@pytest.mark.parametrize(
    "question",
    [RED, "What is the warranty?", "Where are the keys of the shop kept?", 
     "How long does it take to repair a tyre?", "Is there a discount for students?", 
     "Does the X200 come with a charger and is it included?", "opening hours",
     "Was kostet die Lieferung nach Wien?", "Wie kündige ich mein Abonnement?",
     "¿Cuánto cuesta el envío a Chile?",
     "Quels sont les horaires d'ouverture ?", "鸡蛋要煮多久？", "Thanks!", "danke", "hello", "", "?"],
)  # fmt: skip
def test_what_stands_by_itself_is_not_touched(question: str) -> None:
    assert not leans(question)
    assert standalone(question, [turn(RED)]) == question


def test_a_first_question_is_not_touched() -> None:
    assert standalone("and for the green one?", []) == "and for the green one?"


def test_it_goes_back_to_the_last_question_that_stood_by_itself() -> None:
    turns = [turn("Who runs the shop?"), turn(RED), turn("and the green one?")]
    assert standalone("and in winter?", turns) == f"{RED} and the green one? and in winter?"


def test_a_yes_is_to_what_the_bot_offered() -> None:
    turns = [turn("Do you lend tents?", "We lend tents [1]. Shall I tell you what a tent for four costs?")]
    assert (
        standalone("yes please", turns) == "Do you lend tents? Shall I tell you what a tent for four costs?"
    )


def test_a_wish_for_another_language_is_about_the_question_before() -> None:
    assert "Deutsch" not in standalone("und auf Deutsch?", [turn(RED)])
    assert standalone("in French", [turn(RED)]) == RED


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=4))
def test_any_text_gives_a_text_to_search_with(question: str, before: list[str]) -> None:
    turns = [turn(each, each) for each in before]
    found = standalone(question, turns)
    assert found == question or leans(question)
    assert len(found) <= sum(map(len, before)) + len(question) + 400
