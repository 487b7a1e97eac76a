from __future__ import annotations

from docent.errors import Unavailable
from docent.hosts import vouched
from docent.model import Document
from tests.contracts.bots import some_bot
from tests.contracts.documents import some_document
from tests.contracts.generator import passages
from tests.fakes import MemoryBots, MemoryDocuments


def test_the_bots_own_sites_and_those_below_a_wildcard() -> None:
    bot = some_bot(allowed_origins=("https://shop.example:8443", "https://*.wide.example"))
    allowed = vouched(bot, (), MemoryDocuments(MemoryBots()))
    hosts = ("shop.example", "a.wide.example", "wide.example", "evilwide.example", "a.shop.example")
    assert [allowed(host) for host in hosts] == [True, True, False, False, False]


def test_where_a_passages_document_came_from_asked_once() -> None:
    bot, asked = some_bot(), list[str]()

    class Documents(MemoryDocuments):
        def find(self, bot_id: str, document_id: str) -> Document | None:
            asked.append(document_id)
            return some_document(bot, source_url="https://Docs.example:80/a")

    allowed = vouched(bot, passages("one", "two"), Documents(MemoryBots()))
    assert [allowed(host) for host in ("docs.example", "evil.example", "")] == [True, False, False]
    assert asked == ["doc_1"]


def test_none_but_its_own_where_the_documents_cannot_be_read() -> None:
    class Down(MemoryDocuments):
        def find(self, bot_id: str, document_id: str) -> Document | None:
            raise Unavailable("down")

    assert not vouched(some_bot(), passages("one"), Down(MemoryBots()))("docs.example")
