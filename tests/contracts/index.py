"""What every Index does, over whatever Blocks it stands on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from docent import lexical, postings
from docent.errors import Unavailable
from docent.model import Block, Bot, Chunk, chunk_id
from docent.vectors import pack
from tests.fakes import WordEmbedder

TEXTS = ("apples and pears", "law and order", "wind and rain")


class Shelves:
    """Blocks in memory that counts what it is asked."""

    def __init__(self) -> None:
        self.stored: dict[str, Block] = {}
        self.chunks: dict[str, Chunk] = {}
        self.version = 0
        self.asked: list[str] = []

    def publish(
        self, document_id: str, texts: tuple[str, ...] = TEXTS, version: str = "v1", **fields: Any
    ) -> None:
        embedder = WordEmbedder()
        vectors, scales = pack(fields.pop("vectors", embedder.embed(texts)))
        block = Block(
            document_id, version, 0, len(texts), embedder.model, embedder.dimension, vectors, scales,
            terms=postings.pack([lexical.tokens(text) for text in texts]), cut=lexical.VERSION,
        )  # fmt: skip
        self.stored[document_id] = replace(block, **fields)
        for at, text in enumerate(texts):
            key = chunk_id(document_id, version, at)
            self.chunks[key] = Chunk(key, document_id, "a.txt", at, text, 0)
        self.version += 1

    def withdraw(self, document_id: str) -> None:
        del self.stored[document_id]
        self.version += 1

    def bot(self, bot_id: str = "bot") -> Bot:
        return Bot(bot_id, "user", "A bot", knowledge_version=self.version, chunks=len(self.chunks))

    def live(self, bot_id: str) -> dict[str, str]:
        self.asked.append("live")
        return {block.document_id: block.version for block in self.stored.values()}

    def load(self, bot_id: str, live: dict[str, str]) -> list[Block]:
        self.asked.append("load " + " ".join(sorted(live)))
        return [block for block in self.stored.values() if live.get(block.document_id) == block.version]

    def read(self, bot_id: str, chunk_ids: Sequence[str]) -> list[Chunk]:
        return [self.chunks[each] for each in chunk_ids if each in self.chunks]


def hits(index: Any, bot: Bot, question: str, limit: int) -> Any:
    return index.search(bot, question, WordEmbedder().embed([question])[0], limit)


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
        found = hits(make(blocks), blocks.bot(), "law and order", 3)
        assert [hit.chunk_id for hit in found[:2]] == [chunk_id("d1", "v1", 1), chunk_id("d2", "v1", 0)]
        assert found[0].dense == pytest.approx(1, abs=0.01)
        assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
        assert len(found) == 3

    def test_gives_all_there_is_when_that_is_less(self, make: Any, blocks: Shelves) -> None:
        blocks.publish("d1")
        assert len(hits(make(blocks), blocks.bot(), "law", 50)) == len(TEXTS)

    def test_finds_nothing_in_an_empty_bot(self, make: Any, blocks: Shelves) -> None:
        assert list(hits(make(blocks), blocks.bot(), "law", 5)) == []

    def test_sees_what_was_published_and_withdrawn(self, make: Any, blocks: Shelves) -> None:
        index = make(blocks)
        blocks.publish("d1")
        assert hits(index, blocks.bot(), "law", 1)[0].chunk_id == chunk_id("d1", "v1", 1)
        blocks.publish("d2", ("law",))
        assert hits(index, blocks.bot(), "law", 1)[0].chunk_id == chunk_id("d2", "v1", 0)
        blocks.withdraw("d2")
        assert hits(index, blocks.bot(), "law", 1)[0].chunk_id == chunk_id("d1", "v1", 1)

    def test_answers_from_the_new_version_of_a_document(self, make: Any, blocks: Shelves) -> None:
        index = make(blocks)
        blocks.publish("d1")
        hits(index, blocks.bot(), "law", 1)
        blocks.publish("d1", ("law",), version="v2")
        assert [hit.chunk_id for hit in hits(index, blocks.bot(), "law", 9)] == [chunk_id("d1", "v2", 0)]

    @pytest.mark.parametrize("fields", [{"model": "other"}, {"dimension": 32}])
    def test_refuses_vectors_of_another_model(
        self, make: Any, blocks: Shelves, fields: dict[str, Any]
    ) -> None:
        blocks.publish("d1", **fields)
        with pytest.raises(Unavailable, match="upload the documents again") as caught:
            hits(make(blocks), blocks.bot(), "law", 1)
        assert caught.value.code == "embedding_model_changed"

    def test_dense_scores_are_cosines(self, make: Any, blocks: Shelves) -> None:
        blocks.publish("d1")
        (vector,) = WordEmbedder().embed(["rain on apples"])
        found = {hit.chunk_id: hit.dense for hit in hits(make(blocks), blocks.bot(), "rain on apples", 9)}
        for ordinal, row in enumerate(WordEmbedder().embed(TEXTS)):
            assert found[chunk_id("d1", "v1", ordinal)] == pytest.approx(float(np.dot(row, vector)), abs=0.01)

    def test_lexical_scores_are_shares_of_the_words_asked_for(self, make: Any, blocks: Shelves) -> None:
        blocks.publish("d1")
        found = {hit.chunk_id: hit.lexical for hit in hits(make(blocks), blocks.bot(), "wind or hail?", 9)}
        assert found == {
            chunk_id("d1", "v1", 0): 0,
            chunk_id("d1", "v1", 1): 0,
            chunk_id("d1", "v1", 2): pytest.approx(0.1, abs=0.1),
        }
        assert found[chunk_id("d1", "v1", 2)] > 0

    def test_words_decide_where_vectors_do_not(self, make: Any, blocks: Shelves) -> None:
        blocks.publish("d1", ("ships",))
        blocks.publish("d2", ("part AB1234",), vectors=WordEmbedder().embed(["ships"]))
        found = hits(make(blocks), blocks.bot(), "AB1234", 2)
        assert [hit.chunk_id for hit in found] == [chunk_id("d2", "v1", 0), chunk_id("d1", "v1", 0)]
        assert found[0].dense == found[1].dense
