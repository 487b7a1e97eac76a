"""API keys through the product: made, used, revoked; nobody else's business."""

from __future__ import annotations

import pytest

from tests.caller import Answer, Person
from tests.files import pdf

pytestmark = pytest.mark.cloud
KEYS, KEY = "/api/bots/{bot_id}/keys", "/api/bots/{bot_id}/keys/{key_id}"


def made(person: Person, bot_id: str, *scopes: str) -> dict[str, str]:
    body = {"name": "Shop", "scopes": scopes or ("chat", "search")}
    answer = person.call("bots", "POST", KEYS, body, bot_id=bot_id)
    assert answer.status == 201
    key: dict[str, str] = answer.json
    return key


def search(person: Person, bot_id: str, token: str) -> Answer:
    resource = "/api/bots/{bot_id}/search"
    return person.call("chat", "POST", resource, {"query": "deposit"}, token=token, bot_id=bot_id)


def test_a_key_asks_and_searches_until_it_is_revoked(ann: Person) -> None:
    bot_id = ann.bot()
    ann.upload(bot_id, "rules.pdf", pdf("The deposit is fifty euros."))
    key = made(ann, bot_id)
    assert ann.ask(bot_id, "How much is the deposit?", token=key["key"]).json["answered"]
    assert len(search(ann, bot_id, key["key"]).json["matches"]) == 1
    (listed,) = ann.call("bots", "GET", KEYS, bot_id=bot_id).json["keys"]
    assert listed.pop("last_used_at") > listed["created_at"]
    assert listed == {name: value for name, value in key.items() if name != "key"}
    revoked = ann.call("bots", "DELETE", KEY, bot_id=bot_id, key_id=key["key_id"])
    assert revoked.status == 204
    assert ann.ask(bot_id, "How much is the deposit?", token=key["key"]).status == 401
    again = ann.call("bots", "DELETE", KEY, bot_id=bot_id, key_id=key["key_id"])
    assert (again.status, again.code) == (404, "key_not_found")


def test_no_page_reads_what_a_key_is_answered(ann: Person) -> None:
    bot_id = ann.bot()
    for stream in (False, True):
        answer = ann.ask(
            bot_id,
            "Hello?",
            body={"stream": stream},
            token=made(ann, bot_id)["key"],
            origin="https://a.example",
        )
        assert answer.status == 200
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Vary"] == "Origin"


def test_a_key_opens_its_own_bot_and_nothing_else(ann: Person) -> None:
    bot_id, other = ann.bot(), ann.bot()
    chat, find = made(ann, bot_id, "chat"), made(ann, bot_id, "search")
    assert ann.ask(other, "Hello?", token=chat["key"]).code == "bot_not_found"
    assert search(ann, bot_id, chat["key"]).code == "scope_missing"
    assert ann.ask(bot_id, "Hello?", token=find["key"]).status == 403
    for method, resource in (("GET", "/api/bots"), ("GET", "/api/bots/{bot_id}"), ("GET", KEYS)):
        assert ann.call("bots", method, resource, token=chat["key"], bot_id=bot_id).status == 401


def test_a_strangers_keys_are_nobodys_business(ann: Person, stranger: Person) -> None:
    bot_id = ann.bot()
    key = made(ann, bot_id)
    mine = stranger.bot()
    assert stranger.call("bots", "GET", KEYS, bot_id=bot_id).code == "bot_not_found"
    assert stranger.call("bots", "POST", KEYS, {"name": "x", "scopes": ["chat"]}, bot_id=bot_id).status == 404
    for bot in (bot_id, mine):
        assert stranger.call("bots", "DELETE", KEY, bot_id=bot, key_id=key["key_id"]).status == 404
    assert ann.ask(bot_id, "Hello?", token=key["key"]).status == 200


def test_a_deleted_bot_takes_its_keys_along(ann: Person) -> None:
    bot_id = ann.bot()
    key = made(ann, bot_id)
    receipt = ann.call("bots", "DELETE", "/api/bots/{bot_id}", bot_id=bot_id).json
    assert receipt["removed"]["keys"] == 1
    assert receipt["probe"]["left"]["keys"] == 0
    assert ann.ask(bot_id, "Hello?", token=key["key"]).status == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "scopes": ["chat"]}, "name"), ({"name": "x" * 101, "scopes": ["chat"]}, "name"),
        ({"name": "x"}, "scopes"), ({"name": "x", "scopes": []}, "scopes"),
        ({"name": "x", "scopes": ["everything"]}, "scopes"), ({"name": "x", "scopes": "chat"}, "scopes"),
    ],
)  # fmt: skip
def test_a_key_needs_a_name_and_known_scopes(ann: Person, body: dict[str, object], field: str) -> None:
    refused = ann.call("bots", "POST", KEYS, body, bot_id=ann.bot())
    assert (refused.status, refused.json["error"]["field"]) == (400, field)
