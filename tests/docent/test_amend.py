from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from docent.amend import amend
from docent.errors import Conflict, DocumentRejected, NotFound
from docent.model import Block, Chunk, Document
from docent.retrieve import readable, search
from docent.shelf import Shelf
from tests.docent.test_ingest import World
from tests.fakes import WordEmbedder

SECTIONS = [
    f"# Part {n}\n\n" + f"Sentence of part {n} on {['apples', 'pears'][n % 2]}. " * 60 for n in range(4)
]


class Counting(WordEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Any:
        self.texts += texts
        return super().embed(texts)


class House(World):
    """A bot that knows one document of several passages."""

    def __init__(self) -> None:
        super().__init__()
        self.embedder = Counting()
        self.document = self.uploaded("\n\n".join(SECTIONS).encode())
        assert self.ingest(self.document) == "ready"
        self.embedder.texts.clear()
        self.admitted: list[Document] = []

    @property
    def chunks(self) -> list[Chunk]:
        return list(self.knowledge.of_document(self.bot.bot_id, self.now(self.document), limit=1_000).items)

    def amend(self, passage: str, text: str | None = None, off: bool | None = None, **ports: Any) -> Chunk:
        given: dict[str, Any] = {
            "embedder": self.embedder, "knowledge": self.knowledge, "shelves": self.knowledge,
            "publisher": self.documents, "writer": self.documents, "admit": self.admitted.append,
        }  # fmt: skip
        return amend(self.now(self.document), passage, text, off, **{**given, **ports})

    def found(self, question: str) -> list[str]:
        """Texts of what is found, best first."""
        live = self.knowledge.live(self.bot.bot_id)
        shelf = Shelf.empty(self.embedder.dimension).updated(
            live, self.knowledge.load(self.bot.bot_id, live), self.embedder.model
        )

        class Index:
            def search(self, bot: Any, question: str, vector: Any, limit: int) -> Any:
                return shelf.search(question, vector, limit)

        hits = search(
            question, 50, bot=self.bot, embedder=self.embedder, index=Index(), chunks=self.knowledge
        )  # fmt: skip
        return [hit.chunk.text for hit in readable(hits, 50, bot=self.bot, chunks=self.knowledge)]


@pytest.fixture
def house() -> House:
    return House()


def test_one_passage_is_embedded_anew_and_the_version_rises(house: House) -> None:
    before, target = house.bot.knowledge_version, house.chunks[1]
    after = house.amend(target.chunk_id, "Zebras are striped.")
    assert house.embedder.texts == ["Zebras are striped."]
    assert (after.text, after.original, after.ordinal) == ("Zebras are striped.", target.text, target.ordinal)
    assert house.bot.knowledge_version == before + 1
    assert house.chunks[1] == after
    assert [each.text for each in house.chunks[2:]] != []
    assert house.found("striped zebras")[0] == "Zebras are striped."
    assert target.text not in house.found("striped zebras")


def test_only_the_new_version_is_left_and_nothing_is_under_way(house: House) -> None:
    house.amend(house.chunks[0].chunk_id, "Zebras are striped.")
    now = house.now(house.document)
    assert (now.former, now.deadline, now.edits, now.status) == ("", "", 1, "ready")
    assert set(house.knowledge.versions(house.bot.bot_id, now.document_id)) == {now.live_version}
    assert all(f".{now.live_version}." in key for _, key in house.knowledge.items)


def test_a_passage_that_is_off_is_found_by_nobody_and_comes_back_as_it_was(house: House) -> None:
    target, vectors = house.chunks[0], house.knowledge.items
    block = next(each for each in vectors.values() if isinstance(each, Block))
    off = house.amend(target.chunk_id, off=True)
    assert house.embedder.texts == []
    house.embedder.texts.clear()
    assert all(target.text not in text for text in house.found(target.text))
    on = house.amend(off.chunk_id, off=False)
    assert (on.text, on.original, on.off) == (target.text, "", False)
    again = next(each for each in house.knowledge.items.values() if isinstance(each, Block))
    assert (again.vectors, again.scales, again.terms) == (block.vectors, block.scales, block.terms)


def test_what_is_changed_is_not_joined_with_its_neighbours(house: House) -> None:
    house.amend(house.chunks[1].chunk_id, "apples pears sentence of part")
    assert "apples pears sentence of part" in house.found("apples pears sentence of part")


def test_a_change_is_kept_when_the_document_is_read_again(house: House) -> None:
    changed = house.amend(house.chunks[0].chunk_id, "Zebras are striped.")
    house.amend(house.chunks[2].chunk_id, off=True)
    longer = "\n\n".join([*SECTIONS, "# New\n\nSomething new at the end."])
    house.document = house.uploaded(longer.encode())
    house.embedder.texts.clear()
    assert house.ingest(house.document) == "ready"
    assert house.now(house.document).edits == 2
    assert house.chunks[0].text == changed.text
    assert house.chunks[2].off
    assert not any("Zebras" in text for text in house.embedder.texts)


def test_of_two_at_once_one_is_told_and_leaves_nothing(house: House) -> None:
    target = house.chunks[0].chunk_id

    def meanwhile(document: Document) -> None:
        if not house.admitted:
            house.admitted.append(document)
            house.amend(target, "I was faster.")

    with pytest.raises(Conflict):
        house.amend(target, "I was slower.", admit=meanwhile)
    assert house.chunks[0].text == "I was faster."
    assert len(house.knowledge.versions(house.bot.bot_id, house.document.document_id)) == 1


def test_what_is_not_admitted_changes_nothing(house: House) -> None:
    def refuse(document: Document) -> None:
        raise DocumentRejected("It breaks a test.", code="tests_failed")

    target = house.chunks[0]
    with pytest.raises(DocumentRejected):
        house.amend(target.chunk_id, "Zebras.", admit=refuse)
    assert house.chunks[0] == target
    assert len(house.knowledge.versions(house.bot.bot_id, house.document.document_id)) == 1


def test_a_passage_that_is_gone_and_a_document_that_does_not_answer_are_refused(house: House) -> None:
    with pytest.raises(NotFound):
        house.amend("c.other.v1.000000", "Zebras.")
    silent = replace(house.now(house.document), live_version="")
    house.documents.documents[house.bot.bot_id, silent.document_id] = silent
    with pytest.raises(Conflict):
        house.amend(f"c.{silent.document_id}.v1.000000", "Zebras.")
