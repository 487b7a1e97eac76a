"""Points between being read and being stored, on disk beside the state: memory holds a block of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from docent.ports import Matrix
from migration.payloads import Piece, cut_short, piece
from migration.qdrant import Point
from migration.state import Fate, State

_TABLES = """
CREATE TABLE IF NOT EXISTS points (
    collection TEXT, id TEXT, run INT, document TEXT, page INT, place REAL, text TEXT, url TEXT, vector BLOB,
    payload TEXT, wrong TEXT, PRIMARY KEY (collection, id));
CREATE INDEX IF NOT EXISTS points_order ON points (collection, document, page, place, id);
"""
_THERE = """
CREATE TEMP TABLE IF NOT EXISTS there (id TEXT PRIMARY KEY, print TEXT) WITHOUT ROWID;
DELETE FROM there;
"""
_READ = """
SELECT id, print(payload) FROM points WHERE collection = :collection
UNION ALL SELECT id, print FROM fates WHERE kind = :kind AND fate = :none"""
_COME = f"SELECT id, print FROM there EXCEPT SELECT * FROM ({_READ})"
_GONE = f"SELECT id, 0 FROM ({_READ}) EXCEPT SELECT id, 0 FROM there"
_TEXTLESS = "left_no_text"
MOST = 5_000  # points of one document: what is not a file's is cut into documents of so many
_ORDER = "page, place, id"


class Staged(NamedTuple):
    id: int | str
    text: str
    page: int
    url: str
    vector: Matrix | None
    payload: Mapping[str, Any]
    wrong: str


class Staging:
    """The points of one collection that have a text."""

    def __init__(self, state: State, collection: str, kind: str) -> None:
        state.db.executescript(_TABLES)
        state.db.create_function("print", 1, _print, deterministic=True)
        self._state, self._collection, self._kind = state, collection, kind
        self._prefix = f"file.{collection}."
        self._files = {
            name.removeprefix(self._prefix): file for name, file in state.marks(self._prefix).items()
        }

    def add(self, points: Sequence[Point], run: int, paths: Mapping[str, str]) -> None:
        """Put them there, or note why not. Points that are there are replaced."""
        for each in points:
            found = piece(each.payload, paths)
            key = json.dumps(each.id)
            payload = _written(each.payload)
            if found is None:
                self.remove(each.id)
                why = "nothing could be answered from it"
                self._state.note(self._kind, Fate(key, _TEXTLESS, why, print=_print(payload)))
                continue
            if (fate := self._state.fate(self._kind, key)) and fate.fate == _TEXTLESS:
                self._state.forget(self._kind, key)
            vector = None if each.vector is None else each.vector.astype("<f4").tobytes()
            document = self._document(found)
            wrong = [each.wrong] if each.wrong else []
            wrong += ["its text was too long and is cut"] if cut_short(each.payload, paths) else []
            values = (
                self._collection, key, run, document, found.page, found.order, found.text, found.url, vector,
                payload, "; ".join(wrong),
            )  # fmt: skip
            query = f"INSERT OR REPLACE INTO points VALUES ({', '.join('?' * len(values))})"
            self._state.db.execute(query, values)

    def _document(self, found: Piece) -> str:
        """What its document is called; the same name at every run."""
        for name in found.names if found.filename else ():
            if name not in self._files:
                self._files[name] = found.file
                self._state.mark(self._prefix + name, found.file)
            if self._files[name] == found.file:
                return name
        return found.filename or self._collection

    def prune(self, run: int) -> int:
        """Forget points that this run did not meet: they are no longer there. How many they were."""
        query = "SELECT id FROM points WHERE collection = ? AND run < ?"
        gone = self._state.db.execute(query, (self._collection, run)).fetchall()
        for (key,) in gone:
            self._state.forget(self._kind, key)
        self._state.db.execute("DELETE FROM points WHERE collection = ? AND run < ?", (self._collection, run))
        return len(gone)

    def remove(self, id: int | str) -> None:
        key = json.dumps(id)
        self._state.db.execute("DELETE FROM points WHERE collection = ? AND id = ?", (self._collection, key))
        self._state.forget(self._kind, key)

    def changes(self, there: Iterable[Point]) -> tuple[list[int | str], list[int | str]]:
        """Of the points that are there now: which were not read as they are, and which that were are gone.

        Compared on disk, by payload, however many they are.
        """
        db, names = self._state.db, {"collection": self._collection, "kind": self._kind, "none": _TEXTLESS}
        db.executescript(_THERE)
        with self._state.together():
            found = ((self.key(each.id), _print(_written(each.payload))) for each in there)
            db.executemany("INSERT OR IGNORE INTO there VALUES (?, ?)", found)
        come, gone = (db.execute(query, names).fetchall() for query in (_COME, _GONE))
        return [json.loads(key) for key, _ in come], [json.loads(key) for key, _ in gone]

    @staticmethod
    def key(id: int | str) -> str:
        """An id as text, under which a point is noted: numbers and UUIDs stay apart."""
        return json.dumps(id)

    def count(self) -> int:
        query = "SELECT count(*) FROM points WHERE collection = ?"
        (count,) = self._state.db.execute(query, (self._collection,)).fetchone()
        return int(count)

    def documents(self) -> list[tuple[str, int, int]]:
        """(name, part from 0, points) of every document; parts are of MOST points."""
        query = (
            "SELECT document, count(*) FROM points WHERE collection = ? GROUP BY document ORDER BY document"
        )
        found = self._state.db.execute(query, (self._collection,)).fetchall()
        return [
            (name, part, min(MOST, count - part * MOST))
            for name, count in found
            for part in range(-(-count // MOST))
        ]

    def rows(self, document: str, part: int, first: int = 0, limit: int = MOST) -> Iterator[Staged]:
        """The points of a document's part in reading order, from number `first` of it on."""
        query = (
            "SELECT id, text, page, url, vector, payload, wrong FROM points"
            f" WHERE collection = ? AND document = ? ORDER BY {_ORDER} LIMIT ? OFFSET ?"
        )
        values = (self._collection, document, min(limit, MOST - first), part * MOST + first)
        return map(_staged, self._state.db.execute(query, values))

    def fingerprint(self, document: str, part: int, more: str) -> str:
        """Of all that makes the document's part, and of `more`."""
        digest = hashlib.sha256(f"{document}\0{part}\0{more}".encode())
        for row in self.rows(document, part):
            vector = b"" if row.vector is None else row.vector.tobytes()
            digest.update(
                json.dumps((row.id, row.page, row.text, row.payload), sort_keys=True).encode() + vector
            )
        return digest.hexdigest()

    def sample(self, count: int) -> list[Staged]:
        """Points with a vector, drawn evenly, always the same."""
        query = (
            "SELECT id, text, page, url, vector, payload, wrong FROM points"
            " WHERE collection = ? AND vector IS NOT NULL ORDER BY id LIMIT -1"
        )
        step = max(1, self.count() // max(1, count))
        found = self._state.db.execute(query, (self._collection,))
        return [_staged(row) for row in islice(found, 0, step * count, step)]

    def named(self, key: str) -> Matrix | None:
        """The vector of a point, by its id as JSON."""
        query = "SELECT vector FROM points WHERE collection = ? AND id = ?"
        found = self._state.db.execute(query, (self._collection, key)).fetchone()
        return np.frombuffer(found[0], "<f4") if found and found[0] else None


def _written(payload: Mapping[str, Any]) -> str:
    """As JSON, always the same."""
    return json.dumps(payload, sort_keys=True)


def _print(payload: str) -> str:
    return hashlib.sha256(payload.encode()).hexdigest()


def _staged(row: tuple[Any, ...]) -> Staged:
    key, text, page, url, vector, payload, wrong = row
    found = None if vector is None else np.frombuffer(vector, "<f4")
    return Staged(json.loads(key), text, page, url, found, json.loads(payload), wrong)
