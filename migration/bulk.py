"""For millions of points: their items go to S3 as JSON lines, of which DynamoDB's own import makes the table.

DynamoDB imports into new tables only. So this is for a deployment that knows nothing yet: its empty table is
replaced by one of the same name, key and settings. Nothing answers until every item is known to be there;
what an import leaves out is stored by the ordinary way, which comes after it and proves all of it.
Source: DynamoDB developer guide, "DynamoDB data import from Amazon S3".
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any

from docent.model import Block, Chunk, Document, Progress
from migration.state import State
from migration.vectors import Builder, Stores, publish

ROOM = 64 * 2**20  # bytes of an object before it is compressed
_DOCUMENT, _OBJECTS, _LINES = "bulk.document.", "bulk.objects", "bulk.lines"


@dataclass
class Lines:
    """Satisfies Knowledge as far as a Builder asks: items go into objects of whole documents.

    `items` gives those of blocks and chunks, `put` writes the object of this number. Documents wait in the
    state.
    """

    state: State
    items: Callable[[str, Sequence[Block], Sequence[Chunk]], Iterable[Mapping[str, Any]]]
    put: Callable[[int, bytes], None]

    def __post_init__(self) -> None:
        self._waiting, self._lines, self._lock = bytearray(), 0, Lock()
        self._documents: list[Document] = []

    def store(self, bot_id: str, blocks: Sequence[Block], chunks: Sequence[Chunk]) -> None:
        lines = [
            json.dumps({"Item": item}, default=_text, ensure_ascii=False).encode() + b"\n"
            for item in self.items(bot_id, blocks, chunks)
        ]
        with self._lock:
            self._waiting += b"".join(lines)
            self._lines += len(lines)

    def erase(self, bot_id: str, document_id: str = "", version: str = "") -> Mapping[str, int]:
        return {}  # the table is empty

    def versions(self, bot_id: str, document_id: str) -> Mapping[str, int]:
        return {}

    def held(self, bot_id: str) -> Mapping[tuple[str, str], int]:
        return {}

    def cuts(self, bot_id: str, document_id: str, version: str) -> frozenset[int]:
        return frozenset()

    def ended(self, document: Document) -> None:
        self._documents.append(document)
        if len(self._waiting) >= ROOM:
            self.flush()

    def flush(self) -> None:
        """Write what waits. A kill before it is noted writes the same object again."""
        if not self._documents:
            return
        number = self.state.marked(_OBJECTS, 0)
        self.put(number, gzip.compress(self._waiting, 1, mtime=0))
        with self.state.together():
            for each in self._documents:
                self.state.mark(f"{_DOCUMENT}{each.bot_id} {each.document_id}", asdict(each))
            self.state.mark(_OBJECTS, number + 1)
            self.state.mark(_LINES, self.state.marked(_LINES, 0) + self._lines)
        self._waiting, self._lines, self._documents = bytearray(), 0, []


class BulkBuilder(Builder):
    """Writes lines, and publishes nothing yet. `stores.knowledge` is Lines."""

    def _is_there(self, before: Document | None, document_id: str, mark: str) -> bool:
        waiting = self.state.marked(f"{_DOCUMENT}{self.bot.bot_id} {document_id}")
        return super()._is_there(before, document_id, mark) or bool(waiting and waiting["sha256"] == mark)

    def _publish(self, before: Document | None, document: Document) -> None:
        lines = self.stores.knowledge
        assert isinstance(lines, Lines)
        lines.ended(document)


def waiting(state: State) -> list[Document]:
    """Documents whose items are in S3 and which do not answer yet."""
    return [_document(values) for values in state.marks(_DOCUMENT).values()]


def written(state: State) -> tuple[int, int]:
    """Objects and items."""
    return state.marked(_OBJECTS, 0), state.marked(_LINES, 0)


def let_answer(state: State, stores: Stores) -> int:
    """Publish what waits; how many documents that is. May be done again."""
    documents = waiting(state)
    for each in documents:
        if stores.documents.find(each.bot_id, each.document_id) is None:
            publish(each, stores)
        state.unmark(f"{_DOCUMENT}{each.bot_id} {each.document_id}")
    return len(documents)


def forget(state: State) -> None:
    for name in state.marks("bulk."):
        state.unmark(name)


def _document(values: Mapping[str, Any]) -> Document:
    return Document(**{**values, "progress": Progress(**values["progress"])})


def _text(value: Any) -> str:
    return base64.b64encode(value).decode()
