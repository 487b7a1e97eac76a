"""Where accounts are read from: a CSV or JSON export, or Supabase's Postgres. A row at a time."""

from __future__ import annotations

import csv
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from migration.people import Former
from migration.people_rows import Unreadable, aligned, former

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
_LONGEST = 1_000  # lines of one record
_QUERY = """
SELECT '{"banned_until": null, "deleted_at": null}'::jsonb || to_jsonb(u) || jsonb_build_object(
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
            records = _records(lines)
            header = [name.strip().lower() for name in next(records, (0, []))[1] or []]
            for number, cells in records:
                if cells is None:
                    yield Row(f"line {number}", None, "a quote is opened or closed where none can be")
                elif any(cells):
                    yield self._row(f"line {number}", header, cells)

    def _row(self, label: str, header: list[str], cells: list[str]) -> Row:
        try:
            values, note = aligned(header, cells)
            return Row(label, former(values, [note] if note else []))
        except Unreadable as error:
            return Row(label, None, str(error))


def _records(lines: Iterable[str]) -> Iterator[tuple[int, list[str] | None]]:
    """Each record by its last line, from 1; None for a line that begins none.

    A quote that is never closed would swallow the people behind it: then its line is none, and the next one
    is tried.
    """
    waiting, number = deque[str](), 0
    source = iter(lines)
    while True:
        taken: list[str] = []
        reader = csv.reader(_taking(waiting, source, taken), strict=True)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            waiting.extendleft(reversed(taken[1:]))
            number += 1
            yield number, None
        else:
            number += len(taken)
            yield number, cells


def _taking(waiting: deque[str], source: Iterator[str], taken: list[str]) -> Iterator[str]:
    """Lines of one record at most, which are remembered."""
    while len(taken) < _LONGEST and (line := waiting.popleft() if waiting else next(source, "")):
        taken.append(line)
        yield line


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
        listed = whole.get("users") if isinstance(whole, dict) else whole
        if not isinstance(listed, list):
            raise ValueError(f'{self._path}: there is no list of users, nor one under "users".')
        yield from listed


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
