"""What was done to a bot is written down: what, and by whom; no value, no secret."""

from __future__ import annotations

import pytest

from tests.caller import Person
from tests.files import pdf
from tests.functions.test_keys import KEY, made

pytestmark = pytest.mark.cloud
AUDIT, IDENTITY = "/api/bots/{bot_id}/audit", "/api/bots/{bot_id}/identity"


def test_every_deed_is_told_newest_first(ann: Person) -> None:
    bot_id = ann.bot()
    ann.call("bots", "PATCH", "/api/bots/{bot_id}", {"instructions": "SECRET", "name": "New"}, bot_id=bot_id)
    document = ann.upload(bot_id, "rules.pdf", pdf("The deposit is fifty euros."))
    ann.call("upload", "POST", "/api/upload/qa", {
        "bot_id": bot_id, "name": "faq", "pairs": [{"question": "Who?", "answer": "We."}],
    })  # fmt: skip
    key = made(ann, bot_id)
    ann.call("bots", "DELETE", KEY, bot_id=bot_id, key_id=key["key_id"])
    secret = ann.call("chat", "POST", IDENTITY, bot_id=bot_id).json["secret"]
    ann.call("chat", "DELETE", IDENTITY, bot_id=bot_id)
    path = {"bot_id": bot_id, "document_id": document["document_id"]}
    ann.call("bots", "DELETE", "/api/bots/{bot_id}/documents/{document_id}", **path)
    ann.ask(bot_id, "Hello?")

    told = ann.call("bots", "GET", AUDIT, bot_id=bot_id)
    deeds = told.json["deeds"]
    assert [(deed["action"], deed["detail"]) for deed in reversed(deeds)] == [
        ("bot_created", ""), ("settings_changed", "name, instructions"), ("document_added", "rules.pdf"),
        ("document_added", deeds[5]["detail"]), ("key_made", "Shop"), ("key_revoked", key["key_id"]),
        ("identity_rotated", ""), ("identity_stopped", ""), ("document_removed", "rules.pdf"),
    ]  # fmt: skip
    assert deeds[5]["detail"].startswith("faq")
    assert len({deed["user_id"] for deed in deeds}) == 1
    assert {deed["by"] for deed in deeds} == {"you"}
    for hidden in ("SECRET", key["key"], secret):
        assert hidden not in str(told.body)


def test_a_change_of_nothing_is_no_deed_and_what_fails_neither(ann: Person, stranger: Person) -> None:
    bot_id = ann.bot()
    ann.call("bots", "PATCH", "/api/bots/{bot_id}", {}, bot_id=bot_id)
    assert ann.call("bots", "PATCH", "/api/bots/{bot_id}", {"name": ""}, bot_id=bot_id).status == 400
    stranger.call("bots", "PATCH", "/api/bots/{bot_id}", {"name": "Mine"}, bot_id=bot_id)
    assert [deed["action"] for deed in ann.call("bots", "GET", AUDIT, bot_id=bot_id).json["deeds"]] == [
        "bot_created"
    ]
