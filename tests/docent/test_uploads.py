from __future__ import annotations

import hashlib
from typing import Any

import pytest

from docent import uploads
from docent.errors import BadInput, Conflict, DocumentRejected, TooLarge, Unavailable, UnsupportedType
from docent.extract import kind_of
from docent.model import Document
from tests.contracts.bots import some_bot
from tests.contracts.documents import some_document
from tests.fakes import FullWork, MemoryBots, MemoryDocuments, MemoryFiles, MemoryWork

BOT = some_bot()


@pytest.fixture
def documents() -> MemoryDocuments:
    return MemoryDocuments(MemoryBots())


@pytest.fixture
def files() -> MemoryFiles:
    return MemoryFiles()


def _announce(documents: MemoryDocuments, **changed: Any) -> Any:
    given: dict[str, Any] = {"filename": "a.pdf", "size": 10, "sha256": "", **changed}
    return uploads.announce(
        BOT, **given, largest=100, documents=documents, writer=documents, forms=MemoryFiles()
    )


def test_gives_a_form_for_the_documents_own_key(documents: MemoryDocuments) -> None:
    document, form = _announce(documents, sha256="a" * 64)
    assert form.fields["key"] == document.original
    assert document.status == "awaiting_upload"
    assert documents.find(BOT.bot_id, document.document_id) == document


def test_knows_content_that_is_there_already(documents: MemoryDocuments) -> None:
    first = uploads.receive(
        BOT, "a.txt", b"abc", largest=100, documents=documents, writer=documents, files=MemoryFiles()
    )
    again, form = _announce(documents, filename="b.txt", sha256=hashlib.sha256(b"abc").hexdigest())
    assert (again, form) == (first, None)
    assert len(documents.documents) == 1


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"filename": "a.exe"}, UnsupportedType),
        ({"filename": "pdf"}, UnsupportedType),
        ({"filename": "  "}, BadInput),
        ({"size": 0}, DocumentRejected),
        ({"size": 101}, TooLarge),
    ],
)
def test_nothing_is_stored_of_what_is_refused(
    documents: MemoryDocuments, changed: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        _announce(documents, **changed)
    assert documents.documents == {}


def test_a_file_that_cannot_be_kept_leaves_no_document(documents: MemoryDocuments) -> None:
    class Full(MemoryFiles):
        def put(self, key: str, data: bytes, content_type: str) -> None:
            raise Unavailable("full")

    with pytest.raises(Unavailable):
        uploads.receive(BOT, "a.txt", b"abc", largest=9, documents=documents, writer=documents, files=Full())
    assert documents.documents == {}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ann\\Bericht ü.pdf", "Bericht ü.pdf"),
        ("a\x00b\u202efdp.txt", "abfdp.txt"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("e\u0301.md", "é.md"),
    ],
)
def test_file_names_are_made_safe(given: str, kept: str) -> None:
    assert uploads.safe_name(given) == kept


def test_a_hash_must_be_one() -> None:
    assert uploads.checked_sha256("AB" * 32) == "ab" * 32
    with pytest.raises(BadInput):
        uploads.checked_sha256("xyz")


@pytest.mark.parametrize("suffix", uploads.KINDS)
def test_every_kind_that_is_let_in_can_be_read(suffix: str) -> None:
    assert kind_of(b"x", f"a{suffix}")


def test_a_failed_document_is_queued_once_more(documents: MemoryDocuments) -> None:
    failed, work = some_document(BOT, status="failed", reason="timed_out", message="x"), MemoryWork()
    documents.create(failed)
    queued = retry(failed, documents, work=work)
    assert (queued.status, queued.reason, queued.attempt) == ("queued", "", 2)
    assert queued.deadline
    assert work.waiting == [(BOT.bot_id, failed.document_id)]
    for each in (queued, failed):
        with pytest.raises(Conflict):
            retry(each, documents, work=work)
    assert len(work.waiting) == 1


def test_what_the_queue_does_not_take_has_failed_as_before(documents: MemoryDocuments) -> None:
    failed, work = some_document(BOT, status="failed", reason="timed_out", message="x"), FullWork()
    documents.create(failed)
    with pytest.raises(Unavailable):
        retry(failed, documents, work=work)
    left = documents.find(BOT.bot_id, failed.document_id)
    assert left
    assert (left.status, left.reason, left.message, left.deadline) == ("failed", "timed_out", "x", "")
    work.takes = True
    assert retry(left, documents, work=work).status == "queued"


def test_a_document_read_in_part_answers_until_its_copy_is_read(
    documents: MemoryDocuments, files: MemoryFiles
) -> None:
    data, address = b"the file", "https://shop.example/a.pdf"
    partial = some_document(
        BOT, filename="a.pdf", status="partial", live_version="v1", source_url=address,
        sha256=hashlib.sha256(data).hexdigest(),
    )  # fmt: skip
    documents.create(partial)
    files.put(partial.original, data, partial.content_type)
    copy = retry(partial, documents, files)
    assert documents.find(BOT.bot_id, partial.document_id) == partial
    assert copy.document_id > partial.document_id
    assert (copy.filename, copy.sha256, copy.source_url) == ("a.pdf", partial.sha256, address)
    assert (copy.status, files.files[copy.original]) == ("queued", data)
    assert copy.deadline
    with pytest.raises(Conflict):
        retry(partial, documents, files)


def test_a_document_read_in_part_whose_file_is_gone_is_left_as_it_is(documents: MemoryDocuments) -> None:
    partial = some_document(BOT, status="partial", live_version="v1")
    documents.create(partial)
    with pytest.raises(DocumentRejected):
        retry(partial, documents)
    assert list(documents.documents.values()) == [partial]


def retry(
    document: Document,
    documents: MemoryDocuments,
    files: MemoryFiles | None = None,
    work: MemoryWork | None = None,
) -> Document:
    return uploads.retry(
        document, largest=100, siblings=documents, writer=documents, files=files or MemoryFiles(),
        work=work or MemoryWork(),
    )  # fmt: skip


def test_the_original_is_given_under_its_name() -> None:
    document = some_document(BOT, filename="a b.pdf")
    assert "a b.pdf" in uploads.original(document, links=MemoryFiles())
