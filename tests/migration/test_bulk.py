"""By DynamoDB's import from S3: the same as by the ordinary way, and never less."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from qdrant_client import QdrantClient

from docent.wiring import wired
from migration.__main__ import main
from tests.caller import Person
from tests.migration import qdrant_points as points
from tests.migration.killing import command, ended, killed

pytestmark = pytest.mark.cloud
COUNT = 300


class Shop:
    """A collection of points, and the bot that it goes to."""

    def __init__(self, ann: Person, folder: Path) -> None:
        self.ann, self.folder, self.bot_id = ann, folder, ann.bot()
        self.texts = points.texts(COUNT, "Nail")
        client, payloads = QdrantClient(path=str(folder / "qdrant")), enumerate(self.texts)
        points.fill(
            client, "nails", wired().embedder.embed(self.texts),
            [points.langchain(text, at) for at, text in payloads],
        )  # fmt: skip
        client.close()
        self.bucket = wired().settings.bucket
        plan = points.mapping(folder / "mapping.json", nails=self.bot_id)
        self.arguments = [
            "vectors", "migrate-all", str(plan), "--path", str(folder / "qdrant"),
            "--state", str(folder / "state"), "--bulk", f"s3://{self.bucket}/import",
        ]  # fmt: skip

    @property
    def fact(self) -> str:
        facts = json.loads((self.folder / "state" / "vectors.json").read_text())["facts"]
        return str(facts["bulk import"])

    def objects(self) -> list[str]:
        found = wired()._client("s3").list_objects_v2(Bucket=self.bucket, Prefix="import/")
        return [each["Key"] for each in found.get("Contents", [])]

    def check(self) -> None:
        """All of it is here once and answers."""
        bot = wired().bots.find(self.bot_id)
        assert bot is not None
        assert (bot.chunks, bot.documents) == (COUNT, 3)
        body = {"query": "Nail number 77", "top_k": 3}
        found = self.ann.call("chat", "POST", "/api/bots/{bot_id}/search", body, bot_id=self.bot_id)
        assert any("Nail number 77" in each["text"] for each in found.json["matches"])
        assert self.objects() == []


@pytest.fixture
def shop(ann: Person, tmp_path: Path) -> Shop:
    return Shop(ann, tmp_path)


def table() -> dict[str, Any]:
    """What has to be as before."""
    dynamo, name = wired()._dynamo, wired().settings.table("VectorEmbeddings")
    found = dynamo.describe_table(TableName=name)["Table"]
    backups = dynamo.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    return {
        **{each: found.get(each) for each in ("TableArn", "KeySchema", "AttributeDefinitions")},
        "protected": found.get("DeletionProtectionEnabled"),
        "recovery": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"],
    }


def test_points_come_by_one_import_into_a_table_like_the_one_before(shop: Shop) -> None:
    wired()._dynamo.update_table(
        TableName=wired().settings.table("VectorEmbeddings"), DeletionProtectionEnabled=True
    )
    before = table()
    assert main(shop.arguments) == 0
    assert shop.fact == f"COMPLETED, {COUNT + 3} of {COUNT + 3} items"
    shop.check()
    assert table() == before
    assert main(shop.arguments) == 0  # again: what is there is left as it is
    assert "holds knowledge already" in shop.fact
    shop.check()


def test_killed_while_it_writes_it_goes_on(shop: Shop) -> None:
    run = command(*shop.arguments, "--per-second", "300")
    assert killed(run, shop.folder / "state", [350, 450]) == 2
    ended(run)
    assert shop.fact == f"COMPLETED, {COUNT + 3} of {COUNT + 3} items"
    shop.check()


def test_what_an_import_leaves_out_comes_by_the_ordinary_way(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge, spoilt = wired().knowledge, list[Any]()
    items = knowledge.items

    def one_has_no_key(*given: Any) -> Any:
        for item in items(*given):
            if not spoilt:
                spoilt.append(item.pop("chunk_id"))
            yield item

    monkeypatch.setattr(knowledge, "items", one_has_no_key)
    assert main(shop.arguments) == 0
    assert spoilt
    assert shop.fact.startswith(f"FAILED, {COUNT + 2} of {COUNT + 3} items (Some of the items failed")
    shop.check()


def test_a_bucket_that_is_not_there_leaves_the_table_as_it_was(shop: Shop) -> None:
    before, arguments = table(), [*shop.arguments[:-1], "s3://docent-nowhere/import"]
    assert main(arguments) == 2
    assert table() == before


def test_what_lies_at_the_place_already_is_never_imported(shop: Shop) -> None:
    s3, line = wired()._client("s3"), gzip.compress(b'{"Item": {}}')
    s3.put_object(Bucket=shop.bucket, Key="import/other.json.gz", Body=line)
    assert main(shop.arguments) == 0
    assert "something lies in" in shop.fact
    s3.delete_object(Bucket=shop.bucket, Key="import/other.json.gz")
    shop.check()


@pytest.mark.parametrize("place", ["bucket", "s3://bucket", "https://bucket/prefix"])
def test_a_place_that_is_none_is_refused(shop: Shop, place: str) -> None:
    assert main([*shop.arguments[:-1], place]) == 2
