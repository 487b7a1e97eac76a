"""Everything that is kept, by scanning the tables and listing the bucket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from docent.adapters.dynamo import call
from docent.adapters.dynamo_bots import DynamoBots
from docent.adapters.dynamo_documents import DynamoDocuments
from docent.model import Bot, Document


class AwsInventory:
    """Satisfies Inventory. Keys are scanned; what they name is read by the adapters that know how."""

    def __init__(
        self, dynamo: Any, s3: Any, tables: tuple[str, str, str], bucket: str,
        bots: DynamoBots, documents: DynamoDocuments,
    ) -> None:  # fmt: skip
        self._dynamo, self._s3, self._bucket = dynamo, s3, bucket
        self._bots_table, self._documents_table, self._vectors_table = tables
        self._bots, self._documents = bots, documents

    def bots(self) -> Iterable[Bot]:
        for key in self._keys(self._bots_table, "bot_id"):
            if bot := self._bots.find(key["bot_id"]):
                yield bot

    def documents(self) -> Iterable[Document]:
        for key in self._keys(self._documents_table, "bot_id, document_id"):
            if document := self._documents.find(key["bot_id"], key["document_id"]):
                yield document

    def owners(self) -> Iterable[tuple[str, str]]:
        seen: set[tuple[str, str]] = set()
        for owner in self._named():
            if owner not in seen:
                seen.add(owner)
                yield owner

    def _named(self) -> Iterator[tuple[str, str]]:
        for key in self._keys(self._vectors_table, "bot_id, chunk_id"):
            yield key["bot_id"], key["chunk_id"].split(".")[1]
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket):
            for file in page.get("Contents", ()):
                bot_id, _, rest = file["Key"].partition("/")
                if bot_id != "exports":  # of people, for a day
                    yield bot_id, rest.partition("/")[0]

    def _keys(self, table: str, names: str) -> Iterator[dict[str, str]]:
        request: dict[str, Any] = {"TableName": table, "ProjectionExpression": names, "ConsistentRead": True}
        while True:
            page = call(self._dynamo.scan, **request)
            yield from ({name: value["S"] for name, value in item.items()} for item in page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
