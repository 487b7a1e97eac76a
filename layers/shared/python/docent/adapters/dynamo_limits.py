"""Counters in the table Usage: `rate#<key>` holds when the bucket will be empty again, in microseconds."""

from __future__ import annotations

import secrets
import time
from typing import Any

from botocore.exceptions import ClientError

from docent.adapters.dynamo import call
from docent.errors import Conflict, Unavailable
from docent.gates import Rate

_MICRO = 1_000_000
_TRIES = 8
_SALT_SECONDS = 2 * 86_400
_BEGUN = {
    "UpdateExpression": "SET empty_at = :next, expires_at = :expires",
    "ConditionExpression": "attribute_not_exists(empty_at) OR empty_at <= :now",
}
_ADDED = {
    "UpdateExpression": "SET empty_at = empty_at + :step, expires_at = :expires",
    "ConditionExpression": "empty_at > :now AND empty_at <= :last",
}


class DynamoLimits:
    """Satisfies Limits and Salts."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table
        self._salts: dict[str, str] = {}

    def take(self, key: str, rate: Rate, moment: float) -> float:
        now, step = round(moment * _MICRO), round(rate.seconds * _MICRO / rate.most)
        last = now + (rate.most - 1) * step
        for _ in range(_TRIES):
            times = {":now": now, ":expires": now // _MICRO + 2 * rate.seconds + 60}
            empty_at = self._write(key, _BEGUN, {**times, ":next": now + step})
            if empty_at is not None and empty_at > now:
                empty_at = self._write(key, _ADDED, {**times, ":last": last, ":step": step})
            if empty_at is None:
                return 0.0
            if empty_at > last:
                return (empty_at - last) / _MICRO
        raise Unavailable("Too many ask at the same moment. Try again.", code="contention", retry_after=1)

    def salt(self, day: str) -> str:
        if day not in self._salts:
            answer = call(
                self._client.update_item,
                TableName=self._table, Key={"pk": {"S": f"salt#{day}"}}, ReturnValues="ALL_NEW",
                UpdateExpression="SET salt = if_not_exists(salt, :drawn), expires_at = :expires",
                ExpressionAttributeValues={
                    ":drawn": {"S": secrets.token_hex(32)},
                    ":expires": {"N": str(int(time.time()) + _SALT_SECONDS)},
                },
            )  # fmt: skip
            self._salts = {day: answer["Attributes"]["salt"]["S"]}
        return self._salts[day]

    def _write(self, key: str, write: dict[str, str], values: dict[str, int]) -> int | None:
        """None where it was written; else the `empty_at` that forbade it, 0 where there is none."""
        try:
            call(
                self._client.update_item,
                TableName=self._table, Key={"pk": {"S": f"rate#{key}"}},
                ExpressionAttributeValues={name: {"N": str(value)} for name, value in values.items()},
                ReturnValuesOnConditionCheckFailure="ALL_OLD", **write,
            )  # fmt: skip
        except Conflict as refused:
            return _seen(refused)
        return None


def _seen(refused: Conflict) -> int:
    error = refused.__cause__
    item = error.response.get("Item", {}) if isinstance(error, ClientError) else {}
    return int(item.get("empty_at", {"N": "0"})["N"])
