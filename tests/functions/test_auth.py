from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.caller import PASSWORD, Person

pytestmark = pytest.mark.cloud


def test_from_sign_up_to_sign_out(ann: Person) -> None:
    assert ann.call("auth", "POST", "/auth/verify").json["user"]["email"] == ann.email
    session = ann.call("auth", "POST", "/auth/signin", {"email": ann.email, "password": PASSWORD}).json
    renewed = ann.call("auth", "POST", "/auth/refresh", {"refresh_token": session["refresh_token"]}).json
    assert renewed["user"] == session["user"]
    assert (session["token_type"], session["expires_in"]) == ("Bearer", 3600)
    assert ann.call("auth", "GET", "/auth/me").json == session["user"]
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
    receipt = ann.call("auth", "DELETE", "/auth/me").json
    assert {each["bot_id"] for each in receipt["bots"]} == bots
    assert ann.call("auth", "POST", "/auth/signin", {"email": ann.email, "password": PASSWORD}).status == 401
    assert bob.call("bots", "GET", "/api/bots/{bot_id}", bot_id=his).status == 200
