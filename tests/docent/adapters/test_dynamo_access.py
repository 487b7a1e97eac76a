from __future__ import annotations

from typing import Any

import pytest

from docent.adapters.dynamo_access import DynamoGrants, DynamoIdentities, DynamoKeys
from tests.contracts.keys import GrantsContract, IdentitiesContract, KeysContract
from tests.gatekeepers import MemoryIdentities, MemoryKeys


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
        assert DynamoGrants(dynamo, "Access").erase("bot_1") == {"keys": 0, "identities": 1}
        assert identities.version("bot_1") == 0


class TestMemoryIdentities(IdentitiesContract):
    @pytest.fixture
    def identities(self) -> MemoryIdentities:
        return MemoryIdentities()
