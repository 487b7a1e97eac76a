"""One passage changed, switched off, and what the bot answers then."""

from __future__ import annotations

import pytest

from tests.caller import Person

pytestmark = pytest.mark.cloud
CHUNKS = "/api/bots/{bot_id}/documents/{document_id}/chunks"
ONE = CHUNKS + "/{chunk_id}"
QUESTION = "How much is the deposit for a bike?"


def test_a_changed_passage_answers_and_is_cited_one_that_is_off_is_not(ann: Person, stranger: Person) -> None:
    bot_id = ann.bot()
    document_id = ann.upload(bot_id, "rules.txt", b"The deposit for a bike is fifty euros.")["document_id"]
    path = {"bot_id": bot_id, "document_id": document_id}

    def change(**changes: object) -> object:
        (chunk,) = ann.call("bots", "GET", CHUNKS, **path).json["chunks"]
        return ann.call("upload", "PATCH", ONE, changes, **path, chunk_id=chunk["chunk_id"])

    changed = change(text="The deposit for a bike is sixty euros.").json  # type: ignore[attr-defined]
    assert changed["original"] == "The deposit for a bike is fifty euros."
    answer = ann.ask(bot_id, QUESTION).json
    assert answer["answered"]
    assert answer["citations"][0]["quote"] in changed["text"]
    assert "sixty" in answer["answer"]
    assert change(off=True).json["off"]  # type: ignore[attr-defined]
    assert not ann.ask(bot_id, QUESTION).json["answered"]
    back = change(off=False, text=changed["original"]).json  # type: ignore[attr-defined]
    assert (back["off"], back["text"], "original" in back) == (False, changed["original"], False)
    assert "fifty" in ann.ask(bot_id, QUESTION).json["answer"]
    document = ann.call("bots", "GET", "/api/bots/{bot_id}/documents/{document_id}", **path).json
    assert (document["edits"], document["chunks"], document["status"]) == (0, 1, "ready")
    gone = ann.call("upload", "PATCH", ONE, {"off": True}, **path, chunk_id=changed["chunk_id"])
    assert (gone.status, gone.code) == (404, "chunk_not_found")
    for body, field in (({}, "text"), ({"text": " "}, "text"), ({"off": "yes"}, "off")):
        refused = ann.call("upload", "PATCH", ONE, body, **path, chunk_id=back["chunk_id"])
        assert (refused.status, refused.json["error"]["field"]) == (400, field)
    foreign = stranger.call("upload", "PATCH", ONE, {"off": True}, **path, chunk_id=back["chunk_id"])
    assert foreign.code == "bot_not_found"


def test_a_page_of_the_builders_is_looked_at(ann: Person, stranger: Person) -> None:
    check = "/api/bots/{bot_id}/embed/check"
    bot_id = ann.bot()
    body = {"url": "http://127.0.0.1/secret"}
    assert ann.call("bots", "POST", check, body, bot_id=bot_id).code == "blocked_address"
    assert ann.call("bots", "POST", check, {"url": "nothing"}, bot_id=bot_id).status == 400
    assert stranger.call("bots", "POST", check, body, bot_id=bot_id).code == "bot_not_found"
