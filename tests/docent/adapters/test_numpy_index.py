from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from docent.adapters.numpy_index import NumpyIndex
from docent.model import Block, chunk_id
from docent.shelf import Shelf
from tests.contracts.index import TEXTS, IndexContract, Shelves, hits
from tests.fakes import WordEmbedder

PLENTY = 1 << 30


def index_over(blocks: Shelves, limit: int = PLENTY) -> NumpyIndex:
    return NumpyIndex(blocks, WordEmbedder.model, limit)


class TestNumpyIndex(IndexContract):
    @pytest.fixture
    def make(self) -> Callable[[Shelves], Any]:
        return index_over

    @pytest.mark.parametrize("fields", [{"terms": b"", "cut": 0}, {"cut": -1}])
    def test_blocks_whose_words_are_unknown_answer_by_vectors(
        self, make: Any, blocks: Shelves, fields: dict[str, Any]
    ) -> None:
        blocks.publish("d1", **fields)
        blocks.publish("d2", ("ships",))
        found = hits(make(blocks), blocks.bot(), "law and order", 9)
        assert (found[0].chunk_id, len(found)) == (chunk_id("d1", "v1", 1), len(TEXTS) + 1)
        assert {hit.lexical for hit in found} == {0}


def test_a_warm_question_reads_nothing() -> None:
    blocks = Shelves()
    blocks.publish("d1")
    index = index_over(blocks)
    for _ in range(3):
        hits(index, blocks.bot(), "law", 1)
    assert blocks.asked == ["live", "load d1"]


def test_a_moved_version_loads_only_what_is_new() -> None:
    blocks = Shelves()
    blocks.publish("d1")
    index = index_over(blocks)
    hits(index, blocks.bot(), "law", 1)
    blocks.publish("d2")
    hits(index, blocks.bot(), "law", 1)
    blocks.withdraw("d1")
    hits(index, blocks.bot(), "law", 1)
    assert blocks.asked == ["live", "load d1", "live", "load d2", "live"]


def test_an_older_reading_of_the_bot_does_not_go_back() -> None:
    blocks = Shelves()
    blocks.publish("d1")
    stale = blocks.bot()
    blocks.publish("d2")
    index = index_over(blocks)
    assert len(hits(index, blocks.bot(), "law", 9)) == 2 * len(TEXTS)
    assert len(hits(index, stale, "law", 9)) == 2 * len(TEXTS)
    assert blocks.asked == ["live", "load d1 d2"]


def test_lets_go_of_the_bot_that_was_asked_longest_ago() -> None:
    blocks = Shelves()
    blocks.publish("d1")
    one = Shelf.empty(WordEmbedder.dimension).updated({"d1": "v1"}, blocks.stored.values(), "words").nbytes
    index = index_over(blocks, limit=2 * one)
    for bot_id in ("a", "b", "a", "c", "a", "b"):
        hits(index, blocks.bot(bot_id), "law", 1)
    assert blocks.asked == ["live", "load d1"] * 4


def test_keeps_the_bot_asked_last_however_big() -> None:
    blocks = Shelves()
    blocks.publish("d1")
    index = index_over(blocks, limit=1)
    for _ in range(2):
        assert hits(index, blocks.bot(), "law", 1)
    assert blocks.asked == ["live", "load d1"]


def test_requests_at_the_same_time_share_one_load() -> None:
    class Slow(Shelves):
        def __init__(self) -> None:
            super().__init__()
            self.waiting = threading.Event()

        def load(self, bot_id: str, live: dict[str, str]) -> list[Block]:
            self.waiting.wait(60)
            return super().load(bot_id, live)

    blocks = Slow()
    blocks.publish("d1")
    index = index_over(blocks)
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(hits, index, blocks.bot(), "law", 1) for _ in range(4)]
        blocks.waiting.set()
        assert {answer.result()[0].chunk_id for answer in answers} == {"c.d1.v1.000001"}
    assert blocks.asked == ["live", "load d1"]


def test_what_is_being_loaded_is_not_let_go_of() -> None:
    class Late(Shelves):
        """Bot `a` is loaded only after all others were."""

        def __init__(self) -> None:
            super().__init__()
            self.begun, self.waiting = threading.Event(), threading.Event()

        def live(self, bot_id: str) -> dict[str, str]:
            self.asked.append(bot_id)
            if bot_id == "a":
                self.begun.set()
                assert self.waiting.wait(60)
            return super().live(bot_id)

    blocks = Late()
    blocks.publish("d1")
    index = index_over(blocks, limit=1)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(hits, index, blocks.bot("a"), "law", 1)
        assert blocks.begun.wait(60)
        for bot_id in ("b", "c"):
            hits(index, blocks.bot(bot_id), "law", 1)
        second = pool.submit(hits, index, blocks.bot("a"), "law", 1)
        blocks.waiting.set()
        assert first.result() == second.result()
    assert blocks.asked.count("a") == 1


def test_a_failed_load_is_tried_again() -> None:
    class Shaky(Shelves):
        fails = True

        def live(self, bot_id: str) -> dict[str, str]:
            if self.fails:
                raise ConnectionError
            return super().live(bot_id)

    blocks = Shaky()
    blocks.publish("d1")
    index = index_over(blocks)
    with pytest.raises(ConnectionError):
        hits(index, blocks.bot(), "law", 1)
    blocks.fails = False
    assert hits(index, blocks.bot(), "law", 1)
