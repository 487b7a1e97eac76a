from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from docent.endings import fail
from docent.ingest import ingest
from docent.model import Block, Chunk, Document, Progress
from tests.contracts.documents import some_document
from tests.fakes import (
    MemoryPictures,
    PlainReader,
    ScriptedRecogniser,
    WordEmbedder,
)
from tests.files import pdf
from tests.library import Stores

TEXT = "# Opening hours\n\nThe shop opens at nine.\n\n# Prices\n\nA day costs twenty euros."


class World(Stores):
    """Everything that ingestion touches, in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds_left = float("inf")
        self.embedder: Any = WordEmbedder()
        self.pictures = MemoryPictures()
        self.recogniser: ScriptedRecogniser | None = None

    def uploaded(self, data: bytes = TEXT.encode(), filename: str = "faq.md", **fields: Any) -> Document:
        document = some_document(self.bot, filename=filename, content_type="text/plain", **fields)
        self.documents.create(document)
        self.files.put(document.original, data, "text/plain")
        return document

    def ingest(self, document: Document, **limits: int) -> str:
        given = {"largest": 1_000_000, "most_chunks": 5_000, "most_recognised": 20, **limits}
        return ingest(
            document.bot_id, document.document_id, **given,
            documents=self.documents, siblings=self.documents, writer=self.documents, files=self.files,
            reader=PlainReader(), pictures=self.pictures, recogniser=self.recogniser,
            embedder=self.embedder, knowledge=self.knowledge, shelves=self.knowledge,
            publisher=self.documents, work=self.work, seconds_left=lambda: self.seconds_left,
        )  # fmt: skip

    def now(self, document: Document) -> Document:
        found = self.documents.find(document.bot_id, document.document_id)
        assert found is not None
        return found


@pytest.fixture
def world() -> World:
    return World()


def test_a_document_is_read_and_published(world: World) -> None:
    document = world.uploaded()
    assert world.ingest(document) == "ready"
    done = world.now(document)
    chunks = [item for item in world.knowledge.items.values() if isinstance(item, Chunk)]
    blocks = [item for item in world.knowledge.items.values() if isinstance(item, Block)]
    assert (done.status, done.chunks, done.blocks) == ("ready", len(chunks), 1)
    assert done.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert done.bytes == len(TEXT)
    assert done.coverage
    assert done.coverage["characters"] > 0
    assert sum(block.count for block in blocks) == len(chunks)
    assert (world.bot.documents, world.bot.chunks) == (1, len(chunks))


@pytest.mark.parametrize(("seconds", "slow"), [(60.0, []), (0.0, ["splitting"])])
def test_progress_names_every_stage_that_takes_its_time(
    world: World, monkeypatch: pytest.MonkeyPatch, seconds: float, slow: list[str]
) -> None:
    monkeypatch.setattr("docent.ingest._REPORT_SECONDS", seconds)
    seen: list[Progress] = []
    advance = world.documents.advance

    def watch(document: Document, **fields: Any) -> Document:
        seen.append(fields["progress"])
        return advance(document, **fields)

    world.documents.advance = watch  # type: ignore[method-assign]
    world.ingest(world.uploaded())
    stages = list(dict.fromkeys(each.stage for each in seen))
    assert stages == ["extracting", *slow, "embedding"]
    assert seen[-1].total > 0


def test_a_message_that_comes_twice_changes_nothing(world: World) -> None:
    document = world.uploaded()
    world.ingest(document)
    before = dict(world.knowledge.items), world.bot
    assert world.ingest(document) == "ready"
    assert (dict(world.knowledge.items), world.bot) == before


@pytest.mark.parametrize(
    ("data", "filename", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b"  \n ", "a.txt", "empty"),
        (b"x" * 10_001, "a.txt", "too_large"),
        (b"%PDF-1.7 rubbish", "a.pdf", "unreadable"),
        (b"PK rubbish", "a.docx", "unreadable"),
    ],
)
def test_what_cannot_be_used_fails_with_its_reason_and_leaves_nothing(
    world: World, data: bytes, filename: str, reason: str
) -> None:
    document = world.uploaded(data, filename)
    assert world.ingest(document, largest=10_000) == "failed"
    failed = world.now(document)
    assert (failed.status, failed.reason) == ("failed", reason)
    assert len(failed.message) > 20
    assert world.knowledge.items == {}
    assert world.bot.knowledge_version == 0


def test_a_file_that_is_not_the_announced_one_is_refused(world: World) -> None:
    document = world.uploaded(sha256="0" * 64)
    assert world.ingest(document) == "failed"
    assert world.now(document).reason == "content_mismatch"


def test_a_file_that_never_came_fails(world: World) -> None:
    document = world.uploaded()
    world.files.files.clear()
    assert world.ingest(document) == "failed"


def test_a_file_without_a_document_is_thrown_away(world: World) -> None:
    document = replace(some_document(world.bot), status="queued")
    world.files.put(document.original, b"x", "text/plain")
    assert world.ingest(document) == "gone"
    assert world.files.files == {}


def test_what_is_deleted_while_it_is_read_stays_deleted(world: World) -> None:
    document = world.uploaded()

    class Deleting(WordEmbedder):
        def embed(self, texts: Any) -> Any:
            world.documents.withdraw(document)
            return super().embed(texts)

    world.embedder = Deleting()
    assert world.ingest(document) == "gone"
    assert world.knowledge.items == {}
    assert world.files.files == {}
    assert world.bot.documents == 0


def test_a_worker_that_dies_leaves_nothing_that_answers_and_the_next_finishes(world: World) -> None:
    document = world.uploaded()

    class Dying(WordEmbedder):
        def embed(self, texts: Any) -> Any:
            raise MemoryError

    world.embedder = Dying()
    with pytest.raises(MemoryError):
        world.ingest(document)
    assert world.bot.knowledge_version == 0
    world.embedder = WordEmbedder()
    assert world.ingest(document) == "ready"


def test_long_documents_make_several_blocks(world: World) -> None:
    paragraphs = "\n\n".join(f"# Part {n}\n\nSentence number {n} tells of thing {n}." for n in range(700))
    document = world.uploaded(paragraphs.encode())
    assert world.ingest(document) == "ready"
    blocks = [item for item in world.knowledge.items.values() if isinstance(item, Block)]
    counts = sorted(block.count for block in blocks)
    assert sum(counts) == world.now(document).chunks
    assert counts[-1] <= 500


PARTS = [
    f"# Part {n}\n\n" + f"Sentence number {n} tells of thing {n} and no other. " * 25 for n in range(620)
]


class Counting(WordEmbedder):
    """Counts the texts it embeds; fails at the `fatal`-th."""

    def __init__(self, fatal: int = 0) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._fatal = fatal

    def embed(self, texts: Any) -> Any:
        self.texts += texts
        if self._fatal and len(self.texts) >= self._fatal:
            raise MemoryError
        return super().embed(texts)


def test_a_long_document_goes_on_where_it_stopped(world: World) -> None:
    document = world.uploaded("\n\n".join(PARTS).encode())
    world.embedder = Counting(fatal=550)
    with pytest.raises(MemoryError):
        world.ingest(document)
    assert world.now(document).progress.done >= 500
    assert world.bot.knowledge_version == 0
    world.embedder = Counting()
    assert world.ingest(document) == "ready"
    assert len(world.embedder.texts) <= world.now(document).chunks - 500
    assert list(world.files.files) == [document.original]


def test_a_long_document_is_handed_on_when_time_runs_short(world: World) -> None:
    document = world.uploaded("\n\n".join(PARTS).encode())
    world.seconds_left = 5
    assert world.ingest(document) == "embedding"
    assert world.work.waiting == [(document.bot_id, document.document_id)]
    assert world.ingest(document) == "ready"
    assert len(world.work.waiting) == 1
    done = world.now(document)
    assert (done.blocks, done.deadline, done.progress.done) == (2, "", done.chunks)
    blocks = [item for item in world.knowledge.items.values() if isinstance(item, Block)]
    assert sorted(block.first for block in blocks) == [0, 500]


def test_too_many_passages_are_refused(world: World) -> None:
    document = world.uploaded("\n\n".join(PARTS).encode())
    assert world.ingest(document, most_chunks=100) == "failed"
    assert world.now(document).reason == "too_many_chunks"


def test_the_same_file_again_takes_the_place_of_the_first_without_embedding(world: World) -> None:
    first = world.uploaded()
    world.ingest(first)
    again = world.uploaded()
    world.embedder = Counting()
    assert world.ingest(again) == "ready"
    assert world.embedder.texts == []
    assert world.documents.find(first.bot_id, first.document_id) is None
    assert {item.document_id for item in world.knowledge.items.values()} == {again.document_id}
    assert list(world.files.files) == [again.original]
    assert (world.bot.documents, world.bot.chunks) == (1, world.now(again).chunks)


def test_the_same_content_under_another_name_is_a_duplicate(world: World) -> None:
    world.ingest(world.uploaded())
    twin = world.uploaded(filename="copy.md")
    world.embedder = Counting()
    assert world.ingest(twin) == "failed"
    assert (world.now(twin).reason, world.embedder.texts) == ("duplicate", [])
    assert "faq.md" in world.now(twin).message
    assert world.bot.documents == 1


def test_only_what_was_touched_is_embedded_again(world: World) -> None:
    world.ingest(world.uploaded("\n\n".join(PARTS).encode()))
    edited = [*PARTS[:300], "# Part 300\n\nThis was rewritten by another hand.", *PARTS[301:]]
    world.embedder = Counting()
    again = world.uploaded("\n\n".join(edited).encode())
    assert world.ingest(again) == "ready"
    assert 1 <= len(world.embedder.texts) <= 3
    assert any("rewritten" in text for text in world.embedder.texts)


def test_the_old_version_answers_until_the_new_one_is_published(world: World) -> None:
    old = world.uploaded()
    world.ingest(old)
    new = world.uploaded(b"# Opening hours\n\nThe shop opens at ten.")
    live: list[Any] = []

    class Looking(WordEmbedder):
        def embed(self, texts: Any) -> Any:
            live.append(world.knowledge.live(new.bot_id))
            return super().embed(texts)

    world.embedder = Looking()
    world.ingest(new)
    assert live == [{old.document_id: "v1"}]
    assert world.knowledge.live(new.bot_id) == {new.document_id: "v1"}


def test_a_new_version_that_cannot_be_used_leaves_the_old_one_answering(world: World) -> None:
    old = world.uploaded()
    world.ingest(old)
    assert world.ingest(world.uploaded(b" ")) == "failed"
    assert world.knowledge.live(old.bot_id) == {old.document_id: "v1"}


def test_publishing_clears_away_older_tries_that_failed(world: World) -> None:
    failed = world.uploaded(b" ")
    world.ingest(failed)
    world.ingest(world.uploaded())
    assert world.documents.find(failed.bot_id, failed.document_id) is None
    assert len(world.files.files) == 1


def test_an_older_upload_that_is_read_later_does_not_answer(world: World) -> None:
    older, younger = world.uploaded(b"It opens at nine."), world.uploaded(b"It opens at ten.")
    assert world.ingest(younger) == "ready"
    assert world.ingest(older) == "failed"
    assert world.now(older).reason == "superseded"
    assert world.knowledge.live(older.bot_id) == {younger.document_id: "v1"}


def test_a_worker_that_was_given_up_changes_nothing_any_more(world: World) -> None:
    document = world.uploaded()

    class Slow(WordEmbedder):
        def embed(self, texts: Any) -> Any:
            fail(
                world.now(document), "timed_out", "Too slow.",
                writer=world.documents, knowledge=world.knowledge, files=world.files,
            )  # fmt: skip
            return super().embed(texts)

    world.embedder = Slow()
    assert world.ingest(document) == "failed"
    assert (world.now(document).reason, world.knowledge.items) == ("timed_out", {})


def test_a_worker_of_an_earlier_attempt_leaves_nothing_behind(world: World) -> None:
    document = world.uploaded()

    class Overtaken(WordEmbedder):
        def embed(self, texts: Any) -> Any:
            if world.now(document).attempt == 1:
                failed = world.documents.advance(world.now(document), status="failed", deadline="")
                world.documents.advance(failed, status="queued", attempt=2)
                assert world.ingest(document) == "ready"
            return super().embed(texts)

    world.embedder = Overtaken()
    assert world.ingest(document) == "ready"
    assert world.knowledge.live(document.bot_id) == {document.document_id: "v2"}
    assert world.knowledge.versions(document.bot_id, document.document_id).keys() == {"v2"}


def test_a_document_of_a_bot_that_went_goes_too(world: World) -> None:
    document = world.uploaded()
    world.bots.change(world.bot.bot_id, world.bot.user_id, {"erasing": True})
    assert world.ingest(document) == "gone"
    assert (world.knowledge.items, world.files.files, world.documents.documents) == ({}, {}, {})


def test_a_scan_is_refused_where_nobody_reads_pictures(world: World) -> None:
    document = world.uploaded(pdf("", ""), "scan.pdf")
    assert world.ingest(document) == "failed"
    failed = world.now(document)
    assert (failed.reason, "(OCR)" in failed.message) == ("no_text_layer", True)
    assert failed.pages == 2
    assert [page["layer"] for page in failed.coverage["pages_detail"]] == ["none", "none"]


def test_a_scan_whose_pages_were_all_recognised_is_ready(world: World) -> None:
    world.recogniser = ScriptedRecogniser({b"1": "The shop opens at nine.", b"2": "It closes at five."})
    document = world.uploaded(pdf("", ""), "scan.pdf")
    assert world.ingest(document) == "ready"
    done = world.now(document)
    assert done.coverage
    assert done.coverage["pages_recognised"] == [1, 2]
    assert [each["layer"] for each in done.coverage["pages_detail"]] == ["recognised", "recognised"]
    chunks = [item for item in world.knowledge.items.values() if isinstance(item, Chunk)]
    assert "closes at five" in chunks[0].text
    assert chunks[0].page_at(chunks[0].text.index("closes")) == 2
    assert list(world.files.files) == [document.original]


def test_what_stays_silent_is_named(world: World) -> None:
    world.recogniser = ScriptedRecogniser({b"2": "It closes at five."})
    document = world.uploaded(pdf("The shop opens at nine.", "", ""), "half.pdf")
    assert world.ingest(document) == "partial"
    done = world.now(document)
    assert (done.reason, "page 3." in done.message) == ("pages_without_text", True)
    assert "found none either" in done.message


def test_recognising_goes_on_where_it_stopped_when_time_runs_short(world: World) -> None:
    world.recogniser = ScriptedRecogniser({str(n).encode(): f"Page {n}." for n in range(1, 10)})
    document = world.uploaded(pdf(*[""] * 9), "scan.pdf")
    world.seconds_left = 5
    assert world.ingest(document) == "extracting"
    assert world.work.waiting == [(document.bot_id, document.document_id)]
    assert (world.now(document).progress.stage, world.now(document).progress.total) == ("recognising", 9)
    first = len(world.recogniser.seen)
    assert 0 < first < 9
    assert world.ingest(document) == "ready"
    assert sorted(world.recogniser.seen) == sorted(str(n).encode() for n in range(1, 10))
    assert list(world.files.files) == [document.original]
