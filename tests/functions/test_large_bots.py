"""A bot too large for memory, from upload to answer and away: searched by DynamoDB's own vector index."""

from __future__ import annotations

from typing import Any

import pytest

from cloudformation.template import load
from docent.wiring import wired
from tests.caller import Person

pytestmark = pytest.mark.cloud
TEXT = b"The shop opens at nine. The deposit for a bike is fifty euros."


@pytest.fixture
def table(ann: Person, monkeypatch: pytest.MonkeyPatch) -> Any:
    """VectorEmbeddings made anew as data.yaml declares it where it is wanted with the index."""
    properties = load("data.yaml")["Resources"]["VectorEmbeddings"]["Properties"]
    (index,) = properties["VectorIndexes"]["Fn::If"][1]
    client, name = wired()._dynamo, wired().settings.table("VectorEmbeddings")
    client.delete_table(TableName=name)
    client.create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST", VectorIndexes=[index],
        **{key: properties[key] for key in ("AttributeDefinitions", "KeySchema")},
    )  # fmt: skip
    monkeypatch.setenv("DOCENT_VECTOR_INDEX", index["IndexName"])
    monkeypatch.setenv("DOCENT_MOST_IN_MEMORY", "0")
    wired.cache_clear()
    return client, name


def kept(table: Any, bot_id: str) -> list[str]:
    """What kinds of items the table keeps of a bot."""
    client, name = table
    items = client.query(
        TableName=name, KeyConditionExpression="bot_id = :bot", ProjectionExpression="chunk_id",
        ExpressionAttributeValues={":bot": {"S": bot_id}},
    )["Items"]  # fmt: skip
    return sorted(item["chunk_id"]["S"].partition(".")[0] for item in items)


def test_is_found_by_the_index_and_leaves_nothing_behind(ann: Person, table: Any) -> None:
    bot_id = ann.bot()
    document = ann.upload(bot_id, "rules.txt", TEXT)
    assert document["status"] == "ready"
    assert kept(table, bot_id) == ["b", "c", "v", "w"]
    (match,) = ann.call(
        "chat", "POST", "/api/bots/{bot_id}/search", {"query": "How much is the deposit?"}, bot_id=bot_id
    ).json["matches"]
    assert match["document_id"] == document["document_id"]
    assert 0.3 < match["scores"]["dense"] < 1
    large = wired().large_index
    assert large is not None
    assert large.held(bot_id) == {
        document["document_id"]: wired().knowledge.live(bot_id)[match["document_id"]]
    }
    ann.call(
        "bots", "DELETE", "/api/bots/{bot_id}/documents/{document_id}",
        bot_id=bot_id, document_id=document["document_id"],
    )  # fmt: skip
    assert kept(table, bot_id) == []


def test_moves_back_into_memory_when_memory_takes_it(
    ann: Person, table: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot_id = ann.bot()
    ann.upload(bot_id, "rules.txt", TEXT)
    monkeypatch.setenv("DOCENT_MOST_IN_MEMORY", "100")
    wired.cache_clear()
    ann.upload(bot_id, "more.txt", b"The workshop is closed in January.")
    assert kept(table, bot_id) == ["b", "b", "c", "c"]
    found = ann.call("chat", "POST", "/api/bots/{bot_id}/search", {"query": "deposit"}, bot_id=bot_id)
    assert len(found.json["matches"]) == 2


def test_moves_back_into_memory_when_documents_are_deleted(
    ann: Person, table: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCENT_MOST_IN_MEMORY", "2")
    wired.cache_clear()
    bot_id = ann.bot()
    texts = (TEXT, b"The workshop is closed in January.", b"Helmets are lent for nothing.")
    read = [ann.upload(bot_id, f"{at}.txt", text) for at, text in enumerate(texts)]
    assert kept(table, bot_id) == ["b"] * 3 + ["c"] * 3 + ["v"] * 3 + ["w"] * 3
    for document in read[1:]:
        ann.call(
            "bots", "DELETE", "/api/bots/{bot_id}/documents/{document_id}",
            bot_id=bot_id, document_id=document["document_id"],
        )  # fmt: skip
    ann.read_all()
    assert kept(table, bot_id) == ["b", "c"]
