from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from docent import lexical, postings
from docent.doctor import Doctor, Finding
from docent.model import Document
from tests.contracts.bots import some_bot
from tests.contracts.documents import some_document
from tests.contracts.knowledge import some_block, some_chunks
from tests.fakes import (
    MemoryConversations,
    MemoryInventory,
)
from tests.gatekeepers import MemoryKeys
from tests.library import Stores

PAST, FUTURE = "2026-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z"


class World(Stores):
    """A bot with one document that answers, all in order, and its doctor."""

    def __init__(self) -> None:
        super().__init__()
        self.doctor = Doctor(
            inventory=MemoryInventory(self.bots, self.documents, self.knowledge, self.files),
            bots=self.bots, bot_writer=self.bots, documents=self.documents, writer=self.documents,
            publisher=self.documents, knowledge=self.knowledge, files=self.files,
            conversations=MemoryConversations(), grants=MemoryKeys(), work=self.work,
            shelves=self.knowledge, chunks=self.knowledge,
        )  # fmt: skip
        self.document = self.published()

    def published(self) -> Document:
        document = some_document(self.bot)
        self.documents.create(document)
        self.keep(document, "v1")
        finished = replace(document, status="ready", chunks=3, live_version="v1")
        self.documents.publish(finished)
        return finished

    def keep(self, document: Document, version: str) -> None:
        self.files.put(document.original, b"x", "text/plain")
        self.knowledge.store(
            document.bot_id, [some_block(document, version, 3)], some_chunks(document, version, 3)
        )

    def under_way(self, deadline: str) -> None:
        document = some_document(self.bot, status="embedding", deadline=deadline)
        self.documents.create(document)
        self.keep(document, "v1")


def _orphan(world: World) -> None:
    world.keep(some_document(world.bot), "v1")


def _homeless(world: World) -> None:
    world.documents.create(some_document(some_bot()))


def _hollow(world: World) -> None:
    world.knowledge.erase(world.bot.bot_id, world.document.document_id)


def _leftover(world: World) -> None:
    world.documents.documents[world.bot.bot_id, world.document.document_id] = replace(
        world.document, attempt=2, live_version="v2"
    )
    world.keep(world.document, "v2")


def _outdated(world: World) -> None:
    (block,) = world.knowledge.load(world.bot.bot_id, {world.document.document_id: "v1"})
    world.knowledge.store(world.bot.bot_id, [replace(block, terms=b"", cut=0)], [])


def _stuck(world: World) -> None:
    world.under_way(PAST)


def _never_dated(world: World) -> None:
    world.under_way("")


def _erasing(world: World) -> None:
    world.bots.change(world.bot.bot_id, world.bot.user_id, {"erasing": True})


def _miscounted(world: World) -> None:
    world.bots.bots[world.bot.bot_id] = replace(world.bots.bots[world.bot.bot_id], documents=7)


ILLS = {
    "orphan": _orphan, "homeless": _homeless, "hollow": _hollow, "leftover": _leftover, "outdated": _outdated,
    "erasing": _erasing, "miscounted": _miscounted,
}  # fmt: skip


@pytest.fixture
def world() -> World:
    return World()


def test_finds_nothing_where_all_is_well(world: World) -> None:
    world.under_way(FUTURE)
    assert list(world.doctor.examine()) == []


@pytest.mark.parametrize(("kind", "harm"), [*ILLS.items(), ("stuck", _stuck), ("stuck", _never_dated)])
def test_finds_and_mends(world: World, kind: str, harm: Callable[[World], None]) -> None:
    harm(world)
    found = list(world.doctor.examine())
    assert {each.kind for each in found} == {kind}
    for finding in found:
        world.doctor.mend(finding)
        world.doctor.mend(finding)
    assert list(world.doctor.examine()) == []


def test_what_is_hollow_can_be_retried(world: World) -> None:
    _hollow(world)
    for finding in world.doctor.examine():
        world.doctor.mend(finding)
    found = world.documents.find(world.bot.bot_id, world.document.document_id)
    assert found
    assert (found.status, found.reason) == ("failed", "processing_error")
    assert world.bots.bots[world.bot.bot_id].documents == 0


def test_what_is_outdated_is_cut_again_and_not_embedded_again(world: World) -> None:
    live = {world.document.document_id: "v1"}
    (before,) = world.knowledge.load(world.bot.bot_id, live)
    _outdated(world)
    for finding in world.doctor.examine():
        world.doctor.mend(finding)
    (after,) = world.knowledge.load(world.bot.bot_id, live)
    chunks = some_chunks(world.document, "v1", 3)
    terms = postings.pack([lexical.tokens(chunk.indexed) for chunk in chunks])
    assert after == replace(before, terms=terms, cut=lexical.VERSION)


def test_what_is_in_order_by_now_is_left_alone(world: World) -> None:
    for kind in ILLS:
        world.doctor.mend(Finding(kind, world.bot.bot_id, world.document.document_id))  # type: ignore[arg-type]
    world.doctor.mend(Finding("miscounted", world.bot.bot_id))
    assert list(world.doctor.examine()) == []
    assert len(world.knowledge.items) == 4


@pytest.mark.parametrize("name", ["crawl_1", "export_1", "import_1"])
def test_what_is_under_way_is_no_orphan(name: str) -> None:
    world = World()
    world.files.put(f"{world.bot_id}/{name}/state", b"{}", "application/json")
    assert list(world.doctor.examine()) == []
