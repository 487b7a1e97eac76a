"""Knowledge in the table VectorEmbeddings.

Packed blocks are `b.<document>.<version>.<first>`, chunks `c.<document>.<version>.<ordinal>`. A block whose
terms are too many for one item goes on in `...<first>+01`. The text of a chunk is an item of its own, read
only for the few chunks that an answer uses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict
from itertools import groupby
from typing import Any

from docent.adapters.dynamo import Item, call, from_item, listing, query, to_item, write_all
from docent.errors import Unavailable
from docent.model import Block, Chunk, Document, block_id
from docent.ports import Listing

_FEW = 8
_TRIES = 8
_READ = 100
_LARGEST = 390_000
_MORE = "+"
_INDEXED = ("w.", "v.")  # what dynamo_index keeps beside them; the mark that a version is whole goes first


class DynamoVectors:
    """Satisfies Knowledge, Blocks and Chunks."""

    def __init__(self, client: Any, table: str, documents_table: str) -> None:
        self._client, self._table, self._documents = client, table, documents_table

    def store(self, bot_id: str, blocks: Sequence[Block], chunks: Sequence[Chunk]) -> None:
        puts = ({"PutRequest": {"Item": item}} for item in self.items(bot_id, blocks, chunks))
        write_all(self._client, self._table, puts)

    @staticmethod
    def items(bot_id: str, blocks: Iterable[Block], chunks: Iterable[Chunk]) -> Iterator[Item]:
        """What `store` writes, in DynamoDB's own JSON; bytes are bytes."""
        for block in blocks:
            yield from (to_item({**item, "bot_id": bot_id}) for item in split(block))
        yield from (to_item({**asdict(chunk), "bot_id": bot_id}) for chunk in chunks)

    def erase(self, bot_id: str, document_id: str = "", version: str = "") -> Mapping[str, int]:
        removed = {}
        of = "".join(f"{each}." for each in (document_id, version) if each)
        for kind, prefix in (("blocks", "b."), ("chunks", "c.")):
            keys = list(self._under(bot_id, prefix + of, "bot_id, chunk_id"))
            write_all(self._client, self._table, ({"DeleteRequest": {"Key": key}} for key in keys))
            removed[kind] = sum(_MORE not in key["chunk_id"]["S"] for key in keys)
        for prefix in _INDEXED:
            keys = list(self._under(bot_id, prefix + of, "bot_id, chunk_id"))
            write_all(self._client, self._table, ({"DeleteRequest": {"Key": key}} for key in keys))
        return removed

    def versions(self, bot_id: str, document_id: str) -> Mapping[str, int]:
        held = self._counted(bot_id, f"b.{document_id}.")
        return {version: count for (_, version), count in held.items()}

    def held(self, bot_id: str) -> Mapping[tuple[str, str], int]:
        return self._counted(bot_id, "b.")

    def _counted(self, bot_id: str, prefix: str) -> Mapping[tuple[str, str], int]:
        held: Counter[tuple[str, str]] = Counter()
        for item in self._under(bot_id, prefix, "document_id, version, #count"):
            block = from_item(item)
            held[block["document_id"], block["version"]] += block.get("count", 0)
        return held

    def cuts(self, bot_id: str, document_id: str, version: str) -> Set[int]:
        items = map(from_item, self._under(bot_id, f"b.{document_id}.{version}.", "chunk_id, cut"))
        return {item.get("cut", 0) for item in items if _MORE not in item["chunk_id"]}

    def live(self, bot_id: str) -> Mapping[str, str]:
        items = query(
            self._client,
            TableName=self._documents, ConsistentRead=True,
            KeyConditionExpression="bot_id = :bot", FilterExpression="attribute_exists(live_version)",
            ProjectionExpression="document_id, live_version",
            ExpressionAttributeValues={":bot": {"S": bot_id}},
        )  # fmt: skip
        return {item["document_id"]["S"]: item["live_version"]["S"] for item in items}

    def load(self, bot_id: str, live: Mapping[str, str]) -> Iterable[Block]:
        for range_ in self._ranges(bot_id, live):
            items = map(from_item, query(self._client, **range_))
            yield from joined(item for item in items if live.get(item["document_id"]) == item["version"])

    def _ranges(self, bot_id: str, live: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Of a few documents each by itself; of many all between the first and the last: ids sort by birth,
        so what is new lies together."""
        if len(live) <= _FEW:
            yield from (self._range(bot_id, f"b.{document}.{live[document]}.") for document in live)
        else:
            bounds = {":first": {"S": f"b.{min(live)}."}, ":last": {"S": f"b.{max(live)}/"}}  # / follows .
            yield {
                **self._range(bot_id, ""),
                "KeyConditionExpression": "bot_id = :bot AND chunk_id BETWEEN :first AND :last",
                "ExpressionAttributeValues": {":bot": {"S": bot_id}, **bounds},
            }

    def read(self, bot_id: str, chunk_ids: Sequence[str]) -> Sequence[Chunk]:
        found: dict[str, Chunk] = {}
        for start in range(0, len(chunk_ids), _READ):
            for item in self._get(bot_id, list(dict.fromkeys(chunk_ids[start : start + _READ]))):
                chunk = _chunk(from_item(item))
                found[chunk.chunk_id] = chunk
        return [found[each] for each in chunk_ids if each in found]

    def of_document(self, bot_id: str, document: Document, after: str = "", limit: int = 50) -> Listing:
        if not document.live_version:
            return Listing(())
        items, token = listing(
            self._client, after, limit,
            **self._range(bot_id, f"c.{document.document_id}.{document.live_version}."),
        )  # fmt: skip
        return Listing(tuple(map(_chunk, items)), token)

    def _get(self, bot_id: str, chunk_ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        waiting: Any = [{"bot_id": {"S": bot_id}, "chunk_id": {"S": each}} for each in chunk_ids]
        for _ in range(_TRIES):
            if not waiting:
                return
            answer = call(self._client.batch_get_item, RequestItems={self._table: {"Keys": waiting}})
            yield from answer["Responses"].get(self._table, [])
            waiting = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
        raise Unavailable("The store is too busy to read from just now. Try again.")

    def _under(self, bot_id: str, prefix: str, only: str = "") -> Iterator[dict[str, Any]]:
        projection: dict[str, Any] = {"ProjectionExpression": only} if only else {}
        if "#count" in only:
            projection["ExpressionAttributeNames"] = {"#count": "count"}
        return query(self._client, **self._range(bot_id, prefix), **projection)

    def _range(self, bot_id: str, prefix: str) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "ConsistentRead": True,
            "KeyConditionExpression": "bot_id = :bot AND begins_with(chunk_id, :prefix)",
            "ExpressionAttributeValues": {":bot": {"S": bot_id}, ":prefix": {"S": prefix}},
        }


def split(block: Block) -> Iterator[dict[str, Any]]:
    """The items of a block: 400 KB are the most of one, and what of the terms is more goes on in others."""
    room = max(0, _LARGEST - len(block.vectors) - len(block.scales) - len(block.hashes))
    pieces = [block.terms[:room]]
    pieces += [block.terms[at : at + _LARGEST] for at in range(room, len(block.terms), _LARGEST)]
    yield {**asdict(block), "terms": pieces[0], "more": len(pieces) - 1, "chunk_id": block_id(block)}
    for number, piece in enumerate(pieces[1:], 1):
        key = f"{block_id(block)}{_MORE}{number:02d}"
        yield {
            "chunk_id": key, "document_id": block.document_id, "version": block.version, "terms": piece
        }  # fmt: skip


def joined(items: Iterable[dict[str, Any]]) -> Iterator[Block]:
    """The inverse of split, of many blocks; the items of one follow each other."""
    for _, parts in groupby(items, key=lambda item: item["chunk_id"].partition(_MORE)[0]):
        block, *others = parts
        del block["bot_id"], block["chunk_id"]
        more = others[: block.pop("more", 0)]  # others may be left of terms that were cut another way
        block["terms"] = b"".join([block.get("terms", b""), *(part["terms"] for part in more)])
        yield Block(**block)


def _chunk(values: dict[str, Any]) -> Chunk:
    del values["bot_id"]
    values["turns"] = tuple((at, page) for at, page in values.get("turns", ()))
    return Chunk(**values)
