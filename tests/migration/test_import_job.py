"""Cognito's import job takes who has a hash; whom it does not take comes by the trigger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from migration import import_job
from migration.import_job import ImportJob
from migration.pace import Pace
from migration.people_sources import people
from migration.report import Report
from migration.state import State
from migration.users import Move, begun
from tests.memory_accounts import MemoryNewcomers
from tests.migration.import_server import HEADER, ImportServer, import_server
from tests.migration.supabase import hashed, person
from tests.migration.test_people_rows import write_csv

ROLE = "arn:aws:iam::123456789012:role/import"
HASH = hashed("old sesame")


@pytest.fixture
def cognito() -> Iterator[ImportServer]:
    with import_server() as server:
        yield server


class Run:
    """The move of people by an import job; `expected` by the trigger."""

    def __init__(self, cognito: ImportServer, folder: Path) -> None:
        self.cognito, self.folder, self.expected = cognito, folder, MemoryNewcomers()
        self.told: list[str] = []
        self.state = State(folder / "state")

    def __call__(self, rows: list[dict[str, Any]]) -> Report:
        write_csv(self.folder / "users.csv", rows)
        job = ImportJob(self.cognito.pool, ROLE, self.state, self.told.append, sleep=lambda seconds: None)
        source = people(str(self.folder / "users.csv"))
        report = begun()
        return Move(
            source, self.state, self.cognito.pool, self.expected, Pace(0), self.told.append, report, job=job
        ).run()

    @property
    def counts(self) -> dict[str, int]:
        return self.state.counts("users")


@pytest.fixture
def run(cognito: ImportServer, tmp_path: Path) -> Run:
    return Run(cognito, tmp_path)


def rows(count: int = 3) -> list[dict[str, Any]]:
    return [person(number, encrypted_password=HASH) for number in range(count)]


def test_people_with_a_hash_are_imported_and_others_wait_for_the_trigger(
    cognito: ImportServer, run: Run
) -> None:
    report = run([*rows(), person(9, encrypted_password="")])
    assert run.counts == {"imported": 3, "reset": 1}
    assert report.status == 0
    assert report.facts["import jobs"] == ["Succeeded, 3 imported, 0 failed"]
    first = person(0)
    assert cognito.fits(first["email"], "old sesame")
    assert cognito.users[first["email"]]["custom:legacy_id"] == first["id"]
    assert [each for each, _ in run.expected.people.items()] == [person(9)["email"]]
    assert sum(line.startswith("import job import-0: InProgress") for line in run.told) == cognito.looks
    run([*rows(), person(9, encrypted_password="")])  # again: nobody is handed over twice
    assert len(cognito.jobs) == 1
    assert run.counts == {"imported": 3, "reset": 1}


def test_a_pool_that_takes_no_hashes_leaves_all_to_the_trigger(cognito: ImportServer, run: Run) -> None:
    cognito.header = HEADER[:-1]
    report = run(rows())
    assert not cognito.jobs
    assert run.counts == {"password": 3}
    assert "this user pool takes no hashes" in report.facts["import jobs"][0]
    assert report.status == 0


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        ("GetCSVHeader", "OperationNotEnabledException"),
        ("CreateUserImportJob", "InvalidParameterException"),
        ("StartUserImportJob", "PreconditionNotMetException"),
        ("DescribeUserImportJob", "InternalErrorException"),
    ],
)
def test_a_job_that_is_refused_leaves_all_to_the_trigger(
    cognito: ImportServer, run: Run, operation: str, error: str
) -> None:
    cognito.refused[operation] = error
    report = run(rows())
    assert run.counts == {"password": 3}
    assert error in report.facts["import jobs"][0]
    assert run.expected.find(person(0)["email"]) is not None
    assert report.status == 0


def test_a_file_that_is_refused_leaves_all_to_the_trigger(cognito: ImportServer, run: Run) -> None:
    cognito.upload_status = 403
    report = run(rows())
    assert run.counts == {"password": 3}
    assert "refused (403)" in report.facts["import jobs"][0]
    assert not any(job["Status"] != "Created" for job in cognito.jobs.values())


@pytest.mark.parametrize("ending", ["Failed", "Stopped", "Expired"])
def test_a_job_that_fails_leaves_all_to_the_trigger(cognito: ImportServer, run: Run, ending: str) -> None:
    cognito.ending = ending
    report = run(rows())
    assert run.counts == {"password": 3}
    assert report.facts["import jobs"] == [f"{ending}, 0 imported, 0 failed"]


def test_whom_the_job_leaves_out_comes_by_the_trigger(cognito: ImportServer, run: Run) -> None:
    cognito.users[""] = {}
    cognito.header = [*HEADER]
    answer = cognito._end

    def one_fails(job: dict[str, Any]) -> None:
        data = cognito.files[job["JobId"]].decode().splitlines()
        cognito.files[job["JobId"]] = "\n".join([*data[:2], data[2].replace("$2a$", "$1$"), data[3]]).encode()
        answer(job)

    cognito._end = one_fails  # type: ignore[method-assign]
    report = run(rows())
    assert run.counts == {"imported": 2, "password": 1}
    assert report.facts["import jobs"] == ["Succeeded, 2 imported, 1 failed"]


def test_a_killed_runs_job_is_waited_for_and_not_begun_again(
    cognito: ImportServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImportJob, "_wait", lambda self, id: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run(rows())
    monkeypatch.undo()
    assert run.state.marked("import job") == "import-0"
    run(rows())
    assert list(cognito.jobs) == ["import-0"]
    assert run.counts == {"imported": 3}
    assert run.state.marked("import job") is None


def test_large_moves_are_several_jobs(
    cognito: ImportServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_job, "MOST", 2)
    report = run(rows(5))
    assert [each.split(", ")[1] for each in report.facts["import jobs"]] == [
        "2 imported", "2 imported", "1 imported",
    ]  # fmt: skip
    assert run.counts == {"imported": 5}
