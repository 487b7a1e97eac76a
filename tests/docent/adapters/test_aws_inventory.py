from __future__ import annotations

from typing import Any

import pytest

from docent.adapters.aws_inventory import AwsInventory
from docent.adapters.dynamo_bots import DynamoBots
from docent.adapters.dynamo_documents import DynamoDocuments, DynamoPublisher
from docent.adapters.dynamo_vectors import DynamoVectors
from docent.adapters.s3_files import S3Files
from tests.contracts.documents import Stores
from tests.contracts.inventory import InventoryContract
from tests.fakes import MemoryBots, MemoryDocuments, MemoryFiles, MemoryInventory, MemoryKnowledge

TABLES = ("BotCollections", "Documents", "VectorEmbeddings")


class TestAwsInventory(InventoryContract):
    @pytest.fixture
    def stores(self, dynamo: Any) -> Stores:
        return Stores(
            DynamoBots(dynamo, TABLES[0]),
            DynamoDocuments(dynamo, TABLES[1]),
            DynamoPublisher(dynamo, *TABLES[:2]),
        )

    @pytest.fixture
    def knowledge(self, dynamo: Any) -> DynamoVectors:
        return DynamoVectors(dynamo, TABLES[2], TABLES[1])

    @pytest.fixture
    def s3(self, aws: Any) -> Any:
        client = aws.client("s3")
        client.create_bucket(Bucket="documents")
        return client

    @pytest.fixture
    def files(self, s3: Any) -> S3Files:
        return S3Files(s3, "documents")

    @pytest.fixture
    def inventory(self, dynamo: Any, s3: Any, stores: Stores) -> AwsInventory:
        return AwsInventory(dynamo, s3, TABLES, "documents", stores.bots, stores.documents)


class TestMemoryInventory(InventoryContract):
    @pytest.fixture
    def stores(self) -> Stores:
        bots = MemoryBots()
        documents = MemoryDocuments(bots)
        return Stores(bots, documents, documents)

    @pytest.fixture
    def knowledge(self, stores: Stores) -> MemoryKnowledge:
        return MemoryKnowledge(stores.documents)

    @pytest.fixture
    def files(self) -> MemoryFiles:
        return MemoryFiles()

    @pytest.fixture
    def inventory(self, stores: Stores, knowledge: MemoryKnowledge, files: MemoryFiles) -> MemoryInventory:
        return MemoryInventory(stores.bots, stores.documents, knowledge, files)


def test_the_archives_of_people_are_no_bots(dynamo: Any, aws: Any) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="documents")
    for key in ("exports/ann/export_1.zip", "bot_1/doc_1/original"):
        s3.put_object(Bucket="documents", Key=key, Body=b"x")
    bots, documents = DynamoBots(dynamo, TABLES[0]), DynamoDocuments(dynamo, TABLES[1])
    inventory = AwsInventory(dynamo, s3, TABLES, "documents", bots, documents)
    assert list(inventory.owners()) == [("bot_1", "doc_1")]
