from __future__ import annotations

import json
from typing import Any

import pytest

from docent.adapters.sqs_work import SqsGivenUp, SqsWork
from docent.errors import Unavailable
from tests.contracts.work import WorkContract
from tests.fakes import MemoryWork


class TestSqsWork(WorkContract):
    @pytest.fixture
    def queue(self, aws: Any) -> tuple[Any, str]:
        client = aws.client("sqs")
        return client, client.create_queue(QueueName="uploads")["QueueUrl"]

    @pytest.fixture
    def work(self, queue: tuple[Any, str]) -> SqsWork:
        return SqsWork(*queue)

    @pytest.fixture
    def taken(self, queue: tuple[Any, str]) -> Any:
        client, url = queue

        def take() -> list[tuple[str, str]]:
            messages = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
            bodies = [json.loads(each["Body"]) for each in messages]
            return [(each["bot_id"], each["document_id"]) for each in bodies]

        return take

    def test_what_is_given_back_can_be_taken_at_once(self, work: SqsWork, queue: tuple[Any, str]) -> None:
        client, url = queue
        work.add("bot_1", "doc_1")
        (first,) = client.receive_message(QueueUrl=url)["Messages"]
        assert "Messages" not in client.receive_message(QueueUrl=url)
        work.give_back(first["ReceiptHandle"], 0)
        assert len(client.receive_message(QueueUrl=url)["Messages"]) == 1

    def test_a_missing_queue_is_unavailable(self, queue: tuple[Any, str]) -> None:
        with pytest.raises(Unavailable):
            SqsWork(queue[0], queue[1] + "-none").add("bot_1", "doc_1")


def test_what_was_given_up_is_taken_until_it_is_done_with(aws: Any) -> None:
    client = aws.client("sqs")
    url = client.create_queue(QueueName="dead", Attributes={"VisibilityTimeout": "0"})["QueueUrl"]
    given_up = SqsGivenUp(client, url)
    SqsWork(client, url).add("bot_1", "doc_1")
    for _ in range(2):
        ((body, receipt),) = given_up.take()
        assert json.loads(body) == {"bot_id": "bot_1", "document_id": "doc_1"}
    given_up.done(receipt)
    assert given_up.take() == []
    with pytest.raises(Unavailable):
        SqsGivenUp(client, url + "-none").take()


class TestMemoryWork(WorkContract):
    @pytest.fixture
    def work(self) -> MemoryWork:
        return MemoryWork()

    @pytest.fixture
    def taken(self, work: MemoryWork) -> Any:
        return lambda: work.waiting
