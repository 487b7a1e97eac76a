from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pytest

from docent.model import Block, Bot, Scored
from docent.moving import move
from docent.ports import Matrix
from tests.contracts.index import Shelves
from tests.fakes import WordEmbedder


class Elsewhere:
    """LargeIndex that only remembers what it holds, of one bot."""

    def __init__(self, ready: bool = True) -> None:
        self.documents: dict[str, str] = {}
        self.rows = 0
        self._ready = ready

    def ready(self) -> bool:
        return self._ready

    def covers(self, bot: Bot) -> bool:
        return True

    def held(self, bot_id: str) -> Mapping[str, str]:
        return dict(self.documents)

    def add(self, bot_id: str, document_id: str, version: str, blocks: Iterable[Block]) -> None:
        self.documents[document_id] = version
        self.rows += sum(block.count for block in blocks)

    def remove(self, bot_id: str) -> None:
        self.documents.clear()

    def search(self, bot: Bot, question: str, vector: Matrix, limit: int) -> Sequence[Scored]:
        return []


@pytest.fixture
def blocks() -> Shelves:
    blocks = Shelves()
    for name in ("d1", "d2"):
        blocks.publish(name)
    return blocks


def moved(large: Elsewhere, blocks: Shelves, chunks: int, seconds: float = 900) -> bool:
    bot = replace(blocks.bot(), chunks=chunks)
    return move(
        bot, most=100, embedder=WordEmbedder(), blocks=blocks, large=large, seconds_left=lambda: seconds
    )


def test_a_bot_that_outgrows_memory_moves_whole(blocks: Shelves) -> None:
    large = Elsewhere()
    assert moved(large, blocks, 101)
    assert (large.documents, large.rows) == ({"d1": "v1", "d2": "v1"}, 6)


def test_only_what_is_new_moves_after_that(blocks: Shelves) -> None:
    large = Elsewhere()
    moved(large, blocks, 101)
    blocks.publish("d1", ("law",), version="v2")
    moved(large, blocks, 101)
    assert (large.documents, large.rows) == ({"d1": "v2", "d2": "v1"}, 7)


@pytest.mark.parametrize(("chunks", "held"), [(101, 2), (100, 2), (81, 2), (80, 0), (0, 0)])
def test_one_that_shrinks_moves_back_when_it_is_clearly_smaller(
    blocks: Shelves, chunks: int, held: int
) -> None:
    large = Elsewhere()
    moved(large, blocks, 101)
    assert moved(large, blocks, chunks)
    assert len(large.documents) == held


@pytest.mark.parametrize("chunks", [0, 80, 100])
def test_one_that_fits_stays_in_memory(blocks: Shelves, chunks: int) -> None:
    large = Elsewhere()
    assert moved(large, blocks, chunks)
    assert large.documents == {}


def test_goes_on_where_time_ran_short(blocks: Shelves) -> None:
    large = Elsewhere()
    assert not moved(large, blocks, 101, seconds=59)
    assert large.documents == {}
    assert moved(large, blocks, 101)


def test_waits_for_an_index_that_is_being_made(blocks: Shelves) -> None:
    large = Elsewhere(ready=False)
    assert moved(large, blocks, 101)
    assert large.documents == {}


def test_what_another_model_embedded_stays_where_it_is_refused(blocks: Shelves) -> None:
    blocks.publish("d3", model="other")
    large = Elsewhere()
    assert moved(large, blocks, 101)
    assert set(large.documents) == {"d1", "d2"}
