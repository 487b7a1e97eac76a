"""The way back of people, bots, files and conversations: rows shaped like the tables they came from.

Nobody's password is touched. People who are new have none there, and set one by “Forgot your password?”.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from docent import uploads
from docent.conversation import Transcripts, Turn
from docent.errors import NotFound
from docent.ids import now
from docent.model import Bot
from docent.ports import Documents, Files
from migration.back_vectors import LARGEST, answering
from migration.database import KINDS
from migration.pool import Resident
from migration.state import State

_MOVED = ("moved", "original", "to_read")


def former_id(id: str) -> str:
    """The id in the old tables of what is new: always the same."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, id))


def old_id(resident: Resident) -> str:
    """The id that somebody has in the old tables: their old one, or one made of their new one."""
    return resident.formerly[0] if resident.formerly else former_id(resident.username)


def people(residents: Iterable[Resident]) -> Iterator[dict[str, Any]]:
    """A row of auth.users each."""
    for each in residents:
        yield {
            "id": old_id(each), "aud": "authenticated", "role": "authenticated", "email": each.email,
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
    """Old ids by new ones, from the state of the move; `messages` and `files` here that came from there.

    What is new gets a number where the old ids are numbers, or else a UUID; the same one at every run.
    """

    def __init__(self, state: State, owners: Mapping[str, str]) -> None:
        self._state, self._owners = state, owners
        moved = {kind: [each for each in state.fates(kind) if each.fate in _MOVED] for kind in KINDS}
        self._bots = {fate.why: fate.id for fate in moved["bots"]}
        self._conversations, self.messages = dict[str, str](), set[str]()
        for fate in moved["conversations"]:
            conversation, message = fate.why.split()
            self._conversations[conversation] = fate.label
            self.messages.add(message)
        self.files = {fate.why for fate in moved["documents"]}
        self._last = {
            kind: _highest((fate.id for fate in state.fates(kind)), state.marked(f"last.{kind}", 0))
            for kind in KINDS
        }
        self._last["sessions"] = _highest(self._conversations.values())

    def bot(self, bot_id: str) -> str:
        return self._bots.get(bot_id) or self.new("bots", bot_id)

    def conversation(self, conversation_id: str) -> str:
        return self._conversations.get(conversation_id) or self.new("sessions", conversation_id)

    def owner(self, user_id: str) -> str:
        return self._owners.get(user_id) or user_id.removeprefix("former_")

    def numbered(self, kind: str) -> bool:
        return self._last[kind] > 0

    def new(self, kind: str, id: str) -> str:
        if not self._last[kind]:
            return former_id(id)
        mark = f"back.{kind}.{id}"
        number = self._state.marked(mark)
        if number is None:
            number = max(self._last[kind], self._state.marked(f"back.{kind}", 0)) + 1
            with self._state.together():
                self._state.mark(mark, number)
                self._state.mark(f"back.{kind}", number)
        return str(number)


def _highest(ids: Iterable[str], least: int = 0) -> int:
    """The highest of ids that are all numbers, or else 0."""
    numbers = [int(each) if each.isdecimal() else 0 for each in ids]
    return max(least, *numbers) if numbers and all(numbers) else 0


def bots(held: Iterable[Bot], former: Former, columns: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A row each, by the names of the mapping's columns."""
    for bot in held:
        values = {
            "id": former.bot(bot.bot_id), "owner": former.owner(bot.user_id), "name": bot.name,
            "description": bot.description, "instructions": bot.instructions, "refusal": bot.refusal,
            "created_at": bot.created_at, "updated_at": bot.updated_at,
        }  # fmt: skip
        yield _named(values, columns)


def files(
    held: Iterable[Bot], documents: Documents, store: Files, former: Former, columns: Mapping[str, str],
    folder: Path,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """A row of each document whose file did not come from there; the file itself goes into the folder."""
    for bot in held:
        for document in answering(bot.bot_id, documents):
            if document.sha256 in former.files:
                continue
            try:
                data = store.read(document.original, LARGEST)
            except NotFound:  # known by its points alone
                continue
            path = f"docent/{document.document_id}/{uploads.safe_name(document.filename)}"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
            values = {
                "id": former.new("documents", document.document_id), "bot": former.bot(bot.bot_id),
                "filename": document.filename, "path": path, "created_at": document.created_at,
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
                id = former.new("conversations", f"{turn.message_id} {number}")
                yield _named({"id": id, **common, **side}, columns)


def _sides(turn: Turn, columns: Mapping[str, str]) -> list[dict[str, str]]:
    if "question" in columns:
        return [{"question": turn.question, "answer": turn.answer}]
    asked = {"role": "user", "content": turn.question}
    return [asked, {"role": "assistant", "content": turn.answer}]


def _named(values: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """Values by column; those that stand inside of JSON as a mapping of their paths."""
    row: dict[str, Any] = {}
    for name, value in values.items():
        column, *path = columns[name].split(".") if name in columns else ("",)
        if path:
            row.setdefault(column, {})[tuple(path)] = value
        elif column:
            row[column] = value
    return row
