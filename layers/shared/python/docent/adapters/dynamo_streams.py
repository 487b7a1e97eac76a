"""Answers under way in the table Conversations: SK `live#<conversation>#<message>`, gone by TTL."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from docent.adapters.dynamo import call, from_item, to_value
from docent.conversation import Citation, Live

_KEPT_SECONDS = 600


class DynamoStreams:
    """Satisfies Streams."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def keep(self, live: Live) -> Live:
        names = ("conversation_id", "message_id", "asker", "text", "citations", "beat_at", "failure")
        values = {name: value for name, value in asdict(live).items() if name in names}
        stored = self._set(live.bot_id, live.conversation_id, live.message_id, values, ReturnValues="ALL_NEW")
        return _live(from_item(stored["Attributes"]))

    def find(self, bot_id: str, conversation_id: str, message_id: str) -> Live | None:
        key = _key(bot_id, conversation_id, message_id)
        answer = call(self._client.get_item, TableName=self._table, Key=key, ConsistentRead=True)
        values = from_item(answer.get("Item", {}))
        # Without an asker it is only a mark; and DynamoDB may take days to remove what has expired.
        fresh = "asker" in values and values["expires_at"] > time.time()
        return _live(values) if fresh else None

    def mark(self, bot_id: str, conversation_id: str, message_id: str, **left: float | str) -> None:
        self._set(bot_id, conversation_id, message_id, left)

    def _set(self, bot_id: str, conversation_id: str, message_id: str, values: Any, **more: str) -> Any:
        values = {**values, "expires_at": int(time.time()) + _KEPT_SECONDS}
        return call(
            self._client.update_item,
            TableName=self._table, Key=_key(bot_id, conversation_id, message_id),
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
            ExpressionAttributeNames={f"#{name}": name for name in values},
            ExpressionAttributeValues={f":{name}": to_value(value) for name, value in values.items()},
            **more,
        )  # fmt: skip


def _key(bot_id: str, conversation_id: str, message_id: str) -> dict[str, Any]:
    return {"bot_id": {"S": bot_id}, "turn_id": {"S": f"live#{conversation_id}#{message_id}"}}


def _live(values: dict[str, Any]) -> Live:
    del values["turn_id"], values["expires_at"]
    citations = tuple(Citation(**each) for each in values.pop("citations"))
    failure = values.pop("failure")
    return Live(**values, citations=citations, failure=tuple(failure) if failure else None)
