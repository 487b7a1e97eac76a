from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from docent.adapters.dynamo_index import DynamoIndex
from docent.adapters.numpy_index import NumpyIndex
from docent.adapters.sized_index import SizedIndex
from docent.errors import Unavailable
from docent.model import Bot, Scored, chunk_id
from docent.moving import move
from docent.ports import LargeIndex, Matrix
from tests.contracts.index import TEXTS, IndexContract, Shelves, hits
from tests.dynamo_server import DynamoServer, dynamo_server
from tests.emulator import Emulator
from tests.fakes import WordEmbedder

NAME = "vector-index"
INDEX = {
    "IndexName": NAME, "VectorAttribute": {"AttributeName": "vector"}, "DistanceFunction": "COSINE",
    "SearchSchema": [{"AttributeName": "bot_id", "SearchSchemaElementType": "HASH"}],
    "Projection": {"ProjectionType": "KEYS_ONLY"}, "Dimensions": WordEmbedder.dimension,
}  # fmt: skip
_numbers = itertools.count()


class Moved:
    """An index to which a bot moves before each question; what has not moved is searched in memory."""

    def __init__(self, large: LargeIndex, blocks: Shelves) -> None:
        self.large, self.blocks = large, blocks
        self.index = SizedIndex(NumpyIndex(blocks, WordEmbedder.model, 1 << 30), large, 0)

    def search(self, bot: Bot, question: str, vector: Matrix, limit: int) -> Any:
        move(bot, most=0, embedder=WordEmbedder(), blocks=self.blocks, large=self.large)
        return self.index.search(bot, question, vector, limit)


@pytest.mark.cloud
class TestDynamoIndex(IndexContract):
    @pytest.fixture
    def client(self, cloud: Emulator) -> Any:
        return cloud.client("dynamodb")

    @pytest.fixture
    def table(self, client: Any) -> str:
        name, keys = f"Vectors-{next(_numbers)}", (("bot_id", "HASH"), ("chunk_id", "RANGE"))
        client.create_table(
            TableName=name, BillingMode="PAY_PER_REQUEST", VectorIndexes=[INDEX],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key, _ in keys],
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys],
        )  # fmt: skip
        return name

    @pytest.fixture
    def make(self, client: Any, table: str) -> Callable[[Shelves], Any]:
        return lambda blocks: Moved(DynamoIndex(client, table, NAME, blocks, blocks), blocks)

    def test_holds_what_was_added_until_it_is_removed(self, make: Any, blocks: Shelves) -> None:
        blocks.publish("d1")
        large = make(blocks).large
        assert (large.held("bot"), large.covers(blocks.bot())) == ({}, False)
        large.add("bot", "d1", "v1", blocks.stored.values())
        assert (large.held("bot"), large.covers(blocks.bot())) == ({"d1": "v1"}, True)
        large.remove("bot")
        assert large.held("bot") == {}

    def test_bots_find_nothing_of_each_other(self, make: Any, blocks: Shelves) -> None:
        blocks.publish("d1")
        large = make(blocks).large
        for bot_id in ("one", "two"):
            large.add(bot_id, "d1", "v1", blocks.stored.values())
        assert len(hits(large, blocks.bot("one"), "law", 99)) == len(TEXTS)

    def test_what_was_withdrawn_and_is_still_there_does_not_answer(self, make: Any, blocks: Shelves) -> None:
        blocks.publish("d1")
        blocks.publish("d2", ("law",))
        index = make(blocks)
        assert hits(index, blocks.bot(), "law", 1)[0].chunk_id == chunk_id("d2", "v1", 0)
        blocks.withdraw("d2")
        assert {hit.chunk_id for hit in hits(index, blocks.bot(), "law", 9)} == {
            chunk_id("d1", "v1", ordinal) for ordinal in range(3)
        }
        assert "d2" in index.large.held("bot")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoServer]:
    with dynamo_server() as running:
        yield running


def described(**index: Any) -> dict[str, Any]:
    return {
        "Table": {"TableName": "T", "TableStatus": "ACTIVE", "VectorIndexes": [{"IndexName": NAME, **index}]}
    }


def over(server: DynamoServer, blocks: Shelves) -> DynamoIndex:
    return DynamoIndex(server.client, "T", NAME, blocks, blocks)


def test_is_not_used_before_it_is_active_and_filled(server: DynamoServer) -> None:
    server.answers["DescribeTable"] = [
        (200, {"Table": {"TableName": "T", "TableStatus": "ACTIVE"}}),
        (200, described(IndexStatus="CREATING")),
        (200, described(IndexStatus="ACTIVE", Backfilling=True)),
        (200, described(IndexStatus="ACTIVE", Backfilling=False)),
    ]
    index = over(server, Shelves())
    assert [index.ready() for _ in range(6)] == [False, False, False, True, True, True]
    assert len(server.asked) == 4


def test_asks_for_the_nearest_hundred_of_one_bot(server: DynamoServer) -> None:
    blocks = Shelves()
    blocks.publish("d1")
    item = {"bot_id": {"S": "bot"}, "chunk_id": {"S": "v.d1.v1.000001"}}
    server.answers["SearchVectors"] = [(200, {"SearchResults": [{"Item": item, "Score": 0.25}]})]
    (hit,) = hits(over(server, blocks), blocks.bot(), "law and order", 5)
    assert hit == Scored(chunk_id("d1", "v1", 1), hit.score, 0.75, hit.lexical)
    assert 0 < hit.lexical <= 1
    _, body = server.asked[0]
    assert (body["TopK"], body["IndexName"], body["SearchConditionExpression"]) == (
        100,
        NAME,
        "bot_id = :bot",
    )
    assert body["ExpressionAttributeValues"] == {":bot": {"S": "bot"}}
    assert len(body["SearchVector"]) == WordEmbedder.dimension
    assert {len(number) for number in body["SearchVector"]} == {1}


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, "ValidationException"), (400, "ThrottlingException"), (500, "InternalServerError")],
)
def test_a_refusal_is_told_as_unavailable(server: DynamoServer, status: int, kind: str) -> None:
    error = {"__type": f"com.amazonaws.dynamodb.v20120810#{kind}", "message": "secret"}
    server.answers["SearchVectors"] = [(status, error)]
    with pytest.raises(Unavailable) as caught:
        hits(over(server, Shelves()), Shelves().bot(), "law", 5)
    assert "secret" not in caught.value.message
