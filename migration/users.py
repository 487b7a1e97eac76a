"""The move of people: plan, carry over, read back. Run again, it does what changed since.

Who is in the user pool already is known by their old id from then on. Who is not, is kept (sealed) for the
user-migration trigger, or handed to Cognito's import job where that is asked for and takes hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from docent.errors import DocentError, Unavailable
from docent.identity import Newcomer, Newcomers
from docent.ids import now
from docent.newcomers import LIFETIME_DAYS, address
from migration.import_job import ImportJob, NotImported
from migration.pace import Pace, Progress, Tell
from migration.people import MEANING, MOVED, Former, fate_of
from migration.people_sources import People, Row
from migration.pool import Pool
from migration.report import Report
from migration.state import Fate, State

KIND = "users"
TOGETHER = 8  # people at once
_GROUP = 8 * TOGETHER
_KEPT = "person."
WAITING = ("password", "reset")
_TABLES = """
CREATE TABLE IF NOT EXISTS people (
    id TEXT PRIMARY KEY, person TEXT, seen TEXT, fate TEXT, why TEXT, label TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS people_person ON people (person);
CREATE TABLE IF NOT EXISTS residents (
    person TEXT PRIMARY KEY, username TEXT, formerly TEXT, proven INT) WITHOUT ROWID;
DELETE FROM people;
DELETE FROM residents;
"""
_RANKED = """
SELECT id, row_number() OVER (PARTITION BY person ORDER BY seen DESC, id),
       first_value(id) OVER (PARTITION BY person ORDER BY seen DESC, id)
FROM people WHERE fate IN ('password', 'reset', 'disabled')"""


@dataclass(frozen=True)
class Move:
    """`job`: Cognito's import job, where it is to be tried. `dry`: plan only."""

    source: People
    state: State
    pool: Pool
    newcomers: Newcomers
    pace: Pace
    tell: Tell
    dry: bool = False
    stop: bool = False
    job: ImportJob | None = None

    def run(self) -> Report:
        report = Report("users", [KIND], MEANING, dry=self.dry)
        if self.dry:
            report.kinds = [f"plan.{KIND}"]
            self.state.forget(report.kinds[0])
        rows = self._plan(report.kinds[0])
        report.facts["rows read"] = rows
        if not self.dry:
            self._know_residents()
            self._hand_to_job(report)
            self._carry()
            self._let_go()
            self._read_back(report)
        counts = self.state.counts(report.kinds[0])
        (known,) = self.state.db.execute("SELECT count(*) FROM people").fetchone()
        lost = rows - known - counts.get("unreadable", 0)
        report.require(not lost, f"{lost:,} rows have no fate. Please report this as a fault of Docent's.")
        moved = sum(counts.get(each, 0) for each in MOVED)
        names = ("to be moved", "to be left there") if self.dry else ("moved", "left there")
        report.facts |= zip(names, (moved, sum(counts.values()) - moved), strict=True)
        report.require(not counts.get("failed"), f"{counts.get('failed', 0):,} people failed; run it again.")
        report.require(
            not counts.get("unreadable"),
            f"{counts.get('unreadable', 0):,} rows could not be read: correct or remove them, run it again.",
        )
        return report

    def _plan(self, kind: str) -> int:
        """Decide about every row; how many there are."""
        count, moment = 0, now()
        self.state.db.executescript(_TABLES)
        self.state.db.execute("DELETE FROM fates WHERE kind = ? AND fate = 'unreadable'", (kind,))
        with self.state.together():
            for row in self.source.rows():
                count += 1
                if row.former is None:
                    self.state.note(kind, Fate(f"? {row.label}", "unreadable", row.wrong, row.label))
                elif not self._add(row.former, row.label, moment):
                    again = f"? {row.label}"
                    self.state.note(kind, Fate(again, "unreadable", "the id stands there twice", row.label))
            self._settle_duplicates()
            left = "fate NOT IN ('password', 'reset', 'disabled')" if not self.dry else "1"
            query = f"SELECT id, fate, why, label FROM people WHERE {left}"
            for each in self.state.db.execute(query).fetchall():
                self.state.note(kind, Fate(*each))
        return count

    def _add(self, former: Former, label: str, moment: str) -> bool:
        fate, why = fate_of(former, moment)
        values = (former.id, address(former.email), former.last_seen_at, fate, why, label)
        added = self.state.db.execute("INSERT OR IGNORE INTO people VALUES (?, ?, ?, ?, ?, ?)", values)
        return bool(added.rowcount)

    def _settle_duplicates(self) -> None:
        """One account an address: the one that was used last; the others' things go to it."""
        for id, rank, first in self.state.db.execute(_RANKED).fetchall():
            if rank > 1:
                values = ("duplicate", f"of {first}", id)
                self.state.db.execute("UPDATE people SET fate = ?, why = ? WHERE id = ?", values)

    def _know_residents(self) -> None:
        for each in self.pool.residents():
            values = (each.email, each.username, ",".join(each.formerly), each.proven)
            self.state.db.execute("INSERT OR REPLACE INTO residents VALUES (?, ?, ?, ?)", values)

    def _hand_to_job(self, report: Report) -> None:
        """Let the import job take everybody with a password who is not here; who came is found by looking."""
        if self.job is None:
            return
        before = {name for (name,) in self.state.db.execute("SELECT person FROM residents")}
        people = (self._newcomer(former) for _, former, fate in self._chosen() if fate == "password")
        told = report.facts.setdefault("import jobs", list[str]())
        try:
            if self.job.begun():
                self._know_residents()
            told.extend(self.job.run(each for each in people if not self._resident(each.email)))
        except NotImported as error:
            told.append(f"none: {error}. The others come by the migration trigger.")
        self._know_residents()
        for row, former, fate in self._chosen():
            if fate == "password" and address(former.email) not in before and self._resident(former.email):
                self.state.note(KIND, Fate(former.id, "imported", "", row.label, _print(former)))

    def _chosen(self) -> Iterator[tuple[Row, Former, str]]:
        """Rows whose people are to be moved."""
        for row in self.source.rows():
            if row.former is None:
                continue
            query = "SELECT fate FROM people WHERE id = ? AND label = ?"
            found = self.state.db.execute(query, (row.former.id, row.label)).fetchone()
            if found and found[0] in ("password", "reset", "disabled"):
                yield row, row.former, found[0]

    def _newcomer(self, former: Former) -> Newcomer:
        person = address(former.email)
        query = (
            "SELECT id FROM people WHERE person = ? AND (id = ? OR fate = 'duplicate') ORDER BY id = ? DESC"
        )
        ids = tuple(id for (id,) in self.state.db.execute(query, (person, former.id, former.id)))
        fate, _ = fate_of(former, now())
        return Newcomer(person, ids, former.name, former.password_hash if fate == "password" else "")

    def _resident(self, email: str) -> tuple[str, str, bool] | None:
        query = "SELECT username, formerly, proven FROM residents WHERE person = ?"
        found: tuple[str, str, bool] | None = self.state.db.execute(query, (address(email),)).fetchone()
        return found

    def _carry(self) -> None:
        """Several people at a time: most of it is waiting for answers. Raises Unavailable where all fail."""
        query = "SELECT count(*) FROM people WHERE fate IN ('password', 'reset', 'disabled')"
        (total,) = self.state.db.execute(query).fetchone()
        progress = Progress("people", total, self.tell)
        due = self._due(progress)
        with ThreadPoolExecutor(TOGETHER) as pool:
            while group := list(islice(due, _GROUP)):
                outcomes = list(pool.map(self._attempt, group))
                for task, (fate, why, _) in zip(group, outcomes, strict=True):
                    seen = "" if fate == "failed" else task.seen
                    self.state.note(KIND, Fate(task.former_id, fate, why, task.label, seen))
                progress.step(len(group))
                if len(group) == _GROUP and all(away for _, _, away in outcomes):
                    raise Unavailable(f"None of {_GROUP} people could be moved: {outcomes[-1][1]}")
        progress.tell()

    def _due(self, progress: Progress) -> Iterator[_Task]:
        """What is to be done: everybody whose state is not that of the last run."""
        for row, former, fate in self._chosen():
            before = self.state.fate(KIND, former.id)
            newcomer = self._newcomer(former)
            seen = _print(former, newcomer)
            resident = self._resident(former.email)
            done = before is not None and before.print == seen and before.fate != "failed"
            if done and not (resident and before and before.fate in WAITING):
                progress.step(skipped=True)
                continue
            _, why = fate_of(former, now())
            if fate != "disabled" and resident:
                fate = "imported" if before and before.fate == "imported" else "present"
            elif fate != "disabled":
                self.pace.take()
                self.state.mark(_KEPT + former.id, newcomer.email)
            yield _Task(former.id, row.label, newcomer, fate, why, seen, resident)

    def _attempt(self, task: _Task) -> tuple[str, str, bool]:
        """What became of somebody, and why; and whether it is that a service is away."""
        try:
            return *self._do(task), False
        except (DocentError, ClientError, BotoCoreError) as error:
            if self.stop:
                raise
            away = isinstance(error, Unavailable | BotoCoreError)
            return "failed", f"{type(error).__name__}: {error}", away

    def _do(self, task: _Task) -> tuple[str, str]:
        if task.fate in WAITING:
            self.newcomers.keep(task.newcomer, LIFETIME_DAYS)
            return task.fate, task.why
        if task.fate == "disabled":
            self.pool.create_disabled(task.newcomer)
        elif task.resident:
            username, known, proven = task.resident
            if not proven:
                return "failed", "somebody has this address here and did not prove it: remove that account"
            if known != ",".join(task.newcomer.formerly):
                self.pool.remember(username, task.newcomer.formerly)
        self.newcomers.erase(task.newcomer.email)
        return task.fate, task.why

    def _let_go(self) -> None:
        """Who was deleted or barred there since may not come in by what was kept for them before."""
        kept = f"SELECT 1 FROM people p JOIN fates f USING (id) WHERE p.person = ? AND f.kind = '{KIND}'"
        for name, person in self.state.marks(_KEPT).items():
            id = name.removeprefix(_KEPT)
            if not self.state.db.execute("SELECT 1 FROM people WHERE id = ?", (id,)).fetchone():
                self.state.note(KIND, Fate(id, "left_deleted", "is no longer there"))
            if not self.state.db.execute(f"{kept} AND f.fate IN ('password', 'reset')", (person,)).fetchone():
                self.newcomers.erase(person)
                self.state.unmark(name)

    def _read_back(self, report: Report) -> None:
        """Compare what is kept with what was read: everybody, one by one."""
        right = wrong = 0
        waiting = (
            (former.id, self._newcomer(former))
            for _, former, _ in self._chosen()
            if (fate := self.state.fate(KIND, former.id)) and fate.fate in WAITING
        )
        with ThreadPoolExecutor(TOGETHER) as pool:
            while group := list(islice(waiting, _GROUP)):
                self.pace.take(len(group))
                found = pool.map(self.newcomers.find, [each.email for _, each in group])
                for (id, newcomer), kept in zip(group, found, strict=True):
                    right += kept == newcomer
                    if kept != newcomer:
                        wrong += 1
                        self.state.note(KIND, Fate(id, "failed", "what is kept differs"))
        report.facts["read back and equal"] = right
        report.require(not wrong, f"{wrong:,} people were read back and differ. Run it again.")


class _Task(NamedTuple):
    former_id: str
    label: str
    newcomer: Newcomer
    fate: str
    why: str
    seen: str
    resident: tuple[str, str, bool] | None


def _print(former: Former, newcomer: Newcomer | None = None) -> str:
    """Stands for all that is moved of somebody: changes when any of it does."""
    return hashlib.sha256(repr((replace(former, last_seen_at=""), newcomer)).encode()).hexdigest()
