"""What was done to a bot is written down: what, and by whom; no value, no secret."""

from __future__ import annotations

import pytest

from docent.errors import Unavailable
from docent.gates import Deed
from docent.wiring import wired
from tests.caller import Person
from tests.files import pdf
from tests.functions.test_keys import KEY, KEYS, made
from tests.functions.test_sharing import INVITATION, MEMBER, MEMBERS, share
from tests.functions.test_tenants import OPERATIONS

pytestmark = pytest.mark.cloud
AUDIT, IDENTITY = "/api/bots/{bot_id}/audit", "/api/bots/{bot_id}/identity"
# What each operation that changes a bot, or takes much of it out, leaves in its history, in this order.
DEEDS = {
    "changeBot": "settings_changed", "upload": "document_added", "uploadUrl": "document_added",
    "uploadQa": "document_added", "changeChunk": "passage_changed", "retryDocument": "document_retried",
    "deleteTest": "test_deleted", "addTest": "test_added", "makeKey": "key_made", "revokeKey": "key_revoked",
    "rotateIdentity": "identity_rotated", "stopIdentity": "identity_stopped",
    "getWebhookSecret": "webhook_secret_shown", "inviteMember": "member_invited",
    "removeMember": "member_removed", "dismissTodo": "todo_dismissed", "exportBot": "bot_exported",
    "exportConversations": "conversations_exported", "deleteConversation": "conversation_deleted",
    "deleteDocument": "document_removed", "deleteBot": "bot_deleted",
}  # fmt: skip
# Asking and looking, and what whoever asked does with their own conversation: the log has it.
NO_DEED = {
    "chat", "search", "stopAnswer", "rateAnswer", "leaveContact", "askForPerson", "forgetConversation",
    "runTests", "checkPage",
}  # fmt: skip


def test_every_operation_that_changes_a_bot_leaves_a_deed(
    ann: Person, stranger: Person, anns: dict[str, str]
) -> None:
    named = {each.name: each for each in OPERATIONS}
    assert {each.name for each in OPERATIONS if each.method != "GET"} == (
        DEEDS.keys() - {"getWebhookSecret"} | NO_DEED
    )
    bot_id = anns["bot_id"]
    broken = ann.upload(bot_id, "broken.pdf", b"%PDF-1.7 and then nothing of the kind")
    special = {
        "removeMember": {"member_id": share(ann, stranger, bot_id, "editor")},
        "retryDocument": {"document_id": broken["document_id"]},
    }
    for name, action in DEEDS.items():
        before = wired().trail.of_bot(bot_id).items
        answer = named[name].call(ann, {**anns, **special.get(name, {})})
        assert answer.status < 300, (name, answer.body)
        after = wired().trail.of_bot(bot_id).items
        assert after[0].action == action, name
        assert name == "deleteBot" or [*after[1:]] == [*before][: len(after) - 1], name


def test_who_left_is_told_from_others_and_so_is_who_was_removed(ann: Person, stranger: Person) -> None:
    bot_id = ann.bot()
    member_id = share(ann, stranger, bot_id, "editor")
    stranger.call("bots", "PATCH", "/api/bots/{bot_id}", {"description": "x"}, bot_id=bot_id)
    ann.call("bots", "DELETE", MEMBER, bot_id=bot_id, member_id=member_id)
    ann.call("bots", "POST", MEMBERS, {"email": stranger.email, "role": "viewer"}, bot_id=bot_id)
    assert stranger.call("bots", "DELETE", INVITATION, bot_id=bot_id).status == 204
    deeds = ann.call("bots", "GET", AUDIT, bot_id=bot_id).json["deeds"]
    declined, _, removed, changed, *_ = deeds
    masked = f"{stranger.email[0]}***@e***"
    assert removed["detail"] == f"{masked}, editor"
    assert (declined["action"], declined["detail"]) == ("invitation_declined", "viewer")
    for deed in (declined, changed):
        assert (deed["by"], deed["email"]) == ("gone", masked)


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
        ("document_added", deeds[5]["detail"]), ("key_made", "Shop"), ("key_revoked", "Shop"),
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


class Broken:
    """A trail that cannot be written."""

    def note(self, deed: Deed, lifetime_days: int) -> None:
        raise Unavailable("the store is down")


def test_what_cannot_be_written_down_makes_no_secret_that_nobody_was_shown(
    ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot_id = ann.bot()
    kept = made(ann, bot_id)
    ann.call("chat", "POST", IDENTITY, bot_id=bot_id)
    version = wired().identities.version(bot_id)
    with monkeypatch.context() as down:
        down.setattr(wired(), "trail", Broken())
        body = {"name": "Lost", "scopes": ["chat"]}
        assert ann.call("bots", "POST", KEYS, body, bot_id=bot_id).status == 503
        assert ann.call("chat", "POST", IDENTITY, bot_id=bot_id).status == 503
    assert [key.key_id for key in wired().keys.of_bot(bot_id)] == [kept["key_id"]]
    assert wired().identities.version(bot_id) == version
