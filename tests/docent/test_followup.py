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
     "oui", "sí", "はい", "nein", "ok", "und auf Deutsch?", "in French please", "en español",
     "为什么？", "なぜ？", "왜요?", "почему?", "क्यों?", "لماذا؟", "למה?", "why not?", "but why?",
     "लेकिन क्यों?", "والأخضر؟", "А зелёный?", "緑のは？", "绿色的呢？", "초록색은요?",
     "For children?", "Im Winter?", "pour les enfants ?", "Which is cheaper?", "¿Cuál es más barato?",
     "Thanks! And for children?", "ok thanks, and the green one?", "The green one?",
     "IS IT WATERPROOF?", "Are these waterproof?",
     "Сколько он стоит?", "Сколько это стоит?", "Как её вернуть?", "Сколько стоит эта сумка?",
     "यह कितने का है?", "इसकी कीमत क्या है?", "क्या इसे धो सकते हैं?",
     "كم سعره؟", "ما سعرها؟", "وللأطفال؟", "هل هو متوفر؟", "هل هذا مجاني؟",
     "Wann öffnet sie?", "Was kosten sie?", "ist sie teuer?"],
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
     "Quels sont les horaires d'ouverture ?", "鸡蛋要煮多久？", "Thanks!", "danke", "hello", "", "?",
     "no thanks", "No, thank you!", "nein danke", "ok, merci",
     "Who is the IT manager?", "Does the IT department support Macs?", "Are you open this Sunday?",
     "Habt ihr diesen Sonntag geöffnet?", "Wann habt ihr geöffnet?", "Liefert ihr nach Österreich?",
     "Was sind Ihre Öffnungszeiten?", "¿Abren este domingo?", "In which city is your head office?",
     "Which is the largest room?", "E-mail?", "E-bikes?", "e‑mail address", "Und-Gatter?",
     "Who founded this company?", "When was this document published?", "What is this website about?",
     "Who are these policies for?", "Wer hat diese Firma gegründet?", "¿Quién fundó esta empresa?",
     "Кто основал эту компанию?", "इस कंपनी का मालिक कौन है?", "इसरो क्या है?",
     "Liefern Sie nach Österreich?", "liefern sie nach österreich?", "Как вас найти?",
     "Вы открыты в это воскресенье?", "क्या आप इस रविवार खुले हैं?", "यहाँ पार्किंग है?",
     "ما هي ساعات العمل؟", "كم هو سعر الدراجة؟", "هل أنتم مفتوحون هذا الأحد؟"],
)  # fmt: skip
def test_what_stands_by_itself_is_not_touched(question: str) -> None:
    assert not leans(question)
    assert standalone(question, [turn(RED)]) == question


def test_a_first_question_is_not_touched() -> None:
    assert standalone("and for the green one?", []) == "and for the green one?"


GREEN = "and the green one?"


def test_it_goes_back_to_the_last_question_that_stood_by_itself() -> None:
    turns = [turn("Who runs the shop?"), turn(RED), turn("How long is it?")]
    assert standalone("Is it heavy?", turns) == f"{RED} Is it heavy?"


def test_what_is_asked_of_another_thing_takes_the_place_of_the_one_before() -> None:
    turns = [turn(RED), turn("and the blue one?"), turn("Is it heavy?"), turn("and the black one?")]
    assert standalone(GREEN, turns) == f"{RED} {GREEN} {GREEN}"
    assert standalone("For children?", turns) == f"{RED} For children? For children?"


def test_it_is_the_last_thing_that_was_asked_of() -> None:
    turns = [turn(RED), turn("and the blue one?"), turn(GREEN), turn("Is it heavy?")]
    assert standalone("and is it waterproof?", turns) == f"{RED} {GREEN} and is it waterproof?"


@pytest.mark.parametrize("why", ["why?", "and why?", "为什么？"])
def test_a_bare_why_is_about_the_last_question(why: str) -> None:
    turns = [turn(RED), turn(GREEN), turn("Is it heavy?")]
    assert standalone(why, turns) == f"{RED} {GREEN} Is it heavy? {why}"


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
