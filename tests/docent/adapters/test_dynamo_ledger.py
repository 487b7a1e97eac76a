from __future__ import annotations

from typing import Any

import pytest

from docent.adapters.dynamo_ledger import DynamoLedger
from tests.contracts.ledger import LedgerContract
from tests.fakes import MemoryLedger


class TestDynamoLedger(LedgerContract):
    @pytest.fixture
    def ledger(self, dynamo: Any) -> DynamoLedger:
        return DynamoLedger(dynamo, "Usage", lambda: dynamo, 1.0)


class TestMemoryLedger(LedgerContract):
    @pytest.fixture
    def ledger(self) -> MemoryLedger:
        return MemoryLedger(1.0)
