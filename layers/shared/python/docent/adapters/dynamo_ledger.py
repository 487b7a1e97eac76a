"""Spending in the table Usage, an item a bot and day, in whole micro-dollars, so that sums are exact."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docent.adapters.dynamo import call, from_item, read_all
from docent.conversation import Receipt, Spending, Usage
from docent.errors import Conflict

_MICRO = 1_000_000
_KEPT_SECONDS = 400 * 86_400
_MOST_KEYS = 100
_ALL = "all"  # no bot's id


class DynamoLedger:
    """Satisfies Ledger, Spent and Tallies. `most`: what all bots together may spend on a day, in dollars, 0
    being as much as they like; they have an item, too.

    Counts of a model are `answers#MODEL`, `input#MODEL`, `output#MODEL`, those of a tally `tally#NAME`.
    `once` gives a client that tries nothing again: what a settlement gives back may have been given although
    its answer was lost, and given twice it would be spent twice. Reserved twice errs on the safe side.
    """

    def __init__(self, client: Any, table: str, once: Callable[[], Any], most: float = 0) -> None:
        self._client, self._table, self._once, self._most = client, table, once, most

    def reserve(self, bot_id: str, day: str, usd: float, limit: float | None) -> bool:
        amount = round(usd * _MICRO)
        if not self._take(bot_id, day, amount, limit):
            return False
        if not self._most or self._take(_ALL, day, amount, self._most):
            return True
        self._add(self._once(), bot_id, day, {"spent": -amount}, {})
        return False

    def _take(self, bot_id: str, day: str, amount: int, limit: float | None) -> bool:
        if limit is None:
            self._add(self._client, bot_id, day, {"spent": amount}, {})
            return True
        most = round(limit * _MICRO) - amount
        if most < 0:
            return False
        try:
            self._add(
                self._client, bot_id, day, {"spent": amount}, {":most": {"N": str(most)}},
                ConditionExpression="attribute_not_exists(#n0) OR #n0 <= :most",
            )  # fmt: skip
        except Conflict:
            return False
        return True

    def settle(self, bot_id: str, day: str, usd: float, receipt: Receipt) -> None:
        amounts: dict[str, float] = {
            "spent": round(usd * _MICRO),
            "read_units": receipt.read_units,
            "milliseconds": receipt.milliseconds,
            f"answers#{receipt.model}": 1,
        }
        for model, usage in receipt.usage.items():
            amounts |= {f"input#{model}": usage.input_tokens, f"output#{model}": usage.output_tokens}
        self._add(self._once(), bot_id, day, {**amounts, **_named(receipt.tally)}, {})
        if self._most and amounts["spent"]:
            self._add(self._once(), _ALL, day, {"spent": amounts["spent"]}, {})

    def count(self, bot_id: str, day: str, tally: Mapping[str, int]) -> None:
        self._add(self._client, bot_id, day, _named(tally), {})

    def spending(self, bot_id: str, day: str) -> Spending:
        found = call(self._client.get_item, TableName=self._table, Key=_key(bot_id, day), ConsistentRead=True)
        return _spending(from_item(found.get("Item", {})))

    def by_day(self, bot_id: str, days: Sequence[str]) -> Mapping[str, Spending]:
        found: dict[str, Spending] = {}
        for start in range(0, len(days), _MOST_KEYS):
            keys = [_key(bot_id, day) for day in days[start : start + _MOST_KEYS]]
            for item in read_all(self._client, self._table, keys):
                found[item["pk"]["S"].rpartition("#")[2]] = _spending(from_item(item))
        return found

    def _add(
        self, client: Any, bot_id: str, day: str,
        amounts: Mapping[str, float], values: Mapping[str, Any], **condition: str,
    ) -> None:  # fmt: skip
        """Add to each attribute, `#n0` being the first, in one write."""
        added = {f":n{at}": {"N": repr(amount)} for at, amount in enumerate(amounts.values())}
        call(
            client.update_item,
            TableName=self._table, Key=_key(bot_id, day),
            UpdateExpression="SET expires_at = :expires ADD "
            + ", ".join(f"#n{at} :n{at}" for at in range(len(amounts))),
            ExpressionAttributeNames={f"#n{at}": name for at, name in enumerate(amounts)},
            ExpressionAttributeValues={
                ":expires": {"N": str(int(time.time()) + _KEPT_SECONDS)}, **added, **values
            },
            **condition,
        )  # fmt: skip


def _key(bot_id: str, day: str) -> dict[str, Any]:
    return {"pk": {"S": f"spent#{bot_id}#{day}"}}


def _spending(item: Mapping[str, Any]) -> Spending:
    read, written = _by_model(item, "input#"), _by_model(item, "output#")
    return Spending(
        usd=item.get("spent", 0) / _MICRO,
        answers=_by_model(item, "answers#"),
        usage={model: Usage(read[model], written[model]) for model in read},
        read_units=item.get("read_units", 0),
        milliseconds=item.get("milliseconds", 0),
        tally=_by_model(item, "tally#"),
    )


def _named(tally: Mapping[str, int]) -> dict[str, float]:
    return {f"tally#{name}": count for name, count in tally.items()}


def _by_model(item: Mapping[str, Any], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): count for name, count in item.items() if name.startswith(prefix)}
