"""A bot that is shared: by address, from the invitation to the leaving."""

from __future__ import annotations

import io
import json
from zipfile import ZipFile

import pytest
import urllib3

from tests.caller import Person
from tests.files import pdf

pytestmark = pytest.mark.cloud
MEMBERS, MEMBER = "/api/bots/{bot_id}/members", "/api/bots/{bot_id}/members/{member_id}"
INVITATIONS, INVITATION = "/api/invitations", "/api/invitations/{bot_id}"


def share(ann: Person, bob: Person, bot_id: str, role: str) -> str:
    """Have Ann share a bot with Bob; the id of the membership."""
    invited = ann.call("bots", "POST", MEMBERS, {"email": bob.email, "role": role}, bot_id=bot_id)
    assert bob.call("bots", "POST", INVITATION, bot_id=bot_id).json["role"] == role
    return str(invited.json["member_id"])


def bots_of(person: Person) -> list[tuple[str, str]]:
    return [(bot["bot_id"], bot["role"]) for bot in person.call("bots", "GET", "/api/bots").json["bots"]]


def test_from_the_invitation_to_the_leaving(ann: Person, stranger: Person) -> None:
    bob, bot_id = stranger, ann.bot(name="Shared")
    ann.upload(bot_id, "rules.pdf", pdf("The deposit is fifty euros."))
    his = bob.bot()
    invited = ann.call("bots", "POST", MEMBERS, {"email": bob.email.upper(), "role": "viewer"}, bot_id=bot_id)
    assert invited.status == 200
    assert bob.call("bots", "GET", "/api/bots/{bot_id}", bot_id=bot_id).code == "bot_not_found"
    (waiting,) = bob.call("bots", "GET", INVITATIONS).json["invitations"]
    assert (waiting["bot_id"], waiting["name"], waiting["role"]) == (bot_id, "Shared", "viewer")
    assert bob.call("bots", "POST", INVITATION, bot_id=bot_id).json["role"] == "viewer"
    assert bob.call("bots", "GET", INVITATIONS).json["invitations"] == []
    assert bots_of(bob) == [(his, "owner"), (bot_id, "viewer")]
    assert bots_of(ann) == [(bot_id, "owner")]
    assert bob.ask(bot_id, "How much is the deposit?").json["answered"]

    path = {"bot_id": bot_id, "member_id": invited.json["member_id"]}
    ann.call("bots", "POST", MEMBERS, {"email": bob.email, "role": "editor"}, bot_id=bot_id)
    assert bob.call("bots", "PATCH", "/api/bots/{bot_id}", {"name": "B"}, bot_id=bot_id).json["name"] == "B"
    (listed,) = ann.call("bots", "GET", MEMBERS, bot_id=bot_id).json["members"]
    assert (listed["email"], listed["role"], "joined_at" in listed) == (bob.email, "editor", True)
    newest = ann.call("bots", "GET", "/api/bots/{bot_id}/audit", bot_id=bot_id).json["deeds"][0]
    assert (newest["by"], newest["email"]) == ("member", bob.email)
    assert ann.call("bots", "DELETE", MEMBER, **path).status == 204
    assert ann.call("bots", "DELETE", MEMBER, **path).code == "member_not_found"
    assert bob.call("bots", "GET", "/api/bots/{bot_id}", bot_id=bot_id).status == 404
    assert bots_of(bob) == [(his, "owner")]

    deeds = ann.call("bots", "GET", "/api/bots/{bot_id}/audit", bot_id=bot_id).json["deeds"]
    told = [(deed["action"], deed["user_id"] == deeds[-1]["user_id"]) for deed in reversed(deeds)]
    assert {deed["by"] for deed in deeds} == {"you", "gone"}
    assert told == [
        ("bot_created", True), ("document_added", True), ("member_invited", True), ("member_joined", False),
        ("member_invited", True), ("settings_changed", False), ("member_removed", True),
    ]  # fmt: skip
    assert bob.email not in str(deeds)


def test_the_answer_does_not_tell_who_has_an_account(ann: Person, stranger: Person) -> None:
    bot_id = ann.bot()
    known, unknown = (
        ann.call("bots", "POST", MEMBERS, {"email": email, "role": "viewer"}, bot_id=bot_id)
        for email in (stranger.email, f"x{stranger.email}")
    )
    assert (known.status, known.json.keys()) == (unknown.status, unknown.json.keys())
    assert "joined_at" not in known.json


def test_an_invitation_is_declined_and_a_shared_bot_is_left(ann: Person, stranger: Person) -> None:
    bob, bot_id = stranger, ann.bot()
    ann.call("bots", "POST", MEMBERS, {"email": bob.email, "role": "viewer"}, bot_id=bot_id)
    assert bob.call("bots", "DELETE", INVITATION, bot_id=bot_id).status == 204
    assert bob.call("bots", "POST", INVITATION, bot_id=bot_id).code == "invitation_not_found"
    share(ann, bob, bot_id, "viewer")
    assert bob.call("bots", "DELETE", MEMBER, bot_id=bot_id, member_id="me").status == 204
    assert bots_of(bob) == []
    assert ann.call("bots", "DELETE", MEMBER, bot_id=bot_id, member_id="me").code == "member_not_found"


def test_an_owner_by_sharing_may_all_and_a_deleted_bot_takes_its_members_along(
    ann: Person, stranger: Person
) -> None:
    bob, bot_id = stranger, ann.bot()
    share(ann, bob, bot_id, "owner")
    assert bob.call("bots", "GET", MEMBERS, bot_id=bot_id).status == 200
    receipt = bob.call("bots", "DELETE", "/api/bots/{bot_id}", bot_id=bot_id).json
    assert (receipt["removed"]["members"], receipt["probe"]["answers"]) == (1, False)
    assert bots_of(ann) == bots_of(bob) == []


def test_who_leaves_docent_leaves_every_bot_and_takes_their_words_along(
    ann: Person, stranger: Person
) -> None:
    bob, bot_id = stranger, ann.bot()
    share(ann, bob, bot_id, "editor")
    ann.ask(bot_id, "What is Ann's?")
    asked = bob.ask(bot_id, "Where is my salary slip?").json
    bob.call("bots", "PATCH", "/api/bots/{bot_id}", {"description": "x"}, bot_id=bot_id)
    user_id = bob.call("auth", "GET", "/auth/me").json["user_id"]
    link = bob.call("auth", "GET", "/auth/me/export").json["url"]
    with ZipFile(io.BytesIO(urllib3.request("GET", link, timeout=60).data)) as archive:
        (said,) = archive.read(f"shared/{bot_id}/conversations.jsonl").decode().splitlines()
        did = json.loads(archive.read(f"shared/{bot_id}/trail.json"))
    assert json.loads(said)["message_id"] == asked["message_id"]
    assert [deed["action"] for deed in did] == ["settings_changed", "member_joined"]

    removed = bob.call("auth", "DELETE", "/auth/me").json["removed"]
    assert [removed[kind] for kind in ("members", "conversations", "deeds_anonymised")] == [1, 1, 2]
    log = ann.call("bots", "GET", "/api/bots/{bot_id}/conversations", bot_id=bot_id).json["conversations"]
    assert [each["question"] for each in log] == ["What is Ann's?"]
    told = ann.call("bots", "GET", "/api/bots/{bot_id}/audit", bot_id=bot_id)
    assert user_id not in str(told.body)
    assert [deed["by"] for deed in told.json["deeds"]][:2] == ["gone", "gone"]
    assert ann.call("bots", "GET", MEMBERS, bot_id=bot_id).json["members"] == []
    assert ann.call("bots", "GET", "/api/bots/{bot_id}", bot_id=bot_id).status == 200
