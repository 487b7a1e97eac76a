"""How a bot did, from asking to the report."""

from __future__ import annotations

import pytest

from tests.caller import Person

pytestmark = pytest.mark.cloud
ANALYTICS = "/api/bots/{bot_id}/analytics"


def test_what_was_asked_is_counted_and_told(ann: Person, stranger: Person) -> None:
    bot_id = ann.bot()
    for name, text in (("rules.txt", b"The deposit is fifty euros."), ("idle.txt", b"Penguins swim well.")):
        assert ann.upload(bot_id, name, text)["status"] == "ready"
    message_id = ann.ask(bot_id, "How much is the deposit?").json["message_id"]
    ann.ask(bot_id, "how much is the deposit")
    ann.ask(bot_id, "Who composed the opera Carmen?")
    for rating in ("down", "up", "up"):
        body = {"message_id": message_id, "rating": rating}
        assert ann.call("chat", "POST", "/api/feedback", body).status == 204
    report = ann.call("bots", "GET", ANALYTICS, bot_id=bot_id).json
    assert len(report["days"]) == 30
    counts = {name: report["total"][name] for name in ("questions", "answered", "unanswered", "up", "down")}
    assert counts == {"questions": 3, "answered": 2, "unanswered": 1, "up": 1, "down": 0}
    assert sum(day["questions"] for day in report["days"]) == 3
    assert 0 < report["latency_ms"]["first_token"]["p50"] <= report["latency_ms"]["total"]["p95"]
    asked = ann.call("bots", "GET", f"{ANALYTICS}/asked", bot_id=bot_id).json
    assert [(each["count"], each["answered"]) for each in asked["questions"]] == [(2, 2), (1, 0)]
    assert [each["filename"] for each in asked["cited"]] == ["rules.txt"]
    assert [each["filename"] for each in asked["unused"]] == ["idle.txt"]
    for path in (ANALYTICS, f"{ANALYTICS}/asked"):
        assert stranger.call("bots", "GET", path, bot_id=bot_id).code == "bot_not_found"
        refused = ann.call("bots", "GET", path, bot_id=bot_id, query={"from": "soon"})
        assert (refused.status, refused.json["error"]["field"]) == (400, "from")
