from __future__ import annotations

import time
from typing import Any

import pytest

from docent.adapters.dynamo_access import DynamoGrants, DynamoIdentities, DynamoKeys, DynamoTrail
from tests.contracts.keys import GrantsContract, IdentitiesContract, KeysContract, TrailContract, some_deed
from tests.gatekeepers import MemoryIdentities, MemoryKeys, MemoryTrail


class TestDynamoKeys(KeysContract):
    @pytest.fixture
    def keys(self, dynamo: Any) -> DynamoKeys:
        return DynamoKeys(dynamo, "Access")


class TestMemoryKeys(KeysContract):
    @pytest.fixture
    def keys(self) -> MemoryKeys:
        return MemoryKeys()


class TestDynamoGrants(GrantsContract):
    @pytest.fixture
    def keys(self, dynamo: Any) -> DynamoKeys:
        return DynamoKeys(dynamo, "Access")

    @pytest.fixture
    def grants(self, dynamo: Any) -> DynamoGrants:
        return DynamoGrants(dynamo, "Access")


class TestMemoryGrants(GrantsContract):
    @pytest.fixture
    def keys(self) -> MemoryKeys:
        return MemoryKeys()

    @pytest.fixture
    def grants(self, keys: MemoryKeys) -> MemoryKeys:
        return keys


class TestDynamoIdentities(IdentitiesContract):
    @pytest.fixture
    def identities(self, dynamo: Any) -> DynamoIdentities:
        return DynamoIdentities(dynamo, "Access")

    def test_go_with_their_bot(self, dynamo: Any, identities: DynamoIdentities) -> None:
        identities.rotate("bot_1")
        assert DynamoGrants(dynamo, "Access").erase("bot_1") == {"keys": 0, "identities": 1, "tests": 0}
        assert identities.version("bot_1") == 0


class TestMemoryIdentities(IdentitiesContract):
    @pytest.fixture
    def identities(self) -> MemoryIdentities:
        return MemoryIdentities()


class TestDynamoTrail(TrailContract):
    @pytest.fixture
    def trail(self, dynamo: Any) -> DynamoTrail:
        return DynamoTrail(dynamo, "Access")

    def test_outlives_the_bot_and_is_forgotten_by_itself(self, dynamo: Any, trail: DynamoTrail) -> None:
        trail.note(some_deed(), 400)
        DynamoGrants(dynamo, "Access").erase("bot_1")
        (item,) = dynamo.scan(TableName="Access")["Items"]
        assert int(item["expires_at"]["N"]) > time.time() + 399 * 86_400


class TestMemoryTrail(TrailContract):
    @pytest.fixture
    def trail(self) -> MemoryTrail:
        return MemoryTrail()
