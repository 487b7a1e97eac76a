from __future__ import annotations

import time
from typing import Any

import pytest

from docent.adapters.dynamo_streams import DynamoStreams
from tests.contracts.streams import LIVE, WHERE, StreamsContract
from tests.fakes import MemoryStreams


class TestDynamoStreams(StreamsContract):
    @pytest.fixture
    def streams(self, dynamo: Any) -> DynamoStreams:
        return DynamoStreams(dynamo, "Conversations")


class TestMemoryStreams(StreamsContract):
    @pytest.fixture
    def streams(self) -> MemoryStreams:
        return MemoryStreams()


def test_what_has_expired_is_gone_before_dynamodb_removes_it(dynamo: Any) -> None:
    streams = DynamoStreams(dynamo, "Conversations")
    streams.keep(LIVE)
    (item,) = dynamo.scan(TableName="Conversations")["Items"]
    assert 0 <= time.time() + 600 - int(item["expires_at"]["N"]) < 60
    dynamo.put_item(TableName="Conversations", Item={**item, "expires_at": {"N": "1"}})
    assert streams.find(*WHERE) is None
