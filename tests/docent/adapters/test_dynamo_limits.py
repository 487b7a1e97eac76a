from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from docent.adapters.dynamo_limits import DynamoLimits
from docent.gates import Rate
from tests.contracts.limits import NOON, LimitsContract
from tests.emulator import Emulator
from tests.gatekeepers import MemoryLimits


class TestDynamoLimits(LimitsContract):
    @pytest.fixture
    def limits(self, dynamo: Any) -> DynamoLimits:
        return DynamoLimits(dynamo, "Usage")

    def test_processes_share_a_days_salt(self, dynamo: Any) -> None:
        first, second = (DynamoLimits(dynamo, "Usage").salt("2026-01-31") for _ in range(2))
        assert first == second

    def test_what_it_writes_is_forgotten_by_itself(self, dynamo: Any, limits: DynamoLimits) -> None:
        limits.take("a", Rate(2), NOON)
        limits.take("a", Rate(2), NOON + 50)
        limits.take("a", Rate(2), NOON + 50)
        limits.salt("2026-01-31")
        items = {item["pk"]["S"]: item for item in dynamo.scan(TableName="Usage")["Items"]}
        assert set(items) == {"rate#a", "salt#2026-01-31"}
        assert int(items["rate#a"]["expires_at"]["N"]) > NOON + 50 + 60
        assert "expires_at" in items["salt#2026-01-31"]


class TestMemoryLimits(LimitsContract):
    @pytest.fixture
    def limits(self) -> MemoryLimits:
        return MemoryLimits()


@pytest.mark.cloud
def test_200_at_once_get_what_is_allowed_and_not_one_more(cloud: Emulator) -> None:
    account = cloud.account()
    limits = DynamoLimits(account.client("dynamodb"), account.outputs["UsageTable"])
    with ThreadPoolExecutor(32) as many:
        waits = list(many.map(lambda _: limits.take("bot#b", Rate(37), NOON), range(200)))
    assert waits.count(0.0) == 37
