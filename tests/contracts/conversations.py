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

    def test_finds_one_turn(self, conversations: Any) -> None:
        for number in range(2):
            conversations.record(some_turn(f"msg_{number}"), 90)
        assert conversations.find("bot_1", "con_1", "msg_1") == some_turn("msg_1")
        for where in (("bot_2", "con_1", "msg_1"), ("bot_1", "con_2", "msg_1"), ("bot_1", "con_1", "msg_2")):
            assert conversations.find(*where) is None

    def test_erases_what_a_bot_was_asked(self, conversations: Any) -> None:
        for message_id, bot_id in (("msg_1", "bot_1"), ("msg_2", "bot_1"), ("msg_3", "bot_2")):
            conversations.record(some_turn(message_id, bot_id=bot_id), 90)
        assert conversations.erase("bot_1") == 2
        assert conversations.erase("bot_1") == 0
        assert len(conversations.recent("bot_2", "con_1", 5)) == 1
