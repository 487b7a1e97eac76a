"""Bots in the table BotCollections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from docent.adapters.dynamo import call, from_item, listing, read_all, to_item, to_value
from docent.errors import Conflict, NotFound
from docent.ids import now
from docent.model import Bot
from docent.ports import Listing


class DynamoBots:
    """Satisfies Bots and BotWriter."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def find(self, bot_id: str) -> Bot | None:
        answer = call(self._client.get_item, TableName=self._table, Key=_key(bot_id), ConsistentRead=True)
        return _bot(from_item(answer["Item"])) if "Item" in answer else None

    def owned_by(self, user_id: str, after: str = "", limit: int = 50) -> Listing:
        items, token = listing(
            self._client, after, limit,
            TableName=self._table, IndexName="user-index", ScanIndexForward=False,
            KeyConditionExpression="user_id = :user",
            ExpressionAttributeValues={":user": {"S": user_id}},
        )  # fmt: skip
        return Listing(tuple(map(_bot, items)), token)

    def listed(self, bot_ids: Sequence[str]) -> Sequence[Bot]:
        keys = [_key(bot_id) for bot_id in dict.fromkeys(bot_ids)]
        items = read_all(self._client, self._table, keys) if keys else []
        found = {bot.bot_id: bot for bot in (_bot(from_item(item)) for item in items)}
        return [found[each] for each in bot_ids if each in found]

    def create(self, bot: Bot) -> None:
        call(
            self._client.put_item,
            TableName=self._table, Item=to_item(asdict(bot)),
            ConditionExpression="attribute_not_exists(bot_id)",
        )  # fmt: skip

    def change(self, bot_id: str, user_id: str, settings: Mapping[str, Any]) -> Bot:
        values = {**settings, "updated_at": now()}
        try:
            answer = call(
                self._client.update_item,
                TableName=self._table, Key=_key(bot_id), ReturnValues="ALL_NEW",
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
                ConditionExpression="user_id = :owner",
                ExpressionAttributeNames={f"#{name}": name for name in values},
                ExpressionAttributeValues={
                    ":owner": {"S": user_id},
                    **{f":{name}": to_value(value) for name, value in values.items()},
                },
            )  # fmt: skip
        except Conflict as error:
            raise NotFound("There is no such bot, or it is not yours.", code="bot_not_found") from error
        return _bot(from_item(answer["Attributes"]))

    def erase(self, bot_id: str, user_id: str) -> None:
        try:
            call(
                self._client.delete_item,
                TableName=self._table, Key=_key(bot_id),
                ConditionExpression="user_id = :owner",
                ExpressionAttributeValues={":owner": {"S": user_id}},
            )  # fmt: skip
        except Conflict as error:
            raise NotFound("There is no such bot, or it is not yours.", code="bot_not_found") from error


def _key(bot_id: str) -> dict[str, Any]:
    return {"bot_id": {"S": bot_id}}


_FIELDS = {field.name for field in fields(Bot)}


def _bot(values: Mapping[str, Any]) -> Bot:
    known = {name: value for name, value in values.items() if name in _FIELDS}
    for name in ("allowed_origins", "starters"):
        known[name] = tuple(known.get(name, ()))
    return Bot(**known)
