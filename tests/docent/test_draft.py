from __future__ import annotations

from docent.draft import Draft, dump, load
from tests.contracts.bots import some_bot
from tests.contracts.documents import some_document
from tests.contracts.knowledge import some_chunks


def test_comes_back_as_it_was() -> None:
    document = some_document(some_bot())
    draft = Draft(some_chunks(document, "v1", 3), {"status": "partial", "coverage": {"silent": [2]}})
    assert load(dump(draft)) == draft


def test_is_much_smaller_than_its_text() -> None:
    chunks = some_chunks(some_document(some_bot()), "v1", 500)
    assert len(dump(Draft(chunks, {}))) < 500 * 40
