from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.curated import NEAR_MISSES
from docent.adapters.minilm import MiniLM
from docent.curated import answer, match, same, worded
from docent.model import Chunk, Passage
from docent.retrieve import search
from tests.library import Library

# As a builder wrote it; as a visitor words it; another question.
ASKED = """\
How do I return a bike?|How can I return a bike?|How do I rent a bike?
What are your opening hours?|what are the opening hours|What are your opening hours on Sundays?
How do I reset my password?|I forgot my password, how can I reset it?|How do I reset my router?
Can I cancel my order?|Is it possible to cancel my order?|Can I not cancel my order?
Can I cancel my order?|Can I cancel an order?|Can I change my order?
What does shipping to Chile cost?|How much does shipping to Chile cost?|What does shipping to Peru cost?
How much is the plan for 5 users?|What does the plan for 5 users cost?|How much is the plan for 50 users?
How long does delivery take?|How long will delivery take?|How much does delivery cost?
What is the warranty on the X200?|What warranty does the X200 have?|What is the warranty on the X300?
How do I contact support?|How can I contact your support?|How do I contact sales?
Where is my invoice?|Where do I find my invoice?|When is my invoice due?
Can I bring my dog?|May I bring my dog?|Can I bring my own food?
How do I delete my account?|How can I delete my account?|How do I create an account?
When does my subscription renew?|When will my subscription be renewed?|How do I cancel my subscription?
Which payment methods do you accept?|What payment methods do you accept?|Which currencies do you accept?
How do I turn on dark mode?|How can I turn on dark mode?|How do I turn off dark mode?
Wie lange dauert die Lieferung?|Wie lange dauert eine Lieferung?|Was kostet die Lieferung?
Wie lösche ich mein Konto?|wie lösche ich mein konto|Wie eröffne ich ein Konto?
¿Cómo puedo devolver un producto?|¿cómo puedo devolver un producto|¿Cómo puedo pagar un producto?
May I smoke before check-in?|May I smoke before the check-in?|May I smoke after check-in?
How do I fly from Paris to London?|How can I fly from Paris to London?|How do I fly from London to Paris?
Who runs the shop in Bern?|Who runs the shop in bern?|When was the shop in Bern opened?
鸡蛋要煮多久？|鸡蛋要煮多久|足球赛季什么时候开始？"""


@pytest.fixture(scope="module")
def minilm(model_folder: Path) -> MiniLM:
    return MiniLM(model_folder)


@pytest.mark.parametrize("row", ASKED.splitlines())
def test_a_curated_answer_is_for_its_question_however_worded_and_for_no_other(
    minilm: MiniLM, row: str
) -> None:
    asked, paraphrase, other = row.split("|")
    vectors = minilm.embed([asked, paraphrase, other])
    assert same(paraphrase, asked, float(vectors[0] @ vectors[1]))
    assert not same(other, asked, float(vectors[0] @ vectors[2]))


@pytest.mark.parametrize(("question", "asked"), NEAR_MISSES)
def test_a_near_miss_does_not_win(minilm: MiniLM, question: str, asked: str) -> None:
    vectors = minilm.embed([question, asked])
    assert not same(question, asked, float(vectors[0] @ vectors[1]))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Do you open at 9?", "Do you open at 19?"),
        ("Don’t you ship it?", "Do you ship it?"),
        ("Who is Ann in Bern?", "Who is Ann in Basel?"),
        ("How do I turn it off?", "How do I turn it on?"),
        ("When do you open it?", "Where do you open it?"),
        ("Is the red one washable?", "Is the blue one washable?"),
        ("Is tea included for children and dogs?", "Is tea included?"),
        ("押金是多少？", "租金是多少？"),
    ],
)  # fmt: skip
def test_what_changes_the_sense_is_another_question_however_near_its_vector(
    question: str, asked: str
) -> None:
    assert not same(question, asked, 0.96)
    assert not same(asked, question, 0.96)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Can you call me?", "Can I call you?"),
        ("Do I sell your data?", "Do you sell my data?"),
        ("Is your data shared with me?", "Is my data shared with you?"),
        ("Can he sue us?", "Can we sue him?"),
        ("Hello, can you tell me: can you call me?", "Can I call you?"),
    ],
)
def test_who_does_it_to_whom_is_another_question(question: str, asked: str) -> None:
    assert not same(question, asked, 0.98)
    assert not same(asked, question, 0.98)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Hello, can you tell me: can I call you?", "Can I call you?"),
        ("Could we contact you?", "Can I contact you?"),
        ("How can I contact your support?", "How do I contact support?"),
        ("Will you sell my data?", "Do you sell our data?"),
    ],
)
def test_the_same_persons_in_the_same_places_ask_the_same(question: str, asked: str) -> None:
    assert same(question, asked, 0.98)
    assert same(asked, question, 0.98)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Is it 1/2 litre?", "Is it 1.2 litre?"),
        ("Is it for 10-20 kg?", "Is it for 10/20 kg?"),
        ("What if x>5?", "What if x<5?"),
        ("Does it start at -5°?", "Does it start at 5°?"),
        ("Does it start at −15 °C?", "Does it start at 15 °C?"),
        ("Is v1.2 the newest?", "Is v1-2 the newest?"),
    ],
)
def test_what_stands_before_or_between_numbers_counts(question: str, asked: str) -> None:
    assert not same(question, asked, 1.0)
    assert not same(asked, question, 1.0)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Giá của bạn là bao nhiêu?", "Giá của bàn là bao nhiêu?"),
        ("Wo kann ich Gebühren zahlen?", "Wo kann ich Gebühren zählen?"),
        ("Où est la pêche ?", "Où est la péché ?"),
        ("¿Cuántos anos tiene?", "¿Cuántos años tiene?"),
    ],
)
def test_a_word_with_other_accents_is_another_word(question: str, asked: str) -> None:
    assert not same(question, asked, 1.0)
    assert not same(asked, question, 1.0)


@pytest.mark.parametrize(
    ("question", "asked", "cosine"),
    [
        ("Cuanto cuesta", "¿Cuánto cuesta?", 0.881),
        ("Donde esta la tienda", "¿Dónde está la tienda?", 0.9),
        ("Cuando abren", "¿Cuándo abren?", 0.9),
        ("gia cua ban la bao nhieu", "Giá của bàn là bao nhiêu?", 1.0),
        ("cuanto cuesta el envío", "¿Cuánto cuesta el envío?", 0.95),
        ("Is the cafe open?", "Is the café open?", 1.0),
        ("Is the café open?", "Is the cafe open?", 1.0),
        ("Où est la caisse, s'il vous plait ?", "Où est la caisse, s'il vous plaît ?", 1.0),
    ],
)
def test_who_types_no_accents_asks_the_same(question: str, asked: str, cosine: float) -> None:
    assert same(question, asked, cosine)


def test_without_accents_these_are_still_the_very_words() -> None:
    assert worded("como funciona", [_pair("¿Cómo funciona?", 0.9)])
    assert not worded("cómo funciona", [_pair("¿Como funciona?", 0.9)])


def test_an_answer_shows_whether_its_writer_writes_accents() -> None:
    asked, question = "Wo kann ich zahlen?", "Wo kann ich zählen?"
    with_accents = replace(_pair(asked, 1.0).chunk, text=f"# {asked}\n\nAn der Kasse für Gäste.")
    assert match(question, [_pair(asked, 1.0)]) is not None
    assert match(question, [Passage(with_accents, 0.5, {"dense": 1.0})]) is None
    assert match(asked, [Passage(with_accents, 0.5, {"dense": 1.0})]) is not None


def test_a_dash_is_a_dash() -> None:
    assert same("open 9-17? at −5°?", "Open 9–17 – at -5°?", 0.0)


def test_the_same_words_match_whatever_the_vector() -> None:
    assert same("  do you OPEN at 9", "Do you open at 9?", 0.0)
    assert same("“Cafe\u0301” – open?", "Café open", 0.0)


def _pair(asked: str, dense: float) -> Passage:
    chunk = Chunk("c.d.v1.000000", "d", "f.qa.json", 0, f"# {asked}\n\nYes.\n\nAlways.", 0, asked=asked)
    return Passage(chunk, 0.5, {"dense": dense, "lexical": 0.3})


def test_the_nearest_pair_that_matches_wins() -> None:
    hits = [_pair("Is it open in May?", 0.99), _pair("Is it open?", 0.9), _pair("Is it open now?", 0.95)]
    found = match("is it open?", hits)
    assert found is not None
    assert found.chunk.asked == "Is it open?"
    assert answer(found) == "Yes.\n\nAlways."
    assert (
        match("Is it open?", [Passage(Chunk("c", "d", "f", 0, "Is it open?", 0), 1, {"dense": 1.0})]) is None
    )


def test_a_pair_is_one_passage_found_by_its_question_and_by_the_words_of_its_answer() -> None:
    library = Library()
    long = " ".join(f"Rule {number} is about deposits." for number in range(400))
    library.read_pairs([("When do you open?", long), ("Is tea served?", "Only with cakes.")])
    assert library.bot.chunks == 2
    first, _ = search("when do you open", 5, bot=library.bot, **library.ports)
    assert (first.chunk.asked, first.scores["dense"]) == ("When do you open?", pytest.approx(1, abs=0.01))
    assert answer(first) == long
    hits = search("cakes", 5, bot=library.bot, **library.ports)
    assert {hit.chunk.asked: hit.scores["lexical"] > 0 for hit in hits} == {
        "When do you open?": False, "Is tea served?": True,
    }  # fmt: skip
