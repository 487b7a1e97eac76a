from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from docent.adapters.dynamo_conversations import DynamoConversations
from tests.contracts.conversations import LogContract, some_turn
from tests.fakes import MemoryConversations


class TestDynamoConversations(LogContract):
    @pytest.fixture
    def conversations(self, dynamo: Any) -> DynamoConversations:
        return DynamoConversations(dynamo, "Conversations")


class TestMemoryConversations(LogContract):
    @pytest.fixture
    def conversations(self) -> MemoryConversations:
        return MemoryConversations()


def test_turns_are_forgotten_in_time(dynamo: Any) -> None:
    DynamoConversations(dynamo, "Conversations").record(some_turn("msg_1"), 2)
    (item,) = dynamo.scan(TableName="Conversations")["Items"]
    assert 0 <= time.time() + 2 * 86_400 - int(item["expires_at"]["N"]) < 60


def test_what_has_expired_is_not_shown_while_it_is_still_there(dynamo: Any) -> None:
    conversations = DynamoConversations(dynamo, "Conversations")
    turn = replace(some_turn("msg_1"), answered=False, asker="per_1")
    conversations.record(turn, -1)
    assert len(dynamo.scan(TableName="Conversations")["Items"]) == 3
    for found in (
        conversations.recent("bot_1", "con_1", 9), conversations.turns("bot_1", "con_1"),
        conversations.newest("bot_1"), conversations.of_bot("bot_1"),
        conversations.begun("bot_1", "per_1", 9), conversations.todo("bot_1", 9),
    ):  # fmt: skip
        assert list(found) == []
    assert conversations.find("bot_1", "con_1", "msg_1") is conversations.asked("msg_1") is None
    conversations.forget("bot_1", "con_1")
    assert [each["turn_id"] for each in dynamo.scan(TableName="Conversations")["Items"]] == [
        {"S": "gone#con_1"}
    ]
