from __future__ import annotations

from dataclasses import replace

import pytest

from docent import pinned
from docent.errors import Conflict
from tests.contracts.bots import some_bot
from tests.gatekeepers import MemoryPinned


def test_a_question_is_pinned_once() -> None:
    board, bot = MemoryPinned(), some_bot()
    made = pinned.pin(bot, "Why?", "rules.txt", board=board)
    assert board.of_bot(bot.bot_id) == [made]
    assert (made.outcome, made.passed_at) == (None, "")
    with pytest.raises(Conflict, match="test already"):
        pinned.pin(bot, "Why?", "", board=board)
    pinned.pin(some_bot(), "Why?", "", board=board)


def test_a_bot_has_so_many_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned, "MOST", 2)
    board, bot = MemoryPinned(), some_bot()
    for question in ("Why?", "When?"):
        pinned.pin(bot, question, "", board=board)
    with pytest.raises(Conflict, match="2 test questions at most"):
        pinned.pin(bot, "Who?", "", board=board)


@pytest.mark.parametrize(("most", "other"), [(2, "When?"), (9, "Why?")])
def test_of_two_pinned_at_once_not_both_stay(monkeypatch: pytest.MonkeyPatch, most: int, other: str) -> None:
    class Crowded(MemoryPinned):
        def add(self, each: pinned.Pinned) -> None:
            super().add(each)
            super().add(replace(each, test_id="test_meanwhile", question=other))

    monkeypatch.setattr(pinned, "MOST", most)
    board, crowded, bot = MemoryPinned(), Crowded(), some_bot()
    crowded.pinned = board.pinned
    pinned.pin(bot, "Who?", "", board=board)
    with pytest.raises(Conflict):
        pinned.pin(bot, "Why?", "", board=crowded)
    assert [each.question for each in board.of_bot(bot.bot_id)] == [other, "Who?"]
