"""Test questions through the product: pinned, run, and standing in the way of what would break them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.caller import Answer, Person
from tests.files import pdf

pytestmark = pytest.mark.cloud
TESTS, TEST, RUN = (f"/api/bots/{{bot_id}}/tests{rest}" for rest in ("", "/{test_id}", "/run"))
DEPOSIT = "How much is the deposit for a bike?"


def pinned(person: Person, bot_id: str, **body: Any) -> Answer:
    return person.call("bots", "POST", TESTS, body, bot_id=bot_id)


def run(person: Person, bot_id: str) -> list[dict[str, Any]]:
    tests: list[dict[str, Any]] = person.call("chat", "POST", RUN, bot_id=bot_id).json["tests"]
    return tests


def test_questions_are_pinned_run_and_deleted(ann: Person) -> None:
    bot_id = ann.bot()
    ann.upload(bot_id, "rules.pdf", pdf("The deposit for a bike is fifty euros."))
    found = pinned(ann, bot_id, question=DEPOSIT, filename="rules.pdf")
    assert found.status == 201
    assert found.json["result"] is None
    assert pinned(ann, bot_id, question="Who wrote Faust?", refusal=True).json["filename"] is None
    tests = run(ann, bot_id)
    assert [each["result"]["passed"] for each in tests] == [True, True]
    assert tests[1]["result"]["found_at"] == 1
    assert tests[1]["last_passed_at"] == tests[1]["result"]["ran_at"]
    assert ann.call("bots", "GET", TESTS, bot_id=bot_id).json["tests"] == tests
    test_id = found.json["test_id"]
    assert ann.call("bots", "DELETE", TEST, bot_id=bot_id, test_id=test_id).status == 204
    assert ann.call("bots", "DELETE", TEST, bot_id=bot_id, test_id=test_id).code == "test_not_found"
    receipt = ann.call("bots", "DELETE", "/api/bots/{bot_id}", bot_id=bot_id).json
    assert (receipt["removed"]["tests"], receipt["probe"]["left"]["tests"]) == (1, 0)


def test_a_version_that_breaks_a_test_is_not_published(ann: Person) -> None:
    bot_id = ann.bot()
    ann.upload(bot_id, "rules.pdf", pdf("The deposit for a bike is fifty euros."))
    pinned(ann, bot_id, question=DEPOSIT, filename="rules.pdf")
    changed = ann.call("bots", "PATCH", "/api/bots/{bot_id}", {"tests_block": True}, bot_id=bot_id)
    assert changed.json["tests_block"] is True
    kept_out = ann.upload(bot_id, "rules.pdf", pdf("Opening hours are nine to five."))
    assert (kept_out["status"], kept_out["reason"]) == ("failed", "tests_failed")
    assert DEPOSIT in kept_out["message"]
    assert "fifty" in ann.ask(bot_id, DEPOSIT).json["answer"]
    assert run(ann, bot_id)[0]["result"]["passed"]

    ann.call("bots", "PATCH", "/api/bots/{bot_id}", {"tests_block": False}, bot_id=bot_id)
    path = {"bot_id": bot_id, "document_id": kept_out["document_id"]}
    again = "/api/bots/{bot_id}/documents/{document_id}/retry"
    assert ann.call("upload", "POST", again, **path).status == 202
    ann.read_all()
    assert ann.document(**path)["status"] == "ready"
    (test,) = run(ann, bot_id)
    assert (test["result"]["passed"], test["result"]["regressed"]) == (False, True)
    assert test["last_passed_at"] < test["result"]["ran_at"]


def test_a_strangers_tests_are_nobodys_business(ann: Person, stranger: Person) -> None:
    bot_id = ann.bot()
    test_id = pinned(ann, bot_id, question=DEPOSIT, refusal=True).json["test_id"]
    assert pinned(stranger, bot_id, question=DEPOSIT, refusal=True).status == 404
    assert stranger.call("bots", "GET", TESTS, bot_id=bot_id).status == 404
    assert stranger.call("chat", "POST", RUN, bot_id=bot_id).status == 404
    for bot in (bot_id, stranger.bot()):
        assert stranger.call("bots", "DELETE", TEST, bot_id=bot, test_id=test_id).status == 404
    assert len(run(ann, bot_id)) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": "", "refusal": True}, "question"), ({"question": "Why?"}, "filename"),
        ({"question": "Why?", "filename": "a.txt", "refusal": True}, "filename"),
        ({"question": "Why?", "refusal": "yes"}, "refusal"),
        ({"question": "Why?", "filename": "nowhere.txt"}, "filename"),
    ],
)  # fmt: skip
def test_a_test_needs_a_question_and_one_expectation(ann: Person, body: Any, field: str) -> None:
    refused = ann.call("bots", "POST", TESTS, body, bot_id=ann.bot())
    assert (refused.status, refused.json["error"]["field"]) == (400, field)
