"""The log of a bot: listed, shown, judged, exported, forgotten; and what it leaves to do."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.caller import Person

pytestmark = pytest.mark.cloud
LOG = "/api/bots/{bot_id}/conversations"
TODO = "/api/bots/{bot_id}/todo"
SITE = "https://shop.example"


@pytest.fixture
def bot_id(ann: Person) -> str:
    bot_id = ann.bot(allowed_origins=[SITE])
    assert ann.upload(bot_id, "rules.txt", b"The deposit is fifty euros.")["status"] == "ready"
    return bot_id


def test_the_log_is_looked_through_exported_and_forgotten(ann: Person, bot_id: str, stranger: Person) -> None:
    first = ann.ask(bot_id, "How much is the deposit?").json
    ann.ask(bot_id, "And the deposit again?", body={"conversation_id": first["conversation_id"]})
    other = ann.ask(bot_id, "Who composed the opera Carmen?").json
    listed = ann.call("bots", "GET", LOG, bot_id=bot_id).json["conversations"]
    assert [(each["turns"], each["answered"]) for each in listed] == [(1, False), (2, True)]
    chosen = ann.call("bots", "GET", LOG, bot_id=bot_id, query={"answered": "false"}).json["conversations"]
    assert [each["conversation_id"] for each in chosen] == [other["conversation_id"]]
    path = {"bot_id": bot_id, "conversation_id": first["conversation_id"]}
    whole = ann.call("bots", "GET", LOG + "/{conversation_id}", **path).json
    assert [each["question"] for each in whole["messages"]] == [
        "How much is the deposit?",
        "And the deposit again?",
    ]
    assert whole["messages"][0]["citations"] == first["citations"]
    exported = ann.call("bots", "POST", LOG + "/export", {"format": "csv"}, bot_id=bot_id)
    assert exported.headers["Content-Type"].startswith("text/csv")
    assert len(list(csv.DictReader(io.StringIO(exported.body, newline="")))) == 3
    lines = ann.call("bots", "POST", LOG + "/export", {"format": "jsonl"}, bot_id=bot_id).body
    assert [json.loads(line)["question"] for line in lines.splitlines()][
        0
    ] == "Who composed the opera Carmen?"
    for method, resource in (("GET", LOG), ("GET", LOG + "/{conversation_id}"), ("POST", LOG + "/export")):
        assert stranger.call("bots", method, resource, **path).code == "bot_not_found"
    assert ann.call("bots", "DELETE", LOG + "/{conversation_id}", **path).status == 204
    assert ann.call("bots", "GET", LOG + "/{conversation_id}", **path).code == "conversation_not_found"


def test_a_visitor_judges_and_forgets_what_they_asked_and_nothing_else(ann: Person, bot_id: str) -> None:
    def session() -> str:
        token = ann.call("chat", "POST", "/api/widget/session", {"bot_id": bot_id}, origin=SITE).json["token"]
        return str(token)

    mine, other = session(), session()
    answer = ann.ask(bot_id, "How much is the deposit?", origin=SITE, token=mine).json
    rating = {"message_id": answer["message_id"], "rating": "down", "comment": "Which one?"}
    assert ann.call("chat", "POST", "/api/feedback", rating, origin=SITE, token=other).status == 404
    assert ann.call("chat", "POST", "/api/feedback", rating, origin=SITE, token=mine).status == 204
    listed = ann.call("bots", "GET", LOG, bot_id=bot_id, query={"rating": "down"}).json["conversations"]
    assert [each["asker"] for each in listed] == ["visitor"]
    forget = "/api/chat/conversations/{conversation_id}"
    path = {"conversation_id": answer["conversation_id"], "origin": SITE, "query": {"bot_id": bot_id}}
    assert ann.call("chat", "DELETE", forget, token=other, **path).code == "conversation_not_found"
    assert ann.call("chat", "DELETE", forget, token=mine, **path).status == 204
    assert ann.call("bots", "GET", LOG, bot_id=bot_id).json == {"conversations": []}


def test_a_visitors_question_is_found_by_its_page(ann: Person, bot_id: str) -> None:
    token = ann.call("chat", "POST", "/api/widget/session", {"bot_id": bot_id}, origin=SITE).json["token"]
    for page in (f"{SITE}/help/bikes?email=jane@example.com#top", "https://evil.example/x"):
        ann.ask(bot_id, "How much is the deposit?", origin=SITE, token=token, body={"page": page})
    ann.ask(bot_id, "How much is the deposit?", body={"page": f"{SITE}/help"})  # an owner has no page

    def found(page: str) -> list[str]:
        listed = ann.call("bots", "GET", LOG, bot_id=bot_id, query={"page": page}).json["conversations"]
        return [each["page"] for each in listed]

    assert found("/HELP/") == [f"{SITE}/help/bikes"]
    assert found("example") == [f"{SITE}/help/bikes"]
    assert found("jane") == []
    body = {"format": "jsonl", "page": "/help"}
    (line,) = ann.call("bots", "POST", LOG + "/export", body, bot_id=bot_id).body.splitlines()
    assert json.loads(line)["page"] == f"{SITE}/help/bikes"


@pytest.mark.parametrize(("body", "field"), [({"rating": "5"}, "rating"), ({"rating": "up"}, "message_id")])
def test_a_rating_that_is_none_is_refused(ann: Person, body: dict[str, str], field: str) -> None:
    refused = ann.call("chat", "POST", "/api/feedback", body)
    assert (refused.status, refused.json["error"]["field"]) == (400, field)


def test_what_could_not_be_answered_is_to_do_until_it_is_dismissed(
    ann: Person, bot_id: str, stranger: Person
) -> None:
    for question in ("Who composed the opera Carmen?", "Who composed Carmen, the opera?", "Is there a moon?"):
        assert not ann.ask(bot_id, question).json["answered"]
    groups = ann.call("chat", "GET", TODO, bot_id=bot_id).json["groups"]
    assert [group["count"] for group in groups] == [2, 1]
    ids = {"message_ids": groups[0]["message_ids"]}
    assert stranger.call("chat", "POST", f"{TODO}/dismiss", ids, bot_id=bot_id).status == 404
    assert ann.call("chat", "POST", f"{TODO}/dismiss", ids, bot_id=bot_id).status == 204
    left = ann.call("chat", "GET", TODO, bot_id=bot_id).json["groups"]
    assert [group["question"] for group in left] == ["Is there a moon?"]


def test_days_that_conversations_are_kept_are_a_setting(ann: Person, bot_id: str) -> None:
    def change(days: object) -> object:
        return ann.call(
            "bots", "PATCH", "/api/bots/{bot_id}", {"conversation_days": days}, bot_id=bot_id
        ).json

    assert change(30)["conversation_days"] == 30  # type: ignore[index]
    assert change(None)["conversation_days"] is None  # type: ignore[index]
    for days in (0, 4_000, "30"):
        assert change(days)["error"]["field"] == "conversation_days"  # type: ignore[index]
