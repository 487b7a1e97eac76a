"""What every Inventory does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.bots import some_bot
from tests.contracts.documents import Stores, some_document
from tests.contracts.knowledge import some_block, some_chunks


class InventoryContract:
    @pytest.fixture
    def stores(self) -> Stores:
        raise NotImplementedError

    @pytest.fixture
    def knowledge(self) -> Any:
        raise NotImplementedError

    @pytest.fixture
    def files(self) -> Any:
        raise NotImplementedError

    @pytest.fixture
    def inventory(self) -> Any:
        """Over the same data as the other three."""
        raise NotImplementedError

    def test_knows_all_bots_and_documents(self, stores: Stores, inventory: Any) -> None:
        bots = [some_bot() for _ in range(3)]
        documents = [some_document(bot) for bot in bots]
        for bot, document in zip(bots, documents, strict=True):
            stores.bots.create(bot)
            stores.documents.create(document)
        assert sorted(bot.bot_id for bot in inventory.bots()) == [bot.bot_id for bot in bots]
        found = sorted(inventory.documents(), key=lambda each: each.document_id)
        assert found == documents

    def test_knows_for_whom_things_are_kept_each_once(
        self, knowledge: Any, files: Any, inventory: Any
    ) -> None:
        bot = some_bot()
        learnt, stored = some_document(bot), some_document(bot)
        knowledge.store(bot.bot_id, [some_block(learnt, "v1", 3)], some_chunks(learnt, "v1", 3))
        for document in (learnt, stored):
            files.put(document.original, b"x", "text/plain")
        files.put(stored.draft, b"x", "text/plain")
        assert sorted(inventory.owners()) == [(bot.bot_id, each.document_id) for each in (learnt, stored)]
