"""Pinned questions in the table Access: PK bot_id, SK `test#<test_id>`. DynamoGrants erases them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from docent.adapters.dynamo import call, from_item, query, to_item, to_value
from docent.errors import Conflict, NotFound
from docent.pinned import Outcome, Pinned


class DynamoPinned:
    """Satisfies PinnedQuestions and PinBoard."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def of_bot(self, bot_id: str) -> Sequence[Pinned]:
        items = query(
            self._client,
            TableName=self._table, ConsistentRead=True, ScanIndexForward=False,
            KeyConditionExpression="bot_id = :bot AND begins_with(item_id, :kind)",
            ExpressionAttributeValues={":bot": {"S": bot_id}, ":kind": {"S": "test#"}},
        )  # fmt: skip
        return [_pinned(from_item(item)) for item in items]

    def add(self, pinned: Pinned) -> None:
        item = {**asdict(pinned), "item_id": f"test#{pinned.test_id}"}
        call(self._client.put_item, TableName=self._table, Item=to_item(item))

    def judged(self, bot_id: str, test_id: str, outcome: Outcome) -> None:
        values = {"outcome": asdict(outcome), **({"passed_at": outcome.ran_at} if outcome.passed else {})}
        try:
            call(
                self._client.update_item,
                TableName=self._table, Key=_key(bot_id, test_id),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
                ConditionExpression="attribute_exists(item_id)",
                ExpressionAttributeNames={f"#{name}": name for name in values},
                ExpressionAttributeValues={f":{name}": to_value(value) for name, value in values.items()},
            )  # fmt: skip
        except Conflict:  # it was deleted meanwhile
            return

    def remove(self, bot_id: str, test_id: str) -> Pinned:
        try:
            answer = call(
                self._client.delete_item,
                TableName=self._table, Key=_key(bot_id, test_id), ReturnValues="ALL_OLD",
                ConditionExpression="attribute_exists(item_id)",
            )  # fmt: skip
        except Conflict as error:
            raise NotFound("There is no such test question in this bot.", code="test_not_found") from error
        return _pinned(from_item(answer["Attributes"]))


def _key(bot_id: str, test_id: str) -> dict[str, Any]:
    return {"bot_id": {"S": bot_id}, "item_id": {"S": f"test#{test_id}"}}


def _pinned(values: dict[str, Any]) -> Pinned:
    del values["item_id"]
    outcome = values.pop("outcome", None)
    return Pinned(**{"filename": "", **values}, outcome=Outcome(**outcome) if outcome else None)
