"""What every PinnedQuestions and PinBoard does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from docent.errors import NotFound
from docent.ids import new_id, now
from docent.pinned import Outcome, Pinned


def some_pinned(bot_id: str = "bot_1", **fields: Any) -> Pinned:
    pinned = Pinned(bot_id, new_id("test"), "How much is the deposit?", "rules.txt", now())
    return replace(pinned, **fields)


def some_outcome(passed: bool = True, **fields: Any) -> Outcome:
    outcome = Outcome(passed, False, int(passed), 0.25, 0.15, "2026-01-31T00:00:00.000Z")
    return replace(outcome, **fields)


class PinnedContract:
    @pytest.fixture
    def board(self) -> Any:
        raise NotImplementedError

    def test_lists_a_bots_questions_newest_first(self, board: Any) -> None:
        mine = [some_pinned(question=str(i)) for i in range(3)]
        refused = some_pinned(filename="")
        for each in (*mine, refused, some_pinned("bot_2")):
            board.add(each)
        assert list(board.of_bot("bot_1")) == [refused, *mine[::-1]]
        assert list(board.of_bot("bot_3")) == []

    def test_keeps_the_last_outcome_and_when_it_last_passed(self, board: Any) -> None:
        pinned, other = some_pinned(), some_pinned()
        for each in (pinned, other):
            board.add(each)
        board.judged("bot_1", pinned.test_id, some_outcome())
        failed = some_outcome(False, regressed=True, confidence=0.0, ran_at="2026-02-01T00:00:00.000Z")
        board.judged("bot_1", pinned.test_id, failed)
        passed_at = "2026-01-31T00:00:00.000Z"
        assert list(board.of_bot("bot_1")) == [other, replace(pinned, outcome=failed, passed_at=passed_at)]

    def test_a_removed_question_stays_gone(self, board: Any) -> None:
        pinned = some_pinned()
        board.add(pinned)
        with pytest.raises(NotFound):
            board.remove("bot_2", pinned.test_id)
        assert board.remove("bot_1", pinned.test_id) == pinned
        board.judged("bot_1", pinned.test_id, some_outcome())
        assert list(board.of_bot("bot_1")) == []
        with pytest.raises(NotFound):
            board.remove("bot_1", pinned.test_id)
