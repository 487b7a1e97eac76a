from __future__ import annotations

import pytest

from docent.conversation import Generator
from docent.exam import run
from docent.pinned import Pinned, pin
from docent.prompt import NO_ANSWER
from tests.fakes import ScriptedGenerator
from tests.gatekeepers import MemoryPinned
from tests.library import Library

RULES = "The deposit for a bike is fifty euros. Lost keys cost twenty euros."
DEPOSIT = "How much is the deposit for a bike?"


def exam(library: Library, board: MemoryPinned, most: int = 6, *writers: Generator) -> list[Pinned]:
    return run(library.bot, most, writers, pinned=board, **library.ports)


def test_right_is_what_an_answer_would_be_written_from() -> None:
    library, board = Library(), MemoryPinned()
    library.read(RULES)
    library.read("Cheese fondue is served on Fridays.", "menu.txt")
    for question, filename in ((DEPOSIT, "rules.txt"), (DEPOSIT + " ", "gone.txt"), (DEPOSIT + "  ", "")):
        pin(library.bot, question, filename, board=board)
    refused, absent, found = exam(library, board)
    assert [each.outcome and each.outcome.passed for each in (found, absent, refused)] == [True, False, False]
    assert found.outcome
    assert found.outcome.found_at == 1
    assert found.outcome.confidence >= found.outcome.threshold > 0
    assert found.passed_at == found.outcome.ran_at
    assert absent.outcome
    assert absent.outcome.found_at == 0
    assert absent.passed_at == ""
    assert board.of_bot(library.bot_id) == [refused, absent, found]


def test_where_the_bot_would_refuse_only_a_refusal_is_right() -> None:
    library, board = Library(threshold=1.0), MemoryPinned()
    library.read(RULES)
    pin(library.bot, DEPOSIT, "rules.txt", board=board)
    pin(library.bot, "Who wrote Faust?", "", board=board)
    refused, found = exam(library, board)
    assert refused.outcome
    assert refused.outcome.passed
    assert found.outcome
    assert not found.outcome.passed


def test_a_curated_answer_is_all_that_is_read() -> None:
    library, board = Library(threshold=1.0), MemoryPinned()
    library.read_pairs([(DEPOSIT, "Sixty euros.")])
    library.read(RULES)
    pin(library.bot, DEPOSIT, "shop.qa.json", board=board)
    (found,) = exam(library, board)
    assert found.outcome
    assert found.outcome.found_at == 1


@pytest.mark.parametrize("said", [NO_ANSWER, "Fifty euros [1]."])
def test_quotes_that_write_alone_are_asked_too_and_no_model_is(said: str) -> None:
    library, board = Library(threshold=0.0), MemoryPinned()
    library.read(RULES)
    pin(library.bot, DEPOSIT, "rules.txt", board=board)
    pin(library.bot, f"{DEPOSIT} ", "", board=board)
    quotes, model = ScriptedGenerator(said), ScriptedGenerator(NO_ANSWER)
    refused, found = exam(library, board, 6, quotes)
    assert [each.outcome and each.outcome.passed for each in (found, refused)] == [
        said != NO_ANSWER, said == NO_ANSWER
    ]  # fmt: skip
    refused, found = exam(library, board, 6, model, quotes)
    assert [each.outcome and each.outcome.passed for each in (found, refused)] == [True, False]
    assert (len(quotes.prompts), model.prompts) == (2, [])


def test_only_so_many_passages_are_read() -> None:
    library, board = Library(threshold=0.0), MemoryPinned()
    library.read(RULES)
    library.read("Boats have no deposit.", "boats.txt")
    pin(library.bot, DEPOSIT, "boats.txt", board=board)
    assert [each.outcome and each.outcome.found_at for each in exam(library, board, most=2)] == [2]
    assert [each.outcome and each.outcome.passed for each in exam(library, board, most=1)] == [False]


def test_a_regression_is_told_once_and_when_it_was_last_right_for_ever() -> None:
    library, board = Library(), MemoryPinned()
    library.read(RULES)
    pin(library.bot, DEPOSIT, "rules.txt", board=board)
    (first,) = exam(library, board)
    library.bots.change(library.bot_id, library.bot.user_id, {"threshold": 1.0})
    (second,), (third,) = exam(library, board), exam(library, board)
    assert second.outcome
    assert second.outcome.regressed
    assert third.outcome
    assert not third.outcome.regressed
    assert not third.outcome.passed
    assert third.passed_at == first.passed_at
    assert first.outcome
    assert first.outcome.ran_at == first.passed_at
