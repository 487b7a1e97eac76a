"""The move of tables: bots, conversations, files of documents. Run again, it does what changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice

from docent import newcomers
from docent.conversation import ConversationLog, Conversations, Turn
from docent.endings import QUEUE_SECONDS
from docent.errors import DocentError
from docent.ids import derived_id, first_id, now
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
        wrong, seen = 0, set()
        for row in self.source.rows("bots"):
            seen.add(row["id"])
            wanted = _bot(row)
            self._once("bots", row["id"], _print(row), partial(self._put_bot, wanted))
            found = self.target.bots.find(wanted.bot_id)
            wrong += found is None or found.created_at != wanted.created_at
        report.facts["bots read back"] = len(seen)
        report.require(not wrong, f"{wrong} bots were read back and differ.")

    def _put_bot(self, bot: Bot) -> tuple[str, str]:
        found = self.target.bots.find(bot.bot_id)
        if found is None:
            self.target.writer.create(bot)
        else:
            fields = {name: getattr(bot, name) for name in ("name", "description", "instructions", "refusal")}
            self.target.writer.change(bot.bot_id, found.user_id, fields)
        return "moved", bot.bot_id

    def _documents(self, report: Report) -> None:
        """Several files at a time; who decided about each is this thread."""
        rows, sums = self.source.rows("documents"), 0
        counter = Counter("documents", sum(1 for _ in self.source.rows("documents")), self.tell)
        with ThreadPoolExecutor(_TOGETHER) as pool:
            while group := list(islice(rows, 4 * _TOGETHER)):
                fresh = [
                    row for row in group if not self._done("documents", row["id"], _print(row), moved=True)
                ]
                for row, fate in zip(fresh, pool.map(self._attempt_file, fresh), strict=True):
                    self.state.note("documents", Fate(row["id"], *fate, row["filename"], _print(row)))
                    sums += fate[0] in ("original", "to_read")
                    if self.stop and fate[0] == "failed":
                        raise Stopped(f"{row['filename']}: {fate[1]}")
                counter.step(len(group))
        report.facts["files stored and compared by checksum"] = sums

    def _attempt_file(self, row: Mapping[str, str]) -> tuple[str, str]:
        try:
            return self._put_file(row)
        except (DocentError, ValueError) as error:
            return "failed", str(error)

    def _put_file(self, row: Mapping[str, str]) -> tuple[str, str]:
        bot_id = mapping.bot_id(row["bot"])
        if self.target.bots.find(bot_id) is None:
            return "left_bot", row["bot"]
        assert self.originals is not None
        data = self.originals.read(row["path"], self.target.largest)
        if data is None:
            return "left_missing", row["path"]
        name, kind = checked(row["filename"], len(data), self.target.largest)
        document_id = mapping.document_id(bot_id, name)
        document = self.target.documents.find(bot_id, document_id)
        fate = "original" if document and document.live_version else "to_read"
        if document is None:
            document = _queued(bot_id, document_id, name, kind, data, moment(row.get("created_at", "")))
            self.target.document_writer.create(document)
        self.pace.take()
        self.target.files.put(document.original, data, kind)
        if self.target.files.read(document.original, self.target.largest) != data:
            return "failed", "what was stored differs from the file"
        return fate, hashlib.sha256(data).hexdigest()

    def _conversations(self, report: Report) -> None:
        wrong = count = 0
        counter = Counter("exchanges", 0, self.tell)
        for each in self.source.exchanges():
            counter.step()
            mark = hashlib.sha256(repr(each).encode()).hexdigest()
            put = partial(self._put_turn, each)
            self._once("conversations", each.id, mark, put, each.conversation)
        for bot_id, conversation, there in self._by_conversation():
            here = _sum((turn.question, turn.answer) for turn in self.target.log.turns(bot_id, conversation))
            count += 1
            wrong += here != there
        report.facts["conversations read back and equal"] = count - wrong
        report.require(not wrong, f"{wrong} conversations were read back and differ. Run it again.")

    def _put_turn(self, each: Exchange) -> tuple[str, str]:
        bot_id = mapping.bot_id(each.bot)
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
