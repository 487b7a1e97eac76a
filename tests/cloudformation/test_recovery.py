"""recovery.py on the embedded cloud, which restores tables as they are now, whatever moment is asked."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cloudformation import aws, backup, recovery
from cloudformation.aws import Aws, NotDeployed
from tests.emulator import Emulator

pytestmark = pytest.mark.cloud
TABLE = "docent-local-BotCollections"
BOT = {"bot_id": {"S": "bot_1"}, "name": {"S": "Lease"}, "user_id": {"S": "ann"}}
OTHER = {"bot_id": {"S": "bot_2"}, "name": {"S": "House"}, "user_id": {"S": "ann"}}


@pytest.fixture
def place(cloud: Emulator, monkeypatch: pytest.MonkeyPatch) -> Aws:
    for name, value in cloud.account().env.items():
        monkeypatch.setenv(name, value)
    return aws.connect("us-east-1")


def table(place: Aws) -> list[object]:
    found = place.client("dynamodb").scan(TableName=TABLE)["Items"]
    return sorted(found, key=lambda item: str(item["bot_id"]))


def test_a_drill_says_yes_and_leaves_all_as_it_was(place: Aws) -> None:
    place.client("dynamodb").put_item(TableName=TABLE, Item=BOT)
    told: list[str] = []
    checks = list(recovery.drill("local", place, told.append, pause=0.01))
    assert [each.ok for each in checks] == [True] * (len(backup.TABLES) + 1)
    assert table(place) == [BOT]
    names = place.client("dynamodb").list_tables()["TableNames"]
    assert not [name for name in names if name.endswith(recovery.COPY)]
    versions = place.client("s3").list_object_versions(Bucket=backup.bucket_of("local", place))
    assert not versions.get("Versions", ())
    assert not versions.get("DeleteMarkers", ())


DOCUMENTS, CONVERSATIONS = "docent-local-Documents", "docent-local-Conversations"
DOCUMENT = {"bot_id": {"S": "bot_1"}, "document_id": {"S": "doc_1"}, "sha256": {"S": "1"}}


def test_a_drill_compares_what_nobody_changed_meanwhile_word_for_word(place: Aws) -> None:
    dynamodb = place.client("dynamodb")
    dynamodb.update_continuous_backups(
        TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    dynamodb.put_item(TableName=DOCUMENTS, Item=DOCUMENT)
    dynamodb.put_item(TableName=CONVERSATIONS, Item={"bot_id": {"S": "bot_1"}, "turn_id": {"S": "1"}})
    told: list[str] = []
    checks = recovery.drill("local", place, told.append, pause=0.01)
    first = next(checks)  # by now everything is restored
    dynamodb.put_item(TableName=CONVERSATIONS, Item={"bot_id": {"S": "bot_1"}, "turn_id": {"S": "2"}})
    copy = DOCUMENTS + recovery.COPY
    dynamodb.put_item(TableName=copy, Item={**DOCUMENT, "sha256": {"S": "2"}})
    found = {each.found.split(",")[0]: each for each in (first, *checks)}
    assert [name for name, each in found.items() if not each.ok] == [DOCUMENTS]
    assert found[DOCUMENTS].found == f"{DOCUMENTS}, 1 items compared, 1 not as they were."
    assert found[CONVERSATIONS].found == f"{CONVERSATIONS}, 1 items compared"
    assert [line for line in told if line.startswith("  6 of 7 tables are kept up to ")]


def copies(place: Aws) -> list[str]:
    names = place.client("dynamodb").list_tables()["TableNames"]
    return [name for name in names if name.endswith(recovery.COPY)]


def test_a_copy_that_is_in_the_way_is_named_and_no_other_stays(place: Aws) -> None:
    """It is the third: two are made before it."""
    name = "docent-local-VectorEmbeddings" + recovery.COPY
    place.client("dynamodb").create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "a", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "a", "AttributeType": "S"}],
    )  # fmt: skip
    with pytest.raises(NotDeployed, match=f"{name} is left of a run that was killed"):
        list(recovery.drill("local", place, lambda line: None, pause=0.01))
    assert copies(place) == [name]


class Slow(Aws):
    """An account whose restored tables take a while; until then they can't be deleted, as on AWS."""

    def __init__(self, place: Aws, looks: int) -> None:
        super().__init__(place.session)
        self._dynamodb, self._looks = place.client("dynamodb"), looks

    def client(self, service: str, region: str = "") -> Any:
        return self if service == "dynamodb" else super().client(service, region)

    def __getattr__(self, operation: str) -> Any:
        return getattr(self._dynamodb, operation)

    def describe_table(self, TableName: str) -> Any:
        self._looks -= 1
        found = self._dynamodb.describe_table(TableName=TableName)
        if self._looks > 0:
            found["Table"]["TableStatus"] = "CREATING"
        return found

    def delete_table(self, TableName: str) -> None:
        if self._looks > 0:
            raise ClientError({"Error": {"Code": "ResourceInUseException", "Message": ""}}, "DeleteTable")
        self._dynamodb.delete_table(TableName=TableName)


def test_who_gives_up_waiting_leaves_no_copies(place: Aws) -> None:
    def give_up(line: str) -> None:
        if "0 of 7 tables are restored" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(recovery.drill("local", Slow(place, looks=20), give_up, pause=0.01))
    assert copies(place) == []


def test_lost_items_come_back_and_what_is_there_stays(place: Aws) -> None:
    dynamodb = place.client("dynamodb")
    for item in (BOT, OTHER):
        dynamodb.put_item(TableName=TABLE, Item=item)
    renamed = {**OTHER, "name": {"S": "Renamed"}}
    with recovery.restored("local", datetime.now(UTC), place, lambda line: None, pause=0.01) as copies:
        dynamodb.delete_item(TableName=TABLE, Key={"bot_id": BOT["bot_id"]})
        dynamodb.put_item(TableName=TABLE, Item=renamed)
        lost = recovery.missing(place, TABLE, copies[TABLE])
        assert lost == [BOT]
        recovery.put_back(place, TABLE, [*lost, OTHER])  # the other one as if it had come meanwhile
    assert table(place) == [BOT, renamed]


def test_the_command_gets_deleted_files_back(
    place: Aws, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    s3, bucket = place.client("s3"), backup.bucket_of("local", place)
    before = datetime.now(UTC) - timedelta(seconds=5)
    for key in ("bot_1/doc_1/original", "bot_1/doc_2/original", "exports/user/day.zip"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"text")
    for key in ("bot_1/doc_1/original", "bot_1/doc_1/original", "exports/user/day.zip"):  # twice: two marks
        s3.delete_object(Bucket=bucket, Key=key)
    asking = ["files", "--environment", "local", "--at", before.isoformat()]
    wanted = [*asking, "--yes"]
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
    assert recovery.main(asking) == 0
    assert "0 of 1 files came back" in capsys.readouterr().out
    assert recovery.main(asking) == 1, "there is nobody to ask any more"
    assert "Add --yes" in capsys.readouterr().err
    assert recovery.main(wanted) == 0
    assert "1 of 1 files came back" in capsys.readouterr().out
    assert s3.get_object(Bucket=bucket, Key="bot_1/doc_1/original")["Body"].read() == b"text"
    assert recovery.main(wanted) == 0
    assert "0 of 0 files" in capsys.readouterr().out


def test_an_export_comes_back(place: Aws, tmp_path: Path) -> None:
    place.client("dynamodb").put_item(TableName=TABLE, Item=BOT)
    place.client("s3").put_object(Bucket=backup.bucket_of("local", place), Key="a/b/original", Body=b"text")
    dict(backup.save("local", tmp_path / "saved", place))
    place.client("dynamodb").delete_item(TableName=TABLE, Key={"bot_id": BOT["bot_id"]})
    assert recovery.main(["import", "--environment", "local", "--from", str(tmp_path / "saved")]) == 0
    assert table(place) == [BOT]
    assert recovery.main(["import", "--environment", "local", "--from", str(tmp_path)]) == 1


def test_the_command_gets_lost_items_back(place: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    assert recovery.main(["tables", "--environment", "local", "--at", "2026-11-30T10:00:00Z", "--yes"]) == 0
    assert f"{TABLE}: 0 of 0 items came back" in capsys.readouterr().out
    assert recovery.main(["drill", "--environment", "local"]) == 0
    assert recovery.main(["drill", "--environment", "nowhere"]) == 1
    with pytest.raises(SystemExit):
        recovery.main(["tables"])
    assert "the last moment at which all was well" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        recovery.main(["tables", "--at", "2999-01-01"])
    assert "--at lies ahead" in capsys.readouterr().err
