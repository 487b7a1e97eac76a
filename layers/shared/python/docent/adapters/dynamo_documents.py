"""Documents in the table Documents, and the one write that decides what is live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass, replace
from typing import Any

from docent.adapters.dynamo import call, from_item, listing, pause, query, to_item
from docent.endings import REMOVAL_SECONDS
from docent.errors import Conflict, NotFound, Unavailable
from docent.ids import now
from docent.model import UNDER_WAY, Bot, Document, Progress
from docent.ports import Listing
from docent.siblings import replaced

_UNDER_WAY = ("queued", "extracting", "embedding", "ready", "partial")
_TRIES = 8
_DUE = "due"
_PUBLISHED = (
    "status", "reason", "message", "progress", "pages", "chunks", "blocks", "bytes", "sha256", "coverage",
    "live_version", "deadline", "edits",
)  # fmt: skip

_AMENDED = ("live_version", "blocks", "edits", "former", "deadline")


class DynamoDocuments:
    """Satisfies Documents, Siblings, Overdue and DocumentWriter."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def find(self, bot_id: str, document_id: str) -> Document | None:
        answer = call(
            self._client.get_item, TableName=self._table, Key=_key(bot_id, document_id), ConsistentRead=True
        )
        return _document(from_item(answer["Item"])) if "Item" in answer else None

    def in_bot(self, bot_id: str, after: str = "", limit: int = 50) -> Listing:
        items, token = listing(
            self._client, after, limit,
            TableName=self._table, ScanIndexForward=False, ConsistentRead=True,
            KeyConditionExpression="bot_id = :bot",
            ExpressionAttributeValues={":bot": {"S": bot_id}},
        )  # fmt: skip
        return Listing(tuple(map(_document, items)), token)

    def with_content(self, bot_id: str, sha256: str) -> Document | None:
        keys = query(
            self._client,
            TableName=self._table, IndexName="content-index",
            KeyConditionExpression="bot_id = :bot AND sha256 = :hash",
            ExpressionAttributeValues={":bot": {"S": bot_id}, ":hash": {"S": sha256}},
        )  # fmt: skip
        found = (self.find(bot_id, item["document_id"]["S"]) for item in keys)
        return next((each for each in found if each and each.status in _UNDER_WAY), None)

    def alike(self, document: Document) -> Sequence[Document]:
        found = query(
            self._client,
            TableName=self._table, ConsistentRead=True,
            KeyConditionExpression="bot_id = :bot",
            FilterExpression="document_id <> :id AND (filename = :name OR sha256 = :hash)",
            ExpressionAttributeValues=to_item({
                ":bot": document.bot_id, ":id": document.document_id,
                ":name": document.filename, ":hash": document.sha256 or "none",
            }),
        )  # fmt: skip
        return [_document(from_item(item)) for item in found]

    def overdue(self, moment: str, limit: int = 100) -> Sequence[tuple[str, str]]:
        page = call(
            self._client.query,
            TableName=self._table, IndexName="due-index", Limit=limit,
            KeyConditionExpression="due = :due AND deadline < :moment",
            ExpressionAttributeValues={":due": {"S": _DUE}, ":moment": {"S": moment}},
        )  # fmt: skip
        return [(item["bot_id"]["S"], item["document_id"]["S"]) for item in page["Items"]]

    def create(self, document: Document) -> None:
        call(
            self._client.put_item,
            TableName=self._table, Item=to_item(_dated(asdict(document))),
            ConditionExpression="attribute_not_exists(document_id)",
        )  # fmt: skip

    def advance(self, document: Document, **fields: Any) -> Document:
        answer = call(
            self._client.update_item, ReturnValues="ALL_NEW", **_unmoved(self._table, document, fields)
        )
        return _document(from_item(answer["Attributes"]))

    def erase(self, bot_id: str, document_id: str) -> None:
        call(self._client.delete_item, TableName=self._table, Key=_key(bot_id, document_id))


_BYTES = {"#bytes": "bytes"}  # a word of its own in DynamoDB


class DynamoPublisher:
    """Satisfies Publisher: the document and its bot's head change in one transaction, or neither does."""

    def __init__(self, client: Any, bots_table: str, documents_table: str) -> None:
        self._client, self._bots, self._table = client, bots_table, documents_table
        self._documents = DynamoDocuments(client, documents_table)

    def publish(self, document: Document) -> Sequence[Document]:
        for attempt in range(_TRIES):
            head = self._open_head(document.bot_id)
            self._check_unmoved(document)
            older = replaced(document, self._documents.alike(document))
            try:
                self._publish(document, older, head)
            except Conflict:  # something else was published or withdrawn since we looked, or it moved
                pause(attempt)
            else:
                return [replace(each, live_version="", status="deleting") for each in older]
        raise Unavailable("Others keep changing this bot just now. It is tried again.", code="contention")

    def amend(self, document: Document, was: str) -> None:
        self._open_head(document.bot_id)
        changes = {name: getattr(document, name) for name in _AMENDED}
        update = _update(
            self._table, document.bot_id, document.document_id, changes, "live_version = :was"
        )  # fmt: skip
        update["ExpressionAttributeValues"][":was"] = {"S": was}
        self._transact(update, self._head(document.bot_id, 0, 0, 0, churn=1))

    def recount(self, bot: Bot, documents: int, chunks: int, size: int) -> None:
        call(
            self._client.update_item,
            TableName=self._bots, Key={"bot_id": {"S": bot.bot_id}},
            UpdateExpression="SET documents = :documents, chunks = :chunks, #bytes = :bytes",
            ConditionExpression="knowledge_version = :seen",
            ExpressionAttributeNames=_BYTES,
            ExpressionAttributeValues=to_item(
                {":documents": documents, ":chunks": chunks, ":bytes": size, ":seen": bot.knowledge_version}
            ),
        )  # fmt: skip

    def _open_head(self, bot_id: str) -> int:
        """The bot's knowledge_version. Raises NotFound if the bot is gone or being deleted."""
        key = {"bot_id": {"S": bot_id}}
        item = call(self._client.get_item, TableName=self._bots, Key=key, ConsistentRead=True).get("Item")
        if item is None or from_item(item).get("erasing"):
            raise NotFound("There is no such bot any more.", code="bot_not_found")
        return int(item["knowledge_version"]["N"])

    def _check_unmoved(self, document: Document) -> None:
        current = self._documents.find(document.bot_id, document.document_id)
        if (
            current is None
            or current.status not in UNDER_WAY
            or (current.attempt, current.live_version) != (document.attempt, "")
        ):
            raise Conflict("It was changed or removed meanwhile. Load it again.")

    def _publish(self, document: Document, older: Sequence[Document], seen: int) -> None:
        changes = {name: getattr(document, name) for name in _PUBLISHED}
        gone = sum(each.chunks for each in older)
        size = document.bytes - sum(each.bytes for each in older)
        churn = document.chunks + gone
        head = self._head(document.bot_id, 1 - len(older), document.chunks - gone, size, churn)
        head["ConditionExpression"] = (
            "knowledge_version = :seen AND (attribute_not_exists(erasing) OR erasing = :no)"
        )
        head["ExpressionAttributeValues"] |= {":seen": {"N": str(seen)}, ":no": {"BOOL": False}}
        moving = replace(document, status="embedding")
        self._transact(
            _unmoved(self._table, moving, changes), *(self._withdrawal(each, {}) for each in older), head
        )

    def withdraw(self, document: Document, **ending: Any) -> None:
        current: Document | None = document
        for _ in range(_TRIES):
            if current is None or current.status == "deleting":
                return
            try:
                self._withdraw(current, ending)
            except Conflict:  # published, or removed, since it was read
                current = self._documents.find(document.bot_id, document.document_id)
            else:
                return
        raise Unavailable("The document keeps changing. Try to delete it again in a moment.")

    def _withdraw(self, document: Document, ending: Mapping[str, Any]) -> None:
        update = self._withdrawal(document, ending)
        if document.live_version:
            gone = self._head(document.bot_id, -1, -document.chunks, -document.bytes, document.chunks)
            self._transact(update, gone)
        else:
            call(self._client.update_item, **update)

    def _withdrawal(self, document: Document, ending: Mapping[str, Any]) -> dict[str, Any]:
        changes = {
            "status": "deleting",
            "progress": Progress("deleting"),
            "deadline": now(REMOVAL_SECONDS),
            "live_version": "",
            **ending,
        }
        live = document.live_version
        condition = "live_version = :live" if live else "attribute_not_exists(live_version)"
        update = _update(
            self._table, document.bot_id, document.document_id, changes,
            f"attribute_exists(document_id) AND {condition}",
        )  # fmt: skip
        if live:
            update["ExpressionAttributeValues"][":live"] = {"S": live}
        return update

    def _head(self, bot_id: str, documents: int, chunks: int, size: int, churn: int) -> dict[str, Any]:
        return {
            "TableName": self._bots,
            "Key": {"bot_id": {"S": bot_id}},
            "UpdateExpression": "ADD knowledge_version :one, documents :documents,"
            " chunks :chunks, #bytes :bytes, churn :churn",
            "ExpressionAttributeNames": _BYTES,
            "ConditionExpression": "attribute_exists(bot_id)",
            "ExpressionAttributeValues": {
                ":one": {"N": "1"},
                ":documents": {"N": str(documents)},
                ":chunks": {"N": str(chunks)},
                ":bytes": {"N": str(size)},
                ":churn": {"N": str(churn)},
            },
        }

    def _transact(self, *updates: Mapping[str, Any]) -> None:
        for attempt in range(_TRIES):
            try:
                call(self._client.transact_write_items, TransactItems=[{"Update": each} for each in updates])
            except Unavailable as error:
                if error.code != "contention" or attempt == _TRIES - 1:
                    raise
                pause(attempt)
            else:
                return


def _update(
    table: str, bot_id: str, document_id: str, changes: Mapping[str, Any], condition: str
) -> dict[str, Any]:
    """An update of a document that is not being deleted."""
    values = {**_dated(changes), "updated_at": now()}
    given = to_item(
        {k: asdict(v) if is_dataclass(v) and not isinstance(v, type) else v for k, v in values.items()}
    )
    emptied = [name for name in values if name not in given]
    expression = "SET " + ", ".join(f"#{name} = :{name}" for name in given)
    if emptied:
        expression += " REMOVE " + ", ".join(f"#{name}" for name in emptied)
    return {
        "TableName": table,
        "Key": _key(bot_id, document_id),
        "UpdateExpression": expression,
        "ConditionExpression": f"({condition}) AND #current <> :deleting",
        "ExpressionAttributeNames": {"#current": "status", **{f"#{name}": name for name in values}},
        "ExpressionAttributeValues": {
            ":deleting": {"S": "deleting"},
            **{f":{name}": value for name, value in given.items()},
        },
    }


def _unmoved(table: str, document: Document, changes: Mapping[str, Any]) -> dict[str, Any]:
    """An update of a document that is where it was left."""
    allowed = sorted(UNDER_WAY) if document.status in UNDER_WAY else [document.status]
    given = {f":was{number}": status for number, status in enumerate(allowed)}
    known = "attempt = :same" + (" OR attribute_not_exists(attempt)" if document.attempt == 1 else "")
    update = _update(
        table, document.bot_id, document.document_id, changes,
        f"attribute_exists(document_id) AND ({known}) AND #current IN ({', '.join(given)})",
    )  # fmt: skip
    update["ExpressionAttributeValues"] |= to_item({":same": document.attempt, **given})
    return update


def _dated(values: Mapping[str, Any]) -> dict[str, Any]:
    """With the key of the due-index where there is a deadline, and without it where there is none."""
    return {**values, "due": _DUE if values["deadline"] else ""} if "deadline" in values else dict(values)


def _key(bot_id: str, document_id: str) -> dict[str, Any]:
    return {"bot_id": {"S": bot_id}, "document_id": {"S": document_id}}


_FIELDS = {field.name for field in fields(Document)}


def _document(values: Mapping[str, Any]) -> Document:
    known = {name: value for name, value in values.items() if name in _FIELDS}
    return Document(**{**known, "progress": Progress(**known["progress"])})
