"""Visitors whom their site knows: conversations follow the person."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest

from tests.caller import Answer, Person

pytestmark = pytest.mark.cloud
SITE, IDENTITY = "https://shop.example", "/api/bots/{bot_id}/identity"
OWN, ONE = "/api/chat/conversations", "/api/chat/conversations/{conversation_id}"


def signed(secret: str, person: str = "jane") -> str:
    return jwt.encode({"sub": person, "exp": time.time() + 300}, secret, algorithm="HS256")


def opened(owner: Person, bot_id: str, bearer: str = "", **more: Any) -> Answer:
    body = {"bot_id": bot_id, **more}
    return owner.call("chat", "POST", "/api/widget/session", body, origin=SITE, token=bearer)


def test_a_conversation_goes_on_on_another_device_and_for_nobody_else(ann: Person) -> None:
    bot_id = ann.bot(allowed_origins=[SITE])
    assert ann.call("chat", "GET", IDENTITY, bot_id=bot_id).json == {"active": False}
    secret = ann.call("chat", "POST", IDENTITY, bot_id=bot_id).json["secret"]
    assert ann.call("chat", "GET", IDENTITY, bot_id=bot_id).json == {"active": True}

    phone = opened(ann, bot_id, identity=signed(secret)).json["token"]
    laptop = opened(ann, bot_id, identity=signed(secret)).json["token"]
    joe = opened(ann, bot_id, identity=signed(secret, "joe")).json["token"]
    first = ann.ask(bot_id, "Hello?", origin=SITE, token=phone).json["conversation_id"]
    body = {"conversation_id": first}
    assert ann.ask(bot_id, "Again?", body=body, origin=SITE, token=laptop).status == 200
    assert ann.ask(bot_id, "Mine?", body=body, origin=SITE, token=joe).code == "conversation_not_found"

    def own(token: str) -> list[str]:
        mine = ann.call("chat", "GET", OWN, origin=SITE, token=token, query={"bot_id": bot_id}).json
        return [each["question"] for each in mine["conversations"]]

    second = ann.ask(bot_id, "Something else?", origin=SITE, token=laptop).json["conversation_id"]
    assert own(phone) == own(laptop) == ["Something else?", "Hello?"]
    visitor = opened(ann, bot_id).json["token"]
    assert ann.ask(bot_id, "Unknown?", origin=SITE, token=visitor).status == 200
    assert own(joe) == own(visitor) == []
    path = {"conversation_id": first, "origin": SITE, "query": {"bot_id": bot_id}}
    whole = ann.call("chat", "GET", ONE, token=phone, **path)
    assert whole.headers["Access-Control-Allow-Origin"] == SITE
    assert [each["question"] for each in whole.json["messages"]] == ["Hello?", "Again?"]
    for method in ("GET", "DELETE"):
        assert ann.call("chat", method, ONE, token=joe, **path).code == "conversation_not_found"
    assert ann.call("chat", "DELETE", ONE, token=laptop, **{**path, "conversation_id": second}).status == 204
    assert own(phone) == ["Hello?"]
    logged = ann.call("bots", "GET", "/api/bots/{bot_id}/conversations", bot_id=bot_id).json
    assert {each["asker"] for each in logged["conversations"]} == {"visitor"}


def test_a_secret_that_was_rotated_or_switched_off_counts_no_more(ann: Person) -> None:
    bot_id = ann.bot(allowed_origins=[SITE])
    secrets = [ann.call("chat", "POST", IDENTITY, bot_id=bot_id).json["secret"] for _ in range(2)]
    statuses = [opened(ann, bot_id, identity=signed(secret)).status for secret in secrets]
    assert statuses == [401, 200]
    assert ann.call("chat", "DELETE", IDENTITY, bot_id=bot_id).status == 204
    refused = opened(ann, bot_id, identity=signed(secrets[1]))
    assert (refused.status, refused.code) == (401, "identity_rejected")
    assert refused.headers["Access-Control-Allow-Origin"] == SITE
    assert opened(ann, bot_id).status == 200


@pytest.mark.parametrize("ending", ["DELETE", "POST"])
def test_who_was_named_by_a_secret_that_counts_no_more_is_nobody_from_then_on(
    ann: Person, ending: str
) -> None:
    bot_id = ann.bot(allowed_origins=[SITE])
    secret = ann.call("chat", "POST", IDENTITY, bot_id=bot_id).json["secret"]
    token = opened(ann, bot_id, identity=signed(secret)).json["token"]
    asked = ann.ask(bot_id, "What do I earn?", origin=SITE, token=token).json
    token = opened(ann, bot_id, bearer=token).json["token"]  # renewed, which says who it is by itself
    mine = {"origin": SITE, "query": {"bot_id": bot_id}}
    assert len(ann.call("chat", "GET", OWN, token=token, **mine).json["conversations"]) == 1

    assert ann.call("chat", ending, IDENTITY, bot_id=bot_id).status < 300
    for refused in (
        ann.call("chat", "GET", OWN, token=token, **mine),
        ann.ask(bot_id, "And now?", origin=SITE, token=token),
    ):
        assert (refused.status, refused.code) == (401, "token_expired")
    new = opened(ann, bot_id, bearer=token).json["token"]
    assert ann.call("chat", "GET", OWN, token=new, **mine).json == {"conversations": []}
    one = ann.call("chat", "GET", ONE, token=new, conversation_id=asked["conversation_id"], **mine)
    assert one.code == "conversation_not_found"


def test_a_strangers_bot_gives_no_secret(ann: Person, stranger: Person) -> None:
    bot_id = ann.bot()
    for method in ("GET", "POST", "DELETE"):
        assert stranger.call("chat", method, IDENTITY, bot_id=bot_id).code == "bot_not_found"
