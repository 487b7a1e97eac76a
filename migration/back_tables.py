"""The way back of people, bots and conversations: CSV and SQL, shaped like the tables they came from.

The SQL may be run again: rows that are there are brought up to date, and nobody's password is touched. People
who are new have none there, and set one by “Forgot your password?”.
"""

from __future__ import annotations

import csv
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from docent.conversation import Transcripts, Turn
from docent.ids import now
from docent.model import Bot
from migration.pool import Resident
from migration.state import State

_IDENTITIES = "auth.identities"


def former_id(id: str) -> str:
    """The id in the old tables of what is new: always the same."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, id))


def people(residents: Iterable[Resident]) -> Iterator[dict[str, Any]]:
    """A row of auth.users each: under their old id, or one made of their new one."""
    for each in residents:
        id = each.formerly[0] if each.formerly else former_id(each.username)
        yield {
            "id": id, "aud": "authenticated", "role": "authenticated", "email": each.email,
            "email_confirmed_at": now() if each.proven else None,
            "raw_app_meta_data": json.dumps({"provider": "email", "providers": ["email"]}),
            "raw_user_meta_data": json.dumps({"email": each.email}), "created_at": now(), "updated_at": now(),
            "instance_id": str(uuid.UUID(int=0)),
        }  # fmt: skip


def identities(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row of auth.identities each: without one, Supabase lets nobody sign in by e-mail."""
    for row in rows:
        about = json.dumps({"sub": row["id"], "email": row["email"], "email_verified": True})
        yield {
            "provider_id": row["id"], "user_id": row["id"], "identity_data": about, "provider": "email",
            "created_at": row["created_at"], "updated_at": row["updated_at"],
        }  # fmt: skip


class Former:
    """Old ids by new ones, from the state of the move; `messages` here that came from there."""

    def __init__(self, state: State, owners: Mapping[str, str]) -> None:
        self._bots = {fate.why: fate.id for fate in state.fates("bots") if fate.fate == "moved"}
        self._owners = owners
        self._conversations, self.messages = dict[str, str](), set[str]()
        for fate in state.fates("conversations"):
            if fate.fate == "moved":
                conversation, message = fate.why.split()
                self._conversations[conversation] = fate.label
                self.messages.add(message)

    def bot(self, bot_id: str) -> str:
        return self._bots.get(bot_id) or former_id(bot_id)

    def conversation(self, conversation_id: str) -> str:
        return self._conversations.get(conversation_id) or former_id(conversation_id)

    def owner(self, user_id: str) -> str:
        return self._owners.get(user_id) or user_id.removeprefix("former_")


def bots(held: Iterable[Bot], former: Former, columns: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A row each, by the names of the mapping's columns; those inside of JSON are left out."""
    for bot in held:
        values = {
            "id": former.bot(bot.bot_id), "owner": former.owner(bot.user_id), "name": bot.name,
            "description": bot.description, "instructions": bot.instructions, "refusal": bot.refusal,
            "created_at": bot.created_at, "updated_at": bot.updated_at,
        }  # fmt: skip
        yield _named(values, columns)


def conversations(
    held: Iterable[Bot], transcripts: Transcripts, former: Former, columns: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """What was said here since: rows of both sides, or one a side, as the mapping has them."""
    for bot in held:
        for turn in transcripts.of_bot(bot.bot_id):
            if turn.message_id in former.messages:
                continue
            common = {
                "bot": former.bot(bot.bot_id), "conversation": former.conversation(turn.conversation_id),
                "created_at": turn.created_at,
            }  # fmt: skip
            for number, side in enumerate(_sides(turn, columns)):
                yield _named({"id": former_id(f"{turn.message_id} {number}"), **common, **side}, columns)


def _sides(turn: Turn, columns: Mapping[str, str]) -> list[dict[str, str]]:
    if "question" in columns:
        return [{"question": turn.question, "answer": turn.answer}]
    asked = {"role": "user", "content": turn.question}
    return [asked, {"role": "assistant", "content": turn.answer}]


def _named(values: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    return {columns[name]: value for name, value in values.items() if "." not in columns.get(name, ".")}


def write(folder: Path, table: str, key: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """TABLE.csv and TABLE.sql in the folder; how many rows. Rows that are there keep what is not given."""
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
            writer.writerow(["" if row[name] is None else row[name] for name in names])
            statements.write(_statement(table, key, row))
            count += 1
    return count


def _statement(table: str, key: Sequence[str], row: Mapping[str, Any]) -> str:
    given = [name for name, value in row.items() if value is not None]
    kept = {*key, "created_at", "email_confirmed_at", "raw_app_meta_data", "raw_user_meta_data"}
    changed = ", ".join(f"{_quoted(name)} = EXCLUDED.{_quoted(name)}" for name in given if name not in kept)
    columns, values = ", ".join(map(_quoted, given)), ", ".join(_literal(row[name]) for name in given)
    place, keys = ".".join(map(_quoted, table.split("."))), ", ".join(map(_quoted, key))
    otherwise = f"UPDATE SET {changed}" if changed else "NOTHING"
    return f"INSERT INTO {place} ({columns}) VALUES ({values}) ON CONFLICT ({keys}) DO {otherwise};\n"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: Any) -> str:
    """Text for Postgres: backslashes are plain in it (standard_conforming_strings)."""
    return "'" + str(value).replace("\0", "").replace("'", "''") + "'"
