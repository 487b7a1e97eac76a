"""Rows as exports have them, misaligned and broken ones too."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from functions.migrate.handler import fits
from migration.people import Former, fate_of
from migration.people_rows import Unreadable, aligned, former
from migration.people_sources import people
from tests.migration.supabase import LATER, NOW, hashed, odd, person

MOMENT = "2026-11-21T00:00:00.000Z"
HASH = hashed("sesame")
HEADER = [
    "instance_id",
    "id",
    "aud",
    "role",
    "email",
    "encrypted_password",
    "email_confirmed_at",
    "raw_user_meta_data",
]


def cells(**more: str) -> list[str]:
    row = person(1, encrypted_password=HASH, raw_user_meta_data='{"name": "Ann"}', **more)
    return [str(row[name]) for name in HEADER]


def test_a_row_is_read_by_its_header() -> None:
    values, note = aligned(HEADER, cells())
    found = former(values)
    assert (note, found.name, found.password_hash, found.confirmed_at) == (
        "",
        "Ann",
        HASH,
        NOW.replace(" ", "T", 1),
    )


@pytest.mark.parametrize("cut", [1])
def test_values_that_stand_aside_of_their_header_are_put_right(cut: int) -> None:
    values, note = aligned(HEADER, cells()[cut:])
    assert former(values).email == person(1)["email"]
    assert note == "values stood 1 columns left of their header"
    values, note = aligned(HEADER, ["", *cells()])
    assert former(values).password_hash == HASH
    assert note == "values stood 1 columns right of their header"


def test_a_blank_cell_too_many_behind_is_noted() -> None:
    values, note = aligned(HEADER, [*cells(), ""])
    assert former(values).email == person(1)["email"]
    assert note == "9 cells under 8 columns"


@pytest.mark.parametrize("wrong", [["x"] * 8, ["", ""], [person(1)["id"]] * 8, []])
def test_what_fits_nowhere_or_twice_is_left(wrong: list[str]) -> None:
    with pytest.raises(Unreadable):
        former(aligned(HEADER, wrong)[0])


ENDS = ["id", "email", "encrypted_password", "email_confirmed_at", "banned_until", "deleted_at", "created_at"]


@pytest.mark.parametrize(
    "rest",
    [
        [],  # cut: whether there is a ban is not told
        [LATER],
        ["", NOW],  # a live one, short of a blank cell: not one that was deleted
        [LATER, NOW],  # a banned one: not one that was deleted
        ["", "", NOW, "more"],  # a comma that was not quoted
    ],
)
def test_a_row_of_too_few_or_too_many_cells_is_left(rest: list[str]) -> None:
    head = [person(1)["id"], person(1)["email"], HASH, NOW]
    with pytest.raises(Unreadable, match=r"cells under 7 columns, and they would fit there only in part"):
        aligned(ENDS, [*head, *rest])
    with pytest.raises(Unreadable):  # a cell in front, and the last two lost
        aligned(ENDS[:-1], ["", *head, LATER])
    assert aligned(ENDS, [*head, "", "", NOW])[1] == ""


def test_as_many_cells_as_columns_may_stand_aside() -> None:
    values, note = aligned(HEADER, ["", *cells()[:-1]])
    assert former(values).email == person(1)["email"]
    assert note == "values stood 1 columns right of their header"


def test_a_flag_that_is_none_tells_of_a_shift() -> None:
    header = ["id", "email", "encrypted_password", "name", "is_anonymous", "extra"]
    head = [person(1)["id"], person(1)["email"], HASH]
    assert aligned(header, [*head, "Ann", "f", ""])[1] == ""
    with pytest.raises(Unreadable):
        aligned(header, [*head, "Lee", "Ann", "f"])


def test_a_phone_that_is_confirmed_says_nothing_of_the_address() -> None:
    row = person(1, encrypted_password=HASH, confirmed_at=NOW, email_confirmed_at=None, phone="49301")
    assert fate_of(former(row), MOMENT)[0] == "left_unconfirmed"
    del row["email_confirmed_at"]
    assert fate_of(former(row), MOMENT)[0] == "password"  # of an export that knows no other moment
    assert fate_of(former({**row, "phone_confirmed_at": NOW}), MOMENT)[0] == "left_unconfirmed"


@pytest.mark.parametrize(
    "change", [lambda: HASH.replace("$04$", "$03$"), lambda: HASH.replace("$04$", "$32$"),
               lambda: f"{HASH[:28]}z{HASH[29:]}"],
    ids=["too little", "too much", "salt"],
)  # fmt: skip
def test_what_bcrypt_would_not_check_is_no_password(change: Callable[[], str]) -> None:
    wrong = change()
    with pytest.raises(ValueError, match="salt"):
        fits("sesame", wrong)
    assert fate_of(former(person(1, encrypted_password=wrong)), MOMENT)[0] == "reset"
    assert fate_of(former(person(1, encrypted_password=HASH)), MOMENT)[0] == "password"


def test_a_password_is_never_taken_for_an_address() -> None:
    swapped = cells()
    swapped[4], swapped[5] = swapped[5], swapped[4]
    with pytest.raises(Unreadable):
        aligned(HEADER, swapped)


def test_broken_json_is_left_out_and_noted() -> None:
    found = former(
        {**person(1), "raw_user_meta_data": '{"name": "An', "raw_app_meta_data": "[", "identities": "x"}
    )
    assert found.name == ""
    assert len(found.notes) == 3


def test_every_kind_of_account_has_its_fate() -> None:
    fates = [fate_of(former(row), MOMENT)[0] for row in odd(100, HASH)]
    assert fates == [
        "left_unconfirmed", "banned", "left_deleted", "left_phone", "reset", "reset", "reset",
        "left_anonymous", "left_address", "password",
    ]  # fmt: skip
    assert fate_of(former(person(1, encrypted_password=HASH, banned_until="2020-01-01 00:00:00+00")), MOMENT)[
        0
    ] == ("password")
    assert fate_of(Former("x", "a@b.de", confirmed_at=NOW, banned_until="infinity"), MOMENT)[0] == "banned"


def write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(rows[0])
        for row in rows:
            writer.writerow(
                [json.dumps(v) if isinstance(v, dict) else "" if v is None else v for v in row.values()]
            )


def test_a_csv_and_a_json_export_say_the_same(tmp_path: Path) -> None:
    rows = [person(1, encrypted_password=HASH), *odd(100, HASH)]
    write_csv(tmp_path / "users.csv", rows)
    (tmp_path / "users.json").write_text(json.dumps({"users": rows}))
    (tmp_path / "users.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    found = [
        [row.former for row in people(str(tmp_path / f"users.{each}")).rows()]
        for each in ("csv", "json", "jsonl")
    ]
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == len(rows)


def test_a_quote_that_is_not_closed_takes_nobody_along(tmp_path: Path) -> None:
    """To the end of the file, and to the next quote, from where the cells would even come out right."""
    rows = [person(number, encrypted_password=HASH, raw_user_meta_data="") for number in range(9)]
    names = ["id", "email", "encrypted_password", "raw_user_meta_data", "banned_until", "email_confirmed_at"]
    for closed in (False, True):
        lines = [",".join(str(row[name] or "") for name in names) for row in rows]
        lines[2] = lines[2].replace(f"{HASH},", f'{HASH},"{{""name"": ""Bob')
        if closed:
            lines[5] = lines[5].replace(f"{HASH},", f'{HASH},"{{""name"": ""Eve""}}"')
        lines[7] = lines[7].replace(f"{HASH},", f'{HASH},"{{""about"": ""two\nlines""}}"')
        (tmp_path / "users.csv").write_text("\n".join([",".join(names), *lines]) + "\n")
        found = list(people(str(tmp_path / "users.csv")).rows())
        wrong = {row.label: row.wrong for row in found if row.former is None}
        assert wrong == {"line 4": "a quote is opened or closed where none can be"}
        assert [row.former.id for row in found if row.former] == [row["id"] for row in rows if row != rows[2]]
        assert found[-1].label == "line 11"


def test_what_is_no_row_is_told_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 7}\nrubbish\n[]\n')
    assert [(row.label, row.former) for row in people(str(tmp_path / "a.jsonl")).rows()] == [
        ("entry 1", None), ("entry 2", None), ("entry 3", None),
    ]  # fmt: skip
    (tmp_path / "none.json").write_text('{"users": null}')
    with pytest.raises(ValueError, match=r"none.json: there is no list of users"):
        list(people(str(tmp_path / "none.json")).rows())
    (tmp_path / "empty.csv").write_text("")
    assert list(people(str(tmp_path / "empty.csv")).rows()) == []
