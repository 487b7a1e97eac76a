"""DynamoDB's wire format, and what its errors mean. Shared by the dynamo_* adapters."""

from __future__ import annotations

import base64
import json
import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from docent.errors import BadInput, Conflict, Unavailable

BATCH = 25
_TRIES = 8
Item = dict[str, Any]


def to_item(fields: Mapping[str, Any]) -> Item:
    """An item of a mapping. None and empty text are left out: a key of an index may be neither."""
    return {name: to_value(value) for name, value in fields.items() if value is not None and value != ""}


def to_value(value: Any) -> dict[str, Any]:
    """The typed value of text, number, bool, bytes, None, list, tuple or mapping. Raises ValueError on a
    number that no table takes."""
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, int | float):
        return {"N": _number(value)}
    if isinstance(value, bytes):
        return {"B": value}
    if value is None:
        return {"NULL": True}
    if isinstance(value, Mapping):
        return {"M": {str(name): to_value(each) for name, each in value.items()}}
    return {"L": [to_value(each) for each in value]}


def _number(value: float) -> str:
    """What is less than any that a table takes is nothing; of 38 digits and more nothing here is."""
    if not abs(value) < 1e38:
        raise ValueError("no table takes a number that large")
    return repr(value) if abs(value) >= 1e-130 else "0"


def from_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse of to_item; lists come back as lists."""
    return {name: from_value(value) for name, value in item.items()}


def from_value(value: Mapping[str, Any]) -> Any:
    kind, content = next(iter(value.items()))
    if kind == "N":
        return float(content) if any(c in content for c in ".eEn") else int(content)
    if kind == "M":
        return from_item(content)
    if kind == "L":
        return [from_value(each) for each in content]
    return None if kind == "NULL" else content


def query(client: Any, **request: Any) -> Iterator[Item]:
    """Every item of a query, page by page."""
    while True:
        page = call(client.query, **request)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def listing(client: Any, after: str, limit: int, **request: Any) -> tuple[list[dict[str, Any]], str]:
    """One page of a query, and the token that continues it. Raises BadInput on a token that is not ours."""
    if after:
        request["ExclusiveStartKey"] = to_item(_opened(after))
    try:
        page = call(client.query, Limit=limit, **request)
    except Unavailable as error:
        # All but the key to start from is our own.
        if after and _code(error.__cause__) == "ValidationException":
            raise _not_ours() from error
        raise
    last = page.get("LastEvaluatedKey")
    return [from_item(item) for item in page["Items"]], _sealed(from_item(last)) if last else ""


def write_all(client: Any, table: str, requests: Iterable[Mapping[str, Any]]) -> None:
    """Batch writes of PutRequests and DeleteRequests, trying again what the table could not take at once."""
    waiting = list(requests)
    for start in range(0, len(waiting), BATCH):
        batch: Sequence[Mapping[str, Any]] = waiting[start : start + BATCH]
        for attempt in range(_TRIES):
            answer = call(client.batch_write_item, RequestItems={table: batch})
            batch = answer.get("UnprocessedItems", {}).get(table, [])
            if not batch:
                break
            pause(attempt)
        else:
            raise Unavailable("The store is too busy to take more just now. Try again.")


def read_all(
    client: Any, table: str, keys: Sequence[Mapping[str, Any]], *, consistent: bool = False
) -> list[Item]:
    """The items of at most 100 keys, those that are there, trying again what the table could not give."""
    found: list[Item] = []
    waiting = {table: {"Keys": keys, "ConsistentRead": consistent}}
    for attempt in range(_TRIES):
        answer = call(client.batch_get_item, RequestItems=waiting)
        found += answer["Responses"].get(table, [])
        waiting = answer.get("UnprocessedKeys", {})
        if not waiting:
            return found
        pause(attempt)
    raise Unavailable("The store is too busy to answer just now. Try again.")


def pause(attempt: int) -> None:
    """Full jitter, doubling from 50 ms: AWS Architecture Blog, "Exponential Backoff and Jitter"."""
    time.sleep(random.uniform(0, 0.05 * 2**attempt))


def call(operation: Any, **request: Any) -> Any:
    """The answer of a client's operation. Raises Conflict on a failed condition, else Unavailable."""
    try:
        return operation(**request)
    except ClientError as error:
        code = _code(error)
        if code == "ConditionalCheckFailedException":
            raise Conflict("It was changed or removed meanwhile. Load it again.") from error
        if code == "TransactionCanceledException":
            raise cancelled(error) from error
        raise Unavailable("The store does not answer as it should. Try again in a moment.") from error
    except BotoCoreError as error:
        raise Unavailable("The store cannot be reached. Try again in a moment.") from error


def cancelled(error: ClientError) -> Conflict | Unavailable:
    """What a cancelled transaction means: a failed condition, or one more try."""
    reasons = [reason.get("Code") for reason in error.response.get("CancellationReasons", [])]
    if "ConditionalCheckFailed" in reasons:
        return Conflict("It was changed or removed meanwhile. Load it again.")
    return Unavailable("Others are writing the same thing just now. Try again.", code="contention")


def _sealed(key: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _opened(token: str) -> dict[str, Any]:
    try:
        key = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, RecursionError):  # the latter by what is nested without end
        key = None
    if not isinstance(key, dict) or not all(isinstance(value, str) for value in key.values()):
        raise _not_ours()
    return key


def _not_ours() -> BadInput:
    return BadInput("`next` is not a token of ours. Start the list again without it.", field="next")


def _code(error: BaseException | None) -> str:
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""
