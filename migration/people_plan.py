"""What is to become of everybody: decided row by row, and kept in the state's own file while a run lasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from docent.identity import Newcomer
from docent.ids import now
from docent.newcomers import address
from migration.mishap import Stopped
from migration.people import Former, checkable, fate_of
from migration.people_rows import NEEDED
from migration.people_sources import People, Row
from migration.pool import Resident
from migration.state import Fate, State

GOES = "('password', 'reset', 'banned')"  # the fates of those for whom something is to be done
_TABLES = """
CREATE TABLE IF NOT EXISTS people (
    id TEXT PRIMARY KEY, person TEXT, seen TEXT, fate TEXT, why TEXT, label TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS people_person ON people (person);
CREATE TABLE IF NOT EXISTS residents (
    person TEXT PRIMARY KEY, username TEXT, formerly TEXT, proven INT) WITHOUT ROWID;
DELETE FROM people;
DELETE FROM residents;
"""
_RANKED = f"""
SELECT id, row_number() OVER (PARTITION BY person ORDER BY seen DESC, id),
       first_value(id) OVER (PARTITION BY person ORDER BY seen DESC, id)
FROM people WHERE fate IN {GOES}"""


class Choice(NamedTuple):
    """Somebody for whom something is to be done; `fate` is by the row, before anybody looked who is here."""

    label: str
    former: Former
    fate: str
    why: str


class Read(NamedTuple):
    """How many rows there are, and which columns that decide about accounts none of them has."""

    rows: int
    lacks: list[str]


@dataclass(frozen=True)
class Plan:
    """`kind`: of the fates that are noted: those of everybody where `dry`, or of who is left there. `stop`:
    at the first row that cannot be read.
    """

    source: People
    state: State
    kind: str
    dry: bool = False
    stop: bool = False

    def make(self) -> Read:
        """Decide about every row. Raises Stopped."""
        count, moment, lacks, wrong = 0, now(), set(NEEDED), ""
        self.state.db.executescript(_TABLES)
        self.state.db.execute("DELETE FROM fates WHERE kind = ? AND fate = 'unreadable'", (self.kind,))
        with self.state.together():
            for row in self.source.rows():
                count += 1
                lacks &= set(row.former.lacks) if row.former else lacks
                if wrong := self._add(row, moment):
                    self.state.note(self.kind, Fate(f"? {row.label}", "unreadable", wrong, row.label))
                    if self.stop:
                        break
            self._settle_duplicates()
            left = "1" if self.dry else f"fate NOT IN {GOES}"
            query = f"SELECT id, fate, why, label FROM people WHERE {left}"
            for each in self.state.db.execute(query).fetchall():
                self.state.note(self.kind, Fate(*each))
        if self.stop and wrong:
            raise Stopped(f"{row.label}: {wrong}")
        return Read(count, sorted(lacks) if self.known else [])

    def _add(self, row: Row, moment: str) -> str:
        """Why it cannot be taken, or nothing."""
        if row.former is None:
            return row.wrong
        fate, why = fate_of(row.former, moment)
        seen = row.former.last_seen_at
        values = (row.former.id, address(row.former.email), seen, fate, why, row.label)
        added = self.state.db.execute("INSERT OR IGNORE INTO people VALUES (?, ?, ?, ?, ?, ?)", values)
        return "" if added.rowcount else "the id stands there twice"

    def _settle_duplicates(self) -> None:
        """One account an address: the one that was used last; the others' things go to it."""
        for id, rank, first in self.state.db.execute(_RANKED).fetchall():
            if rank > 1:
                values = ("duplicate", f"of {first}", id)
                self.state.db.execute("UPDATE people SET fate = ?, why = ? WHERE id = ?", values)

    @property
    def known(self) -> int:
        """How many rows were decided about."""
        return self._one("SELECT count(*) FROM people")

    @property
    def going(self) -> int:
        return self._one(f"SELECT count(*) FROM people WHERE fate IN {GOES}")

    def _one(self, query: str, *values: str) -> int:
        return int(self.state.db.execute(query, values).fetchone()[0])

    def holds(self, id: str) -> bool:
        return bool(self._one("SELECT count(*) FROM people WHERE id = ?", id))

    def choices(self) -> Iterator[Choice]:
        """The source is read once more: what is secret in it is kept nowhere."""
        for row in self.source.rows():
            if row.former is None:
                continue
            query = f"SELECT fate, why FROM people WHERE id = ? AND label = ? AND fate IN {GOES}"
            found = self.state.db.execute(query, (row.former.id, row.label)).fetchone()
            if found:
                yield Choice(row.label, row.former, *found)

    def newcomer(self, former: Former, fate: str) -> Newcomer:
        """As they are to be kept; `formerly` begins with the account whose password counts."""
        person = address(former.email)
        query = (
            "SELECT id FROM people WHERE person = ? AND (id = ? OR fate = 'duplicate') ORDER BY id = ? DESC"
        )
        ids = tuple(id for (id,) in self.state.db.execute(query, (person, former.id, former.id)))
        until = former.banned_until if fate == "banned" else ""
        return Newcomer(person, ids, former.name, checkable(former), until)

    def know(self, residents: Iterator[Resident]) -> None:
        """Who is in the user pool."""
        for each in residents:
            values = (each.email, each.username, ",".join(each.formerly), each.proven)
            self.state.db.execute("INSERT OR REPLACE INTO residents VALUES (?, ?, ?, ?)", values)

    def residents(self) -> set[str]:
        """Their addresses."""
        return {name for (name,) in self.state.db.execute("SELECT person FROM residents")}

    def resident(self, email: str) -> Resident | None:
        query = "SELECT username, formerly, proven FROM residents WHERE person = ?"
        found = self.state.db.execute(query, (address(email),)).fetchone()
        if not found:
            return None
        username, formerly, proven = found
        return Resident(address(email), username, tuple(filter(None, formerly.split(","))), bool(proven))
