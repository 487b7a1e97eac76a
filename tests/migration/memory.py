"""A move of one collection in memory: Qdrant's engine, and the fakes of our stores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qdrant_client import QdrantClient

from migration.collection import Collection
from migration.mapping import Target
from migration.pace import Pace
from migration.qdrant import Qdrant
from migration.report import Report
from migration.state import State
from migration.vectors import MEANING, Stores
from tests.contracts.bots import some_bot
from tests.fakes import MemoryBots, MemoryDocuments, MemoryFiles, MemoryKnowledge, WordEmbedder
from tests.migration.qdrant_points import fill, langchain, texts


class Moved:
    """30 points of three files in the collection `cups`, and where they go."""

    def __init__(self, folder: Path) -> None:
        self.bot, self.bots = some_bot(), MemoryBots()
        self.bots.create(self.bot)
        documents = MemoryDocuments(self.bots)
        self.knowledge, embedder = MemoryKnowledge(documents), WordEmbedder()
        self.stores = Stores(documents, documents, documents, self.knowledge, MemoryFiles(), embedder)
        self.state, self.client = State(folder / "state"), QdrantClient(":memory:")
        self.texts = texts(30, "Cup")
        payloads = [langchain(text, at) for at, text in enumerate(self.texts)]
        fill(self.client, "cups", embedder.embed(self.texts), payloads)

    def run(self, qdrant: type[Qdrant] = Qdrant, **more: Any) -> Report:
        report = Report("vectors", ["points of cups"], MEANING)
        target = Target("cups", self.bot.bot_id, vectors="keep")
        Collection(
            target, self.bot, qdrant(self.client, Pace(0), local=True), self.state, self.stores,
            self.knowledge, self.knowledge, Pace(0), lambda line: None, report, **more,
        ).move()  # fmt: skip
        return report

    @property
    def counts(self) -> dict[str, int]:
        return self.state.counts("points of cups")

    @property
    def held(self) -> list[str]:
        """The texts that the bot answers from."""
        live = self.knowledge.live(self.bot.bot_id)
        found = [
            each for each in self.knowledge.items.values()
            if hasattr(each, "text") and live.get(each.document_id) == each.chunk_id.split(".")[2]
        ]  # fmt: skip
        return sorted(each.text for each in found)
