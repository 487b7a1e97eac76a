"""Daily spending in the table Usage, in whole micro-dollars, so that sums are exact."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from docent.adapters.dynamo import call, read_all
from docent.errors import Conflict

_MICRO = 1_000_000
_KEPT_SECONDS = 400 * 86_400
_MOST_KEYS = 100


class DynamoLedger:
    """Satisfies Ledger and Spending."""

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

    def by_day(self, bot_id: str, days: Sequence[str]) -> Mapping[str, float]:
        found: dict[str, float] = {}
        for start in range(0, len(days), _MOST_KEYS):
            keys = [{"pk": {"S": _key(bot_id, day)}} for day in days[start : start + _MOST_KEYS]]
            for item in read_all(self._client, self._table, keys):
                found[item["pk"]["S"].rpartition("#")[2]] = int(item["spent"]["N"]) / _MICRO
        return found

    def _add(self, bot_id: str, day: str, amount: int, *, values: dict[str, Any], **condition: str) -> None:
        call(
            self._client.update_item,
            TableName=self._table, Key={"pk": {"S": _key(bot_id, day)}},
            UpdateExpression="SET expires_at = :expires ADD spent :amount",
            ExpressionAttributeValues={
                ":amount": {"N": str(amount)},
                ":expires": {"N": str(int(time.time()) + _KEPT_SECONDS)},
                **values,
            },
            **condition,
        )  # fmt: skip


def _key(bot_id: str, day: str) -> str:
    return f"spent#{bot_id}#{day}"
