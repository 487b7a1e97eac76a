from __future__ import annotations

from typing import Any

import pytest

from docent.adapters.dynamo_bots import DynamoBots
from docent.adapters.dynamo_documents import DynamoDocuments, DynamoPublisher
from tests.contracts.documents import DocumentsContract, Stores
from tests.fakes import MemoryBots, MemoryDocuments


class TestDynamoDocuments(DocumentsContract):
    @pytest.fixture
    def stores(self, dynamo: Any) -> Stores:
        return Stores(
            DynamoBots(dynamo, "BotCollections"),
            DynamoDocuments(dynamo, "Documents"),
            DynamoPublisher(dynamo, "BotCollections", "Documents"),
        )


class TestMemoryDocuments(DocumentsContract):
    @pytest.fixture
    def stores(self) -> Stores:
        bots = MemoryBots()
        documents = MemoryDocuments(bots)
        return Stores(bots, documents, documents)
