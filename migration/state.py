"""What a move knows of itself, in one SQLite file: how far it is, and what became of every row.

Each step writes what it did in one transaction, after it did it: what a kill cuts off is done again, and
doing it again changes nothing. No password hash is kept here, but addresses are: the folder is its owner's.
"""

from __future__ import annotations

import fcntl
import json
import sqlite3
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

_TABLES = """
CREATE TABLE IF NOT EXISTS fates (
    kind TEXT, id TEXT, fate TEXT, why TEXT, label TEXT, print TEXT, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


class Fate(NamedTuple):
    """What became of one row: `why` is for people, `label` says which row it is, `print` what it was."""

    id: str
    fate: str
    why: str = ""
    label: str = ""
    print: str = ""


class State:
    """The state of a move in a folder; several kinds of rows (`users`, `vectors`, ...) side by side."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self.db = sqlite3.connect(folder / "state.db", isolation_level=None)
        weakref.finalize(self, self.db.close)
        self.db.execute("PRAGMA journal_mode=WAL")  # what was committed outlives a kill without an fsync
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.executescript(_TABLES)

    def together(self) -> AbstractContextManager[None]:
        """All writes of the block, or none."""
        return _Transaction(self.db)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other run may use the folder meanwhile. Raises ValueError where one does."""
        with (self.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ValueError(f"Another run uses {self.folder}: wait for its end.") from error
            yield

    def note(self, kind: str, fate: Fate) -> None:
        self.db.execute("INSERT OR REPLACE INTO fates VALUES (?, ?, ?, ?, ?, ?)", (kind, *fate))

    def fate(self, kind: str, id: str) -> Fate | None:
        query = "SELECT id, fate, why, label, print FROM fates WHERE kind = ? AND id = ?"
        row = self.db.execute(query, (kind, id)).fetchone()
        return Fate(*row) if row else None

    def fates(self, kind: str, fate: str = "") -> Iterator[Fate]:
        """Of all rows, or of those with this fate."""
        query = "SELECT id, fate, why, label, print FROM fates WHERE kind = ? AND ? IN ('', fate) ORDER BY id"
        return (Fate(*row) for row in self.db.execute(query, (kind, fate)))

    def rarest_first(self, kind: str) -> Iterator[Fate]:
        """All of them; what became of few comes before what became of many."""
        for fate in sorted(counts := self.counts(kind), key=lambda each: counts[each]):
            yield from self.fates(kind, fate)

    def by_label(self, kind: str, labels: Sequence[str]) -> Mapping[str, Fate]:
        """Those of these labels that have a fate; some hundreds at a time."""
        self.db.execute("CREATE INDEX IF NOT EXISTS fates_label ON fates (kind, label)")
        marks = ", ".join("?" * len(labels))
        query = f"SELECT id, fate, why, label, print FROM fates WHERE kind = ? AND label IN ({marks})"
        return {row[3]: Fate(*row) for row in self.db.execute(query, (kind, *labels))}

    def counts(self, kind: str) -> dict[str, int]:
        query = "SELECT fate, count(*) FROM fates WHERE kind = ? GROUP BY fate ORDER BY fate"
        return dict(self.db.execute(query, (kind,)).fetchall())

    def forget(self, kind: str, id: str = "") -> None:
        """What became of one row, or of all."""
        self.db.execute("DELETE FROM fates WHERE kind = ? AND ? IN ('', id)", (kind, id))

    def mark(self, name: str, value: Any) -> None:
        self.db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (name, json.dumps(value)))

    def unmark(self, name: str) -> None:
        self.db.execute("DELETE FROM marks WHERE name = ?", (name,))

    def marked(self, name: str, otherwise: Any = None) -> Any:
        row = self.db.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else otherwise

    def marks(self, prefix: str) -> Mapping[str, Any]:
        query = "SELECT name, value FROM marks WHERE substr(name, 1, ?) = ? ORDER BY name"
        return {name: json.loads(value) for name, value in self.db.execute(query, (len(prefix), prefix))}


class _Transaction(AbstractContextManager[None]):
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN")

    def __exit__(self, kind: object, *_: object) -> None:
        self._db.execute("ROLLBACK" if kind else "COMMIT")
