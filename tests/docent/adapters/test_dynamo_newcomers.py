from __future__ import annotations

from typing import Any

import pytest

from docent.adapters.dynamo_newcomers import DynamoNewcomers
from docent.errors import Unavailable
from tests.contracts.newcomers import JO, NewcomersContract
from tests.memory_accounts import MemoryNewcomers


class TestDynamoNewcomers(NewcomersContract):
    @pytest.fixture
    def newcomers(self, dynamo: Any) -> DynamoNewcomers:
        return DynamoNewcomers(dynamo, "Newcomers", lambda: "secret")


class TestMemoryNewcomers(NewcomersContract):
    @pytest.fixture
    def newcomers(self) -> MemoryNewcomers:
        return MemoryNewcomers()


def test_the_table_alone_tells_neither_who_nor_what(dynamo: Any) -> None:
    DynamoNewcomers(dynamo, "Newcomers", lambda: "secret").keep(JO, 10)
    (item,) = dynamo.scan(TableName="Newcomers")["Items"]
    assert set(item) == {"person", "sealed", "expires_at"}
    held = str(item)
    assert not [each for each in (JO.email, JO.name, *JO.formerly, JO.password_hash) if each in held]


def test_what_is_sealed_is_of_one_person_and_one_key(dynamo: Any) -> None:
    ours = DynamoNewcomers(dynamo, "Newcomers", lambda: "secret")
    ours.keep(JO, 10)
    assert DynamoNewcomers(dynamo, "Newcomers", lambda: "another").find(JO.email) is None
    (item,) = dynamo.scan(TableName="Newcomers")["Items"]
    other = ours._key("other@example.com")
    dynamo.put_item(TableName="Newcomers", Item={**item, **other})
    with pytest.raises(Unavailable, match="another key"):
        ours.find("other@example.com")
