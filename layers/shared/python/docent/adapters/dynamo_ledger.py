"""Daily spending in the table Usage, in whole micro-dollars, so that sums are exact."""

from __future__ import annotations

import time
from typing import Any

from docent.adapters.dynamo import call
from docent.errors import Conflict

_MICRO = 1_000_000
_KEPT_SECONDS = 400 * 86_400


class DynamoLedger:
    """Satisfies Ledger."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def reserve(self, bot_id: str, day: str, usd: float, limit: float) -> bool:
        amount = round(usd * _MICRO)
        most = round(limit * _MICRO) - amount
        if most < 0:
            return False
        try:
            self._add(
                bot_id, day, amount,
                ConditionExpression="attribute_not_exists(spent) OR spent <= :most",
                values={":most": {"N": str(most)}},
            )  # fmt: skip
        except Conflict:
            return False
        return True

    def settle(self, bot_id: str, day: str, usd: float) -> None:
        self._add(bot_id, day, round(usd * _MICRO), values={})

    def _add(self, bot_id: str, day: str, amount: int, *, values: dict[str, Any], **condition: str) -> None:
        call(
            self._client.update_item,
            TableName=self._table, Key={"pk": {"S": f"spent#{bot_id}#{day}"}},
            UpdateExpression="SET expires_at = :expires ADD spent :amount",
            ExpressionAttributeValues={
                ":amount": {"N": str(amount)},
                ":expires": {"N": str(int(time.time()) + _KEPT_SECONDS)},
                **values,
            },
            **condition,
        )  # fmt: skip
