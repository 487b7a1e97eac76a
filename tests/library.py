"""A bot that has read what a test gives it, in memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from docent.adapters.numpy_index import NumpyIndex
from docent.ingest import ingest
from docent.model import Bot, Document
from tests.contracts.bots import some_bot
from tests.contracts.documents import some_document
from tests.fakes import (
    MemoryBots,
    MemoryDocuments,
    MemoryFiles,
    MemoryKnowledge,
    MemoryPictures,
    MemoryWork,
    PlainReader,
    WordEmbedder,
)


class Stores:
    """What is kept of bots and documents, in memory, and one bot."""

    def __init__(self, **settings: Any) -> None:
        self.bots = MemoryBots()
        self.bot_id = self.new_bot(**settings).bot_id
        self.documents = MemoryDocuments(self.bots)
        self.knowledge = MemoryKnowledge(self.documents)
        self.files = MemoryFiles()
        self.work = MemoryWork()

    @property
    def bot(self) -> Bot:
        return self.bots.bots[self.bot_id]

    def new_bot(self, **settings: Any) -> Bot:
        bot = some_bot(**settings)
        self.bots.create(bot)
        return bot


class Library(Stores):
    """Fakes of all that reading and searching stand on, and one bot."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.embedder = WordEmbedder()
        self.index = NumpyIndex(self.knowledge, "words", 10**6)

    def read(self, text: str, filename: str = "rules.txt", *, source_url: str = "", **ports: Any) -> Document:
        """The document, as it is when reading it is over."""
        document = some_document(self.bot, filename=filename, source_url=source_url)
        self.documents.create(document)
        self.files.put(document.original, text.encode(), "text/plain")
        given: dict[str, Any] = {"reader": PlainReader(), **ports}
        ingest(
            self.bot_id, document.document_id, largest=10**6, most_chunks=999,
            documents=self.documents, siblings=self.documents, writer=self.documents, files=self.files,
            embedder=self.embedder, knowledge=self.knowledge, shelves=self.knowledge,
            publisher=self.documents, work=self.work, pictures=MemoryPictures(), recogniser=None,
            most_recognised=0, **given,
        )  # fmt: skip
        found = self.documents.find(self.bot_id, document.document_id)
        assert found is not None
        return found

    def read_pairs(self, pairs: Sequence[tuple[str, str]], filename: str = "shop.qa.json") -> Document:
        listed = [{"question": question, "answer": answer} for question, answer in pairs]
        return self.read(json.dumps({"pairs": listed}), filename)

    @property
    def ports(self) -> dict[str, Any]:
        """What a search may touch."""
        return {"embedder": self.embedder, "index": self.index, "chunks": self.knowledge}
