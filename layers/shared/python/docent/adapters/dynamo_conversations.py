"""Turns in the table Conversations: PK bot_id, SK `<conversation>#<message>`, forgotten by TTL."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from docent.adapters.dynamo import call, from_item, query, to_item, write_all
from docent.model import Citation, Turn


class DynamoConversations:
    """Satisfies Conversations and Turns."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def record(self, turn: Turn, lifetime_days: int) -> None:
        item = {
            **asdict(turn),
            "turn_id": f"{turn.conversation_id}#{turn.message_id}",
            "expires_at": int(time.time()) + lifetime_days * 86_400,
        }
        call(self._client.put_item, TableName=self._table, Item=to_item(item))

    def recent(self, bot_id: str, conversation_id: str, limit: int) -> Sequence[Turn]:
        page = call(
            self._client.query,
            TableName=self._table, ScanIndexForward=False, Limit=limit, ConsistentRead=True,
            KeyConditionExpression="bot_id = :bot AND begins_with(turn_id, :conversation)",
            ExpressionAttributeValues={":bot": {"S": bot_id}, ":conversation": {"S": f"{conversation_id}#"}},
        )  # fmt: skip
        return [_turn(from_item(item)) for item in reversed(page["Items"])]

    def find(self, bot_id: str, conversation_id: str, message_id: str) -> Turn | None:
        key = {"bot_id": {"S": bot_id}, "turn_id": {"S": f"{conversation_id}#{message_id}"}}
        answer = call(self._client.get_item, TableName=self._table, Key=key, ConsistentRead=True)
        return _turn(from_item(answer["Item"])) if "Item" in answer else None

    def erase(self, bot_id: str) -> int:
        keys = list(
            query(
                self._client,
                TableName=self._table, ConsistentRead=True,
                KeyConditionExpression="bot_id = :bot",
                ExpressionAttributeValues={":bot": {"S": bot_id}},
                ProjectionExpression="bot_id, turn_id",
            )
        )  # fmt: skip
        write_all(self._client, self._table, ({"DeleteRequest": {"Key": key}} for key in keys))
        return len(keys)


def _turn(values: dict[str, Any]) -> Turn:
    del values["turn_id"], values["expires_at"]
    citations = tuple(Citation(**each) for each in values.pop("citations", ()))
    return Turn(**{"answer": "", **values}, citations=citations)
