"""Tables of the old Postgres, read by a mapping file: which table and column is what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

# What each part must name, and what it may.
_PARTS: Mapping[str, tuple[set[str], set[str]]] = {
    "bots": (
        {"table", "id", "owner", "name"},
        {"description", "instructions", "refusal", "created_at", "updated_at"},
    ),
    "documents": ({"table", "id", "bot", "filename", "path"}, {"created_at"}),
    "conversations": (
        {"table", "id", "bot", "conversation", "created_at"}, {"question", "answer", "role", "content"},
    ),
}  # fmt: skip
# As OpenAI, Gemini and LangChain call them.
_ASKED = {"user", "human", "humanmessage"}
_TOLD = {"assistant", "ai", "bot", "model", "aimessage"}


class Exchange(NamedTuple):
    """A question with its answer; `answer` is None where there is none, `question` where nobody asked.

    Neither is there of what a system or a tool said. `began`: when the conversation did. `last`:
    the id of its second row, where it is of two.
    """

    id: str
    conversation: str
    bot: str
    began: str
    created_at: str
    question: str | None
    answer: str | None
    last: str = ""


@dataclass(frozen=True)
class Source:
    """`columns` of each part: our name to the column's, and `table`."""

    url: str
    columns: Mapping[str, Mapping[str, str]]

    def rows(self, part: str, order: Sequence[str] = ("id",)) -> Iterator[dict[str, str]]:
        """All rows of a part as text, by our names; nothing where the mapping leaves the part out."""
        import psycopg
        from psycopg import sql

        named = dict(self.columns.get(part, {}))
        if not named:
            return
        table = sql.Identifier(*named.pop("table").split("."))
        picked = [
            sql.SQL("{}::text AS {}").format(_column(each), sql.Identifier(ours))
            for ours, each in named.items()
        ]
        query = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            sql.SQL(", ").join(picked), table, sql.SQL(", ").join(_column(named[each]) for each in order)
        )
        by_name = psycopg.rows.dict_row
        with (
            psycopg.connect(self.url, options="-c TimeZone=UTC") as connection,
            connection.cursor(name="docent_rows", row_factory=by_name) as cursor,
        ):
            cursor.itersize = 1_000
            for row in cursor.execute(query):
                yield {name: value or "" for name, value in row.items()}

    def exchanges(self) -> Iterator[Exchange]:
        """Of all conversations, one after the other, in the order they were had."""
        rows = self.rows("conversations", ("bot", "conversation", "created_at", "id"))
        for _, messages in groupby(rows, key=lambda row: (row["bot"], row["conversation"])):
            yield from _paired(messages)


def read(url: str, path: Path) -> Source:
    """Raises ValueError that names what is wrong."""
    given = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(given, dict) or not given or given.keys() - _PARTS.keys():
        raise ValueError(f"{path}: name some of {', '.join(_PARTS)}; see docs/migration.md.")
    for part, columns in given.items():
        needed, may = _PARTS[part]
        missing, unknown = needed - columns.keys(), columns.keys() - needed - may
        if missing or unknown:
            raise ValueError(f"{path}: {part} lacks {sorted(missing)} and has {sorted(unknown)} too many.")
    chat = given.get("conversations", {}).keys()
    if chat and not ({"question", "answer"} <= chat or {"role", "content"} <= chat):
        raise ValueError(f'{path}: conversations need "question" and "answer", or "role" and "content".')
    return Source(url, given)


def moment(text: str) -> str:
    """A moment of Postgres in UTC as ours: ISO 8601 with milliseconds and Z."""
    head = text.replace(" ", "T", 1).removesuffix("+00").removesuffix("+00:00")
    seconds, _, part = head.partition(".")
    return f"{seconds}.{part[:3]:0<3}Z" if len(seconds) == 19 else ""


def _column(name: str) -> Any:
    """A column, or what stands in one of JSON: `metadata.title`."""
    from psycopg import sql

    column, *path = name.split(".")
    found: Any = sql.Identifier(column)
    if path:
        found = sql.SQL("{} #>> {}").format(found, sql.Literal(path))
    return sql.SQL("({})").format(found)


def _paired(messages: Iterator[dict[str, str]]) -> Iterator[Exchange]:
    """Exchanges of one conversation, of rows that hold both sides or one."""
    waiting, began = None, ""
    for row in messages:
        said = moment(row["created_at"])
        began = began or said
        made = Exchange(row["id"], row["conversation"], row["bot"], began, said, None, None)
        if "question" in row:
            yield made._replace(question=row["question"] or None, answer=row["answer"] or None)
        elif row["role"].lower() in _ASKED:
            if waiting:
                yield waiting
            waiting = made._replace(question=row["content"])
        elif row["role"].lower() in _TOLD:
            told = waiting._replace(last=row["id"]) if waiting else made
            yield told._replace(answer=row["content"])
            waiting = None
        else:
            yield made
    if waiting:
        yield waiting
