from __future__ import annotations

from functools import partial

import pytest

from docent import admission
from docent.model import Document
from docent.pinned import pin
from tests.gatekeepers import MemoryPinned
from tests.library import Library

RULES = "The deposit for a bike is fifty euros. Lost keys cost twenty euros."
DEPOSIT = "How much is the deposit for a bike?"


class House:
    """A library whose documents are let in by `admit`, and its pinned questions."""

    def __init__(self, tests_block: bool = True, largest: int = 999) -> None:
        self._largest = largest
        self.library, self.board = Library(tests_block=tests_block), MemoryPinned()

    def read(self, text: str, filename: str = "rules.txt") -> Document:
        library = self.library
        admit = partial(
            admission.admit, most=6, largest=self._largest,
            bots=library.bots, pinned=self.board, siblings=library.documents,
            embedder=library.embedder, shelves=library.knowledge, chunks=library.knowledge,
        )  # fmt: skip
        return library.read(text, filename, admit=admit)

    def pin(self, question: str, filename: str = "rules.txt") -> None:
        pin(self.library.bot, question, filename, board=self.board)


def test_a_bot_does_not_become_larger_than_memory_takes() -> None:
    house = House(tests_block=False, largest=2)
    house.read(RULES)
    house.read("Opening hours are nine to five.", "hours.txt")
    third = house.read("Helmets are free.", "helmets.txt")
    assert (third.status, third.reason) == ("failed", "too_many_chunks")
    assert "vector index" in third.message
    assert house.read(RULES + " Helmets are free.").status == "ready"
    assert house.library.bot.chunks == 2


def test_a_version_that_lost_an_answer_is_not_published_and_the_old_one_goes_on() -> None:
    house = House()
    old = house.read(RULES)
    house.pin(DEPOSIT)
    before = house.library.bot
    new = house.read("Opening hours are nine to five.")
    assert (new.status, new.reason, new.live_version) == ("failed", "tests_failed", "")
    assert f"“{DEPOSIT}”" in new.message
    assert house.library.bot == before
    assert house.library.knowledge.live(before.bot_id) == {old.document_id: old.live_version}
    assert {key[1].split(".")[1] for key in house.library.knowledge.items} == {old.document_id}


def test_a_version_that_keeps_the_answer_takes_the_place_of_the_old_one() -> None:
    house = House()
    house.read(RULES)
    house.pin(DEPOSIT)
    new = house.read(RULES + " Helmets are free.")
    assert new.status == "ready"
    assert list(house.library.knowledge.live(new.bot_id)) == [new.document_id]


def test_a_new_document_that_answers_what_should_be_refused_is_kept_out() -> None:
    house = House()
    house.read(RULES)
    house.pin("Is cheese fondue served on Fridays?", "")
    assert house.read("Cheese fondue is served on Fridays.", "menu.txt").reason == "tests_failed"
    assert house.read("Helmets are lent for nothing at all.", "more.txt").status == "ready"


def test_what_failed_before_keeps_nothing_out() -> None:
    house = House()
    house.read(RULES)
    house.pin("Who wrote Faust?")
    assert house.read("Opening hours are nine to five.").status == "ready"


@pytest.mark.parametrize("blocks", [True, False])
def test_only_where_it_is_wanted_and_something_is_pinned(blocks: bool) -> None:
    house = House(tests_block=blocks)
    house.read(RULES)
    if not blocks:
        house.pin(DEPOSIT)
    assert house.read("Opening hours are nine to five.").status == "ready"


def test_of_many_questions_three_are_named() -> None:
    house = House()
    house.read(RULES)
    for number in range(5):
        house.pin(DEPOSIT + " " * number)
    told = house.read("Opening hours are nine to five.").message
    assert told.count("deposit") == 3
    assert "and 2 more." in told
