"""Visitors whom their site knows: conversations follow the person."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest

from tests.caller import Answer, Person

pytestmark = pytest.mark.cloud
SITE, IDENTITY = "https://shop.example", "/api/bots/{bot_id}/identity"


def signed(secret: str, person: str = "jane") -> str:
    return jwt.encode({"sub": person, "exp": time.time() + 300}, secret, algorithm="HS256")


def opened(owner: Person, bot_id: str, **more: Any) -> Answer:
    body = {"bot_id": bot_id, **more}
    return owner.call("chat", "POST", "/api/widget/session", body, origin=SITE, token="")


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


def test_a_strangers_bot_gives_no_secret(ann: Person, stranger: Person) -> None:
    bot_id = ann.bot()
    for method in ("GET", "POST", "DELETE"):
        assert stranger.call("chat", method, IDENTITY, bot_id=bot_id).code == "bot_not_found"
