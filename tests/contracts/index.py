"""What every Index does, over whatever Blocks it stands on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from docent.errors import Unavailable
from docent.model import Block, Bot, chunk_id
from docent.vectors import pack
from tests.fakes import WordEmbedder

TEXTS = ("apples and pears", "law and order", "wind and rain")


class Shelves:
    """Blocks in memory that counts what it is asked."""

    def __init__(self) -> None:
        self.stored: dict[str, Block] = {}
        self.version = 0
        self.asked: list[str] = []

    def publish(
        self, document_id: str, texts: tuple[str, ...] = TEXTS, version: str = "v1", **fields: Any
    ) -> None:
        embedder = WordEmbedder()
        packed = pack(embedder.embed(texts))
        model, dimension = fields.get("model", embedder.model), fields.get("dimension", embedder.dimension)
        self.stored[document_id] = Block(document_id, version, 0, len(texts), model, dimension, *packed)
        self.version += 1

    def withdraw(self, document_id: str) -> None:
        del self.stored[document_id]
        self.version += 1

    def bot(self, bot_id: str = "bot") -> Bot:
        return Bot(bot_id, "user", "A bot", knowledge_version=self.version)

    def live(self, bot_id: str) -> dict[str, str]:
        self.asked.append("live")
        return {block.document_id: block.version for block in self.stored.values()}

    def load(self, bot_id: str, live: dict[str, str]) -> list[Block]:
        self.asked.append("load " + " ".join(sorted(live)))
        return [block for block in self.stored.values() if live.get(block.document_id) == block.version]


def question(text: str) -> Any:
    return WordEmbedder().embed([text])[0]


class IndexContract:
    @pytest.fixture
    def blocks(self) -> Shelves:
        return Shelves()

    @pytest.fixture
    def make(self) -> Callable[[Shelves], Any]:
        """How an index over these blocks is made, for questions by WordEmbedder."""
        raise NotImplementedError

    def test_finds_the_nearest_first(self, make: Any, blocks: Shelves) -> None:
        blocks.publish("d1")
        blocks.publish("d2", ("order in law", "ships"))
        found = make(blocks).search(blocks.bot(), question("law and order"), 3)
        assert [hit.chunk_id for hit in found[:2]] == [chunk_id("d1", "v1", 1), chunk_id("d2", "v1", 0)]
        assert found[0].score == pytest.approx(1, abs=0.01)
        assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
        assert len(found) == 3

    def test_gives_all_there_is_when_that_is_less(self, make: Any, blocks: Shelves) -> None:
        blocks.publish("d1")
        assert len(make(blocks).search(blocks.bot(), question("law"), 50)) == len(TEXTS)

    def test_finds_nothing_in_an_empty_bot(self, make: Any, blocks: Shelves) -> None:
        assert list(make(blocks).search(blocks.bot(), question("law"), 5)) == []

    def test_sees_what_was_published_and_withdrawn(self, make: Any, blocks: Shelves) -> None:
        index = make(blocks)
        blocks.publish("d1")
        assert index.search(blocks.bot(), question("law"), 1)[0].chunk_id == chunk_id("d1", "v1", 1)
        blocks.publish("d2", ("law",))
        assert index.search(blocks.bot(), question("law"), 1)[0].chunk_id == chunk_id("d2", "v1", 0)
        blocks.withdraw("d2")
        assert index.search(blocks.bot(), question("law"), 1)[0].chunk_id == chunk_id("d1", "v1", 1)

    def test_answers_from_the_new_version_of_a_document(self, make: Any, blocks: Shelves) -> None:
        index = make(blocks)
        blocks.publish("d1")
        index.search(blocks.bot(), question("law"), 1)
        blocks.publish("d1", ("law",), version="v2")
        assert [hit.chunk_id for hit in index.search(blocks.bot(), question("law"), 9)] == [
            chunk_id("d1", "v2", 0)
        ]

    @pytest.mark.parametrize("fields", [{"model": "other"}, {"dimension": 32}])
    def test_refuses_vectors_of_another_model(
        self, make: Any, blocks: Shelves, fields: dict[str, Any]
    ) -> None:
        blocks.publish("d1", **fields)
        with pytest.raises(Unavailable, match="upload the documents again") as caught:
            make(blocks).search(blocks.bot(), question("law"), 1)
        assert caught.value.code == "embedding_model_changed"

    def test_scores_are_cosines(self, make: Any, blocks: Shelves) -> None:
        blocks.publish("d1")
        vector = question("rain on apples")
        found = {hit.chunk_id: hit.score for hit in make(blocks).search(blocks.bot(), vector, 9)}
        for ordinal, row in enumerate(WordEmbedder().embed(TEXTS)):
            assert found[chunk_id("d1", "v1", ordinal)] == pytest.approx(float(np.dot(row, vector)), abs=0.01)
