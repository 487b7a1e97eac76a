"""The emulator keeps what it was given: this fails if a new version saves its state another way."""

import os
import signal
import time
from pathlib import Path

import pytest

from local import cloud as local_cloud
from local import deploy
from tests.emulator import ORIGIN, Account, free_ports, proved

pytestmark = pytest.mark.cloud

EMAIL, PASSWORD = "kept@example.com", "Fernwood-2026"


def account_of(running: local_cloud.Cloud) -> Account:
    outputs = deploy.deploy(running.endpoint, ORIGIN)
    env = deploy.environment(running.endpoint, outputs, ORIGIN, Path())
    return Account(running.endpoint, outputs, env)


def write(account: Account) -> None:
    outputs = account.outputs
    item = {"pk": {"S": "kept"}, "raw": {"B": b"\x00\xff"}}
    account.client("dynamodb").put_item(TableName=outputs["UsageTable"], Item=item)
    account.client("s3").put_object(Bucket=outputs["BucketName"], Key="kept", Body=b"file")
    account.client("cognito-idp").sign_up(**proved(account, EMAIL), Password=PASSWORD)


def assert_kept(account: Account) -> None:
    outputs = account.outputs
    kept = account.client("dynamodb").get_item(TableName=outputs["UsageTable"], Key={"pk": {"S": "kept"}})
    assert kept["Item"]["raw"]["B"] == b"\x00\xff"
    file = account.client("s3").get_object(Bucket=outputs["BucketName"], Key="kept")
    assert file["Body"].read() == b"file"
    users = account.client("cognito-idp").list_users(UserPoolId=outputs["UserPoolId"])["Users"]
    assert len(users) == 1


def wait_for_save(account: Account, home: Path, *services: str) -> None:
    """Until all that was written so far is on disk.

    A save may be under way that began before the last write: the second one that follows a write here began
    after it.
    """
    deadline = time.monotonic() + 120
    for _ in range(2):
        since = time.time()
        account.client("dynamodb").put_item(
            TableName=account.outputs["UsageTable"], Item={"pk": {"S": "mark"}}
        )
        while not all(saved_at(home, service) > since for service in services):
            assert time.monotonic() < deadline, "nothing was saved"
            time.sleep(0.05)


def wait_for_quiet(home: Path) -> None:
    """Until no save has ended for two seconds: twenty times the period."""
    deadline = time.monotonic() + 120
    while time.time() - saved_at(home, "dynamodb") < 2:
        assert time.monotonic() < deadline, "it goes on saving"
        time.sleep(0.1)


def saved_at(home: Path, service: str) -> float:
    """When the state of `service` was last saved; 0 before it ever was."""
    file = home / "cloud" / "state" / f"{service}.json"
    return file.stat().st_mtime if file.exists() else 0


@pytest.mark.parametrize("kill", [True, False], ids=["killed", "stopped"])
def test_what_was_written_is_there_again(tmp_path: Path, kill: bool):
    port = free_ports()
    running = local_cloud.start(port, tmp_path, save_seconds=0.5 if kill else 3600)
    running.wait()
    account = account_of(running)
    write(account)
    if kill:
        wait_for_save(account, tmp_path, "dynamodb", "s3", "sqs", "cognito", "cloudformation")
        os.kill(running.child.process.pid, signal.SIGKILL)
    running.stop()
    running = local_cloud.start(port, tmp_path)
    try:
        running.wait()
        assert_kept(account_of(running))
    finally:
        running.stop()


def test_reading_and_polling_save_nothing(tmp_path: Path):
    running = local_cloud.start(free_ports(), tmp_path, save_seconds=0.1)
    try:
        running.wait()
        account = account_of(running)
        wait_for_save(account, tmp_path, "sqs", "dynamodb")
        wait_for_quiet(tmp_path)
        before = saved_at(tmp_path, "dynamodb")
        account.client("sqs").receive_message(QueueUrl=account.env["DOCENT_QUEUE_URL"], WaitTimeSeconds=1)
        account.client("dynamodb").scan(TableName=account.outputs["UsageTable"])
        time.sleep(0.5)
        assert saved_at(tmp_path, "dynamodb") == before
    finally:
        running.stop()
