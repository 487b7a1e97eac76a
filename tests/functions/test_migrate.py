"""The user-migration trigger: by the event of Cognito's documentation, and through Docent's own API."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import bcrypt
import pytest

from docent import newcomers
from docent.identity import Newcomer
from docent.wired_stores import NEWCOMERS_SECRET
from docent.wiring import wired
from functions.migrate.handler import handler
from tests.caller import Person
from tests.contracts.bots import some_bot
from tests.emulator import Emulator

pytestmark = pytest.mark.cloud
OLD = "old sésame"  # as no rule of ours would let it pass


@pytest.fixture
def come(cloud: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Newcomer]]:
    """Expects somebody; in the account that holds the user pool, since that is where its trigger looks."""
    for name, value in cloud.env.items():
        monkeypatch.setenv(name, value)
    cloud.wire()
    wired().secrets.secret(NEWCOMERS_SECRET, make=True)
    known: list[str] = []

    def expect(password: str = OLD, **fields: Any) -> Newcomer:
        hashed = bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()
        former = Newcomer(f"{uuid.uuid4().hex}@example.com", (str(uuid.uuid4()),), "Jö", hashed)
        newcomer = replace(former, **fields)
        wired().newcomers.keep(newcomer, 10)
        known.append(newcomer.email)
        return newcomer

    yield expect
    for email in known:
        wired().newcomers.erase(email)
    wired.cache_clear()


def event(source: str, email: str, **request: Any) -> dict[str, Any]:
    """As in the Cognito developer guide, "Migrate user Lambda trigger" and "common parameters"."""
    return {
        "version": "1", "region": "us-east-1", "userPoolId": "us-east-1_abc", "userName": email,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "abc"},
        "triggerSource": f"UserMigration_{source}",
        "request": {**request, "validationData": None, "clientMetadata": None},
        "response": {
            "userAttributes": None, "forceAliasCreation": None, "enableSMSMFA": None,
            "finalUserStatus": None, "messageAction": None, "desiredDeliveryMediums": None,
        },
    }  # fmt: skip


def test_answers_cognito_in_its_own_words(come: Callable[..., Newcomer]) -> None:
    jo = come()
    answer = handler(event("Authentication", jo.email.upper(), password=OLD), None)
    assert json.loads(json.dumps(answer)) == answer
    assert answer["response"] == {
        "userAttributes": {
            "email": jo.email, "email_verified": "true", "name": "Jö", "custom:legacy_id": jo.formerly[0],
        },
        "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS",
    }  # fmt: skip


def test_an_answer_without_attributes_refuses(come: Callable[..., Newcomer]) -> None:
    jo = come()
    for asked in (
        event("Authentication", jo.email, password="wrong"),
        event("Authentication", "nobody@example.com", password=OLD),
        event("ForgotPassword", "nobody@example.com"),
        event("SomethingNew", jo.email),
    ):
        assert handler(asked, None)["response"] == {}
    assert wired().newcomers.find(jo.email) == jo


def test_passwords_count_as_far_as_bcrypt_reads_them(come: Callable[..., Newcomer]) -> None:
    jo = come("x" * 72)
    answer = handler(event("Authentication", jo.email, password="x" * 72 + "and more"), None)
    assert answer["response"]["userAttributes"]["email"] == jo.email


def test_signs_in_with_the_old_password_and_finds_the_old_bots(
    come: Callable[..., Newcomer], cloud: Emulator
) -> None:
    jo = come()
    bot = replace(some_bot(), user_id=newcomers.owner(jo.formerly[0]))
    wired().bots.create(bot)
    caller = Person(cloud.shared)
    wrong = caller.call("auth", "POST", "/auth/signin", {"email": jo.email, "password": "wrong"})
    assert wrong.status == 401
    for _ in range(2):  # the second time Cognito knows the password itself
        answer = caller.call("auth", "POST", "/auth/signin", {"email": jo.email, "password": OLD})
        assert answer.status == 200
        assert answer.json["user"]["name"] == "Jö"
        assert wired().newcomers.find(jo.email).password_hash == ""  # type: ignore[union-attr]
    listed = caller.call("bots", "GET", "/api/bots", token=answer.json["access_token"])
    assert [each["bot_id"] for each in listed.json["bots"]] == [bot.bot_id]
    wrong = caller.call("auth", "POST", "/auth/signin", {"email": jo.email, "password": "wrong"})
    assert wrong.status == 401


def test_who_has_no_password_that_can_be_checked_sets_a_new_one(
    come: Callable[..., Newcomer], cloud: Emulator
) -> None:
    jo = come(password_hash="")
    caller = Person(cloud.shared)
    account = {"email": jo.email, "password": "New-secret-1"}
    assert caller.call("auth", "POST", "/auth/signin", account).status == 401
    assert caller.call("auth", "POST", "/auth/forgot", {"email": jo.email}).status == 200
    assert caller.call("auth", "POST", "/auth/reset", {**account, "code": "654321"}).status == 200
    assert caller.call("auth", "POST", "/auth/signin", account).status == 200
