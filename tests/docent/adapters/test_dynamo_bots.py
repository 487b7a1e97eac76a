from __future__ import annotations

from typing import Any

import pytest

from docent.adapters.dynamo_bots import DynamoBots
from tests.contracts.bots import BotsContract
from tests.fakes import MemoryBots


class TestDynamoBots(BotsContract):
    @pytest.fixture
    def store(self, dynamo: Any) -> DynamoBots:
        return DynamoBots(dynamo, "BotCollections")


class TestMemoryBots(BotsContract):
    @pytest.fixture
    def store(self) -> MemoryBots:
        return MemoryBots()
