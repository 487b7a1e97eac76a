"""Who else than its owner may use a bot, in the table Access: PK bot_id, SK `key#<key_id>`, `identity#`,
`member#<member_id>`; and what was done to the bot."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from docent.adapters.dynamo import call, from_item, listing, query, to_item, write_all
from docent.errors import Conflict, NotFound
from docent.gates import ERASED, ROLES, ApiKey, Deed, Member
from docent.ids import now
from docent.ports import Listing

_KINDS = {"key": "keys", "identity": "identities", "member": "members", "test": "tests", "deed": "deeds"}


class DynamoKeys:
    """Satisfies Keys and KeyRing."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def find(self, bot_id: str, key_id: str) -> ApiKey | None:
        answer = call(
            self._client.get_item, TableName=self._table, Key=_key(bot_id, key_id), ConsistentRead=True
        )
        return _api_key(from_item(answer["Item"])) if "Item" in answer else None

    def used(self, bot_id: str, key_id: str, moment: str) -> None:
        try:
            call(
                self._client.update_item,
                TableName=self._table, Key=_key(bot_id, key_id),
                UpdateExpression="SET last_used_at = :moment",
                ConditionExpression="attribute_exists(item_id)",
                ExpressionAttributeValues={":moment": {"S": moment}},
            )  # fmt: skip
        except Conflict:  # it was revoked meanwhile
            return

    def add(self, key: ApiKey) -> None:
        call(
            self._client.put_item,
            TableName=self._table, Item=to_item({**asdict(key), "item_id": f"key#{key.key_id}"}),
            ConditionExpression="attribute_not_exists(item_id)",
        )  # fmt: skip

    def of_bot(self, bot_id: str) -> Sequence[ApiKey]:
        items = query(
            self._client,
            TableName=self._table, ConsistentRead=True, ScanIndexForward=False,
            KeyConditionExpression="bot_id = :bot AND begins_with(item_id, :kind)",
            ExpressionAttributeValues={":bot": {"S": bot_id}, ":kind": {"S": "key#"}},
        )  # fmt: skip
        return [_api_key(from_item(item)) for item in items]

    def remove(self, bot_id: str, key_id: str) -> ApiKey:
        try:
            answer = call(
                self._client.delete_item,
                TableName=self._table, Key=_key(bot_id, key_id), ReturnValues="ALL_OLD",
                ConditionExpression="attribute_exists(item_id)",
            )  # fmt: skip
        except Conflict as error:
            raise NotFound("There is no such key: it was revoked already.", code="key_not_found") from error
        return _api_key(from_item(answer["Attributes"]))


class DynamoIdentities:
    """Satisfies Identities."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def version(self, bot_id: str) -> int:
        answer = call(
            self._client.get_item, TableName=self._table, Key=_identity(bot_id), ConsistentRead=True
        )
        item = from_item(answer.get("Item", {}))
        return int(item["version"]) if item.get("active") else 0

    def rotate(self, bot_id: str) -> int:
        answer = self._set(bot_id, True, ", version = if_not_exists(version, :zero) + :one", _COUNTERS)
        return int(answer["Attributes"]["version"]["N"])

    def stop(self, bot_id: str) -> None:
        self._set(bot_id, False, "", {})

    def _set(self, bot_id: str, active: bool, more: str, values: dict[str, Any]) -> Any:
        return call(
            self._client.update_item,
            TableName=self._table, Key=_identity(bot_id), ReturnValues="ALL_NEW",
            UpdateExpression="SET active = :active" + more,
            ExpressionAttributeValues={":active": {"BOOL": active}, **values},
        )  # fmt: skip


class DynamoGrants:
    """Satisfies Grants."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def erase(self, bot_id: str) -> Mapping[str, int]:
        counts = dict.fromkeys(_KINDS.values(), 0)
        gone = []
        for item in query(
            self._client,
            TableName=self._table, ConsistentRead=True, ProjectionExpression="bot_id, item_id",
            KeyConditionExpression="bot_id = :bot", ExpressionAttributeValues={":bot": {"S": bot_id}},
        ):  # fmt: skip
            kind = item["item_id"]["S"].partition("#")[0]
            if kind in _KINDS:
                counts[_KINDS[kind]] += 1
                gone.append({"DeleteRequest": {"Key": item}})
        write_all(self._client, self._table, gone)
        return counts


class DynamoMembers:
    """Satisfies Roles, Members and Shares. One item a member; `holder` is who finds it in holder-index:
    `user#<user_id>`, before they accepted `email#<address>`."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def member(self, bot_id: str, user_id: str) -> Member | None:
        theirs = [member for member in self.of_bot(bot_id) if member.user_id == user_id]
        return min(theirs, key=lambda member: ROLES.index(member.role), default=None)

    def invite(self, member: Member) -> Member:
        invited = {
            ":id": member.member_id, ":email": member.email, ":role": member.role,
            ":at": member.invited_at, ":expires": member.expires_at, ":holder": f"email#{member.email}",
        }  # fmt: skip
        try:
            return self._changed(member, _INVITE, "attribute_not_exists(user_id)", invited)
        except Conflict:  # they joined already
            return self._changed(
                member, "SET #role = :role", "attribute_exists(user_id)", {":role": member.role}
            )

    def _changed(self, member: Member, update: str, condition: str, values: dict[str, Any]) -> Member:
        answer = call(
            self._client.update_item,
            TableName=self._table, Key=_member_key(member.bot_id, member.member_id), ReturnValues="ALL_NEW",
            UpdateExpression=update, ConditionExpression=condition,
            ExpressionAttributeNames={"#role": "role"}, ExpressionAttributeValues=to_item(values),
        )  # fmt: skip
        return _member(from_item(answer["Attributes"]))

    def of_bot(self, bot_id: str) -> Sequence[Member]:
        items = query(
            self._client,
            TableName=self._table, ConsistentRead=True,
            KeyConditionExpression="bot_id = :bot AND begins_with(item_id, :kind)",
            ExpressionAttributeValues={":bot": {"S": bot_id}, ":kind": {"S": "member#"}},
        )  # fmt: skip
        return _standing(items)

    def remove(self, bot_id: str, member_id: str) -> Member:
        try:
            answer = call(
                self._client.delete_item,
                TableName=self._table, Key=_member_key(bot_id, member_id), ReturnValues="ALL_OLD",
                ConditionExpression="attribute_exists(item_id)",
            )  # fmt: skip
        except Conflict as error:
            raise _no_member() from error
        return _member(from_item(answer["Attributes"]))

    def joined(self, user_id: str) -> Sequence[Member]:
        return self._held(f"user#{user_id}")

    def waiting(self, email: str) -> Sequence[Member]:
        return self._held(f"email#{email}")

    def join(self, member: Member, user_id: str) -> Member:
        try:
            answer = call(
                self._client.update_item,
                TableName=self._table, Key=_member_key(member.bot_id, member.member_id),
                UpdateExpression="SET holder = :mine, user_id = :user, joined_at = :at REMOVE expires_at",
                ConditionExpression="holder = :address AND expires_at > :now", ReturnValues="ALL_NEW",
                ExpressionAttributeValues=to_item({
                    ":mine": f"user#{user_id}", ":user": user_id, ":at": now(), ":now": int(time.time()),
                    ":address": f"email#{member.email}",
                }),
            )  # fmt: skip
        except Conflict as error:
            raise _no_member() from error
        return _member(from_item(answer["Attributes"]))

    def _held(self, holder: str) -> Sequence[Member]:
        items = query(
            self._client,
            TableName=self._table, IndexName="holder-index",
            KeyConditionExpression="holder = :holder",
            ExpressionAttributeValues={":holder": {"S": holder}},
        )  # fmt: skip
        return _standing(items)


class DynamoTrail:
    """Satisfies Trail: SK `deed#<deed_id>`, forgotten by TTL, and with their bot."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def note(self, deed: Deed, lifetime_days: int) -> None:
        item = {
            **asdict(deed),
            "item_id": f"deed#{deed.deed_id}",
            "expires_at": int(time.time()) + lifetime_days * 86_400,
        }
        call(self._client.put_item, TableName=self._table, Item=to_item(item))

    def of_bot(self, bot_id: str, after: str = "", limit: int = 50) -> Listing:
        items, token = listing(
            self._client, after, limit,
            TableName=self._table, ScanIndexForward=False, FilterExpression="expires_at > :now",
            KeyConditionExpression="bot_id = :bot AND begins_with(item_id, :kind)",
            ExpressionAttributeValues=to_item({":bot": bot_id, ":kind": "deed#", ":now": int(time.time())}),
        )  # fmt: skip
        return Listing(tuple(map(_deed, items)), token)

    def anonymise(self, bot_id: str, user_id: str) -> int:
        items = query(
            self._client,
            TableName=self._table, ConsistentRead=True, FilterExpression="user_id = :user",
            KeyConditionExpression="bot_id = :bot AND begins_with(item_id, :kind)",
            ExpressionAttributeValues={
                ":bot": {"S": bot_id}, ":kind": {"S": "deed#"}, ":user": {"S": user_id}
            },
        )  # fmt: skip
        somebodys = [{"PutRequest": {"Item": _somebodys(item)}} for item in items]
        write_all(self._client, self._table, somebodys)
        return len(somebodys)


def _somebodys(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "who"} | {"user_id": {"S": ERASED}}


def _deed(values: dict[str, Any]) -> Deed:
    del values["item_id"], values["expires_at"]
    return Deed(**{"detail": "", **values})


_INVITE = (
    "SET member_id = :id, email = :email, #role = :role, holder = :holder, invited_at = :at,"
    " expires_at = :expires"
)


def _member_key(bot_id: str, member_id: str) -> dict[str, Any]:
    return {"bot_id": {"S": bot_id}, "item_id": {"S": f"member#{member_id}"}}


def _member(values: dict[str, Any]) -> Member:
    del values["item_id"], values["holder"]
    return Member(**values)


def _standing(items: Iterable[dict[str, Any]]) -> Sequence[Member]:
    """The members of items: the table forgets what ran out within days, not at once."""
    members = (_member(from_item(item)) for item in items)
    return [member for member in members if member.stands(time.time())]


def _no_member() -> NotFound:
    return NotFound(
        "There is nobody like that to share with: they left or were removed.", code="member_not_found"
    )


_COUNTERS = {":zero": {"N": "0"}, ":one": {"N": "1"}}


def _identity(bot_id: str) -> dict[str, Any]:
    return {"bot_id": {"S": bot_id}, "item_id": {"S": "identity#"}}


def _key(bot_id: str, key_id: str) -> dict[str, Any]:
    return {"bot_id": {"S": bot_id}, "item_id": {"S": f"key#{key_id}"}}


def _api_key(values: dict[str, Any]) -> ApiKey:
    del values["item_id"]
    values.pop("created_by", None)  # keys of before said so; the trail does
    return ApiKey(**{**values, "scopes": tuple(values["scopes"])})
