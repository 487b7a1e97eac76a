"""People move from Supabase's Postgres into the deployment, and sign in with the password they had."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from docent import newcomers
from docent.errors import NotFound, Unavailable, WrongCredentials
from docent.identity import Newcomer
from docent.wiring import wired
from functions.migrate.handler import fits
from migration.__main__ import main
from migration.pace import Pace
from migration.people_sources import people
from migration.report import Report
from migration.state import State
from migration.users import Move, begun
from tests.caller import Person
from tests.contracts.bots import some_bot
from tests.emulator import Emulator
from tests.memory_accounts import MemoryNewcomers
from tests.migration.import_server import ImportServer, import_server
from tests.migration.supabase import LATER, fill, hashed, odd, person
from tests.migration.test_people_rows import write_csv

pytestmark = pytest.mark.cloud
HASH = hashed("old sesame")


def counts(folder: Path) -> dict[str, int]:
    report = json.loads((folder / "users.json").read_text())
    found: dict[str, int] = next(iter(report["counts"].values()))
    assert sum(found.values()) == len(report["rows"])
    return found


def test_from_postgres_to_signing_in_through_the_api(
    supabase: str, deployment: Emulator, caller: Person, tmp_path: Path
) -> None:
    people = [person(number, encrypted_password=HASH) for number in range(20)]
    twin = person(
        50, encrypted_password=HASH, email=people[0]["email"].upper(), last_sign_in_at="2020-01-01 00:00+00"
    )
    fill(supabase, [*people, twin, *odd(100, HASH)])
    assert main(["users", supabase, "--state", str(tmp_path), "--dry-run"]) == 0
    planned = counts(tmp_path)
    table = deployment.shared.outputs["NewcomersTable"]
    assert deployment.client("dynamodb").scan(TableName=table)["Count"] == 0
    assert main(["users", supabase, "--state", str(tmp_path)]) == 0
    expected = {
        "password": 21, "reset": 3, "banned": 1, "duplicate": 1, "left_unconfirmed": 1, "left_deleted": 1,
        "left_phone": 1, "left_anonymous": 1, "left_address": 1,
    }  # fmt: skip
    assert counts(tmp_path) == planned == expected
    bot = replace(some_bot(), user_id=newcomers.owner(twin["id"]))
    wired().bots.create(bot)
    account = {"email": people[0]["email"], "password": "old sesame"}
    assert caller.call("auth", "POST", "/auth/signin", {**account, "password": "wrong"}).status == 401
    answer = caller.call("auth", "POST", "/auth/signin", account)
    assert answer.status == 200
    kept = wired().newcomers.find(people[0]["email"])
    assert kept is not None
    assert kept.password_hash == ""
    mine = caller.call("bots", "GET", "/api/bots", token=answer.json["access_token"]).json["bots"]
    assert [each["bot_id"] for each in mine] == [bot.bot_id]  # of the other account of this address
    banned = {"email": odd(100, HASH)[1]["email"], "password": "old sesame"}
    assert caller.call("auth", "POST", "/auth/signin", banned).status == 401


def test_the_way_over_does_only_what_changed_since(
    supabase: str, deployment: Emulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import psycopg

    people = [person(number, encrypted_password=HASH) for number in range(200, 220)]
    fill(supabase, people)
    assert main(["users", supabase, "--state", str(tmp_path)]) == 0
    with psycopg.connect(supabase) as connection:
        connection.execute("DELETE FROM auth.identities")
        connection.execute("DELETE FROM auth.users WHERE id = %s", [people[0]["id"]])
        connection.execute(
            "UPDATE auth.users SET banned_until = now() + '1 day' WHERE id = %s", [people[1]["id"]]
        )
        connection.execute(
            "UPDATE auth.users SET encrypted_password = %s WHERE id = %s", [hashed("n"), people[2]["id"]]
        )
    capsys.readouterr()
    written: list[str] = []
    keep = wired().newcomers.keep
    wired().newcomers.keep = lambda newcomer, days: (written.append(newcomer.email), keep(newcomer, days))  # type: ignore[method-assign, assignment, func-returns-value]
    assert main(["users", supabase, "--state", str(tmp_path)]) == 0
    assert sorted(written) == [people[1]["email"], people[2]["email"]]
    assert counts(tmp_path) == {"password": 18, "banned": 1, "left_deleted": 1}
    find = wired().newcomers.find
    assert [find(each["email"]) is None for each in people[:3]] == [True, False, False]


def test_who_is_here_already_is_known_by_the_old_id(deployment: Emulator, tmp_path: Path) -> None:
    caller = Person(deployment.shared).sign_in()
    rows = [person(300, encrypted_password=HASH, email=caller.email.upper())]
    write_csv(tmp_path / "users.csv", rows)
    for _ in range(2):
        assert main(["users", str(tmp_path / "users.csv"), "--state", str(tmp_path)]) == 0
        assert counts(tmp_path) == {"present": 1}
    assert wired().newcomers.find(caller.email) is None
    bot = replace(some_bot(), user_id=newcomers.owner(rows[0]["id"]))
    wired().bots.create(bot)
    answer = caller.call("auth", "POST", "/auth/signin", {"email": caller.email, "password": "Secret-123"})
    mine = caller.call("bots", "GET", "/api/bots", token=answer.json["access_token"]).json["bots"]
    assert [each["bot_id"] for each in mine] == [bot.bot_id]


def test_rows_that_cannot_be_read_make_the_run_fail_and_the_rest_is_moved(
    deployment: Emulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: list[dict[str, Any]] = [person(number, encrypted_password=HASH) for number in range(400, 404)]
    write_csv(tmp_path / "users.csv", [*rows, rows[0]])
    with (tmp_path / "users.csv").open("a") as out:
        out.write("rubbish,,,\n")
    assert main(["users", str(tmp_path / "users.csv"), "--state", str(tmp_path)]) == 1
    assert counts(tmp_path) == {"password": 4, "unreadable": 2}
    assert "SHORT: 2 rows could not be read" in capsys.readouterr().out
    assert "line 7\tunreadable" in (tmp_path / "users.txt").read_text()
    write_csv(tmp_path / "users.csv", rows)
    assert main(["users", str(tmp_path / "users.csv"), "--state", str(tmp_path)]) == 0


class Runs:
    """Moves of exports into stores in memory, one after the other."""

    def __init__(self, folder: Path, cognito: ImportServer) -> None:
        self.folder, self.cognito = folder, cognito
        self.state = State(folder / "state")
        self.expected = MemoryNewcomers()

    def __call__(self, rows: list[dict[str, Any]], **more: Any) -> Report:
        write_csv(self.folder / "users.csv", rows)
        return self.of("users.csv", **more)

    def of(self, name: str, *, dry: bool = False, **more: Any) -> Report:
        source, report = people(str(self.folder / name)), begun(dry=dry)
        pool = self.cognito.pool
        with report.written(self.state):
            Move(source, self.state, pool, self.expected, Pace(0), lambda line: None, report, **more).run()
        return report

    @property
    def counts(self) -> dict[str, int]:
        return self.state.counts("users")


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with import_server() as cognito:
        made = Runs(tmp_path, cognito)
        yield made
        made.state.db.close()


def test_an_export_in_parts_or_an_empty_one_makes_nobody_deleted(runs: Runs) -> None:
    everybody = [person(number, encrypted_password=HASH) for number in range(40)]
    assert runs(everybody[:20]).status == 0
    report = runs(everybody[20:])
    assert report.status == 1
    assert "20 of 40 people that were moved before are not in this source" in report.short[0]
    assert len(runs.expected.people) == 40
    (runs.folder / "empty.csv").write_text("")
    (runs.folder / "head.csv").write_text(",".join(everybody[0]) + "\n")
    for name in ("empty.csv", "head.csv"):
        report = runs.of(name)
        assert report.short == ["The source holds nobody: nothing was done."]
    assert len(runs.expected.people) == 40
    assert runs(everybody).status == 0
    assert runs.counts == {"password": 40}
    assert runs(everybody[2:]).status == 0  # two of forty: deleted there
    assert runs.counts == {"password": 38, "left_deleted": 2}
    assert runs(everybody[30:]).status == 1
    assert runs(everybody[30:], forget=True).status == 0
    assert len(runs.expected.people) == 10
    assert runs(everybody[30:]).status == 0


@pytest.mark.parametrize("lacking", ["encrypted_password", "banned_until", "deleted_at"])
def test_an_export_that_does_not_tell_what_decides_is_not_taken(lacking: str, runs: Runs) -> None:
    """Nobody loses a password or a ban by a column that was not exported."""
    rows = [person(number, encrypted_password=HASH) for number in range(3)]
    assert runs(rows).status == 0
    without = [{name: value for name, value in row.items() if name != lacking} for row in rows]
    for dry in (True, False):
        report = runs(without, dry=dry)
        assert report.status == 1
        assert f"The source has no {lacking}: nothing was done" in report.short[0]
    # As Supabase's admin API lists users: without what is empty, and never a password.
    (runs.folder / "users.json").write_text(json.dumps({"users": without}))
    assert runs.of("users.json").status == 1
    assert [newcomer.password_hash for newcomer, _ in runs.expected.people.values()] == [HASH] * 3
    (runs.folder / "users.json").write_text(json.dumps({"users": [*without, rows[0]]}))
    assert lacking not in str(runs.of("users.json").short)


@pytest.mark.parametrize("ends", ["lifted", "over"])
def test_who_was_banned_has_the_old_password_when_that_is_over(
    ends: str, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = "2031-01-01 00:00:00+00"
    banned = person(1, encrypted_password=HASH, banned_until=soon)

    def come() -> Newcomer:
        return newcomers.come(banned["email"], "old sesame", newcomers=runs.expected, fits=fits)

    assert runs([banned]).status == 0
    assert runs.counts == {"banned": 1}
    with pytest.raises(WrongCredentials):
        come()
    with pytest.raises(NotFound):
        newcomers.forgot(banned["email"], newcomers=runs.expected)
    if ends == "lifted":
        assert runs([{**banned, "banned_until": None}]).status == 0
        assert runs.counts == {"password": 1}
    else:
        monkeypatch.setattr(newcomers, "now", lambda: "2031-01-02T00:00:00.000Z")
    assert come().formerly == (banned["id"],)


def test_an_account_that_is_here_is_switched_off_as_long_as_its_owner_is_banned(runs: Runs) -> None:
    row = person(1, encrypted_password=HASH, banned_until=LATER)
    runs.cognito.users[row["email"]] = {"email": row["email"], "email_verified": "true"}
    assert runs([row]).status == 0
    assert runs.counts == {"disabled": 1}
    assert runs([{**row, "banned_until": None}]).status == 0
    assert runs.counts == {"present": 1}
    changes = [operation for operation, _ in runs.cognito.asked if operation.startswith("Admin")]
    assert changes == ["AdminUpdateUserAttributes", "AdminDisableUser", "AdminEnableUser"]
    assert runs.cognito.users[row["email"]]["custom:legacy_id"] == row["id"]


def test_more_accounts_of_an_address_than_an_attribute_holds_are_told(runs: Runs) -> None:
    def twins(count: int) -> list[dict[str, Any]]:
        return [person(number, encrypted_password=HASH, email="a@b.de") for number in range(count)]

    assert runs(twins(55)).status == 0
    report = runs(twins(56))
    assert report.status == 1
    assert "56 accounts of one address" in report.summary(runs.state)


def test_who_signs_in_during_a_run_has_not_failed(runs: Runs) -> None:
    """Between the look at who is here and the reading back; whose hash was lost without that has."""
    rows = [person(number, encrypted_password=HASH) for number in range(2)]
    assert runs(rows).status == 0
    find = runs.expected.find

    def coming(email: str) -> Newcomer | None:
        if email == rows[0]["email"]:
            runs.expected.find = find  # type: ignore[method-assign]
            newcomers.come(email, "old sesame", newcomers=runs.expected, fits=fits)
            runs.cognito.users[email] = {"email": email, "email_verified": "true"}
        return find(email)

    runs.expected.find = coming  # type: ignore[method-assign]
    assert runs(rows).status == 0
    runs.expected.erase(rows[1]["email"])
    assert runs(rows).status == 1
    assert runs.counts == {"present": 1, "failed": 1}
    assert runs(rows).status == 0


class Refusing(MemoryNewcomers):
    """Takes nobody of this address."""

    def __init__(self, email: str) -> None:
        super().__init__()
        self.email = email

    def keep(self, newcomer: Newcomer, lifetime_days: int) -> None:
        if newcomer.email == self.email:
            raise Unavailable("The store is busy.")
        super().keep(newcomer, lifetime_days)


def test_who_cannot_be_moved_is_told_and_the_run_goes_on(runs: Runs) -> None:
    rows = [person(number, encrypted_password=HASH) for number in range(3)]
    runs.expected = Refusing(rows[1]["email"])
    report = runs(rows)
    assert runs.counts == {"failed": 1, "password": 2}
    assert report.status == 1
    shown = report.summary(runs.state)
    assert "1 people failed" in shown
    assert "line 3: failed, Unavailable: The store is busy." in shown


def test_or_the_run_stops_and_names_the_row(runs: Runs) -> None:
    rows = [person(number, encrypted_password=HASH) for number in range(3)]
    runs.expected = Refusing(rows[1]["email"])
    report = runs(rows, stop=True)
    assert report.short == ["Stopped, as --stop says, at line 3: Unavailable: The store is busy."]
    assert runs.counts["failed"] == 1
    assert "line 3\tfailed" in report.path(runs.state).read_text()
    (runs.folder / "users.csv").write_text(",".join(rows[0]) + "\nrubbish\n")
    report = runs.of("users.csv", stop=True)
    assert report.short[0].startswith("Stopped, as --stop says, at line 2: 1 cells under")


def test_a_store_that_is_away_ends_the_run(runs: Runs) -> None:
    """Not each of ten thousand people has to wait for it."""
    rows = [person(number, encrypted_password=HASH) for number in range(100)]

    def keep(newcomer: Newcomer, lifetime_days: int) -> None:
        raise Unavailable("The store is away.")

    runs.expected.keep = keep  # type: ignore[method-assign]
    with pytest.raises(Unavailable, match="None of 64 people could be moved"):
        runs(rows)
    assert "None of 64 people" in runs.state.marked("run.users")["short"][0]


def test_addresses_that_people_take_for_the_same_are_one_account(runs: Runs) -> None:
    """By case, and by how an accent is written."""
    written = ["Zoë@example.com", unicodedata.normalize("NFD", "zoë@example.com"), "ZOË@EXAMPLE.COM"]
    rows = [
        person(
            number, encrypted_password=HASH, email=each, last_sign_in_at=f"2026-01-0{number + 1} 00:00:00+00"
        )
        for number, each in enumerate(written)
    ]
    assert runs(rows).status == 0
    assert runs.counts == {"duplicate": 2, "password": 1}
    ((newcomer, _),) = runs.expected.people.values()
    assert newcomer.email == "zoë@example.com"
    assert newcomer.formerly[0] == rows[2]["id"]  # who was here last
    assert set(newcomer.formerly) == {row["id"] for row in rows}
