from __future__ import annotations

from typing import Any

import pytest

from docent.adapters.dynamo_bots import DynamoBots
from docent.adapters.dynamo_documents import DynamoDocuments, DynamoPublisher
from docent.adapters.dynamo_vectors import DynamoVectors
from tests.contracts.documents import Stores
from tests.contracts.knowledge import KnowledgeContract
from tests.fakes import MemoryBots, MemoryDocuments, MemoryKnowledge


class TestDynamoVectors(KnowledgeContract):
    @pytest.fixture
    def stores(self, dynamo: Any) -> Stores:
        return Stores(
            DynamoBots(dynamo, "BotCollections"),
            DynamoDocuments(dynamo, "Documents"),
            DynamoPublisher(dynamo, "BotCollections", "Documents"),
        )

    @pytest.fixture
    def knowledge(self, dynamo: Any) -> DynamoVectors:
        return DynamoVectors(dynamo, "VectorEmbeddings", "Documents")


class TestMemoryKnowledge(KnowledgeContract):
    @pytest.fixture
    def stores(self) -> Stores:
        bots = MemoryBots()
        documents = MemoryDocuments(bots)
        return Stores(bots, documents, documents)

    @pytest.fixture
    def knowledge(self, stores: Stores) -> MemoryKnowledge:
        return MemoryKnowledge(stores.documents)
