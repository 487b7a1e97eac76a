"""A whole bot as one archive, written part by part by a worker; another goes on where one ran out of time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from docent import archived, stored_zip
from docent.conversation import TodoList, Transcripts, Turn
from docent.edits import every
from docent.errors import NotFound, TooLarge, TransferFailed
from docent.ids import new_id, now
from docent.model import Bot, Document
from docent.pinned import PinnedQuestions
from docent.ports import Bots, Documents, Files, Listing, PartedFiles, Shelves, Work
from docent.transfer import Report, Transfer, bot_of, save

_PART = 8 * 2**20
_PAGE_TURNS = 1_000
_MOST_TODOS = 1_000_000
_TAIL = 2 * _PART
RESERVE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a bot is taken out of, and where to; `largest` is that of a file, in bytes."""

    bots: Bots
    documents: Documents
    shelves: Shelves
    transcripts: Transcripts
    todos: TodoList
    pinned: PinnedQuestions
    files: Files
    parts: PartedFiles
    work: Work
    largest: int


def begin(bot: Bot, user_id: str, *, files: Files, work: Work) -> Transfer:
    """An export that waits for a worker."""
    moment = now()
    transfer = Transfer(bot.bot_id, new_id("export"), user_id, "export", created_at=moment, updated_at=moment)
    save(transfer, files)
    work.add(bot.bot_id, transfer.transfer_id)
    return transfer


def proceed(transfer: Transfer, *, sources: Sources, seconds_left: Callable[[], float]) -> str:
    """Go on with an export: its status afterwards. Near the end of `seconds_left` it is handed back to the
    queue. Raises TransferFailed where no try will do; anything else may go better the next time."""
    if transfer.over:
        return transfer.status
    if not (bot := bot_of(transfer, bots=sources.bots, files=sources.files)):
        return "gone"
    return _Taking(bot, transfer, sources, seconds_left).run()


class _Out:
    """The archive as far as it is written: parts that are there, and the bytes of the one to come."""

    def __init__(self, transfer: Transfer, sources: Sources) -> None:
        kept, self._parts, self._files = transfer.kept, sources.parts, sources.files
        self._key, self._folder = transfer.archive, transfer.folder
        self._upload = kept.get("upload") or sources.parts.begin(transfer.archive, "application/zip")
        self._tags: list[str] = list(kept.get("tags", ()))
        self._entries = [stored_zip.Entry(*each) for each in kept.get("entries", ())]
        self._hashes: list[str] = list(kept.get("hashes", ()))
        self._waiting = bytearray(sources.files.read(f"{self._folder}tail", _TAIL) if kept else b"")
        self.size: int = kept.get("size", 0)

    def add(self, name: str, data: bytes) -> None:
        entry, head = stored_zip.entry(name, data, self.size)
        # An entry more of the directory than there is room for in the end, and the manifest.
        if (
            self.size + len(data) > stored_zip.LARGEST - 2**27
            or len(self._entries) > stored_zip.MOST_ENTRIES - 2
        ):
            raise TransferFailed(
                "The bot holds more than the 4 GB that an archive takes. Delete some of its documents.",
                code="too_large",
            )
        self._entries.append(entry)
        self._hashes.append(hashlib.sha256(data).hexdigest())
        self._write(head)
        self._write(data)

    def kept(self) -> dict[str, Any]:
        """What the next worker goes on with."""
        self._files.put(f"{self._folder}tail", bytes(self._waiting), "application/octet-stream")
        entries = [list(each) for each in self._entries]
        return {
            "upload": self._upload, "tags": self._tags, "entries": entries, "hashes": self._hashes,
            "size": self.size,
        }  # fmt: skip

    def finish(self) -> None:
        listed = zip(self._entries, self._hashes, strict=True)
        self.add(
            "manifest.json", archived.manifest({each.name: (each.size, digest) for each, digest in listed})
        )
        self._write(stored_zip.directory(self._entries, self.size))
        self._send(len(self._waiting))
        self._parts.finish(self._key, self._upload, self._tags)
        self._files.erase(f"{self._folder}tail")

    def _write(self, data: bytes) -> None:
        self._waiting += data
        self.size += len(data)
        while len(self._waiting) >= _PART:
            self._send(_PART)

    def _send(self, size: int) -> None:
        data = bytes(self._waiting[:size])
        del self._waiting[:size]
        self._tags.append(self._parts.part(self._key, self._upload, len(self._tags) + 1, data))


class _Taking:
    """One worker's go at an export."""

    def __init__(
        self, bot: Bot, transfer: Transfer, sources: Sources, seconds_left: Callable[[], float]
    ) -> None:
        self._bot, self._sources, self._seconds_left = bot, sources, seconds_left
        self._report = Report(transfer, sources.files)
        self._step, self._mark = transfer.step or "bot", transfer.mark
        self._out = _Out(transfer, sources)

    def run(self) -> str:
        self._report(status="running")
        for step, go in (("bot", self._head), ("conversations", self._talks), ("documents", self._documents)):
            if self._step == step and not go():
                self._report(step=self._step, mark=self._mark, kept=self._out.kept())
                self._sources.work.add(self._bot.bot_id, self._report.transfer.transfer_id)
                return "running"
        self._out.finish()
        return self._report(status="done", step="", mark="", kept={}, bytes=self._out.size).status

    def _head(self) -> bool:
        tests = self._sources.pinned.of_bot(self._bot.bot_id)
        self._out.add("bot.json", archived.head(self._bot, tests))
        self._step, self._mark = "conversations", ""
        return True

    def _talks(self) -> bool:
        """The mark is `<number of the page>/<last conversation in it>`."""
        number, _, after = self._mark.partition("/")
        at = int(number or 0)
        for page in self._pages(after):
            at += 1
            self._out.add(f"conversations/{at:06d}.jsonl", archived.turns(page))
            self._mark = f"{at}/{page[-1][0].conversation_id}"
            self._report.at("conversations", at, 0)
            if self._short():
                return False
        self._step, self._mark = "documents", ""
        return True

    def _pages(self, after: str) -> Iterator[Sequence[tuple[Turn, str]]]:
        """Whole conversations, together some _PAGE_TURNS turns."""
        bot_id = self._bot.bot_id
        todo = {each.message_id: each.reason for each in self._sources.todos.todo(bot_id, _MOST_TODOS)}
        found = self._sources.transcripts.of_bot(bot_id, after)
        page: list[tuple[Turn, str]] = []
        for _, turns in groupby(found, key=lambda turn: turn.conversation_id):
            page += [(turn, todo.get(turn.message_id, "")) for turn in turns]
            if len(page) >= _PAGE_TURNS:
                yield page
                page = []
        if page:
            yield page

    def _documents(self) -> bool:
        listed = list(_all(self._sources.documents, self._bot.bot_id))
        answering = sorted(each.document_id for each in listed if each.live_version)
        self._report.at("documents", 0, len(answering), left_out=len(listed) - len(answering))
        for at, document_id in enumerate(answering, 1):
            if document_id <= self._mark:
                continue
            self._document(document_id)
            self._mark = document_id
            self._report.at("documents", at, len(answering))
            if self._short():
                return False
        return True

    def _document(self, document_id: str) -> None:
        sources, bot_id = self._sources, self._bot.bot_id
        document = sources.documents.find(bot_id, document_id)
        if document is None or not document.live_version:  # it was deleted meanwhile
            return
        chunks = list(every(document, chunks=sources.shelves))
        blocks = sorted(
            sources.shelves.load(bot_id, {document_id: document.live_version}), key=lambda each: each.first
        )
        if not chunks or sum(each.count for each in blocks) != len(chunks):
            raise TransferFailed(
                f"What is stored of {document.filename!r} is not whole. Upload it again, then export.",
                code="processing_error",
            )
        folder = f"documents/{document_id}"
        self._out.add(f"{folder}/chunks.jsonl", archived.chunks(chunks))
        self._out.add(f"{folder}/document.json", archived.document(document, blocks))
        self._original(folder, document)
        self._out.add(f"{folder}/vectors.bin", archived.vectors(blocks))

    def _original(self, folder: str, document: Document) -> None:
        try:
            data = self._sources.files.read(document.original, self._sources.largest)
        except NotFound:  # it answers without its file, here and there
            return
        except TooLarge as error:
            raise TransferFailed(
                f"The file of {document.filename!r} is larger than a document may be by now."
                " Delete it, or ask your admin to raise the limit.",
                code="too_large",
            ) from error
        self._out.add(f"{folder}/original", data)

    def _short(self) -> bool:
        return self._seconds_left() < RESERVE_SECONDS


def _all(documents: Documents, bot_id: str) -> Iterator[Document]:
    token = ""
    while True:
        page: Listing = documents.in_bot(bot_id, token, 200)
        yield from page.items
        token = page.next
        if not token:
            return
