"""Fakes of the ports, in memory. Each passes the contract suite of its port, like every adapter."""

from __future__ import annotations

import io
import re
import threading
import uuid
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from typing import IO, Any

import numpy as np

from docent.conversation import PERSON, Begun, Live, Prompt, Receipt, Spending, Todo, Turn, Usage
from docent.endings import REMOVAL_SECONDS
from docent.errors import (
    BadInput,
    Conflict,
    DocumentRejected,
    GenerationFailed,
    NotFound,
    NotSignedIn,
    TooLarge,
    Unavailable,
)
from docent.extract import extract
from docent.ids import age, now
from docent.model import (
    UNDER_WAY,
    Block,
    Bot,
    Chunk,
    Document,
    Extraction,
    Progress,
    Recognised,
    UploadForm,
    WebAnswer,
    block_id,
)
from docent.ports import Listing, Matrix
from docent.siblings import replaced

_UNDER_WAY = ("queued", "extracting", "embedding", "ready", "partial")


def _page(items: Sequence[Any], after: str, limit: int) -> Listing:
    if after and not after.isdigit():
        raise BadInput("not a token", field="next")
    start = int(after or 0)
    more = str(start + limit) if start + limit < len(items) else ""
    return Listing(tuple(items[start : start + limit]), more)


class MemoryBots:
    """Bots and BotWriter."""

    def __init__(self) -> None:
        self.bots: dict[str, Bot] = {}

    def find(self, bot_id: str) -> Bot | None:
        return self.bots.get(bot_id)

    def owned_by(self, user_id: str, after: str = "", limit: int = 50) -> Listing:
        mine = [bot for bot in self.bots.values() if bot.user_id == user_id]
        return _page(sorted(mine, key=lambda bot: bot.created_at, reverse=True), after, limit)

    def listed(self, bot_ids: Sequence[str]) -> Sequence[Bot]:
        return [self.bots[each] for each in bot_ids if each in self.bots]

    def create(self, bot: Bot) -> None:
        if bot.bot_id in self.bots:
            raise Conflict("there already")
        self.bots[bot.bot_id] = bot

    def change(self, bot_id: str, user_id: str, settings: Mapping[str, Any]) -> Bot:
        self._mine(bot_id, user_id)
        self.bots[bot_id] = replace(self.bots[bot_id], **settings, updated_at=now())
        return self.bots[bot_id]

    def erase(self, bot_id: str, user_id: str) -> None:
        self._mine(bot_id, user_id)
        del self.bots[bot_id]

    def _mine(self, bot_id: str, user_id: str) -> None:
        if bot_id not in self.bots or self.bots[bot_id].user_id != user_id:
            raise NotFound("no such bot", code="bot_not_found")


class MemoryDocuments:
    """Documents, Siblings, Overdue, DocumentWriter and Publisher."""

    def __init__(self, bots: MemoryBots) -> None:
        self.documents: dict[tuple[str, str], Document] = {}
        self._bots = bots

    def find(self, bot_id: str, document_id: str) -> Document | None:
        return self.documents.get((bot_id, document_id))

    def in_bot(self, bot_id: str, after: str = "", limit: int = 50) -> Listing:
        mine = [each for (bot, _), each in self.documents.items() if bot == bot_id]
        return _page(sorted(mine, key=lambda each: each.document_id, reverse=True), after, limit)

    def with_content(self, bot_id: str, sha256: str) -> Document | None:
        mine = self.in_bot(bot_id, limit=10_000).items
        return next((each for each in mine if each.sha256 == sha256 and each.status in _UNDER_WAY), None)

    def alike(self, document: Document) -> Sequence[Document]:
        mine = reversed(self.in_bot(document.bot_id, limit=10_000).items)
        return [
            each
            for each in mine
            if each.document_id != document.document_id
            and (each.filename == document.filename or each.sha256 == document.sha256 != "")
        ]

    def overdue(self, moment: str, limit: int = 100) -> Sequence[tuple[str, str]]:
        late = [each for each in self.documents.values() if "" < each.deadline < moment]
        late.sort(key=lambda each: each.deadline)
        return [(each.bot_id, each.document_id) for each in late[:limit]]

    def create(self, document: Document) -> None:
        key = document.bot_id, document.document_id
        if key in self.documents:
            raise Conflict("there already")
        self.documents[key] = document

    def advance(self, document: Document, **fields: Any) -> Document:
        current = self._unmoved(document)
        changed = replace(current, **fields, updated_at=now())
        self.documents[document.bot_id, document.document_id] = changed
        return changed

    def erase(self, bot_id: str, document_id: str) -> None:
        self.documents.pop((bot_id, document_id), None)

    def publish(self, document: Document) -> Sequence[Document]:
        bot = self._bots.find(document.bot_id)
        if bot is None or bot.erasing:
            raise NotFound("no such bot", code="bot_not_found")
        self._unmoved(replace(document, status="embedding"))
        older = replaced(document, self.alike(document))
        for each in older:
            self._mark_deleting(each)
        self.documents[document.bot_id, document.document_id] = document
        gone = sum(each.chunks for each in older)
        size = document.bytes - sum(each.bytes for each in older)
        self._raise(bot, 1 - len(older), document.chunks - gone, size, document.chunks + gone)
        return [self.documents[each.bot_id, each.document_id] for each in older]

    def amend(self, document: Document, was: str) -> None:
        bot = self._bots.find(document.bot_id)
        if bot is None or bot.erasing:
            raise NotFound("no such bot", code="bot_not_found")
        current = self.find(document.bot_id, document.document_id)
        if current is None or current.live_version != was:
            raise Conflict("moved")
        self.documents[document.bot_id, document.document_id] = document
        self._raise(bot, 0, 0, 0, churn=1)

    def withdraw(self, document: Document, **ending: Any) -> None:
        current = self.find(document.bot_id, document.document_id)
        if current is None or current.status == "deleting":
            return
        self._mark_deleting(current, **ending)
        bot = self._bots.find(document.bot_id)
        if bot and current.live_version:
            self._raise(bot, -1, -current.chunks, -current.bytes, current.chunks)

    def recount(self, bot: Bot, documents: int, chunks: int, size: int) -> None:
        if self._bots.bots[bot.bot_id].knowledge_version != bot.knowledge_version:
            raise Conflict("it knows something else by now")
        self._bots.bots[bot.bot_id] = replace(
            self._bots.bots[bot.bot_id], documents=documents, chunks=chunks, bytes=size
        )

    def _mark_deleting(self, document: Document, **ending: Any) -> None:
        changes: dict[str, Any] = {
            "status": "deleting", "live_version": "", "progress": Progress("deleting"),
            "deadline": now(REMOVAL_SECONDS), **ending,
        }  # fmt: skip
        self.documents[document.bot_id, document.document_id] = replace(document, **changes)

    def _unmoved(self, document: Document) -> Document:
        current = self.find(document.bot_id, document.document_id)
        allowed = UNDER_WAY if document.status in UNDER_WAY else {document.status}
        if current is None or current.attempt != document.attempt or current.status not in allowed:
            raise Conflict("moved")
        return current

    def _raise(self, bot: Bot, documents: int, chunks: int, size: int, churn: int) -> None:
        self._bots.bots[bot.bot_id] = replace(
            bot,
            knowledge_version=bot.knowledge_version + 1,
            documents=bot.documents + documents,
            chunks=bot.chunks + chunks,
            bytes=bot.bytes + size,
            churn=bot.churn + churn,
        )


class MemoryKnowledge:
    """Knowledge, Blocks and Chunks."""

    def __init__(self, documents: MemoryDocuments) -> None:
        self.items: dict[tuple[str, str], Block | Chunk] = {}
        self._documents = documents

    def store(self, bot_id: str, blocks: Sequence[Block], chunks: Sequence[Chunk]) -> None:
        self.items |= {(bot_id, block_id(block)): block for block in blocks}
        self.items |= {(bot_id, chunk.chunk_id): chunk for chunk in chunks}

    def erase(self, bot_id: str, document_id: str = "", version: str = "") -> Mapping[str, int]:
        of = "".join(f"{each}." for each in (document_id, version) if each)
        gone = [key for key in self.items if key[0] == bot_id and key[1][2:].startswith(of)]
        kinds = [type(self.items.pop(key)) for key in gone]
        return {"blocks": kinds.count(Block), "chunks": kinds.count(Chunk)}

    def versions(self, bot_id: str, document_id: str) -> Mapping[str, int]:
        return {version: count for (id, version), count in self.held(bot_id).items() if id == document_id}

    def held(self, bot_id: str) -> Mapping[tuple[str, str], int]:
        held: Counter[tuple[str, str]] = Counter()
        for (bot, _), item in self.items.items():
            if isinstance(item, Block) and bot == bot_id:
                held[item.document_id, item.version] += item.count
        return held

    def cuts(self, bot_id: str, document_id: str, version: str) -> Set[int]:
        return {block.cut for block in self.load(bot_id, {document_id: version})}

    def live(self, bot_id: str) -> Mapping[str, str]:
        documents = self._documents.in_bot(bot_id, limit=10_000).items
        return {each.document_id: each.live_version for each in documents if each.live_version}

    def load(self, bot_id: str, live: Mapping[str, str]) -> Iterator[Block]:
        for (bot, _), item in self.items.items():
            if bot == bot_id and isinstance(item, Block) and live.get(item.document_id) == item.version:
                yield item

    def read(self, bot_id: str, chunk_ids: Sequence[str]) -> Sequence[Chunk]:
        found = [self.items.get((bot_id, each)) for each in chunk_ids]
        return [each for each in found if isinstance(each, Chunk)]

    def of_document(self, bot_id: str, document: Document, after: str = "", limit: int = 50) -> Listing:
        prefix = f"c.{document.document_id}.{document.live_version}."
        ids = sorted(key for bot, key in self.items if bot == bot_id and key.startswith(prefix))
        return _page(self.read(bot_id, ids) if document.live_version else (), after, limit)


class MemoryFiles:
    """Files, Archives, PartedFiles, UploadForms and Links."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._parts: dict[tuple[str, str], dict[int, bytes]] = {}

    def begin(self, key: str, content_type: str) -> str:
        upload = uuid.uuid4().hex
        self._parts[key, upload] = {}
        return upload

    def part(self, key: str, upload: str, number: int, data: bytes) -> str:
        self._parts[key, upload][number] = data
        return str(number)

    def finish(self, key: str, upload: str, tags: Sequence[str]) -> None:
        parts = self._parts.pop((key, upload))
        self.files[key] = b"".join(parts[int(tag)] for tag in tags)

    def opened(self, key: str) -> IO[bytes]:
        if key not in self.files:
            raise NotFound("no such file")
        return io.BytesIO(self.files[key])

    def put(self, key: str, data: bytes, content_type: str) -> None:
        self.files[key] = data

    def read(self, key: str, limit: int) -> bytes:
        if key not in self.files:
            raise NotFound("no such file")
        if len(self.files[key]) > limit:
            raise TooLarge("too many bytes")
        return self.files[key]

    def erase(self, prefix: str) -> int:
        gone = [key for key in self.files if key.startswith(prefix)]
        for key in gone:
            del self.files[key]
        return len(gone)

    @contextmanager
    def writing(self, key: str, content_type: str) -> Iterator[IO[bytes]]:
        file = io.BytesIO()
        yield file
        self.files[key] = file.getvalue()

    def form(self, key: str, content_type: str, size: int, lifetime: int) -> UploadForm:
        return UploadForm("https://files.example", {"key": key, "Content-Type": content_type})

    def link(self, key: str, filename: str, lifetime: int, shown_as: str = "") -> str:
        return f"https://files.example/{key}?name={filename}&seconds={lifetime}&shown_as={shown_as}"


class MemoryWork:
    """Work; `waiting` holds (bot_id, document_id) in the order they came."""

    def __init__(self) -> None:
        self.waiting: list[tuple[str, str]] = []
        self.returned: list[tuple[str, int]] = []

    def add(self, bot_id: str, document_id: str, delay: int = 0) -> None:
        self.waiting.append((bot_id, document_id))

    def give_back(self, receipt: str, seconds: int) -> None:
        self.returned.append((receipt, seconds))


class FullWork(MemoryWork):
    """Takes nothing until `takes`."""

    takes = False

    def add(self, bot_id: str, document_id: str, delay: int = 0) -> None:
        if not self.takes:
            raise Unavailable("The queue does not answer.")
        super().add(bot_id, document_id, delay)


class MemoryInventory:
    """Inventory of the other fakes."""

    def __init__(
        self, bots: MemoryBots, documents: MemoryDocuments, knowledge: MemoryKnowledge, files: MemoryFiles
    ) -> None:
        self._bots, self._documents, self._knowledge, self._files = bots, documents, knowledge, files

    def bots(self) -> list[Bot]:
        return list(self._bots.bots.values())

    def documents(self) -> list[Document]:
        return list(self._documents.documents.values())

    def owners(self) -> list[tuple[str, str]]:
        kept = [(bot_id, item.document_id) for (bot_id, _), item in self._knowledge.items.items()]
        stored = [(key.split("/")[0], key.split("/")[1]) for key in self._files.files]
        return list(dict.fromkeys([*kept, *stored]))


class MemoryConversations:
    """Conversations, Transcripts, Turns, ConversationLog, OwnConversations, Feedback, Contacts, Restorer and
    TodoList; in order."""

    def __init__(self) -> None:
        self.recorded: list[Turn] = []
        self.todos: dict[tuple[str, str], Todo] = {}
        self._gone: set[tuple[str, str]] = set()

    def record(self, turn: Turn, lifetime_days: int) -> None:
        if self._gone & {(turn.bot_id, ""), (turn.bot_id, turn.conversation_id)}:
            return
        self.recorded.append(turn)
        if not turn.answered and not turn.stopped:
            self._do(turn, "unanswered", "")

    def restore(self, turns: Sequence[tuple[Turn, str]], lifetime_days: int) -> None:
        for turn, reason in turns:
            if age(turn.created_at) < lifetime_days * 86_400 and turn not in self.recorded:
                self.recorded.append(turn)
                if reason:
                    self._do(turn, reason, turn.comment)

    def newest(self, bot_id: str, start: str = "", before: str = "") -> Iterator[Turn]:
        mine = [t for t in self.recorded if t.bot_id == bot_id and t.conversation_id >= start]
        mine = [t for t in mine if not before or t.conversation_id < before]
        return iter(sorted(mine, key=lambda t: (t.conversation_id, t.message_id), reverse=True))

    def turns(self, bot_id: str, conversation_id: str) -> Sequence[Turn]:
        return self.recent(bot_id, conversation_id, len(self.recorded))

    def forget(self, bot_id: str, conversation_id: str) -> None:
        self._gone.add((bot_id, conversation_id))
        gone = [t for t in self.recorded if (t.bot_id, t.conversation_id) == (bot_id, conversation_id)]
        self.recorded = [turn for turn in self.recorded if turn not in gone]
        self.dismiss(bot_id, [turn.message_id for turn in gone])

    def asked(self, message_id: str) -> Turn | None:
        return next((turn for turn in self.recorded if turn.message_id == message_id), None)

    def begun(self, bot_id: str, asker: str, limit: int) -> Sequence[Begun]:
        mine = [t for t in self.of_bot(bot_id) if t.asker == asker and asker.startswith(PERSON)]
        talks = [list(turns) for _, turns in groupby(mine, key=lambda turn: turn.conversation_id)]
        begun = [Begun(t[0].conversation_id, t[0].question, t[0].created_at, t[-1].created_at) for t in talks]
        return begun[::-1][:limit]

    def rate(self, turn: Turn, rating: str, comment: str) -> str:
        before = self.asked(turn.message_id)
        at = next(n for n, each in enumerate(self.recorded) if each.message_id == turn.message_id)
        self.recorded[at] = replace(turn, rating=rating, comment=comment)
        if rating == "down":
            self._do(turn, "down", comment)
        elif turn.answered:
            self.dismiss(turn.bot_id, [turn.message_id])
        return before.rating if before else ""

    def leave(self, turn: Turn, contact: Mapping[str, str]) -> None:
        self._set(turn, contact=contact)

    def pass_on(self, turn: Turn, moment: str) -> None:
        self._set(turn, passed_on_at=moment)

    def _set(self, turn: Turn, **left: Any) -> None:
        at = next((n for n, t in enumerate(self.recorded) if t.message_id == turn.message_id), None)
        if at is not None:
            self.recorded[at] = replace(self.recorded[at], **left)

    def todo(self, bot_id: str, limit: int) -> Sequence[Todo]:
        mine = [each for (bot, _), each in self.todos.items() if bot == bot_id]
        return sorted(mine, key=lambda each: each.message_id, reverse=True)[:limit]

    def dismiss(self, bot_id: str, message_ids: Sequence[str]) -> None:
        for each in message_ids:
            self.todos.pop((bot_id, each), None)

    def _do(self, turn: Turn, reason: str, comment: str) -> None:
        self.todos[turn.bot_id, turn.message_id] = Todo(
            turn.bot_id,
            turn.conversation_id,
            turn.message_id,
            turn.question,
            reason,
            turn.created_at,
            comment,
        )

    def recent(self, bot_id: str, conversation_id: str, limit: int) -> Sequence[Turn]:
        found = [t for t in self.recorded if (t.bot_id, t.conversation_id) == (bot_id, conversation_id)]
        return sorted(found, key=lambda turn: turn.message_id)[-limit:]

    def find(self, bot_id: str, conversation_id: str, message_id: str) -> Turn | None:
        where = bot_id, conversation_id, message_id
        return next((t for t in self.recorded if (t.bot_id, t.conversation_id, t.message_id) == where), None)

    def of_bot(self, bot_id: str, after: str = "", asker: str = "") -> Iterator[Turn]:
        found = [turn for turn in self.recorded if turn.bot_id == bot_id and turn.conversation_id > after]
        found = [turn for turn in found if asker in ("", turn.asker)]
        return iter(sorted(found, key=lambda turn: (turn.conversation_id, turn.message_id)))

    def erase(self, bot_id: str) -> int:
        self._gone.add((bot_id, ""))
        before = len(self.recorded)
        self.recorded = [turn for turn in self.recorded if turn.bot_id != bot_id]
        return before - len(self.recorded)


class MemoryStreams:
    """Streams."""

    def __init__(self) -> None:
        self.lives: dict[tuple[str, str, str], Live] = {}
        self._left: dict[tuple[str, str, str], dict[str, Any]] = {}

    def keep(self, live: Live) -> Live:
        where = live.bot_id, live.conversation_id, live.message_id
        self.lives[where] = replace(live, **self._left.get(where, {}))
        return self.lives[where]

    def find(self, bot_id: str, conversation_id: str, message_id: str) -> Live | None:
        where = bot_id, conversation_id, message_id
        found = self.lives.get(where)
        return found and replace(found, **self._left.get(where, {}))

    def mark(self, bot_id: str, conversation_id: str, message_id: str, **left: float | str) -> None:
        self._left.setdefault((bot_id, conversation_id, message_id), {}).update(left)


class MemoryLedger:
    """Ledger, Spent and Tallies. `receipts` in the order they came; `most` of all bots a day, 0 for none."""

    def __init__(self, most: float = 0) -> None:
        self._most = most or float("inf")
        self.spent: dict[tuple[str, str], float] = {}
        self.receipts: list[tuple[str, str, Receipt]] = []
        self.tallied: dict[tuple[str, str], Counter[str]] = {}
        self._lock = threading.Lock()

    def by_day(self, bot_id: str, days: Sequence[str]) -> Mapping[str, Spending]:
        known = {*self.spent, *self.tallied}
        return {day: self.spending(bot_id, day) for day in days if (bot_id, day) in known}

    def count(self, bot_id: str, day: str, tally: Mapping[str, int]) -> None:
        self.tallied.setdefault((bot_id, day), Counter()).update(tally)

    def reserve(self, bot_id: str, day: str, usd: float, limit: float | None) -> bool:
        with self._lock:
            everybodys = sum(spent for (_, on), spent in self.spent.items() if on == day)
            own = float("inf") if limit is None else limit
            if self.spent.get((bot_id, day), 0.0) + usd > own + 1e-9 or everybodys + usd > self._most + 1e-9:
                return False
            self._add(bot_id, day, usd)
        return True

    def settle(self, bot_id: str, day: str, usd: float, receipt: Receipt) -> None:
        with self._lock:
            self._add(bot_id, day, usd)
            self.receipts.append((bot_id, day, receipt))
            self.count(bot_id, day, receipt.tally)

    def spending(self, bot_id: str, day: str) -> Spending:
        found = [receipt for bot, on, receipt in self.receipts if (bot, on) == (bot_id, day)]
        usage: dict[str, Usage] = {}
        for model, more in (pair for receipt in found for pair in receipt.usage.items()):
            so_far = usage.get(model, Usage())
            usage[model] = Usage(
                so_far.input_tokens + more.input_tokens, so_far.output_tokens + more.output_tokens
            )
        return Spending(
            usd=self.spent.get((bot_id, day), 0.0),
            answers=Counter(receipt.model for receipt in found),
            usage=usage,
            read_units=sum(receipt.read_units for receipt in found),
            milliseconds=sum(receipt.milliseconds for receipt in found),
            tally=self.tallied.get((bot_id, day), {}),
        )

    def _add(self, bot_id: str, day: str, usd: float) -> None:
        self.spent[bot_id, day] = self.spent.get((bot_id, day), 0.0) + usd


class NamedUsers:
    """AccessTokens: people's tokens are their names."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def user_id(self, token: str) -> str:
        if token not in self._names:
            raise NotSignedIn("not one of ours")
        return token

    def groups(self, token: str) -> frozenset[str]:
        return frozenset({"admin" if self.user_id(token) == "admin" else "builder"})


class MemorySecrets:
    """Secrets."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def secret(self, name: str, *, make: bool = False) -> str:
        if name not in self.values:
            if not make:
                raise Unavailable("no such secret")
            self.values[name] = uuid.uuid4().hex * 2
        return self.values[name]


class PlainReader:
    """Reader, in this process."""

    def read(self, data: bytes, filename: str, *, progress: Callable[[int, int], None]) -> Extraction:
        return extract(data, filename, most_pages=9, progress=progress)


class MemoryPictures:
    """Pictures: a page's picture is its number. `broken` pages end the whole drawing."""

    def __init__(self, *broken: int, pages: int = 99) -> None:
        self._broken, self._pages = set(broken), pages

    def pictures(self, data: bytes, pages: Sequence[int]) -> Mapping[int, bytes]:
        if self._broken & set(pages):
            raise DocumentRejected("cannot be drawn")
        return {page: str(page).encode() for page in pages if page <= self._pages}


class ScriptedRecogniser:
    """Recogniser: knows what these pictures say. `seen`: all it was shown. Says no after `most` pictures."""

    def __init__(self, said: Mapping[bytes, str], sure: float = 0.9, most: int = 1_000) -> None:
        self.seen: list[bytes] = []
        self._said, self._sure, self._most = said, sure, most

    def recognise(self, picture: bytes) -> Recognised:
        self.seen.append(picture)
        if len(self.seen) > self._most:
            raise Unavailable("It is asleep. Try again later.")
        text = self._said.get(picture, "")
        return Recognised(text, self._sure if text else 0.0)


class WordEmbedder:
    """Embedder: a text is the sum of fixed random directions of its words; shared words mean near."""

    model, dimension = "words", 64

    def embed(self, texts: Sequence[str]) -> Matrix:
        nowhere = np.full(self.dimension, 1e-3)
        rows = [sum((_direction(word) for word in _words(text)), nowhere) for text in texts]
        matrix = np.array(rows, np.float32).reshape(len(texts), self.dimension)
        unit: Matrix = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
        return unit

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        return [len(_words(text)) for text in texts]


class ScriptedGenerator:
    """Generator: says its parts, then fails if it is told to."""

    def __init__(self, *parts: str, model: str = "scripted", fails: bool = False) -> None:
        self.model, self._parts, self._fails = model, parts, fails
        self.prompts: list[Prompt] = []

    def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
        self.prompts.append(prompt)
        yield from self._parts
        if self._fails:
            raise GenerationFailed("no answer")
        yield Usage(100, 10)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _direction(word: str) -> Matrix:
    direction: Matrix = np.random.default_rng(zlib.crc32(word.encode())).standard_normal(64)
    return direction


class MemoryPages:
    """Pages: a web of what it was given; it knows no other site. `asked` lists the addresses in order."""

    def __init__(self) -> None:
        self.answers: dict[str, WebAnswer] = {}
        self.asked: list[str] = []

    def put(self, url: str, body: str | bytes = "", kind: str = "text/html", **more: Any) -> None:
        data = body.encode() if isinstance(body, str) else body
        given = {"status": 200, "content_type": kind, "data": data, **more}
        self.answers[url] = WebAnswer(url, **given)

    def get(self, url: str, most: int) -> WebAnswer:
        self.asked.append(url)
        site = "/".join(url.split("/")[:3]) + "/"
        if not any(known.startswith(site) for known in self.answers):
            raise DocumentRejected("no such site", code="unreachable")
        answer = self.answers.get(url, WebAnswer(url, 404))
        if len(answer.data) > most:
            raise DocumentRejected("too many bytes", code="too_large")
        return replace(answer, data=b"") if answer.location else answer
