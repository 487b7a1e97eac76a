from __future__ import annotations

from typing import Any

import pytest

from docent.conversation import Citation, Turn
from docent.errors import NotFound
from docent.gates import Asker
from docent.sources import LINK_SECONDS, opened
from tests.contracts.bots import some_bot
from tests.contracts.documents import some_document
from tests.fakes import MemoryBots, MemoryConversations, MemoryDocuments, MemoryFiles

VISITOR = Asker("visitor", "vis_1")


def address(page: int = 3, **fields: Any) -> str:
    """Of the first citation of an answer that stands on such a document."""
    bot = some_bot(show_sources=True)
    documents, turns = MemoryDocuments(MemoryBots()), MemoryConversations()
    document = some_document(bot, **{"live_version": "v1", "content_type": "application/pdf", **fields})
    documents.create(document)
    cited = Citation(1, document.document_id, document.filename, page, "", "quote", 0.5)
    turns.record(Turn(bot.bot_id, "con_1", "msg_1", "?", "[1]", True, "m", VISITOR.id, "", (cited,)), 1)
    return opened(
        "1", bot=bot, asker=VISITOR, conversation_id="con_1", message_id="msg_1",
        turns=turns, documents=documents, links=MemoryFiles(),
    )  # fmt: skip


def test_a_page_of_the_web_is_its_own_address() -> None:
    page = {"content_type": "text/html", "source_url": "https://docs.example/a"}
    assert address(page=0, **page) == "https://docs.example/a"
    paper = {"source_url": "https://docs.example/a.pdf"}
    assert address(**paper) == "https://docs.example/a.pdf#page=3"


def test_a_pdf_is_shown_and_nothing_else_is() -> None:
    assert address().endswith(f"&seconds={LINK_SECONDS}&shown_as=application/pdf#page=3")
    for kind in ("text/html", "text/plain", "image/svg+xml"):
        assert address(content_type=kind).endswith("&shown_as=")


@pytest.mark.parametrize("gone", [{"live_version": ""}, {"content_type": "application/vnd.docent.qa+json"}])
def test_what_answers_no_more_and_what_is_no_document_is_not_opened(gone: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        address(**gone)
