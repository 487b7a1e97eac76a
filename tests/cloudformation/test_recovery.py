"""recovery.py on the embedded cloud, which restores tables as they are now, whatever moment is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cloudformation import aws, backup, recovery
from cloudformation.aws import Aws
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


def test_what_a_restored_table_lacks_is_told(place: Aws) -> None:
    dynamodb = place.client("dynamodb")
    dynamodb.put_item(TableName=TABLE, Item=BOT)
    checks = recovery.drill("local", place, lambda line: None, pause=0.01)
    assert next(checks).ok
    checks.close()
    with recovery.restored("local", None, place, lambda line: None, pause=0.01) as copies:
        dynamodb.delete_item(TableName=copies[TABLE], Key={"bot_id": BOT["bot_id"]})
        assert recovery.missing(place, copies[TABLE], TABLE) == [BOT]


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


def test_the_command_gets_deleted_files_back(place: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    s3, bucket = place.client("s3"), backup.bucket_of("local", place)
    before = datetime.now(UTC) - timedelta(seconds=5)
    for key in ("bot_1/doc_1/original", "bot_1/doc_2/original"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"text")
    s3.delete_object(Bucket=bucket, Key="bot_1/doc_1/original")
    wanted = ["files", "--environment", "local", "--at", before.isoformat(), "--yes"]
    assert recovery.main(wanted) == 0
    assert "1 files" in capsys.readouterr().out
    assert s3.get_object(Bucket=bucket, Key="bot_1/doc_1/original")["Body"].read() == b"text"


def test_an_export_comes_back(place: Aws, tmp_path: Path) -> None:
    place.client("dynamodb").put_item(TableName=TABLE, Item=BOT)
    place.client("s3").put_object(Bucket=backup.bucket_of("local", place), Key="a/b/original", Body=b"text")
    backup.save("local", tmp_path / "saved", place)
    place.client("dynamodb").delete_item(TableName=TABLE, Key={"bot_id": BOT["bot_id"]})
    assert recovery.main(["import", "--environment", "local", "--from", str(tmp_path / "saved")]) == 0
    assert table(place) == [BOT]
    assert recovery.main(["import", "--environment", "local", "--from", str(tmp_path)]) == 1


def test_the_command_gets_lost_items_back(place: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    assert recovery.main(["tables", "--environment", "local", "--at", "2026-11-30T10:00:00Z", "--yes"]) == 0
    assert f"{TABLE}: 0 items" in capsys.readouterr().out
    assert recovery.main(["drill", "--environment", "local"]) == 0
    assert recovery.main(["drill", "--environment", "nowhere"]) == 1
    with pytest.raises(SystemExit):
        recovery.main(["tables"])
    assert "the last moment at which all was well" in capsys.readouterr().err
