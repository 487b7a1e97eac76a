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
from docent.newcomers import LIFETIME_DAYS, address
from migration.import_job import ImportJob, NotImported
from migration.mishap import Stopped
from migration.pace import Pace, Progress, Tell
from migration.people import MEANING, MOVED, Former
from migration.people_plan import Plan
from migration.people_sources import People
from migration.pool import LONGEST, Pool, Resident, legacy
from migration.report import Report
from migration.state import Fate, State

KIND = "users"
TOGETHER = 8  # people at once
_GROUP = 8 * TOGETHER
_KEPT = "person."
_GONE = 0.05  # of those who were moved before: more are not taken for deleted
WAITING = ("password", "reset", "banned")


@dataclass(frozen=True)
class Move:
    """`report`: as `begun` gives it; where that is of a plan, nothing is changed. `forget`: however many are
    no longer in the source, they were deleted there. `job`: Cognito's import job, where it is to be tried.
    """

    source: People
    state: State
    pool: Pool
    newcomers: Newcomers
    pace: Pace
    tell: Tell
    report: Report
    stop: bool = False
    forget: bool = False
    job: ImportJob | None = None

    def run(self) -> Report:
        """The report. Raises Stopped, with `stop`."""
        report, dry = self.report, self.report.dry
        if dry:
            self.state.forget(report.kinds[0])
        plan = Plan(self.source, self.state, report.kinds[0], dry, self.stop)
        rows, lacks = plan.make()
        report.facts["rows read"] = rows
        report.require(rows > 0, "The source holds nobody: nothing was done.")
        report.require(
            not lacks,
            f"The source has no {' and no '.join(lacks)}: nothing was done, for without, nobody keeps a"
            " password, or who was barred comes in. Export all of auth.users; or add an empty column, if that"
            " is meant.",
        )
        if not dry and not report.short:
            plan.know(self.pool.residents())
            self._hand_to_job(plan, report)
            self._carry(plan)
            self._let_go(plan, report)
            self._read_back(plan, report)
        counts = self.state.counts(report.kinds[0])
        lost = rows - plan.known - counts.get("unreadable", 0)
        report.require(not lost, f"{lost:,} rows have no fate. Please report this as a fault of Docent's.")
        moved = sum(counts.get(each, 0) for each in MOVED)
        names = ("to be moved", "to be left there") if dry else ("moved", "left there")
        report.facts |= zip(names, (moved, sum(counts.values()) - moved), strict=True)
        report.require(not counts.get("failed"), f"{counts.get('failed', 0):,} people failed; run it again.")
        report.require(
            not counts.get("unreadable"),
            f"{counts.get('unreadable', 0):,} rows could not be read: correct or remove them, run it again.",
        )
        return report

    def _hand_to_job(self, plan: Plan, report: Report) -> None:
        """Let the import job take everybody with a password who is not here; who came is found by looking."""
        if self.job is None:
            return
        before = plan.residents()
        people = (plan.newcomer(each.former, each.fate) for each in plan.choices() if each.fate == "password")
        told = report.facts.setdefault("import jobs", list[str]())
        try:
            if self.job.begun():
                plan.know(self.pool.residents())
            told.extend(self.job.run(each for each in people if not plan.resident(each.email)))
        except NotImported as error:
            told.append(f"none: {error}. The others come by the migration trigger.")
        plan.know(self.pool.residents())
        for label, former, fate, _ in plan.choices():
            if fate == "password" and address(former.email) not in before and plan.resident(former.email):
                self.state.note(KIND, Fate(former.id, "imported", "", label, _print(former)))

    def _carry(self, plan: Plan) -> None:
        """Several people at a time: most of it is waiting for answers. Raises Unavailable where all fail."""
        progress = Progress("people", plan.going, self.tell)
        due = self._due(plan, progress)
        with ThreadPoolExecutor(TOGETHER) as pool:
            while group := list(islice(due, _GROUP)):
                outcomes = list(pool.map(self._attempt, group))
                for task, (fate, why, _) in zip(group, outcomes, strict=True):
                    seen = "" if fate == "failed" else task.seen
                    self.state.note(KIND, Fate(task.former_id, fate, why, task.label, seen))
                progress.step(len(group))
                for task, (fate, why, _) in zip(group, outcomes, strict=True) if self.stop else ():
                    if fate == "failed":
                        raise Stopped(f"{task.label}: {why}")
                if len(group) == _GROUP and all(away for _, _, away in outcomes):
                    raise Unavailable(f"None of {_GROUP} people could be moved: {outcomes[-1][1]}")
        progress.tell()

    def _due(self, plan: Plan, progress: Progress) -> Iterator[_Task]:
        """What is to be done: everybody whose state is not that of the last run."""
        for label, former, fate, why in plan.choices():
            before = self.state.fate(KIND, former.id)
            newcomer = plan.newcomer(former, fate)
            seen = _print(former, newcomer)
            resident = plan.resident(former.email)
            done = before is not None and before.print == seen and before.fate != "failed"
            if done and not (resident and before and before.fate in WAITING):
                progress.step(skipped=True)
                continue
            was = before.fate if before else ""
            if not resident:
                self.pace.take()
                self.state.mark(_KEPT + former.id, newcomer.email)
            elif fate == "banned":
                fate = "disabled"
            else:
                fate = "imported" if was == "imported" else "present"
            yield _Task(former.id, label, newcomer, fate, why, seen, resident, was == "disabled")

    def _attempt(self, task: _Task) -> tuple[str, str, bool]:
        """What became of somebody, and why; and whether it is that a service is away."""
        try:
            return *self._do(task), False
        except (DocentError, ClientError, BotoCoreError) as error:
            away = isinstance(error, Unavailable | BotoCoreError)
            return "failed", f"{type(error).__name__}: {error}", away

    def _do(self, task: _Task) -> tuple[str, str]:
        if len(legacy(task.newcomer.formerly)) > LONGEST:
            return "failed", f"{len(task.newcomer.formerly)} accounts of one address: delete some there"
        if task.resident is None:
            self.newcomers.keep(task.newcomer, LIFETIME_DAYS)
            return task.fate, task.why
        if not task.resident.proven:
            return "failed", "somebody has this address here and did not prove it: remove that account"
        if task.resident.formerly != task.newcomer.formerly:
            self.pool.remember(task.resident.username, task.newcomer.formerly)
        if task.fate == "disabled":
            self.pool.disable(task.resident.username)
        elif task.disabled:
            self.pool.enable(task.resident.username)
        self.newcomers.erase(task.newcomer.email)
        return task.fate, task.why

    def _let_go(self, plan: Plan, report: Report) -> None:
        """Who was deleted or barred there since may not come in by what was kept for them before.

        That many are gone at once is rather another export, or a part of one: then nobody is let go.
        """
        kept = self.state.marks(_KEPT)
        gone = {name for name in kept if not plan.holds(name.removeprefix(_KEPT))}
        if len(gone) > _GONE * len(kept) and not self.forget:
            report.require(
                False,
                f"{len(gone):,} of {len(kept):,} people that were moved before are not in this source:"
                " nothing of theirs was deleted. Give it everybody at once; or, if all of them were deleted"
                " there, add --forget-missing.",
            )
            kept, gone = {name: kept[name] for name in kept.keys() - gone}, set()
        for name in gone:
            self.state.note(KIND, Fate(name.removeprefix(_KEPT), "left_deleted", "is no longer there"))
        waiting = f"SELECT 1 FROM people p JOIN fates f USING (id) WHERE p.person = ? AND f.kind = '{KIND}'"
        for name, person in kept.items():
            marks = ", ".join("?" * len(WAITING))
            query = f"{waiting} AND f.fate IN ({marks})"
            waits = self.state.db.execute(query, (person, *WAITING)).fetchone()
            if not waits:
                self.newcomers.erase(person)
            if not waits or name in gone:
                self.state.unmark(name)

    def _read_back(self, plan: Plan, report: Report) -> None:
        """Compare what is kept with what was read: everybody, but who came in meanwhile."""
        right, wrong = 0, list[tuple[str, str]]()
        waiting = (
            (former.id, plan.newcomer(former, choice))
            for _, former, choice, _ in plan.choices()
            if (fate := self.state.fate(KIND, former.id)) and fate.fate in WAITING
        )
        with ThreadPoolExecutor(TOGETHER) as pool:
            while group := list(islice(waiting, _GROUP)):
                self.pace.take(len(group))
                found = pool.map(self.newcomers.find, [each.email for _, each in group])
                for (id, newcomer), kept in zip(group, found, strict=True):
                    right += kept == newcomer
                    if kept != newcomer:
                        wrong.append((id, newcomer.email))
        if wrong:
            plan.know(self.pool.residents())
        wrong = [(id, email) for id, email in wrong if not plan.resident(email)]
        for id, _ in wrong:
            self.state.note(KIND, Fate(id, "failed", "what is kept differs"))
        report.facts["read back and equal"] = right
        report.require(not wrong, f"{len(wrong):,} people were read back and differ. Run it again.")


def begun(*, dry: bool = False) -> Report:
    return Report("users", [f"plan.{KIND}" if dry else KIND], MEANING, dry=dry)


class _Task(NamedTuple):
    """`disabled`: the account that is here was switched off by a run before."""

    former_id: str
    label: str
    newcomer: Newcomer
    fate: str
    why: str
    seen: str
    resident: Resident | None
    disabled: bool


def _print(former: Former, newcomer: Newcomer | None = None) -> str:
    """Stands for all that is moved of somebody: changes when any of it does."""
    return hashlib.sha256(repr((replace(former, last_seen_at=""), newcomer)).encode()).hexdigest()
