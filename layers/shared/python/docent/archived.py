"""What an archive of a bot holds, and how it is written: nothing in it names an account, a bot or a key.

    bot.json                        settings, the computed threshold, test questions
    conversations/000001.jsonl      one turn a line, whole conversations, oldest first
    documents/ID/chunks.jsonl       one passage a line, in reading order
    documents/ID/document.json      what is known of the document, and which model embedded it
    documents/ID/original           the file as it was uploaded
    documents/ID/vectors.bin        int8 rows, one a passage, then their scales as little-endian float32
    manifest.json                   the size and the SHA-256 of every other entry

Terms and hashes of passages are drawn from their text again. One content has one form, so that an archive of
what was imported is the archive that was imported, byte by byte.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from docent.conversation import PERSON, Turn
from docent.ids import born_id
from docent.model import Block, Bot, Chunk, Document, Progress, chunk_id
from docent.pinned import Pinned
from docent.revive import parsed, revived

FORMAT, VERSION = "docent-bot", 1
SETTINGS = (
    "name", "description", "instructions", "model", "allowed_origins", "theme", "starters", "refusal",
    "budget_usd_per_day", "conversation_days", "threshold", "show_sources", "tests_block", "proof_of_work",
    "hosted", "reads_all", "contact", "person",
)  # fmt: skip
LONGEST_LINE = 350_000  # bytes; an item of the table holds 400 KB
_OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Question:
    question: str
    filename: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Head:
    """What bot.json says. `threshold` was computed when the bot knew `chunks` of its passages of now."""

    settings: Mapping[str, Any]
    threshold: float | None
    chunks: int
    tests: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What document.json says; fields as of Document, `version` is the one that answers."""

    filename: str
    content_type: str
    status: Literal["ready", "partial"]
    bytes: int
    sha256: str
    reason: str
    message: str
    pages: int
    chunks: int
    edits: int
    attempt: int
    version: str
    source_url: str
    coverage: Mapping[str, Any] | None
    created_at: str
    model: str
    dimension: int


def head(bot: Bot, tests: Sequence[Pinned]) -> bytes:
    settings = {name: getattr(bot, name) for name in SETTINGS}
    listed = [Question(each.question, each.filename, each.created_at) for each in reversed(tests)]
    since = max(0, bot.chunks - (bot.churn - bot.calibrated_churn))
    return _json(asdict(Head(settings, bot.calibrated_threshold, since, tuple(listed))))


def read_head(data: bytes) -> Head:
    """Raises ValueError, as all that read here."""
    return revived(Head, parsed(data))


def pinned(bot_id: str, tests: Sequence[Question]) -> Iterator[Pinned]:
    for number, each in enumerate(tests):
        test_id = born_id("test", each.created_at, number, f"{bot_id} {each.question}")
        yield Pinned(bot_id, test_id, each.question, each.filename, each.created_at)


def document(document: Document, blocks: Sequence[Block]) -> bytes:
    """`blocks`: all of the version that answers, at least one."""
    known = {name: getattr(document, name) for name in _OF_DOCUMENT}
    count = sum(each.count for each in blocks)
    embedded = {"chunks": count, "model": blocks[0].model, "dimension": blocks[0].dimension}
    return _json({**known, "version": document.live_version, **embedded})


def read_document(data: bytes, bot_id: str, document_id: str) -> tuple[Held, Document]:
    """What it says, and the document as it will be once it answers."""
    held = revived(Held, parsed(data))
    given = {name: getattr(held, name) for name in _OF_DOCUMENT}
    done = Progress("done", held.chunks, held.chunks)
    made = Document(bot_id, document_id, **given, progress=done, live_version=held.version)
    return held, replace(made, updated_at=held.created_at)


_OF_DOCUMENT = [each.name for each in fields(Held) if each.name not in ("version", "model", "dimension")]


def chunks(found: Sequence[Chunk]) -> bytes:
    """Lines without what the document and the place of the line say."""
    return b"".join(
        _line({name: value for name, value in asdict(each).items() if name not in _BY_PLACE})
        for each in found
    )


_BY_PLACE = ("chunk_id", "document_id", "filename", "ordinal")


def read_chunks(data: bytes, document: Document) -> Iterator[Chunk]:
    for ordinal, line in enumerate(data.splitlines()):
        place = {
            "chunk_id": chunk_id(document.document_id, document.live_version, ordinal),
            "document_id": document.document_id, "filename": document.filename, "ordinal": ordinal,
        }  # fmt: skip
        yield revived(Chunk, {**_object(line), **place})


def vectors(blocks: Sequence[Block]) -> bytes:
    return b"".join(each.vectors for each in blocks) + b"".join(each.scales for each in blocks)


def turns(found: Sequence[tuple[Turn, str]]) -> bytes:
    """Turns, each with its reason to be on the to-do list. Who of the bot's people asked is not told."""
    return b"".join(map(_turn, found))


def _turn(given: tuple[Turn, str]) -> bytes:
    turn, todo = given
    shape = {name: value for name, value in asdict(turn).items() if name not in ("bot_id", "message_id")}
    visitor = turn.asker.startswith(("vis_", PERSON))
    return _line({**shape, "asker": turn.asker if visitor else _OWNER, "todo": todo})


def read_turns(data: bytes, bot_id: str) -> Iterator[tuple[Turn, str]]:
    """Turns with new ids for their answers: a bot must not lay hands on those of another."""
    conversation, number, moment = "", 0, ""
    for line in data.splitlines():
        values = _object(line)
        todo = values.pop("todo", "")
        if todo not in ("", "unanswered", "down"):
            raise ValueError("a turn waits for another reason")
        turn = revived(Turn, {**values, "bot_id": bot_id, "message_id": ""})
        if turn.conversation_id < conversation:
            raise ValueError("conversations are out of order")
        number = number + 1 if turn.conversation_id == conversation else 0
        moment = max(moment, turn.created_at) if number else turn.created_at
        conversation = turn.conversation_id
        message_id = born_id("msg", moment, number, f"{bot_id} {conversation} {number}")
        yield replace(turn, message_id=message_id), todo


def manifest(entries: Mapping[str, tuple[int, str]]) -> bytes:
    """`entries`: size and SHA-256 in hex, by name."""
    return _json({"format": FORMAT, "version": VERSION, "entries": entries})


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise ValueError("a line is too long")
    values = parsed(line)
    if not isinstance(values, dict):
        raise ValueError("a line is no object")
    return values


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
