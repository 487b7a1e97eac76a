from __future__ import annotations

from typing import Any

import pytest

from docent.adapters.dynamo_bots import DynamoBots
from docent.adapters.dynamo_documents import DynamoDocuments, DynamoPublisher
from docent.adapters.dynamo_vectors import DynamoVectors
from tests.contracts.bots import some_bot
from tests.contracts.documents import Stores, some_document
from tests.contracts.knowledge import KnowledgeContract, some_block
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


class Counting:
    """A client that counts the items its queries give."""

    def __init__(self, client: Any) -> None:
        self._client, self.read = client, 0

    def query(self, **given: Any) -> Any:
        answer = self._client.query(**given)
        self.read += answer["Count"]
        return answer


def test_of_a_large_bot_only_new_documents_are_loaded(dynamo: Any) -> None:
    bot = some_bot()
    documents = [some_document(bot) for _ in range(30)]
    stored = [some_block(document, "v", 1) for document in documents]
    DynamoVectors(dynamo, "VectorEmbeddings", "Documents").store(bot.bot_id, stored, [])
    counting = Counting(dynamo)
    new = {each.document_id: "v" for each in documents[-12:]}
    loaded = DynamoVectors(counting, "VectorEmbeddings", "Documents").load(bot.bot_id, new)
    assert list(loaded) == stored[-12:]
    assert counting.read == 12


class TestMemoryKnowledge(KnowledgeContract):
    @pytest.fixture
    def stores(self) -> Stores:
        bots = MemoryBots()
        documents = MemoryDocuments(bots)
        return Stores(bots, documents, documents)

    @pytest.fixture
    def knowledge(self, stores: Stores) -> MemoryKnowledge:
        return MemoryKnowledge(stores.documents)
