from __future__ import annotations

import time
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
