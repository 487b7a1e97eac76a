"""Rows as CSV, and as SQL that may be run again: it brings up to date what is there."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any


def write(
    folder: Path, table: str, key: Sequence[str], rows: Iterable[Mapping[str, Any]], *, numbered: bool = False
) -> int:
    """TABLE.csv and TABLE.sql in the folder; how many rows. Rows that are there keep what is not given.

    `numbered`: rows have numbers for ids.
    """
    count, names = 0, list[str]()
    stem = table.replace("public.", "")
    with (
        (folder / f"{stem}.csv").open("w", newline="", encoding="utf-8") as plain,
        (folder / f"{stem}.sql").open("w", encoding="utf-8") as statements,
    ):
        writer = csv.writer(plain)
        for row in rows:
            if not count:
                names = list(row)
                writer.writerow(names)
            writer.writerow([_plain(row[name]) for name in names])
            statements.write(_statement(table, key, row))
            count += 1
        if count and numbered:
            statements.write(_counted(table, key[0]))
    return count


def _statement(table: str, key: Sequence[str], row: Mapping[str, Any]) -> str:
    given = [name for name, value in row.items() if value is not None]
    kept = {*key, "created_at", "email_confirmed_at", "raw_app_meta_data", "raw_user_meta_data"}
    changed = ", ".join(
        f"{_quoted(name)} = {_changed(name, row[name])}" for name in given if name not in kept
    )
    columns = ", ".join(map(_quoted, given))
    values = ", ".join(_literal(_plain(row[name])) for name in given)
    place, keys = _place(table), ", ".join(map(_quoted, key))
    otherwise = f"UPDATE SET {changed}" if changed else "NOTHING"
    return f"INSERT INTO {place} AS held ({columns}) VALUES ({values}) ON CONFLICT ({keys}) DO {otherwise};\n"


def _counted(table: str, key: str) -> str:
    """Lets a table that numbers its rows go on behind the highest number; others are as they were."""
    place = _place(table)
    counter = f"pg_get_serial_sequence({_literal(place)}, {_literal(key)})"
    return f"SELECT setval({counter}, max({_quoted(key)}::bigint)) FROM {place};\n"


def _changed(name: str, value: Any) -> str:
    """What becomes of a column; of JSON all else stays."""
    if not isinstance(value, Mapping):
        return f"EXCLUDED.{_quoted(name)}"
    made = f"COALESCE(held.{_quoted(name)}::jsonb, '{{}}')"
    for path, text in value.items():
        for depth in range(1, len(path)):
            there = _literal("{" + ",".join(map(json.dumps, path[:depth])) + "}")
            made = f"jsonb_set({made}, {there}, COALESCE({made} #> {there}, '{{}}'))"
        there = _literal("{" + ",".join(map(json.dumps, path)) + "}")
        made = f"jsonb_set({made}, {there}, {_literal(json.dumps(text))})"
    return made


def _plain(value: Any) -> str:
    """A value as it is written: JSON where it is of several paths, nothing where there is none."""
    if not isinstance(value, Mapping):
        return "" if value is None else str(value)
    made: dict[str, Any] = {}
    for path, text in value.items():
        inner = made
        for part in path[:-1]:
            inner = inner.setdefault(part, {})
        inner[path[-1]] = text
    return json.dumps(made)


def _place(table: str) -> str:
    return ".".join(map(_quoted, table.split(".")))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: str) -> str:
    """Text for Postgres: backslashes are plain in it (standard_conforming_strings)."""
    return "'" + value.replace("\0", "").replace("'", "''") + "'"
