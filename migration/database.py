"""The move of tables: bots, conversations, files of documents. Run again, it does what changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from typing import NamedTuple

from docent import newcomers
from docent.conversation import ConversationLog, Conversations, Turn
from docent.endings import QUEUE_SECONDS
from docent.errors import DocentError
from docent.ids import derived_id, first_id, new_id, now
from docent.model import Bot, Document, Progress
from docent.ports import Bots, BotWriter, Documents, DocumentWriter, Files
from docent.uploads import checked
from migration import mapping
from migration.mishap import Stopped
from migration.originals import Originals
from migration.pace import Pace, Tell
from migration.pace import Progress as Counter
from migration.report import Report
from migration.state import Fate, State
from migration.tables import Exchange, Source, moment

MEANING = {
    "moved": "is here",
    "original": "its file lies beside what was moved of it",
    "to_read": "its file is here, and is read by Docent now",
    "left_missing": "its file is not there; what is known of it was moved with the vectors, if it was there",
    "left_bot": "of a bot that is not there",
    "left_unanswered": "a question without an answer, or an answer that nobody asked for",
    "left_role": "neither a visitor's words nor the bot's, by their role",
    "failed": "could not be moved: see why, and run it again",
}
KINDS = ("bots", "documents", "conversations")
UNKNOWN = "2020-01-01T00:00:00.000Z"  # when what tells no moment was made
_TOGETHER = 8  # files at once


@dataclass(frozen=True)
class Target:
    """Where it goes. `days`: how long conversations are kept."""

    bots: Bots
    writer: BotWriter
    documents: Documents
    document_writer: DocumentWriter
    files: Files
    conversations: Conversations
    log: ConversationLog
    days: int
    largest: int


class _File(NamedTuple):
    """A row of documents. `read`: Docent was given it to read before; `print` is of the row and its file."""

    id: str
    bot_id: str
    bot: str
    name: str
    path: str
    created_at: str
    read: bool
    print: str


@dataclass(frozen=True)
class Database:
    """`originals` is None where files are not to be moved (yet)."""

    source: Source
    state: State
    target: Target
    originals: Originals | None
    pace: Pace
    tell: Tell
    stop: bool = False

    def plan(self, report: Report) -> None:
        for kind in KINDS:
            report.facts[f"{kind} there"] = sum(1 for _ in self.source.rows(kind))

    def move(self, report: Report) -> None:
        self._bots(report)
        if self.originals is not None:
            self._documents(report)
        self._conversations(report)
        for kind in KINDS:
            failed = self.state.counts(kind).get("failed", 0)
            report.require(not failed, f"{failed:,} {kind} failed: see why, and run it again.")

    def _bots(self, report: Report) -> None:
        gone, seen = 0, set()
        for row in self.source.rows("bots"):
            seen.add(row["id"])
            wanted = _bot(row)
            self._once("bots", row["id"], _print(row), partial(self._put_bot, wanted))
            gone += self.target.bots.find(wanted.bot_id) is None
        report.facts["bots read back"] = len(seen) - gone
        report.require(not gone, f"{gone} bots are not there.")

    def _put_bot(self, bot: Bot) -> tuple[str, str]:
        found = self.target.bots.find(bot.bot_id)
        if found is None:
            self.target.writer.create(bot)
        else:
            self.target.writer.change(bot.bot_id, found.user_id, _told(bot))
        found = self.target.bots.find(bot.bot_id)
        if found is None or _told(found) != _told(bot):
            return "failed", "what was stored differs"
        return "moved", bot.bot_id

    def _documents(self, report: Report) -> None:
        """Several files at a time; who decided about each is this thread."""
        assert self.originals is not None
        rows, sums, seen = self.source.rows("documents"), 0, 0
        counter = Counter("documents", sum(1 for _ in self.source.rows("documents")), self.tell)
        with ThreadPoolExecutor(_TOGETHER) as pool:
            while group := list(islice(rows, 4 * _TOGETHER)):
                stamps = pool.map(self.originals.stamp, [row["path"] for row in group])
                files = [self._file(row, stamp) for row, stamp in zip(group, stamps, strict=True)]
                fresh = [
                    each for each in files if not self._done("documents", each.id, each.print, moved=True)
                ]
                for each, fate in zip(fresh, pool.map(self._attempt_file, fresh), strict=True):
                    self.state.note("documents", Fate(each.id, *fate, each.name, each.print))
                    sums += fate[0] in ("original", "to_read")
                    if self.stop and fate[0] == "failed":
                        raise Stopped(f"{each.name}: {fate[1]}")
                seen += len(group)
                counter.step(len(group))
        report.facts["files stored and compared by checksum"] = sums
        missing = self.state.counts("documents").get("left_missing", 0)
        report.require(
            missing < seen or not seen,
            f"None of {seen:,} files is there: check --files, or the bucket's name.",
        )

    def _file(self, row: Mapping[str, str], stamp: str) -> _File:
        """Under a name of its own in the bot; the same one at every run."""
        bot_id = mapping.bot_id(row["bot"])
        names = (mapping.part_name(row["filename"], at) for at in count())
        claims = ((name, f"row.{bot_id}.{name}") for name in names)
        name, claim = next(each for each in claims if self.state.marked(each[1], row["id"]) == row["id"])
        self.state.mark(claim, row["id"])
        before = self.state.fate("documents", row["id"])
        read = before is not None and before.fate == "to_read"
        return _File(
            row["id"], bot_id, row["bot"], name, row["path"], moment(row.get("created_at", "")), read,
            _print({**row, "stamp": stamp}),
        )  # fmt: skip

    def _attempt_file(self, file: _File) -> tuple[str, str]:
        try:
            return self._put_file(file)
        except (DocentError, ValueError) as error:
            return "failed", str(error)

    def _put_file(self, file: _File) -> tuple[str, str]:
        if self.target.bots.find(file.bot_id) is None:
            return "left_bot", file.bot
        assert self.originals is not None
        data = self.originals.read(file.path, self.target.largest)
        if data is None:
            return "left_missing", file.path
        name, kind = checked(file.name, len(data), self.target.largest)
        sum, document_id = hashlib.sha256(data).hexdigest(), mapping.document_id(file.bot_id, name)
        document, born = self.target.documents.find(file.bot_id, document_id), file.created_at
        if file.read and (document is None or document.sha256 != sum):
            # Another file by now: the next document of this name, which takes the place of the one before.
            document, document_id, born = None, new_id("doc"), ""
        fate = "original" if document and document.live_version and not file.read else "to_read"
        if document is None:
            document = _queued(file.bot_id, document_id, name, kind, data, born)
            self.target.document_writer.create(document)
        self.pace.take()
        self.target.files.put(document.original, data, kind)
        if self.target.files.read(document.original, self.target.largest) != data:
            return "failed", "what was stored differs from the file"
        return fate, sum

    def _conversations(self, report: Report) -> None:
        wrong = compared = last = 0
        counter = Counter("exchanges", 0, self.tell)
        for each in self.source.exchanges():
            counter.step()
            last = max(last, *(int(id) for id in (each.id, each.last) if id.isdecimal()), 0)
            mark = hashlib.sha256(repr(each).encode()).hexdigest()
            put = partial(self._put_turn, each)
            self._once("conversations", each.id, mark, put, each.conversation)
        self.state.mark("last.conversations", last)
        for bot_id, conversation, there in self._by_conversation():
            here = _sum((turn.question, turn.answer) for turn in self.target.log.turns(bot_id, conversation))
            compared += 1
            wrong += here != there
        report.facts["conversations read back and equal"] = compared - wrong
        report.require(not wrong, f"{wrong} conversations were read back and differ. Run it again.")

    def _put_turn(self, each: Exchange) -> tuple[str, str]:
        bot_id = mapping.bot_id(each.bot)
        if each.question is None and each.answer is None:
            return "left_role", ""
        if each.question is None or each.answer is None:
            return "left_unanswered", ""
        bot = self.target.bots.find(bot_id)
        if bot is None:
            return "left_bot", each.bot
        born = first_id("former", each.created_at or UNKNOWN)
        turn = Turn(
            bot_id, conversation_id(each), derived_id("msg", born, each.id), each.question, each.answer,
            answered=True, model="former", asker="former", created_at=each.created_at or UNKNOWN,
        )  # fmt: skip
        self.pace.take()
        self.target.conversations.record(turn, bot.conversation_days or self.target.days)
        return "moved", f"{turn.conversation_id} {turn.message_id}"

    def _by_conversation(self) -> Iterator[tuple[str, str, str]]:
        """(bot, conversation, checksum) of what should be here of each."""
        current, held = ("", ""), list[tuple[str, str]]()
        for each in self.source.exchanges():
            fate = self.state.fate("conversations", each.id)
            if fate is None or fate.fate != "moved" or each.question is None or each.answer is None:
                continue
            place = mapping.bot_id(each.bot), conversation_id(each)
            if place != current:
                if held:
                    yield *current, _sum(held)
                current, held = place, []
            held.append((each.question, each.answer))
        if held:
            yield *current, _sum(held)

    def _once(
        self, kind: str, id: str, mark: str, do: Callable[[], tuple[str, str]], label: str = ""
    ) -> None:
        """Do it unless it was done of just this row."""
        if self._done(kind, id, mark):
            return
        try:
            fate, why = do()
        except DocentError as error:
            fate, why = "failed", error.message
        self.state.note(kind, Fate(id, fate, why, label, mark))
        if self.stop and fate == "failed":
            raise Stopped(f"{kind} {id}: {why}")

    def _done(self, kind: str, id: str, mark: str, *, moved: bool = False) -> bool:
        before = self.state.fate(kind, id)
        missing = moved and before is not None and before.fate.startswith("left")
        return (
            before is not None
            and before.print == mark
            and before.fate not in ("failed", "left_bot")
            and not missing
        )


def conversation_id(each: Exchange) -> str:
    """The id of a conversation that was moved: always the same."""
    return derived_id("con", first_id("former", each.began or UNKNOWN), f"{each.bot} {each.conversation}")


def _bot(row: Mapping[str, str]) -> Bot:
    created = moment(row.get("created_at", "")) or UNKNOWN
    return Bot(
        mapping.bot_id(row["id"]), newcomers.owner(row["owner"]), row["name"][:100] or "Bot",
        description=row.get("description", ""), instructions=row.get("instructions", ""),
        refusal=row.get("refusal", ""), created_at=created,
        updated_at=moment(row.get("updated_at", "")) or created,
    )  # fmt: skip


def _told(bot: Bot) -> dict[str, str]:
    return {name: getattr(bot, name) for name in ("name", "description", "instructions", "refusal")}


def _queued(bot_id: str, document_id: str, name: str, kind: str, data: bytes, created: str) -> Document:
    return Document(
        bot_id, document_id, name, kind, "queued", bytes=len(data), sha256=hashlib.sha256(data).hexdigest(),
        progress=Progress("waiting"), deadline=now(QUEUE_SECONDS),
        created_at=created or now(), updated_at=now(),
    )  # fmt: skip


def _sum(pairs: Iterable[tuple[str, str]]) -> str:
    """Of all exchanges; those of one moment have no order."""
    return hashlib.sha256(repr(sorted(pairs)).encode()).hexdigest()


def _print(row: Mapping[str, str]) -> str:
    return hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()
