from __future__ import annotations

from typing import Any

import pytest

from docent.adapters.dynamo import call
from docent.adapters.dynamo_meter import DynamoMeter


class Events:
    """A client's events, as botocore names them."""

    def __init__(self) -> None:
        self.hooks: dict[str, Any] = {}
        self.meta = self
        self.events = self

    def register(self, name: str, hook: Any) -> None:
        self.hooks[name] = hook

    def happen(self, operation: str, answer: dict[str, Any]) -> dict[str, Any]:
        params: dict[str, Any] = {}
        self.hooks[f"before-parameter-build.dynamodb.{operation}"](params=params, model=None)
        self.hooks[f"after-call.dynamodb.{operation}"](parsed=answer, model=None)
        return params


@pytest.mark.parametrize("operation", ["GetItem", "Query", "BatchGetItem"])
def test_asks_for_the_units_of_each_read_and_adds_them_up(operation: str) -> None:
    client = Events()
    meter = DynamoMeter(client)
    assert client.happen(operation, {"ConsumedCapacity": {"CapacityUnits": 1.5}}) == {
        "ReturnConsumedCapacity": "TOTAL"
    }
    client.happen(operation, {"ConsumedCapacity": [{"CapacityUnits": 0.5}, {"CapacityUnits": 2.0}]})
    client.happen(operation, {})
    assert meter.units == 4.0


def test_a_real_client_counts_reads_and_no_writes(dynamo: Any) -> None:
    meter = DynamoMeter(dynamo)
    key = {"pk": {"S": "a"}}
    call(dynamo.put_item, TableName="Usage", Item=key)
    assert meter.units == 0
    call(dynamo.get_item, TableName="Usage", Key=key)
    assert meter.units > 0
