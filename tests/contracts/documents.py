"""What every Documents, DocumentWriter and Publisher does."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from docent.errors import Conflict, DocumentRejected, NotFound
from docent.ids import new_id
from docent.model import Bot, Document, Progress
from tests.contracts.bots import some_bot

_numbers = itertools.count(1)


def some_document(bot: Bot, **fields: Any) -> Document:
    given: dict[str, Any] = {
        "filename": f"{next(_numbers)}.pdf", "content_type": "application/pdf", "status": "queued",
        "created_at": "2026-01-01T00:00:00.000Z", "updated_at": "2026-01-01T00:00:00.000Z", **fields,
    }  # fmt: skip
    return Document(bot.bot_id, new_id("doc"), **given)


class Stores(NamedTuple):
    """A bot store, a document store and a publisher over the same data."""

    bots: Any
    documents: Any
    publisher: Any


class DocumentsContract:
    @pytest.fixture
    def stores(self) -> Stores:
        raise NotImplementedError

    @pytest.fixture
    def bot(self, stores: Stores) -> Bot:
        bot = some_bot()
        stores.bots.create(bot)
        return bot

    def test_finds_what_was_created(self, stores: Stores, bot: Bot) -> None:
        document = some_document(bot, progress=Progress("waiting", 1, 2), coverage={"characters": 3})
        stores.documents.create(document)
        assert stores.documents.find(bot.bot_id, document.document_id) == document
        assert stores.documents.find("bot_other", document.document_id) is None

    def test_lists_newest_first_page_by_page(self, stores: Stores, bot: Bot) -> None:
        documents = [replace(some_document(bot), document_id=f"doc_{number}") for number in range(3)]
        for document in documents:
            stores.documents.create(document)
        first = stores.documents.in_bot(bot.bot_id, limit=2)
        rest = stores.documents.in_bot(bot.bot_id, first.next, limit=2)
        assert [*first.items, *rest.items] == documents[::-1]

    def test_knows_content_that_is_there_or_under_way(self, stores: Stores, bot: Bot) -> None:
        failed = some_document(bot, sha256="a" * 64, status="failed")
        waiting = some_document(bot, sha256="a" * 64, status="awaiting_upload")
        ready = some_document(bot, sha256="b" * 64, status="ready")
        for document in (failed, waiting, ready):
            stores.documents.create(document)
        assert stores.documents.with_content(bot.bot_id, "a" * 64) is None
        assert stores.documents.with_content(bot.bot_id, "b" * 64) == ready
        assert stores.documents.with_content("bot_other", "b" * 64) is None

    def test_knows_those_of_the_same_name_or_content(self, stores: Stores, bot: Bot) -> None:
        mine = some_document(bot, filename="a.pdf", sha256="a" * 64)
        namesake = some_document(bot, filename="a.pdf", status="failed")
        twin = some_document(bot, filename="b.pdf", sha256="a" * 64)
        for document in (namesake, mine, twin, some_document(bot, filename="c.pdf")):
            stores.documents.create(document)
        by_age = sorted((namesake, twin), key=lambda each: each.document_id)
        assert list(stores.documents.alike(mine)) == by_age
        assert list(stores.documents.alike(replace(mine, bot_id="bot_other"))) == []
        assert list(stores.documents.alike(replace(namesake, filename="d.pdf"))) == []

    def test_advances_what_is_where_it_was_left(self, stores: Stores, bot: Bot) -> None:
        document = some_document(bot, message="old")
        stores.documents.create(document)
        changed = stores.documents.advance(
            document, status="extracting", message="", progress=Progress("x", 1, 2)
        )
        found = stores.documents.find(bot.bot_id, document.document_id)
        assert (found.status, found.message, found.progress) == ("extracting", "", Progress("x", 1, 2))
        assert changed == found
        assert stores.documents.advance(document, status="embedding").message == ""

    def test_brings_nothing_back_that_has_ended(self, stores: Stores, bot: Bot) -> None:
        document = some_document(bot)
        stores.documents.create(document)
        failed = stores.documents.advance(document, status="failed", reason="timed_out")
        with pytest.raises(Conflict):
            stores.documents.advance(document, status="embedding")
        with pytest.raises(Conflict):
            stores.publisher.publish(replace(document, status="ready", live_version="v1"))
        again = stores.documents.advance(failed, status="queued", reason="", attempt=2)
        assert (again.status, again.attempt, again.version) == ("queued", 2, "v2")
        for stale in (document, failed):
            with pytest.raises(Conflict):
                stores.documents.advance(stale, status="extracting")

    def test_knows_what_is_overdue_longest_first(self, stores: Stores, bot: Bot) -> None:
        late, later, early, ended = (
            some_document(bot, deadline=f"2026-01-0{day}T00:00:00.000Z") for day in (2, 1, 9, 1)
        )
        for document in (late, later, early, ended, some_document(bot)):
            stores.documents.create(document)
        stores.documents.advance(ended, status="failed", deadline="")
        found = stores.documents.overdue("2026-01-05T00:00:00.000Z")
        assert [each for _, each in found] == [later.document_id, late.document_id]
        assert {bot_id for bot_id, _ in found} == {bot.bot_id}

    def test_does_not_bring_back_what_is_gone(self, stores: Stores, bot: Bot) -> None:
        document = some_document(bot)
        stores.documents.create(document)
        stores.documents.erase(bot.bot_id, document.document_id)
        with pytest.raises(Conflict):
            stores.documents.advance(document, status="extracting")
        assert stores.documents.find(bot.bot_id, document.document_id) is None

    def test_publishing_raises_the_version_and_counts(self, stores: Stores, bot: Bot) -> None:
        document = some_document(bot)
        stores.documents.create(document)
        finished = replace(document, status="ready", chunks=7, blocks=1, bytes=9, live_version="ver_1")
        stores.publisher.publish(finished)
        head = stores.bots.find(bot.bot_id)
        assert (head.knowledge_version, head.documents, head.chunks, head.churn) == (1, 1, 7, 7)
        assert head.bytes == 9
        found = stores.documents.find(bot.bot_id, document.document_id)
        assert replace(found, updated_at=finished.updated_at) == finished

    def test_publishes_no_version_beside_a_live_one(self, stores: Stores, bot: Bot) -> None:
        document = some_document(bot)
        stores.documents.create(document)
        stores.publisher.publish(replace(document, status="ready", chunks=7, live_version="ver_1"))
        with pytest.raises(Conflict):
            stores.publisher.publish(replace(document, status="ready", chunks=9, live_version="ver_2"))
        assert stores.bots.find(bot.bot_id).chunks == 7

    def test_amending_puts_a_version_in_the_place_of_the_one_that_answers(
        self, stores: Stores, bot: Bot
    ) -> None:
        document = some_document(bot)
        stores.documents.create(document)
        first = replace(document, status="ready", chunks=7, blocks=1, live_version="v1")
        stores.publisher.publish(first)
        second = replace(
            first, live_version="v1x2", former="v1", edits=2, deadline="2026-01-01T00:00:00.000Z"
        )
        stores.publisher.amend(second, "v1")
        found = stores.documents.find(bot.bot_id, document.document_id)
        assert replace(found, updated_at=second.updated_at) == second
        head = stores.bots.find(bot.bot_id)
        assert (head.knowledge_version, head.documents, head.chunks, head.churn) == (2, 1, 7, 8)
        with pytest.raises(Conflict):
            stores.publisher.amend(replace(second, live_version="v1x3"), "v1")
        settled = stores.documents.advance(second, former="", deadline="")
        assert (settled.live_version, settled.former, settled.status) == ("v1x2", "", "ready")
        assert stores.documents.overdue("2027-01-01T00:00:00.000Z") == []

    def test_amends_nothing_that_does_not_answer_or_whose_bot_is_erased(
        self, stores: Stores, bot: Bot
    ) -> None:
        document = some_document(bot)
        stores.documents.create(document)
        with pytest.raises(Conflict):
            stores.publisher.amend(replace(document, live_version="v1x2"), "v1")
        stores.publisher.publish(replace(document, status="ready", live_version="v1"))
        stores.bots.change(bot.bot_id, bot.user_id, {"erasing": True})
        with pytest.raises(NotFound):
            stores.publisher.amend(replace(document, status="ready", live_version="v1x2"), "v1")

    def test_publishes_nothing_into_a_bot_that_is_erased(self, stores: Stores, bot: Bot) -> None:
        document = some_document(bot)
        stores.documents.create(document)
        stores.bots.change(bot.bot_id, bot.user_id, {"erasing": True})
        with pytest.raises(NotFound):
            stores.publisher.publish(replace(document, status="ready", live_version="ver_1"))
        assert stores.documents.find(bot.bot_id, document.document_id) == document

    def _published(self, stores: Stores, bot: Bot, **fields: Any) -> Document:
        document = some_document(bot, **fields)
        stores.documents.create(document)
        finished = replace(document, status="ready", chunks=7, live_version="v1")
        stores.publisher.publish(finished)
        return finished

    def test_a_younger_document_of_the_name_takes_the_place_of_an_older(
        self, stores: Stores, bot: Bot
    ) -> None:
        old = self._published(stores, bot, filename="a.pdf")
        new = some_document(bot, filename="a.pdf")
        stores.documents.create(new)
        older = stores.publisher.publish(replace(new, status="ready", chunks=9, live_version="v1"))
        assert [each.document_id for each in older] == [old.document_id]
        found = stores.documents.find(bot.bot_id, old.document_id)
        assert (found.status, found.live_version, bool(found.deadline)) == ("deleting", "", True)
        head = stores.bots.find(bot.bot_id)
        assert (head.documents, head.chunks, head.knowledge_version, head.churn) == (1, 9, 2, 7 + 7 + 9)

    def test_an_older_document_of_the_name_comes_too_late(self, stores: Stores, bot: Bot) -> None:
        old = some_document(bot, filename="a.pdf")
        stores.documents.create(old)
        self._published(stores, bot, filename="a.pdf")
        with pytest.raises(DocumentRejected) as refused:
            stores.publisher.publish(replace(old, status="ready", live_version="v1"))
        assert refused.value.reason == "superseded"
        assert stores.bots.find(bot.bot_id).documents == 1

    def test_the_same_content_answers_under_one_name_only(self, stores: Stores, bot: Bot) -> None:
        self._published(stores, bot, sha256="a" * 64)
        twin = some_document(bot, sha256="a" * 64)
        stores.documents.create(twin)
        with pytest.raises(DocumentRejected) as refused:
            stores.publisher.publish(replace(twin, status="ready", live_version="v1"))
        assert refused.value.reason == "duplicate"

    def test_withdraws_into_another_ending(self, stores: Stores, bot: Bot) -> None:
        document = self._published(stores, bot)
        stores.publisher.withdraw(document, status="failed", reason="processing_error", deadline="")
        found = stores.documents.find(bot.bot_id, document.document_id)
        assert (found.status, found.live_version, found.deadline) == ("failed", "", "")
        assert stores.bots.find(bot.bot_id).documents == 0

    def test_counts_anew_unless_what_is_known_changed(self, stores: Stores, bot: Bot) -> None:
        stale = stores.bots.find(bot.bot_id)
        self._published(stores, bot)
        with pytest.raises(Conflict):
            stores.publisher.recount(stale, 5, 5, 5)
        stores.publisher.recount(stores.bots.find(bot.bot_id), 3, 4, 6)
        head = stores.bots.find(bot.bot_id)
        assert (head.documents, head.chunks, head.bytes, head.knowledge_version) == (3, 4, 6, 1)

    def test_withdrawing_takes_back_what_publishing_gave(self, stores: Stores, bot: Bot) -> None:
        document = some_document(bot)
        stores.documents.create(document)
        stores.publisher.publish(replace(document, status="ready", chunks=7, bytes=9, live_version="ver_1"))
        stores.publisher.withdraw(stores.documents.find(bot.bot_id, document.document_id))
        head = stores.bots.find(bot.bot_id)
        assert (head.knowledge_version, head.documents, head.chunks, head.churn) == (2, 0, 0, 14)
        assert head.bytes == 0
        found = stores.documents.find(bot.bot_id, document.document_id)
        assert (found.status, found.live_version) == ("deleting", "")

    def test_withdraws_what_was_published_since_it_was_read(self, stores: Stores, bot: Bot) -> None:
        document = some_document(bot)
        stores.documents.create(document)
        stores.publisher.publish(replace(document, status="ready", chunks=7, live_version="ver_1"))
        stores.publisher.withdraw(document)
        assert stores.bots.find(bot.bot_id).documents == 0

    def test_fences_off_a_worker_once_deletion_began(self, stores: Stores, bot: Bot) -> None:
        document = some_document(bot)
        stores.documents.create(document)
        stores.publisher.withdraw(document)
        with pytest.raises(Conflict):
            stores.documents.advance(document, status="embedding")
        with pytest.raises(Conflict):
            stores.publisher.publish(replace(document, status="ready", live_version="ver_1"))
        stores.publisher.withdraw(document)
        assert stores.bots.find(bot.bot_id).knowledge_version == 0
