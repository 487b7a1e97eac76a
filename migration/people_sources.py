"""Where accounts are read from: a CSV or JSON export, or Supabase's Postgres. A row at a time."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from migration.people import Former
from migration.people_rows import Unreadable, aligned, former

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
_QUERY = """
SELECT to_jsonb(u) || jsonb_build_object(
    'identities', (SELECT coalesce(jsonb_agg(jsonb_build_object('provider', i.provider)), '[]')
                   FROM auth.identities i WHERE i.user_id = u.id),
    'factors', (SELECT count(*) FROM auth.mfa_factors f
                WHERE f.user_id = u.id AND f.status::text = 'verified'))
FROM auth.users u ORDER BY u.id"""


class Row(NamedTuple):
    """One row: `label` says which it is to whoever reads the report; `former` or else what is wrong."""

    label: str
    former: Former | None
    wrong: str = ""


class People(Protocol):
    def rows(self) -> Iterator[Row]:
        """All of them; may be asked again."""


class CsvPeople:
    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self) -> Iterator[Row]:
        with self._path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            reader = csv.reader(lines)
            header = [name.strip().lower() for name in next(reader, [])]
            for cells in reader:
                if any(cells):
                    yield self._row(f"line {reader.line_num}", header, cells)

    def _row(self, label: str, header: list[str], cells: list[str]) -> Row:
        try:
            values, note = aligned(header, cells)
            return Row(label, former(values, [note] if note else []))
        except Unreadable as error:
            return Row(label, None, str(error))


class JsonPeople:
    """A list of rows, an object with `users`, or a row a line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self) -> Iterator[Row]:
        for number, value in enumerate(self._values(), 1):
            label = f"entry {number}"
            try:
                if not isinstance(value, dict):
                    raise Unreadable("it is no JSON object")
                yield Row(label, former(value))
            except Unreadable as error:
                yield Row(label, None, str(error))

    def _values(self) -> Iterator[Any]:
        with self._path.open(encoding="utf-8-sig") as lines:
            if self._path.suffix == ".jsonl":
                for line in filter(str.strip, lines):
                    yield _loaded(line)
                return
            whole = json.load(lines)
        yield from whole["users"] if isinstance(whole, dict) else whole


class PostgresPeople:
    def __init__(self, url: str) -> None:
        self._url = url

    def rows(self) -> Iterator[Row]:
        import psycopg

        # Moments are compared as text, so that they have to be of one zone.
        with (
            psycopg.connect(self._url, options="-c TimeZone=UTC") as connection,
            connection.cursor(name="docent_users") as cursor,
        ):
            cursor.itersize = 1_000
            for (values,) in cursor.execute(_QUERY):
                try:
                    yield Row(str(values.get("id")), former(values))
                except Unreadable as error:
                    yield Row(str(values.get("id")), None, str(error))


def people(source: str) -> People:
    """By what `source` is: a Postgres address, or the path of an export."""
    if source.startswith(("postgres://", "postgresql://")) or "host=" in source:
        return PostgresPeople(source)
    path = Path(source)
    return CsvPeople(path) if path.suffix.lower() == ".csv" else JsonPeople(path)


def _loaded(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None
