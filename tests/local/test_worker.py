import json
import threading
import time
from collections.abc import Mapping
from typing import Any

import pytest

from local.worker import Rounds, Worker
from tests.emulator import Account, Emulator

pytestmark = pytest.mark.cloud


class Seen:
    """A function that fails the messages whose body is in `fails`, and raises for `raises`."""

    def __init__(self, fails: str = "", raises: str = "") -> None:
        self.events: list[Mapping[str, Any]] = []
        self._fails, self._raises = fails, raises

    def __call__(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        self.events.append(event)
        record = event["Records"][0]
        assert context.get_remaining_time_in_millis() > 200_000
        if record["body"] == self._raises:
            raise RuntimeError("broken")
        failed = [record] if record["body"] == self._fails else []
        return {"batchItemFailures": [{"itemIdentifier": each["messageId"]} for each in failed]}


@pytest.fixture
def account(cloud: Emulator) -> Account:
    account = cloud.account()
    Worker(account.client("sqs"), account.env["DOCENT_QUEUE_URL"], Seen()).once(wait=5)  # S3's test event
    return account


def send(account: Account, body: str) -> None:
    account.client("sqs").send_message(QueueUrl=account.env["DOCENT_QUEUE_URL"], MessageBody=body)


def worker(account: Account, function: Any, visibility: int = 30) -> Worker:
    return Worker(account.client("sqs"), account.env["DOCENT_QUEUE_URL"], function, visibility)


def waiting(account: Account) -> tuple[int, int]:
    """Messages that can be seen, and those that are being worked on."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    url = account.env["DOCENT_QUEUE_URL"]
    found = account.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return int(found[names[0]]), int(found[names[1]])


def test_what_succeeds_leaves_the_queue(account: Account):
    send(account, "hello")
    seen = Seen()
    assert worker(account, seen).once() == 1
    record = seen.events[0]["Records"][0]
    assert (record["body"], record["eventSource"], record["awsRegion"]) == ("hello", "aws:sqs", "us-east-1")
    assert record["eventSourceARN"] == account.outputs["QueueArn"]
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert waiting(account) == (0, 0)


def test_nothing_to_do(account: Account):
    assert worker(account, Seen()).once(wait=0) == 0


@pytest.mark.parametrize("function", [Seen(fails="bad"), Seen(raises="bad")], ids=["reported", "raised"])
def test_what_fails_comes_back_until_it_is_dead(account: Account, function: Seen):
    send(account, "bad")
    patient = worker(account, function, visibility=1)
    deadline = time.monotonic() + 120
    while sum(waiting(account)) and time.monotonic() < deadline:
        patient.once(wait=1)
    counts = [each["Records"][0]["attributes"]["ApproximateReceiveCount"] for each in function.events]
    assert counts == ["1", "2", "3"]
    url = account.outputs["DeadQueueUrl"]
    dead = account.client("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
    assert [each["Body"] for each in dead] == ["bad"]


def test_long_work_keeps_its_message(account: Account):
    def slow(event: Mapping[str, Any], context: Any) -> None:
        time.sleep(4)
        assert waiting(account) == (0, 1)

    send(account, "slow")
    worker(account, slow, visibility=3).once()  # held anew each second
    assert waiting(account) == (0, 0)


def test_a_worker_that_ends_gives_its_message_back(account: Account):
    begun, over = threading.Event(), threading.Event()

    def cut(event: Mapping[str, Any], context: Any) -> None:
        begun.set()
        over.wait(60)

    send(account, json.dumps({"n": 1}))
    cut_off = worker(account, cut)
    thread = threading.Thread(target=cut_off.once)
    thread.start()
    assert begun.wait(60)
    assert waiting(account) == (0, 1)
    cut_off.give_back()
    assert waiting(account) == (1, 0)
    over.set()
    thread.join()


def test_a_round_works_and_watches_now_and_then(account: Account):
    seen, watched = Seen(), []
    send(account, "hello")
    rounds = Rounds(worker(account, seen), lambda: watched.append(1))
    rounds.once(wait=1)
    rounds.once(wait=0)
    assert [each["Records"][0]["body"] for each in seen.events] == ["hello"]
    assert watched == [1]


def test_a_look_that_fails_does_not_end_the_round(account: Account):
    def broken() -> None:
        raise RuntimeError("no")

    Rounds(worker(account, Seen()), broken).once(wait=0)
