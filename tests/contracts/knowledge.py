"""What every Knowledge, Blocks and Chunks does."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from docent import lexical
from docent.model import Block, Bot, Chunk, Document, chunk_id
from tests.contracts.bots import some_bot
from tests.contracts.documents import Stores, some_document


def some_chunks(document: Document, version: str, count: int) -> list[Chunk]:
    return [
        Chunk(
            chunk_id(document.document_id, version, number), document.document_id, document.filename, number,
            f"text {number}", 1 + number, "Heading", number * 10, number * 10 + 6, ((3, 2 + number),),
        )
        for number in range(count)
    ]  # fmt: skip


def some_block(document: Document, version: str, count: int) -> Block:
    vectors, scales = bytes(range(4)) * count, b"\x00\x00\x80?" * count
    hashes = bytes(range(16)) * count
    return Block(
        document.document_id,
        version,
        0,
        count,
        "words",
        4,
        vectors,
        scales,
        hashes,
        b"terms",
        lexical.VERSION,
    )


class KnowledgeContract:
    @pytest.fixture
    def stores(self) -> Stores:
        """A bot store, a document store and a publisher over the same data as `knowledge`."""
        raise NotImplementedError

    @pytest.fixture
    def knowledge(self) -> Any:
        raise NotImplementedError

    @pytest.fixture
    def bot(self, stores: Stores) -> Bot:
        bot = some_bot()
        stores.bots.create(bot)
        return bot

    def _published(self, stores: Stores, knowledge: Any, bot: Bot, version: str, count: int) -> Document:
        document = some_document(bot)
        stores.documents.create(document)
        knowledge.store(
            bot.bot_id, [some_block(document, version, count)], some_chunks(document, version, count)
        )
        finished = replace(document, status="ready", chunks=count, live_version=version)
        stores.publisher.publish(finished)
        return finished

    def test_only_what_is_published_is_live(self, stores: Stores, knowledge: Any, bot: Bot) -> None:
        hidden = some_document(bot)
        stores.documents.create(hidden)
        knowledge.store(bot.bot_id, [some_block(hidden, "ver_0", 1)], [])
        document = self._published(stores, knowledge, bot, "ver_1", 3)
        live = knowledge.live(bot.bot_id)
        assert live == {document.document_id: "ver_1"}
        assert list(knowledge.load(bot.bot_id, live)) == [some_block(document, "ver_1", 3)]

    def test_loads_many_documents_as_well_as_few(self, stores: Stores, knowledge: Any, bot: Bot) -> None:
        for number in range(12):
            self._published(stores, knowledge, bot, f"ver_{number}", 1)
        live = knowledge.live(bot.bot_id)
        assert len(list(knowledge.load(bot.bot_id, live))) == 12
        two = dict(list(live.items())[:2])
        assert {block.document_id for block in knowledge.load(bot.bot_id, two)} == set(two)

    def test_a_block_may_be_larger_than_an_item(self, stores: Stores, knowledge: Any, bot: Bot) -> None:
        document = some_document(bot)
        terms = random.Random(1).randbytes(900_000)
        large = [replace(some_block(document, "v1", 9), first=9 * at, terms=terms[at:]) for at in range(2)]
        knowledge.store(bot.bot_id, large, [])
        assert list(knowledge.load(bot.bot_id, {document.document_id: "v1"})) == large
        assert knowledge.versions(bot.bot_id, document.document_id) == {"v1": 18}
        assert knowledge.erase(bot.bot_id, document.document_id) == {"blocks": 2, "chunks": 0}

    def test_a_block_whose_terms_became_fewer_is_as_it_was_stored_last(
        self, stores: Stores, knowledge: Any, bot: Bot
    ) -> None:
        document = some_document(bot)
        large = replace(some_block(document, "v1", 9), terms=bytes(900_000), cut=0)
        small = replace(large, terms=bytes(500_000), cut=7)
        for block in (large, small):
            knowledge.store(bot.bot_id, [block], [])
        assert list(knowledge.load(bot.bot_id, {document.document_id: "v1"})) == [small]
        assert knowledge.cuts(bot.bot_id, document.document_id, "v1") == {7}
        assert knowledge.erase(bot.bot_id, document.document_id) == {"blocks": 1, "chunks": 0}

    def test_knows_how_terms_were_cut(self, stores: Stores, knowledge: Any, bot: Bot) -> None:
        document = some_document(bot)
        blocks = [replace(some_block(document, "v1", 9), first=9 * at, cut=at) for at in range(2)]
        knowledge.store(bot.bot_id, blocks, [])
        assert knowledge.cuts(bot.bot_id, document.document_id, "v1") == {0, 1}
        assert knowledge.cuts(bot.bot_id, document.document_id, "v2") == set()

    def test_reads_chunks_in_the_order_asked_for(self, stores: Stores, knowledge: Any, bot: Bot) -> None:
        document = self._published(stores, knowledge, bot, "ver_1", 130)
        chunks = some_chunks(document, "ver_1", 130)
        asked = [chunk.chunk_id for chunk in reversed(chunks)]
        assert knowledge.read(bot.bot_id, [*asked, "c.none.ver.000000"]) == chunks[::-1]
        assert knowledge.read("bot_other", asked[:2]) == []
        assert knowledge.read(bot.bot_id, []) == []

    def test_lists_the_chunks_of_the_live_version(self, stores: Stores, knowledge: Any, bot: Bot) -> None:
        document = self._published(stores, knowledge, bot, "ver_1", 3)
        knowledge.store(bot.bot_id, [], some_chunks(document, "ver_2", 5))
        first = knowledge.of_document(bot.bot_id, document, limit=2)
        rest = knowledge.of_document(bot.bot_id, document, first.next, limit=2)
        assert [*first.items, *rest.items] == some_chunks(document, "ver_1", 3)
        assert knowledge.of_document(bot.bot_id, replace(document, live_version="")).items == ()

    def test_erases_one_version_and_knows_the_others(self, stores: Stores, knowledge: Any, bot: Bot) -> None:
        document = some_document(bot)
        for version, count in (("v1", 2), ("v2", 3), ("v10", 4)):
            block = some_block(document, version, count)
            knowledge.store(bot.bot_id, [block], some_chunks(document, version, count))
        assert knowledge.versions(bot.bot_id, document.document_id) == {"v1": 2, "v2": 3, "v10": 4}
        assert knowledge.erase(bot.bot_id, document.document_id, "v1") == {"blocks": 1, "chunks": 2}
        assert knowledge.versions(bot.bot_id, document.document_id) == {"v2": 3, "v10": 4}
        assert knowledge.versions(bot.bot_id, "doc_none") == {}
        assert knowledge.held(bot.bot_id) == {
            (document.document_id, version): count for version, count in (("v2", 3), ("v10", 4))
        }
        assert knowledge.held("bot_none") == {}

    def test_erases_a_document_or_all(self, stores: Stores, knowledge: Any, bot: Bot) -> None:
        one = self._published(stores, knowledge, bot, "ver_1", 30)
        self._published(stores, knowledge, bot, "ver_1", 2)
        assert knowledge.erase(bot.bot_id, one.document_id) == {"blocks": 1, "chunks": 30}
        assert knowledge.erase(bot.bot_id, one.document_id) == {"blocks": 0, "chunks": 0}
        assert knowledge.erase(bot.bot_id) == {"blocks": 1, "chunks": 2}
