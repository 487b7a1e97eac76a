from __future__ import annotations

from typing import Any

import pytest

from docent.adapters.dynamo_access import DynamoGrants, DynamoKeys
from docent.adapters.dynamo_pinned import DynamoPinned
from tests.contracts.keys import some_key
from tests.contracts.pinned import PinnedContract, some_pinned
from tests.gatekeepers import MemoryPinned


class TestDynamoPinned(PinnedContract):
    @pytest.fixture
    def board(self, dynamo: Any) -> DynamoPinned:
        return DynamoPinned(dynamo, "Access")

    def test_go_with_their_bot_and_are_no_keys(self, dynamo: Any, board: DynamoPinned) -> None:
        keys, grants = DynamoKeys(dynamo, "Access"), DynamoGrants(dynamo, "Access")
        for bot_id in ("bot_1", "bot_2"):
            board.add(some_pinned(bot_id))
            keys.add(some_key(bot_id))
        assert len(board.of_bot("bot_1")) == len(keys.of_bot("bot_1")) == 1
        assert grants.erase("bot_1") == {"keys": 1, "identities": 0, "members": 0, "tests": 1, "deeds": 0}
        assert list(board.of_bot("bot_1")) == []
        assert len(board.of_bot("bot_2")) == 1


class TestMemoryPinned(PinnedContract):
    @pytest.fixture
    def board(self) -> MemoryPinned:
        return MemoryPinned()
