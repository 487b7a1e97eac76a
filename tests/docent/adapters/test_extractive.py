from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from docent.adapters.extractive import CANDIDATES, Extractive
from docent.adapters.minilm import MiniLM
from docent.cite import LONGEST, cited
from docent.conversation import Citation, Usage
from docent.prompt import NO_ANSWER
from tests.contracts.generator import GeneratorContract, prompt
from tests.fakes import ScriptedGenerator, WordEmbedder


@pytest.fixture(scope="module")
def minilm(model_folder: Path) -> MiniLM:
    return MiniLM(model_folder)


@pytest.fixture
def extractive() -> Extractive:
    return Extractive(WordEmbedder())


def answer(generator: Extractive, question: str, *texts: str) -> str:
    return "".join(part for part in generator.generate(prompt(question, *texts)) if isinstance(part, str))


class TestContract(GeneratorContract):
    @pytest.fixture
    def generator(self, minilm: MiniLM) -> Extractive:
        return Extractive(minilm)


class TestScripted(GeneratorContract):
    @pytest.fixture
    def generator(self) -> ScriptedGenerator:
        return ScriptedGenerator("Ohio law ", "[2].")


FAQ = (
    "Opening hours. We are open from Monday to Friday, 9 am to 5 pm. On Saturdays the shop is closed.",
    "# Returns\n\nYou can return any item within 30 days of delivery. Send it back in its original box.",
    "Shipping. Delivery within Germany costs 4.90 euros and takes two to three working days.",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "How long do I have to send something back?",
            "You can return any item within 30 days of delivery. [2]",
        ),
        (
            "What does shipping cost?",
            "Delivery within Germany costs 4.90 euros and takes two to three working days. [3]",
        ),
        ("When are you open?", "We are open from Monday to Friday, 9 am to 5 pm. [1]"),
    ],
)
def test_answers_with_the_sentence(minilm: MiniLM, question: str, expected: str) -> None:
    assert expected in answer(Extractive(minilm), question, *FAQ)


def test_says_so_if_nothing_is_near(minilm: MiniLM) -> None:
    assert answer(Extractive(minilm), "Who won the football world cup in 1990?", *FAQ) == NO_ANSWER


def test_a_paraphrase_need_be_less_near_than_what_shares_words(minilm: MiniLM) -> None:
    facts = "Pets are welcome on the terrace.", "Vehicles may be left in the underground garage."
    assert answer(Extractive(minilm), "Can I bring my dog?", *facts) == f"{facts[0]} [1]"
    assert answer(Extractive(minilm), "Is the pool heated?", *facts) == NO_ANSWER
    german = "Haustiere sind in der Wohnung erlaubt.", "Die Kaution beträgt drei Monatsmieten."
    assert answer(Extractive(minilm), "Kann ich meinen Vertrag beenden?", *german) == NO_ANSWER


def test_its_answers_are_proven_word_for_word(minilm: MiniLM) -> None:
    asked = prompt("How long do I have to send something back?", *FAQ)
    parts = Extractive(minilm).generate(asked)
    events = list(cited((part for part in parts if isinstance(part, str)), asked.passages))
    citations = [event for event in events if isinstance(event, Citation)]
    text = "".join(event for event in events if isinstance(event, str))
    assert citations
    assert all(f"{each.quote} [{each.n}]" in text for each in citations)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("Yes.", "Do you ship to France? Yes. [1]"),
        ("Yes. By post. " + "On foot, too. " * 40, "Do you ship to France? Yes. By post. On foot"),
    ],
)
def test_a_pair_is_quoted_with_its_question(minilm: MiniLM, told: str, shown: str) -> None:
    asked = "Do you ship to France?"
    plain = prompt("Do you ship to Germany?", f"{asked}\n\n{told}")
    (passage,) = plain.passages
    pair = replace(plain, passages=(replace(passage, chunk=replace(passage.chunk, asked=asked)),))
    parts = [part for part in Extractive(minilm).generate(pair) if isinstance(part, str)]
    assert "".join(parts).startswith(shown)
    assert len("".join(parts)) <= LONGEST + len(" … [1]")
    assert any(isinstance(event, Citation) for event in cited(parts, pair.passages, pair.question))


def test_costs_nothing(extractive: Extractive) -> None:
    assert list(extractive.generate(prompt()))[-1] == Usage(0, 0)
    assert extractive.model == "extractive"


def test_without_passages_there_is_no_answer(extractive: Extractive) -> None:
    assert answer(extractive, "Which law?", " ") == NO_ANSWER


def test_a_heading_leads_its_sentence_but_is_no_answer(extractive: Extractive) -> None:
    text = "Governing Law. It is that of the State of Ohio.\n\nOther Things. It is raining in all of them."
    assert answer(extractive, "What is the governing law?", text) == "It is that of the State of Ohio. [1]"


def test_a_question_of_the_document_s_own_is_no_answer(minilm: MiniLM) -> None:
    text = "### Can I bring my dog?\n\nWe rent trailers.\n\n### Are you open in winter?\n\nYes, on Sundays."
    assert answer(Extractive(minilm), "Are you open in winter?", text) == "Yes, on Sundays. [1]"


def test_a_row_is_an_answer_by_itself(minilm: MiniLM) -> None:
    rows = "Bike Deposit for each\nGravel and mountain bike $200\nCity e-bike $250\nCargo e-bike $400"
    found = answer(Extractive(minilm), "How high is the deposit for a cargo e-bike?", f"Deposit\n{rows}")
    assert "Cargo e-bike $400 [1]" in found
    assert "Deposit for each" not in found


def test_what_stands_far_below_a_heading_is_led_by_it_too(extractive: Extractive) -> None:
    text = "Deposit\nIt is a hold on a card, and it is not paid.\nIt is given back when the bike is checked."
    assert "It is given back when the bike is checked. [1]" in answer(extractive, "deposit", text)


def test_a_passage_s_own_references_and_open_code_cannot_confuse(extractive: Extractive) -> None:
    text = "- The governing law [2] of ```this\nagreement is the law of Ohio."
    assert (
        answer(extractive, "governing law", text)
        == "The governing law of this agreement is the law of Ohio. [1]"
    )


def test_a_sentence_that_overlapping_passages_share_is_said_once(extractive: Extractive) -> None:
    assert answer(extractive, "governing law", *["The governing law is Ohio law."] * 3).count("Ohio") == 1


def test_a_sentence_that_is_cut_shows_that_it_is(extractive: Extractive) -> None:
    text = "the governing law of the agreement is Ohio law, " * 20
    found = answer(extractive, "governing law agreement", text)
    assert found.startswith("the governing law")
    assert "… [1]" in found


def test_embeds_no_more_than_it_must(extractive: Extractive) -> None:
    class Counting(WordEmbedder):
        def embed(self, texts: object) -> object:  # type: ignore[override]
            sizes.append(len(texts))  # type: ignore[arg-type]
            return super().embed(texts)  # type: ignore[arg-type]

    sizes: list[int] = []
    text = " ".join(f"The governing law of number {n} is Ohio law." for n in range(100))
    list(Extractive(Counting()).generate(prompt("governing law", text)))  # type: ignore[arg-type]
    assert sizes == [CANDIDATES + 1]
