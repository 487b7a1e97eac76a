from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from docent import endings
from docent.errors import Unavailable
from docent.model import Document
from tests.contracts.documents import some_document
from tests.contracts.knowledge import some_block, some_chunks
from tests.library import Stores

PAST, FUTURE = "2026-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z"


class World(Stores):
    """A bot with documents that somebody began."""

    def __init__(self) -> None:
        super().__init__()
        self.timed_out: list[Document] = []
        self.failed: list[str] = []

    def begun(self, status: Any = "embedding", deadline: str = PAST, **fields: Any) -> Document:
        document = some_document(self.bot, status=status, deadline=deadline, **fields)
        self.documents.create(document)
        self.files.put(document.original, b"x", "text/plain")
        self.files.put(document.draft, b"x", "text/plain")
        self.knowledge.store(document.bot_id, [some_block(document, "v1", 2)], some_chunks(document, "v1", 2))
        return document

    def watch(self) -> int:
        return endings.watch(
            documents=self.documents, overdue=self.documents,
            failed=lambda document_id, error: self.failed.append(document_id), **self._ports(),
        )  # fmt: skip

    def lost(self, document: Document) -> None:
        endings.lost(document.bot_id, document.document_id, documents=self.documents, **self._ports())

    def _ports(self) -> dict[str, Any]:
        return {
            "bots": self.bots, "writer": self.documents, "knowledge": self.knowledge,
            "files": self.files, "work": self.work, "timed_out": self.timed_out.append,
        }  # fmt: skip

    def now(self, document: Document) -> Document | None:
        return self.documents.find(document.bot_id, document.document_id)


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("status", ["queued", "extracting", "embedding"])
def test_what_is_overdue_times_out_and_leaves_its_file_only(world: World, status: str) -> None:
    document = world.begun(status)
    assert world.watch() == 1
    ended = world.now(document)
    assert ended
    assert (ended.status, ended.reason, ended.deadline) == ("failed", "timed_out", "")
    assert "Retry" in ended.message
    assert world.knowledge.items == {}
    assert list(world.files.files) == [document.original]
    assert world.watch() == 0
    assert world.timed_out == [document]


def test_what_has_time_left_is_left_alone(world: World) -> None:
    document = world.begun(deadline=FUTURE)
    assert world.watch() == 0
    assert world.now(document) == document


def test_what_can_not_be_ended_holds_up_nobody_and_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = world.begun(), world.begun()
    assert [each[1] for each in world.documents.overdue(FUTURE)] == [bad.document_id, good.document_id]
    erase = world.knowledge.erase

    def refuse(bot_id: str, document_id: str, *version: str) -> None:
        if document_id == bad.document_id:
            raise Unavailable("store")
        erase(bot_id, document_id, *version)

    monkeypatch.setattr(world.knowledge, "erase", refuse)
    with pytest.raises(Unavailable):
        world.watch()
    assert world.failed == [bad.document_id]
    ended, left = world.now(good), world.now(bad)
    assert ended
    assert left
    assert (ended.status, ended.deadline, left.deadline) == ("failed", "", PAST)
    monkeypatch.setattr(world.knowledge, "erase", erase)
    assert world.watch() == 1
    assert not world.documents.overdue(FUTURE)


def test_a_file_that_never_came_is_said_to_have_not_come(world: World) -> None:
    document = world.begun("awaiting_upload")
    world.files.files.clear()
    world.watch()
    ended = world.now(document)
    assert ended
    assert (ended.status, ended.reason) == ("failed", "upload_never_came")
    assert world.timed_out == []


def test_a_file_that_came_unnoticed_is_queued_once(world: World) -> None:
    document = world.begun("awaiting_upload")
    world.watch()
    queued = world.now(document)
    assert queued
    assert (queued.status, queued.deadline > PAST) == ("queued", True)
    assert world.work.waiting == [(document.bot_id, document.document_id)]
    world.documents.advance(queued, deadline=PAST)
    world.watch()
    assert len(world.work.waiting) == 1
    ended = world.now(document)
    assert ended
    assert ended.reason == "timed_out"


def test_a_removal_that_was_cut_off_is_finished(world: World) -> None:
    document = world.begun("deleting")
    world.watch()
    assert world.now(document) is None
    assert (world.knowledge.items, world.files.files) == ({}, {})


def test_a_failure_that_was_cut_off_is_finished(world: World) -> None:
    document = world.begun("failed", reason="timed_out")
    world.watch()
    ended = world.now(document)
    assert ended
    assert (ended.status, ended.reason, ended.deadline) == ("failed", "timed_out", "")
    assert world.knowledge.items == {}


def test_documents_of_a_bot_that_went_are_removed(world: World) -> None:
    document = world.begun()
    world.bots.erase(world.bot.bot_id, world.bot.user_id)
    world.watch()
    assert world.now(document) is None
    assert (world.knowledge.items, world.files.files) == ({}, {})


def test_what_was_published_meanwhile_stays(world: World) -> None:
    document = world.begun()
    world.documents.publish(replace(document, status="ready", chunks=2, live_version="v1", deadline=""))
    assert endings.fail(
        document, "timed_out", "x", writer=world.documents, knowledge=world.knowledge, files=world.files
    ) == "gone"  # fmt: skip
    assert len(world.knowledge.items) == 3


def test_what_the_queue_gave_up_ends_at_once(world: World) -> None:
    document = world.begun(deadline=FUTURE)
    world.lost(document)
    ended = world.now(document)
    assert ended
    assert ended.reason == "timed_out"


def test_what_the_queue_gave_up_of_a_document_that_went_is_removed(world: World) -> None:
    document = world.begun()
    world.documents.erase(document.bot_id, document.document_id)
    world.lost(document)
    assert (world.knowledge.items, world.files.files) == ({}, {})


def test_tidying_keeps_what_answers(world: World) -> None:
    document = world.begun(attempt=3)
    live = replace(document, status="ready", live_version="v3", deadline="")
    world.knowledge.store(document.bot_id, [some_block(document, "v3", 2)], [])
    endings.tidy(live, knowledge=world.knowledge, files=world.files)
    assert world.knowledge.versions(document.bot_id, document.document_id) == {"v3": 2}
    assert list(world.files.files) == [document.original]
