"""What every Conversations does."""

from __future__ import annotations

from typing import Any

import pytest

from docent.model import Citation, Turn


def some_turn(message_id: str, *, bot_id: str = "bot_1", conversation_id: str = "con_1") -> Turn:
    citation = Citation(1, "doc_1", "a.pdf", 3, "", "quote", 0.5)
    return Turn(
        bot_id, conversation_id, message_id, "Why?", "Because [1].", True, "extractive", "ann",
        "2026-01-01T00:00:00.000Z", (citation,), 10, 5, 0.0001, {"total": 12.5},
    )  # fmt: skip


class ConversationsContract:
    @pytest.fixture
    def conversations(self) -> Any:
        raise NotImplementedError

    def test_gives_the_last_turns_oldest_first(self, conversations: Any) -> None:
        turns = [some_turn(f"msg_{number}") for number in range(4)]
        for turn in turns:
            conversations.record(turn, 90)
        conversations.record(some_turn("msg_9", conversation_id="con_10"), 90)
        assert list(conversations.recent("bot_1", "con_1", 2)) == turns[2:]

    def test_keeps_bots_apart(self, conversations: Any) -> None:
        conversations.record(some_turn("msg_1"), 90)
        assert list(conversations.recent("bot_2", "con_1", 2)) == []

    def test_erases_what_a_bot_was_asked(self, conversations: Any) -> None:
        for message_id, bot_id in (("msg_1", "bot_1"), ("msg_2", "bot_1"), ("msg_3", "bot_2")):
            conversations.record(some_turn(message_id, bot_id=bot_id), 90)
        assert conversations.erase("bot_1") == 2
        assert conversations.erase("bot_1") == 0
        assert len(conversations.recent("bot_2", "con_1", 5)) == 1

    def test_gives_all_that_a_bot_was_asked(self, conversations: Any) -> None:
        kept = [some_turn(f"msg_{at}", conversation_id=f"con_{at % 2}") for at in range(4)]
        for turn in (*kept, some_turn("msg_9", bot_id="bot_2")):
            conversations.record(turn, 90)
        assert list(conversations.of_bot("bot_1")) == [kept[0], kept[2], kept[1], kept[3]]
        assert list(conversations.of_bot("bot_3")) == []
