"""Index over DynamoDB's own vector index, for bots that are too large for a function's memory.

A vector is an item `v.<document>.<version>.<ordinal>` beside its chunk, a list of numbers as the index
demands; `w.<document>.<version>.` says that a version is there whole. Items without `bot_id`, the HASH of the
index, would silently not be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from docent import lexical, postings
from docent.adapters.dynamo import call, query, write_all
from docent.fusion import fuse
from docent.model import Block, Bot, Scored, chunk_id
from docent.ports import Blocks, Chunks, Matrix
from docent.postings import Lexicon
from docent.vectors import unpack

ATTRIBUTE = "vector"
_MOST = 100  # hits that one search gives
_BOTS = 64


class DynamoIndex:
    """Satisfies LargeIndex. Words are compared among the nearest hundred only, by what is known of these."""

    def __init__(self, client: Any, table: str, name: str, blocks: Blocks, chunks: Chunks) -> None:
        self._client, self._table, self._name = client, table, name
        self._blocks, self._chunks = blocks, chunks
        self._active = False
        self._live: dict[str, tuple[int, Mapping[str, str]]] = {}

    def ready(self) -> bool:
        """Before that, or while it is being filled, a search would find less than there is."""
        if not self._active:
            table = call(self._client.describe_table, TableName=self._table)["Table"]
            found = [each for each in table.get("VectorIndexes", []) if each["IndexName"] == self._name]
            self._active = any(
                each["IndexStatus"] == "ACTIVE" and not each.get("Backfilling") for each in found
            )
        return self._active

    def covers(self, bot: Bot) -> bool:
        version, _ = self._live.get(bot.bot_id, (-1, {}))
        if version < bot.knowledge_version:
            live = self._blocks.live(bot.bot_id)
            if not self.ready() or not live.items() <= self.held(bot.bot_id).items():
                return False
            if len(self._live) >= _BOTS:
                self._live.clear()
            self._live[bot.bot_id] = bot.knowledge_version, live
        return True

    def search(self, bot: Bot, question: str, vector: Matrix, limit: int) -> Sequence[Scored]:
        _, live = self._live.get(bot.bot_id) or (0, self._blocks.live(bot.bot_id))
        found = {each: dense for each, dense in self._near(bot.bot_id, vector) if _answers(live, each)}
        chunks = self._chunks.read(bot.bot_id, list(found))
        if not chunks:
            return []
        dense = np.array([found[each.chunk_id] for each in chunks], np.float32)
        packed = postings.unpack(postings.pack([lexical.tokens(each.indexed) for each in chunks]))
        every = np.arange(len(chunks))
        _, words = Lexicon(packed).search(lexical.asked(question), len(chunks), every)
        fused = fuse(question, dense, words)
        return [
            Scored(chunks[at].chunk_id, float(fused[at]), float(dense[at]), float(words[at]))
            for at in np.lexsort((every, -fused))[:limit].tolist()
        ]

    def held(self, bot_id: str) -> Mapping[str, str]:
        keys = (item["chunk_id"]["S"].split(".") for item in self._under(bot_id, "w."))
        return {document_id: version for _, document_id, version, _ in keys}

    def add(self, bot_id: str, document_id: str, version: str, blocks: Iterable[Block]) -> None:
        for block in blocks:
            puts = ({"PutRequest": {"Item": item}} for item in _items(bot_id, block))
            write_all(self._client, self._table, puts)
        whole = {"bot_id": {"S": bot_id}, "chunk_id": {"S": f"w.{document_id}.{version}."}}
        write_all(self._client, self._table, [{"PutRequest": {"Item": whole}}])

    def remove(self, bot_id: str) -> None:
        for prefix in ("w.", "v."):  # what is half gone must not count as whole
            keys = self._under(bot_id, prefix)
            write_all(self._client, self._table, ({"DeleteRequest": {"Key": key}} for key in keys))

    def _near(self, bot_id: str, vector: Matrix) -> Iterator[tuple[str, float]]:
        """Ids and cosines of the nearest chunks; the index gives distances, 0 to 2."""
        answer = call(
            self._client.search_vectors,
            TableName=self._table, IndexName=self._name, TopK=_MOST,
            SearchVector=_numbers(vector), SearchConditionExpression="bot_id = :bot",
            ExpressionAttributeValues={":bot": {"S": bot_id}}, ProjectionExpression="chunk_id",
        )  # fmt: skip
        for hit in answer["SearchResults"]:
            yield "c" + hit["Item"]["chunk_id"]["S"][1:], 1 - hit["Score"]

    def _under(self, bot_id: str, prefix: str) -> Iterator[dict[str, Any]]:
        return query(
            self._client, TableName=self._table, ConsistentRead=True,
            KeyConditionExpression="bot_id = :bot AND begins_with(chunk_id, :prefix)",
            ProjectionExpression="bot_id, chunk_id",
            ExpressionAttributeValues={":bot": {"S": bot_id}, ":prefix": {"S": prefix}},
        )  # fmt: skip


def _answers(live: Mapping[str, str], chunk: str) -> bool:
    """Whether a hit is of what is live: vectors of a withdrawn version are there until it is erased."""
    _, document_id, version, _ = chunk.split(".")
    return live.get(document_id) == version


def _items(bot_id: str, block: Block) -> Iterator[dict[str, Any]]:
    codes, scales = unpack(block)
    for row in range(block.count):
        if not scales[row]:  # switched off; the index takes no vector without a length
            continue
        key = "v" + chunk_id(block.document_id, block.version, block.first + row)[1:]
        numbers = _numbers(codes[row] * scales[row])
        yield {"bot_id": {"S": bot_id}, "chunk_id": {"S": key}, ATTRIBUTE: {"L": numbers}}


def _numbers(vector: Matrix) -> list[dict[str, str]]:
    return [{"N": f"{number:.6g}"} for number in vector.tolist()]
