from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zipfile import ZipFile

import pytest
import urllib3
from botocore.exceptions import ClientError

from docent.wiring import wired
from tests import totp
from tests.caller import PASSWORD, Person
from tests.emulator import Emulator

pytestmark = pytest.mark.cloud


def test_from_sign_up_to_sign_out(ann: Person) -> None:
    assert ann.call("auth", "POST", "/auth/verify").json["user"]["email"] == ann.email
    session = ann.call("auth", "POST", "/auth/signin", {"email": ann.email, "password": PASSWORD}).json
    renewed = ann.call("auth", "POST", "/auth/refresh", {"refresh_token": session["refresh_token"]}).json
    assert renewed["user"] == session["user"]
    assert (session["token_type"], session["expires_in"]) == ("Bearer", 3600)
    assert ann.call("auth", "GET", "/auth/me").json == {**session["user"], "totp": False, "groups": []}
    assert ann.call("auth", "POST", "/auth/signout").status == 204
    refused = ann.call("auth", "POST", "/auth/refresh", {"refresh_token": session["refresh_token"]})
    assert (refused.status, refused.code) == (401, "not_signed_in")


def test_a_forgotten_password_is_set_anew(ann: Person) -> None:
    assert ann.call("auth", "POST", "/auth/forgot", {"email": ann.email}).status == 200
    new = {"email": ann.email, "code": "654321", "password": "Another-456"}
    wrong = ann.call("auth", "POST", "/auth/reset", {**new, "code": "111111"})
    assert (wrong.status, wrong.json["error"]["field"]) == (400, "code")
    assert ann.call("auth", "POST", "/auth/reset", new).status == 200
    assert ann.call("auth", "POST", "/auth/signin", new).status == 200
    old = ann.call("auth", "POST", "/auth/signin", {"email": ann.email, "password": PASSWORD})
    assert (old.status, old.code) == (401, "wrong_credentials")


def test_no_answer_tells_who_has_an_account(ann: Person) -> None:
    for path in ("/auth/forgot", "/auth/resend"):
        known = ann.call("auth", "POST", path, {"email": ann.email})
        unknown = ann.call("auth", "POST", path, {"email": "nobody@example.com"})
        assert (known.status, known.body) == (unknown.status, unknown.body)
    wrong = {"email": ann.email, "password": "Wrong-123"}
    known = ann.call("auth", "POST", "/auth/signin", wrong)
    unknown = ann.call("auth", "POST", "/auth/signin", {**wrong, "email": "nobody@example.com"})
    assert (known.status, known.json["error"]["message"]) == (
        unknown.status,
        unknown.json["error"]["message"],
    )
    again = ann.call("auth", "POST", "/auth/signup", {"email": ann.email, "password": PASSWORD})
    assert (again.status, set(again.json)) == (201, {"user_id", "confirmed", "delivery"})


@pytest.mark.parametrize("token", ["", "rubbish", "a.b.c"])
def test_a_bad_token_is_not_signed_in(ann: Person, token: str) -> None:
    refused = ann.call("auth", "GET", "/auth/me", token=token)
    assert (refused.status, refused.code) == (401, "not_signed_in")


def test_an_id_token_is_no_access_token(ann: Person) -> None:
    session = ann.call("auth", "POST", "/auth/signin", {"email": ann.email, "password": PASSWORD}).json
    assert ann.call("auth", "GET", "/auth/me", token=session["id_token"]).status == 401


def test_an_erased_account_takes_its_bots_along(ann: Person, people: Callable[[], Person]) -> None:
    bob = people()
    bots, his = {ann.bot(), ann.bot()}, bob.bot()
    assert ann.call("auth", "GET", "/auth/me/export").status == 200
    receipt = ann.call("auth", "DELETE", "/auth/me").json
    assert (receipt["removed"]["bots"], receipt["removed"]["exports"]) == (2, 1)
    assert {each["bot_id"] for each in receipt["bots"]} == bots
    assert ann.call("auth", "POST", "/auth/signin", {"email": ann.email, "password": PASSWORD}).status == 401
    assert bob.call("bots", "GET", "/api/bots/{bot_id}", bot_id=his).status == 200


def test_an_erased_accounts_token_makes_nothing_for_the_hour_it_has_left(ann: Person) -> None:
    assert ann.call("auth", "DELETE", "/auth/me").status == 200
    for function, path, body in (
        ("bots", "/api/bots", {"name": "A ghost"}),
        ("upload", "/api/bots/import", {"name": "A ghost", "size": 9}),
    ):
        refused = ann.call(function, "POST", path, body)
        assert (refused.status, refused.code) == (401, "not_signed_in")
    assert ann.call("bots", "GET", "/api/bots").json == {"bots": []}


def test_a_password_is_changed_by_who_knows_it(ann: Person) -> None:
    change = {"old_password": "Wrong-123", "password": "Another-456"}
    wrong = ann.call("auth", "POST", "/auth/password", change)
    assert (wrong.status, wrong.code, wrong.json["error"]["field"]) == (400, "wrong_password", "old_password")
    assert ann.call("auth", "POST", "/auth/password", {**change, "old_password": PASSWORD}).status == 200
    new = {"email": ann.email, "password": "Another-456"}
    assert ann.call("auth", "POST", "/auth/signin", new).status == 200


def test_name_and_address_are_changed(ann: Person) -> None:
    assert ann.call("auth", "PATCH", "/auth/me", {"name": "Anna"}).json["name"] == "Anna"
    new = f"new-{ann.email}"
    assert ann.call("auth", "POST", "/auth/email", {"email": new}).json == {"sent": True}
    assert ann.call("auth", "GET", "/auth/me").json["email"] == ann.email
    assert ann.call("auth", "POST", "/auth/email/confirm", {"code": "000000"}).code == "wrong_code"
    assert ann.call("auth", "POST", "/auth/email/confirm", {"code": "123456"}).json["email"] == new


def test_sign_in_asks_for_a_code_where_it_was_asked_to(ann: Person) -> None:
    begun = ann.call("auth", "POST", "/auth/totp").json
    assert begun["secret"] in begun["uri"]
    wrong = ann.call("auth", "POST", "/auth/totp/confirm", {"code": totp.wrong_code(begun["secret"])})
    assert (wrong.status, wrong.code) == (400, "wrong_code")
    right = ann.call("auth", "POST", "/auth/totp/confirm", {"code": totp.code(begun["secret"])})
    assert right.json["totp"] is True
    credentials = {"email": ann.email, "password": PASSWORD}
    asked = ann.call("auth", "POST", "/auth/signin", credentials)
    assert (asked.status, asked.json["challenge"]) == (202, "totp")
    reply = {"email": ann.email, **asked.json}
    wrong = ann.call("auth", "POST", "/auth/challenge", {**reply, "answer": totp.wrong_code(begun["secret"])})
    assert (wrong.status, wrong.code) == (400, "wrong_code")
    entered = ann.call("auth", "POST", "/auth/challenge", {**reply, "answer": totp.code(begun["secret"])})
    assert entered.json["user"]["email"] == ann.email
    assert ann.call("auth", "DELETE", "/auth/totp").status == 204
    assert ann.call("auth", "POST", "/auth/signin", credentials).status == 200


def test_nobody_gets_past_our_own_door(ann: Person, cloud: Emulator) -> None:
    """Who knows the client's id only signs nobody up or in: our rules and counters are not gone around."""
    who = {"ClientId": cloud.env["DOCENT_CLIENT_ID"], "Username": "eve@elsewhere.example"}
    known = {"USERNAME": ann.email, "PASSWORD": PASSWORD}
    attempts: list[tuple[str, dict[str, Any]]] = [
        ("sign_up", {**who, "Password": PASSWORD}),
        ("sign_up", {**who, "Password": PASSWORD, "SecretHash": "AAAA"}),
        ("confirm_sign_up", {**who, "ConfirmationCode": "123456"}),
        ("resend_confirmation_code", who),
        ("forgot_password", who),
        ("confirm_forgot_password", {**who, "ConfirmationCode": "654321", "Password": PASSWORD}),
        (
            "initiate_auth",
            {"ClientId": who["ClientId"], "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": known},
        ),
    ]
    for operation, request in attempts:
        with pytest.raises(ClientError) as refused:
            getattr(cloud.client("cognito-idp"), operation)(**request)
        assert refused.value.response["Error"]["Code"] == "NotAuthorizedException", operation


def test_moving_an_account_past_us_leads_out(
    ann: Person, cloud: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People may change their address at Cognito itself, by their access token; the list holds still."""
    credentials = {"email": ann.email, "password": PASSWORD}
    monkeypatch.setattr(wired(), "settings", replace(wired().settings, sign_up_domains="example.com"))
    entered = ann.call("auth", "POST", "/auth/signin", credentials).json
    moved = f"eve-{ann.email.partition('@')[0]}@elsewhere.example"
    assert ann.call("auth", "POST", "/auth/email", {"email": moved}).code == "domain_not_allowed"
    people, token = cloud.client("cognito-idp"), entered["access_token"]
    people.update_user_attributes(AccessToken=token, UserAttributes=[{"Name": "email", "Value": moved}])
    people.verify_user_attribute(AccessToken=token, AttributeName="email", Code="123456")
    for path, body in (
        ("/auth/refresh", {"refresh_token": entered["refresh_token"]}),
        ("/auth/signin", {**credentials, "email": moved}),
    ):
        refused = ann.call("auth", "POST", path, body, token="")
        assert (refused.status, refused.code) == (403, "domain_not_allowed"), path


def test_says_who_may_sign_up_and_with_what_password(ann: Person) -> None:
    rules = ann.call("auth", "GET", "/auth/rules", token="").json
    password = {"least": 8, "lower": True, "upper": True, "digit": True, "symbol": False}
    assert rules == {"sign_up": "open", "domains": [], "password": password}


def test_by_invitation_only(
    ann: Person, stranger: Person, cloud: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, pool = cloud.client("cognito-idp"), cloud.env["DOCENT_USER_POOL_ID"]
    people.admin_add_user_to_group(UserPoolId=pool, Username=ann.email, GroupName="admin")
    admin = ann.call("auth", "POST", "/auth/signin", {"email": ann.email, "password": PASSWORD}).json
    monkeypatch.setattr(wired(), "settings", replace(wired().settings, sign_up="invited"))
    guest = {"email": f"guest-{ann.email}", "password": "Guest-123"}

    refused = ann.call("auth", "POST", "/auth/signup", guest, token="")
    assert (refused.status, refused.code) == (403, "sign_up_closed")
    assert stranger.call("auth", "POST", "/auth/invitations", guest).code == "admins_only"
    for _ in range(2):  # the second is a reminder
        invited = ann.call("auth", "POST", "/auth/invitations", guest, token=admin["access_token"])
        assert invited.status == 201
    # What the e-mail would say, we cannot read: another first password then.
    people.admin_set_user_password(
        UserPoolId=pool, Username=guest["email"], Password="First-123", Permanent=False
    )
    first = {**guest, "password": "First-123"}
    asked = ann.call("auth", "POST", "/auth/signin", first).json
    assert asked["challenge"] == "new_password"
    weak = ann.call("auth", "POST", "/auth/challenge", {**guest, **asked, "answer": "weak"})
    assert (weak.status, weak.code) == (400, "weak_password")
    entered = ann.call("auth", "POST", "/auth/challenge", {**guest, **asked, "answer": "Guest-123"})
    mine = ann.call("auth", "GET", "/auth/me", token=entered.json["access_token"]).json
    assert (mine["email"], mine["groups"]) == (guest["email"], ["builder"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/auth/password"), ("POST", "/auth/email"), ("POST", "/auth/email/confirm"),
        ("POST", "/auth/totp"), ("POST", "/auth/totp/confirm"), ("DELETE", "/auth/totp"),
        ("POST", "/auth/invitations"), ("GET", "/auth/me"), ("PATCH", "/auth/me"), ("DELETE", "/auth/me"),
    ],
)  # fmt: skip
def test_nobody_changes_an_account_without_its_token(ann: Person, method: str, path: str) -> None:
    body = {"old_password": PASSWORD, "password": "Another-456", "email": ann.email, "code": "1", "name": "E"}
    refused = ann.call("auth", method, path, body, token="")
    assert (refused.status, refused.code) == (401, "not_signed_in")


def test_an_export_holds_documents_and_conversations(ann: Person) -> None:
    bot_id = ann.bot()
    ann.upload(bot_id, "lease.txt", b"The rent is 1,250 euros.")
    asked = "How much is the rent a month?"
    assert ann.ask(bot_id, asked).status == 200
    link = ann.call("auth", "GET", "/auth/me/export").json
    fetched = urllib3.request("GET", link["url"], timeout=60)
    assert fetched.headers["content-disposition"].startswith("attachment")
    archive = ZipFile(io.BytesIO(fetched.data))
    held = {name: archive.read(name) for name in archive.namelist()}
    assert ann.email in held["profile.json"].decode()
    assert asked in held[f"bots/{bot_id}/conversations.jsonl"].decode()
    assert b"The rent is 1,250 euros." in held.values()
