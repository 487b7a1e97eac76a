"""What ends a run before its end is told in a sentence, with what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError, ResponseError

from docent.errors import Unavailable
from migration import migrate_users
from migration.__main__ import main
from migration.mishap import told


@pytest.mark.parametrize(
    ("error", "why", "status"),
    [
        (Unavailable("The store is busy."), "The store is busy.", 2),
        (FileNotFoundError(2, "No such file or directory", "users.csv"), "users.csv", 2),
        (sqlite3.OperationalError("database is locked"), "The state folder: database is locked", 2),
        (MaxRetryError(HTTPConnectionPool("127.0.0.1"), "/", ResponseError("503")), "A server: ", 2),
        (KeyboardInterrupt(), "Stopped.", 130),
    ],
)
def test_every_end_has_its_sentence(
    error: BaseException, why: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(given: object) -> int:
        raise error

    assert told(fails, None) == status  # type: ignore[arg-type]
    said = capsys.readouterr().err
    assert why in said
    assert "run the same command again" in said
    assert "Traceback" not in said


def test_a_fault_of_ours_is_shown_whole() -> None:
    def fails(given: object) -> int:
        raise KeyError("x")

    with pytest.raises(KeyError):
        told(fails, None)  # type: ignore[arg-type]


@pytest.mark.cloud
@pytest.mark.usefixtures("deployment")
def test_a_file_or_a_database_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = ["--state", str(tmp_path / "state")]
    assert main(["users", str(tmp_path / "no.csv"), *state]) == 2
    assert "no.csv" in capsys.readouterr().err
    assert migrate_users.main(["postgresql://127.0.0.1:1/none", *state]) == 2
    assert "Postgres: connection" in capsys.readouterr().err
    assert main(["vectors", "migrate-all", str(tmp_path / "m.json"), "--path", str(tmp_path), *state]) == 2
    (tmp_path / "m.json").write_text("{")
    assert main(["vectors", "migrate-all", str(tmp_path / "m.json"), "--path", str(tmp_path), *state]) == 2
    assert "m.json" in capsys.readouterr().err
