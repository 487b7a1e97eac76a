from __future__ import annotations

import pytest

from docent.calibrate import renew
from docent.confidence import confidence
from docent.foreign import QUESTIONS
from docent.retrieve import least, search, suffices
from tests.library import Library

SHOP = "The deposit for a bike is fifty euros. Lost keys cost twenty euros. A flat tyre is on the house."


def calibrate(library: Library) -> bool:
    return renew(
        library.bot_id, bots=library.bots, writer=library.bots, embedder=library.embedder,
        index=library.index, chunks=library.knowledge,
    )  # fmt: skip


def answers(library: Library, question: str) -> bool:
    hits = search(question, 5, bot=library.bot, **library.ports)
    return suffices(question, hits, library.bot)


def test_a_threshold_stands_above_most_foreign_questions_and_below_the_bots_own() -> None:
    library = Library()
    library.read(SHOP)
    assert calibrate(library)
    assert least(library.bot) == library.bot.calibrated_threshold
    asked = [each for questions in QUESTIONS.values() for each in questions]
    answered = [answers(library, each) for each in asked]
    assert sum(answered) <= len(asked) / 4
    assert answers(library, "deposit for a bike, lost keys")


def test_it_is_computed_again_when_the_knowledge_moved_by_a_quarter() -> None:
    library = Library()
    library.read(SHOP)
    assert calibrate(library)
    before = library.bot
    assert not calibrate(library)
    assert library.bot == before
    library.read("How long should I boil an egg? " * 3, "eggs.txt")
    assert calibrate(library)
    assert library.bot.calibrated_churn == library.bot.churn == 2


def test_it_is_computed_again_when_documents_were_exchanged_though_there_are_as_many() -> None:
    library = Library()
    old = library.read(SHOP)
    assert calibrate(library)
    library.documents.withdraw(old)
    library.read("How long should I boil an egg? " * 3, "eggs.txt")
    assert library.bot.chunks == 1
    assert calibrate(library)
    assert not calibrate(library)


@pytest.mark.parametrize("settings", [{"erasing": True}, {}])
def test_a_bot_that_knows_nothing_or_goes_is_left_alone(settings: dict[str, bool]) -> None:
    library = Library(**settings)
    assert not calibrate(library)
    assert library.bot.calibrated_threshold is None


def test_a_builders_threshold_comes_first() -> None:
    library = Library(threshold=0.0, calibrated_threshold=1.0)
    library.read(SHOP)
    assert answers(library, "zebra")
    assert confidence("zebra", []) == least(library.bot) == 0.0
    assert not suffices("zebra", [], library.bot)
