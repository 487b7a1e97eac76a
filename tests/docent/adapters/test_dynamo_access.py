from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

import pytest

from docent.adapters.dynamo import to_item
from docent.adapters.dynamo_access import (
    DynamoGrants,
    DynamoIdentities,
    DynamoKeys,
    DynamoMembers,
    DynamoTrail,
)
from tests.contracts.keys import (
    GrantsContract,
    IdentitiesContract,
    KeysContract,
    TrailContract,
    some_deed,
    some_key,
)
from tests.contracts.members import MembersContract, some_member
from tests.gatekeepers import MemoryIdentities, MemoryKeys, MemoryMembers, MemoryTrail


class TestDynamoKeys(KeysContract):
    @pytest.fixture
    def keys(self, dynamo: Any) -> DynamoKeys:
        return DynamoKeys(dynamo, "Access")

    def test_reads_a_key_of_before_which_said_who_made_it(self, dynamo: Any, keys: DynamoKeys) -> None:
        key = some_key()
        item = {**asdict(key), "item_id": f"key#{key.key_id}", "created_by": "ann"}
        dynamo.put_item(TableName="Access", Item=to_item(item))
        assert keys.of_bot("bot_1") == [key]


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
        counts = {"keys": 0, "identities": 1, "members": 0, "tests": 0, "deeds": 0}
        assert DynamoGrants(dynamo, "Access").erase("bot_1") == counts
        assert identities.version("bot_1") == 0


class TestMemoryIdentities(IdentitiesContract):
    @pytest.fixture
    def identities(self) -> MemoryIdentities:
        return MemoryIdentities()


class TestDynamoMembers(MembersContract):
    @pytest.fixture
    def members(self, dynamo: Any) -> DynamoMembers:
        return DynamoMembers(dynamo, "Access")

    def test_go_with_their_bot(self, dynamo: Any, members: DynamoMembers) -> None:
        members.join(members.invite(some_member()), "bob")
        members.invite(some_member(email="eve@example.com"))
        assert DynamoGrants(dynamo, "Access").erase("bot_1")["members"] == 2
        assert (members.role("bot_1", "bob"), members.joined("bob")) == (None, [])


class TestMemoryMembers(MembersContract):
    @pytest.fixture
    def members(self) -> MemoryMembers:
        return MemoryMembers()


class TestDynamoTrail(TrailContract):
    @pytest.fixture
    def trail(self, dynamo: Any) -> DynamoTrail:
        return DynamoTrail(dynamo, "Access")

    def test_is_forgotten_by_itself_and_with_its_bot(self, dynamo: Any, trail: DynamoTrail) -> None:
        trail.note(some_deed(), 400)
        (item,) = dynamo.scan(TableName="Access")["Items"]
        assert int(item["expires_at"]["N"]) > time.time() + 399 * 86_400
        assert DynamoGrants(dynamo, "Access").erase("bot_1")["deeds"] == 1
        assert trail.of_bot("bot_1").items == ()


class TestMemoryTrail(TrailContract):
    @pytest.fixture
    def trail(self) -> MemoryTrail:
        return MemoryTrail()
