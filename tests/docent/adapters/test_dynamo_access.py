from __future__ import annotations

from typing import Any

import pytest

from docent.adapters.dynamo_access import DynamoGrants, DynamoKeys
from tests.contracts.keys import GrantsContract, KeysContract
from tests.gatekeepers import MemoryKeys


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
