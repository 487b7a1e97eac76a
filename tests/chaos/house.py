"""A whole ingestion in memory, its queue included, whose every worker may die at every step."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from docent import bots, endings, uploads
from docent.errors import Conflict, DocentError
from docent.ingest import ingest
from docent.model import FINAL, Block, Bot, Chunk, Document, Extraction
from tests.chaos.mortal import Fate, Killed, Mortal
from tests.fakes import (
    MemoryConversations,
    MemoryPictures,
    PlainReader,
    WordEmbedder,
)
from tests.gatekeepers import MemoryKeys
from tests.library import Stores

PAST = "2026-01-01T00:00:00.000Z"
MOST_TRIES = 3
HALF = b"told in text 3"


@dataclass(eq=False)
class Message:
    """A message of the queue; it comes back until it is done or was tried too often."""

    bot_id: str
    document_id: str
    tries: int = 0


class HalfReader(PlainReader):
    """Finds a second page without text behind what says so."""

    def read(self, data: bytes, filename: str, *, progress: Callable[[int, int], None]) -> Extraction:
        read = super().read(data, filename, progress=progress)
        return replace(read, silent_pages=(2,)) if HALF in data else read


class House(Stores):
    """`now`: the documents; `queue`: the messages; `gone`: what its owner was told is deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.conversations = MemoryConversations()
        self.queue: list[Message] = []
        self.gone: set[str] = set()

    @property
    def now(self) -> list[Document]:
        return list(self.documents.documents.values())

    def upload(self, bot_id: str, filename: str, text: str, fate: Fate, announced: bool) -> None:
        """As the browser and S3 do it: a document, then its file, then a message; each may be the last."""
        bot = self.bots.bots[bot_id]
        data = text.encode()
        documents, files = Mortal(self.documents, fate), Mortal(self.files, fate)
        with self._announcing(), contextlib.suppress(Killed):
            if announced:
                document, form = uploads.announce(
                    bot, filename, len(data), "", largest=10**6, documents=documents, writer=documents,
                    forms=files,
                )  # fmt: skip
                if form:
                    files.put(document.original, data, "text/plain")
            else:
                uploads.receive(
                    bot, filename, data, largest=10**6, documents=documents, writer=documents, files=files
                )

    @contextlib.contextmanager
    def _announcing(self) -> Iterator[None]:
        """S3 tells of the files that it holds afterwards and did not before, whoever dies."""
        before = set(self.files.files)
        yield
        for key in sorted(set(self.files.files) - before):
            bot_id, document_id, _ = key.split("/")
            self.queue.append(Message(bot_id, document_id))

    def serve(self, message: Message, fate: Fate, seconds_left: float = float("inf")) -> None:
        """One delivery. A worker that dies leaves the message in the queue; too many, and it is given up."""
        message.tries += 1
        try:
            ingest(
                message.bot_id, message.document_id, largest=10**6, most_chunks=99, reader=HalfReader(),
                most_recognised=9, pictures=MemoryPictures(), recogniser=None,
                embedder=WordEmbedder(), shelves=Mortal(self.knowledge, fate),
                seconds_left=lambda: seconds_left,
                siblings=Mortal(self.documents, fate), publisher=Mortal(self.documents, fate),
                **self._ports(fate, "documents", "writer", "files", "knowledge", "work"),
            )  # fmt: skip
        except (Killed, Conflict):
            if message.tries < MOST_TRIES:
                return
            endings.lost(message.bot_id, message.document_id, **self._enders(Fate()))
        finally:
            self._collect()
        if message in self.queue:
            self.queue.remove(message)

    def delete(self, document: Document, fate: Fate) -> None:
        bot = self.bots.bots.get(document.bot_id)
        if bot is None or bot.erasing:
            return
        ports = self._ports(fate, "documents", "writer", "files", "knowledge")

        def ask() -> None:
            bots.delete_document(bot, document.document_id, publisher=Mortal(self.documents, fate), **ports)
            self.gone.add(document.document_id)

        self._survive(ask)

    def delete_bot(self, bot: Bot, fate: Fate) -> None:
        ports = self._ports(fate, "documents", "knowledge", "files")

        def ask() -> None:
            bots.delete(
                bot, writer=Mortal(self.bots, fate), document_writer=Mortal(self.documents, fate),
                conversations=Mortal(self.conversations, fate), grants=MemoryKeys(), **ports,
            )  # fmt: skip

        self._survive(ask)

    def retry(self, document: Document, fate: Fate) -> None:
        ports = self._ports(fate, "writer", "files", "work")
        siblings = Mortal(self.documents, fate)
        with self._announcing():
            self._survive(lambda: uploads.retry(document, largest=10**6, siblings=siblings, **ports))

    def pass_time(self, fate: Fate) -> None:
        """All that is under way is overdue, and somebody looks."""
        for key, document in self.documents.documents.items():
            if document.deadline:
                self.documents.documents[key] = replace(document, deadline=PAST)
        self._survive(
            lambda: endings.watch(
                overdue=Mortal(self.documents, fate), failed=lambda *_: None, **self._enders(fate)
            )
        )

    def settle(self) -> None:
        """Nobody dies any more: what waits is served, what is overdue ended, what was cut off repeated."""
        for _ in range(4):
            for bot in list(self.bots.bots.values()):
                if bot.erasing:
                    self.delete_bot(bot, Fate())
            while self.queue:
                self.serve(self.queue[0], Fate())
            self.pass_time(Fate())

    def _survive(self, ask: Callable[[], object]) -> None:
        try:
            ask()
        except (Killed, DocentError):
            pass
        finally:
            self._collect()

    def _collect(self) -> None:
        self.queue += [Message(*each) for each in self.work.waiting]
        self.work.waiting.clear()

    def _ports(self, fate: Fate, *names: str) -> dict[str, Any]:
        within = {
            "documents": self.documents, "writer": self.documents, "files": self.files,
            "knowledge": self.knowledge, "work": self.work,
        }  # fmt: skip
        return {name: Mortal(within[name], fate) for name in names}

    def _enders(self, fate: Fate) -> dict[str, Any]:
        names = ("documents", "writer", "knowledge", "files", "work")
        told = {"timed_out": lambda document: None}
        return {"bots": Mortal(self.bots, fate), **self._ports(fate, *names), **told}

    def check(self) -> None:
        """What holds at every moment, whoever died."""
        for bot in self.bots.bots.values():
            live = [each for each in self.now if each.bot_id == bot.bot_id and each.live_version]
            if not bot.erasing:
                assert (bot.documents, bot.chunks) == (len(live), sum(each.chunks for each in live))
                assert len({each.filename for each in live}) == len(live)
                assert len({each.sha256 for each in live}) == len(live)
                for document in live:
                    self._check_whole(document)
        answering = {each.document_id for each in self.now if each.live_version}
        assert not answering & self.gone
        assert all(each.deadline for each in self.now if each.status not in FINAL)

    def _check_whole(self, document: Document) -> None:
        """All of it answers, with the text of its file."""
        blocks = list(self.knowledge.load(document.bot_id, {document.document_id: document.live_version}))
        assert sum(block.count for block in blocks) == document.chunks
        chunks = self.knowledge.of_document(document.bot_id, document, limit=1000).items
        assert [chunk.ordinal for chunk in chunks] == list(range(document.chunks))
        data = self.files.files[document.original]
        assert hashlib.sha256(data).hexdigest() == document.sha256
        assert all(chunk.text in data.decode() for chunk in chunks)

    def check_settled(self) -> None:
        """What holds once all is quiet: every document has ended, and nothing is without an owner."""
        self.check()
        assert {each.status for each in self.now} <= FINAL
        assert not any(each.deadline for each in self.now)
        assert set(self.files.files) <= {each.original for each in self.now}
        kept = {
            (bot_id, item.document_id, _version(item)) for (bot_id, _), item in self.knowledge.items.items()
        }
        assert kept <= {(each.bot_id, each.document_id, each.live_version) for each in self.now}
        assert {each.bot_id for each in self.now} <= set(self.bots.bots)


def _version(item: Block | Chunk) -> str:
    return item.version if isinstance(item, Block) else item.chunk_id.split(".")[2]
