"""Counts what is read of DynamoDB, in its own units, for the receipt of an answer."""

from __future__ import annotations

from typing import Any

_READS = ("GetItem", "Query", "BatchGetItem")


class DynamoMeter:
    """Read units that a client consumed since it was metered: half of one for 4 KB, a whole if consistent.

    It counts for the process. On Lambda that is one question at a time; elsewhere, questions at the same time
    count each other's.
    """

    def __init__(self, client: Any) -> None:
        self.units = 0.0
        events = client.meta.events
        for operation in _READS:
            events.register(f"before-parameter-build.dynamodb.{operation}", _ask)
            events.register(f"after-call.dynamodb.{operation}", self._count)

    def _count(self, parsed: dict[str, Any], **_: Any) -> None:
        told = parsed.get("ConsumedCapacity") or []
        self.units += sum(each["CapacityUnits"] for each in ([told] if isinstance(told, dict) else told))


def _ask(params: dict[str, Any], **_: Any) -> None:
    params["ReturnConsumedCapacity"] = "TOTAL"
