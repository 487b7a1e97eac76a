"""What an answer cites, opened by whom it was given to."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import urllib3

from tests.caller import Answer, Person
from tests.files import pdf

pytestmark = pytest.mark.cloud
SITE = "https://shop.example"
SOURCE = "/api/chat/conversations/{conversation_id}/sources/{message_id}/{n}"
PAGES = ("The shop opens at nine.", "A day costs twenty euros.\nThe deposit is fifty euros.")


class Visitor:
    """Somebody on the site, who asked what the deposit is."""

    def __init__(self, ann: Person, bot_id: str) -> None:
        session = ann.call("chat", "POST", "/api/widget/session", {"bot_id": bot_id}, origin=SITE).json
        self.config, self.token = session["config"], session["token"]
        self._ann, self._bot_id = ann, bot_id
        self.answer = ann.ask(bot_id, "How much is the deposit?", origin=SITE, token=self.token).json

    def open(self, answer: dict[str, str], n: str = "1") -> Answer:
        path = {name: answer[name] for name in ("conversation_id", "message_id")}
        query = {"bot_id": self._bot_id}
        return self._ann.call("chat", "GET", SOURCE, query=query, origin=SITE, token=self.token, n=n, **path)


@pytest.fixture
def bot_id(ann: Person) -> str:
    bot_id = ann.bot(allowed_origins=[SITE], show_sources=True)
    assert ann.upload(bot_id, "rules.pdf", pdf(*PAGES))["status"] == "ready"
    return bot_id


def test_a_cited_pdf_opens_in_place_at_its_page(ann: Person, bot_id: str) -> None:
    visitor = Visitor(ann, bot_id)
    assert visitor.config["show_sources"] is True
    opened = visitor.open(visitor.answer)
    assert opened.headers["Access-Control-Allow-Origin"] == SITE
    assert (parts := urlsplit(opened.json["url"])).fragment == "page=2"
    assert 0 < opened.json["expires_in"] <= int(parse_qs(parts.query)["X-Amz-Expires"][0]) <= 300
    file = urllib3.request("GET", opened.json["url"], timeout=60)
    assert (file.status, file.data[:5]) == (200, b"%PDF-")
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].startswith("inline;")


def test_only_who_was_answered_opens_what_was_cited(ann: Person, bot_id: str) -> None:
    mine, other = Visitor(ann, bot_id), Visitor(ann, bot_id)
    nobodys = {**mine.answer, "message_id": "msg_none"}
    assert mine.open(mine.answer).status == 200
    for refused in (other.open(mine.answer), mine.open(nobodys), mine.open(mine.answer, "2")):
        assert (refused.status, refused.code) == (404, "source_not_found")


def test_nothing_opens_unless_the_builder_says_so_but_for_themselves(ann: Person, bot_id: str) -> None:
    visitor = Visitor(ann, bot_id)
    ann.call("bots", "PATCH", "/api/bots/{bot_id}", {"show_sources": False}, bot_id=bot_id)
    refused = visitor.open(visitor.answer)
    assert (refused.status, refused.code) == (403, "sources_not_shown")
    own = ann.ask(bot_id, "How much is the deposit?").json
    path = {name: own[name] for name in ("conversation_id", "message_id")}
    assert ann.call("chat", "GET", SOURCE, query={"bot_id": bot_id}, n="1", **path).status == 200


def test_a_deleted_document_opens_no_more(ann: Person, bot_id: str) -> None:
    visitor = Visitor(ann, bot_id)
    path = {"bot_id": bot_id, "document_id": visitor.answer["citations"][0]["document_id"]}
    document = "/api/bots/{bot_id}/documents/{document_id}"
    assert ann.call("bots", "DELETE", document, **path).status == 200
    assert visitor.open(visitor.answer).code == "source_not_found"


def test_a_page_that_could_run_is_downloaded(ann: Person) -> None:
    bot_id = ann.bot(allowed_origins=[SITE], show_sources=True)
    page = b"<html><body><p>The deposit is fifty euros.</p><script>alert(1)</script></body></html>"
    assert ann.upload(bot_id, "rules.html", page)["status"] == "ready"
    visitor = Visitor(ann, bot_id)
    address = visitor.open(visitor.answer).json["url"]
    assert "#" not in address
    file = urllib3.request("GET", address, timeout=60)
    assert re.match(r"attachment; filename\*=UTF-8''rules\.html$", file.headers["content-disposition"])
