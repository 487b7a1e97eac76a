from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from docent.bots import LANGUAGES
from docent.puzzle import Puzzle
from docent.wiring import wired
from tests.caller import Answer, Person
from tests.files import pdf
from tests.gemini_server import GeminiServer, refusing, saying
from tests.solver import solve

pytestmark = pytest.mark.cloud
PAGES = ("The shop opens at nine.", "A day costs twenty euros.\nThe deposit is fifty euros.")
SITE = "https://shop.example"


@pytest.fixture
def bot_id(ann: Person) -> str:
    bot_id = ann.bot(allowed_origins=[SITE], theme={"color": "#112233"}, starters=["Hi?"])
    assert ann.upload(bot_id, "rules.pdf", pdf(*PAGES))["status"] == "ready"
    return bot_id


def test_quotes_answer_with_page_and_verbatim_citation(ann: Person, bot_id: str) -> None:
    answer = ann.ask(bot_id, "How much is the deposit?").json
    assert answer["answered"]
    assert (answer["model"], answer["usage"]["cost_usd"]) == ("extractive", 0)
    citation = answer["citations"][0]
    assert (citation["filename"], citation["page"]) == ("rules.pdf", 2)
    assert "deposit is fifty euros" in citation["quote"]
    assert f"[{citation['n']}]" in answer["answer"]


def test_gemini_writes_where_there_is_a_key(ann: Person, bot_id: str, gemini: GeminiServer) -> None:
    gemini.will(saying("The deposit is ", "fifty euros [1]", "[9]."))
    ann.call("bots", "PATCH", "/api/bots/{bot_id}", {"model": "auto"}, bot_id=bot_id)
    answer = ann.ask(bot_id, "How much is the deposit?").json
    assert answer["answer"] == "The deposit is fifty euros [1]."
    assert answer["usage"]["input_tokens"] == 100
    assert answer["usage"]["cost_usd"] > 0
    assert "deposit" in answer["citations"][0]["quote"]


def test_a_small_model_says_what_a_follow_up_means(
    ann: Person, bot_id: str, gemini: GeminiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCENT_FOLLOWUP_MODEL", "gemini-3.5-flash-lite")
    wired.cache_clear()
    ann.call("bots", "PATCH", "/api/bots/{bot_id}", {"model": "auto"}, bot_id=bot_id)
    gemini.will(
        saying("The deposit is fifty euros [1]."), saying("When does the shop open?"), saying("At nine [1].")
    )
    first = ann.ask(bot_id, "How much is the deposit?").json
    body = {"conversation_id": first["conversation_id"]}
    answer = ann.ask(bot_id, "And the opening hours of it?", body=body).json
    assert (answer["answer"], answer["citations"][0]["page"]) == ("At nine [1].", 1)
    assert answer["usage"]["input_tokens"] == 200
    assert "Last question: And the opening hours" in str(gemini.requests[1].body["contents"])


def test_quotes_stand_in_when_gemini_fails(ann: Person, bot_id: str, gemini: GeminiServer) -> None:
    gemini.will(refusing(503))
    ann.call("bots", "PATCH", "/api/bots/{bot_id}", {"model": "auto"}, bot_id=bot_id)
    answer = ann.ask(bot_id, "How much is the deposit?").json
    assert (answer["model"], answer["answered"]) == ("extractive", True)


def test_quotes_stand_in_when_all_bots_have_spent_what_a_day_may_cost(
    ann: Person, bot_id: str, gemini: GeminiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gemini.will(saying("The deposit is fifty euros [1]."))
    ann.call(
        "bots", "PATCH", "/api/bots/{bot_id}", {"budget_usd_per_day": None, "model": "auto"}, bot_id=bot_id
    )
    monkeypatch.setenv("DOCENT_USD_PER_DAY", "0.000001")
    wired.cache_clear()
    answer = ann.ask(bot_id, "How much is the deposit?").json
    assert (answer["model"], answer["answered"], len(gemini.requests)) == ("extractive", True, 0)


def test_a_stream_tells_the_same_as_the_whole(ann: Person, bot_id: str) -> None:
    streamed = ann.ask(bot_id, "How much is the deposit?", body={"stream": True})
    assert streamed.headers["Content-Type"].startswith("text/event-stream")
    assert not isinstance(streamed.body, str)
    events = streamed.events
    names = [name for name, _ in events]
    assert (names[0], names[-1]) == ("start", "done")
    done = events[-1][1]
    assert done["answer"] == "".join(data["text"] for name, data in events if name == "delta").strip()
    assert done["citations"] == [data for name, data in events if name == "citation"]
    assert events[0][1] == {key: done[key] for key in ("conversation_id", "message_id")}


def test_without_a_streaming_runtime_the_events_come_at_once(
    ann: Person, bot_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCENT_STREAMING", "false")
    wired.cache_clear()
    answer = ann.ask(bot_id, "How much is the deposit?", body={"stream": True})
    assert isinstance(answer.body, str)
    assert answer.events[-1][0] == "done"


def test_what_the_documents_do_not_say_is_not_known(ann: Person, bot_id: str) -> None:
    answer = ann.ask(bot_id, "Who composed the opera Carmen?").json
    assert (answer["answered"], answer["model"], answer["citations"]) == (False, "none", [])


def test_a_deleted_document_answers_no_more(ann: Person, bot_id: str) -> None:
    assert ann.ask(bot_id, "How much is the deposit?").json["answered"]
    (document,) = ann.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=bot_id).json["documents"]
    ann.call(
        "bots", "DELETE", "/api/bots/{bot_id}/documents/{document_id}", bot_id=bot_id,
        document_id=document["document_id"],
    )  # fmt: skip
    assert not ann.ask(bot_id, "How much is the deposit?").json["answered"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"message": "x" * 100_000}, "message"),
        ({"message": ""}, "message"),
        ({"message": 5}, "message"),
        ({"stream": "yes"}, "stream"),
        ({"conversation_id": "x" * 65}, "conversation_id"),
        ({"bot_id": None}, "bot_id"),
    ],
)
def test_a_bad_question_is_refused_before_anything_else(
    ann: Person, bot_id: str, body: dict[str, object], field: str
) -> None:
    refused = ann.ask(bot_id, "Hello?", body=body)
    assert (refused.status, refused.json["error"]["field"]) == (400, field)


def test_a_conversation_goes_on_for_whom_it_belongs_to(ann: Person, bot_id: str) -> None:
    first = ann.ask(bot_id, "How much is the deposit?").json
    body = {"conversation_id": first["conversation_id"], "stream": True}
    second = ann.ask(bot_id, "When does the shop open?", body=body).events[-1][1]
    assert second["conversation_id"] == first["conversation_id"]
    session = ann.call("chat", "POST", "/api/widget/session", {"bot_id": bot_id}, origin=SITE).json
    refused = ann.ask(bot_id, "And?", body=body, origin=SITE, token=session["token"])
    assert (refused.status, refused.code) == (404, "conversation_not_found")


def test_a_visitor_asks_from_an_allowed_site_only(ann: Person, bot_id: str) -> None:
    opened = ann.call("chat", "POST", "/api/widget/session", {"bot_id": bot_id}, origin=SITE, token="")
    assert opened.json["config"] == {
        "name": "Docs", "theme": {"color": "#112233"}, "starters": ["Hi?"], "languages": list(LANGUAGES),
        "show_sources": False,
    }  # fmt: skip
    assert opened.headers["Access-Control-Allow-Origin"] == SITE
    token = opened.json["token"]
    answer = ann.ask(bot_id, "How much is the deposit?", origin=SITE, token=token)
    assert answer.json["answered"]
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert ann.ask(bot_id, "Hello?", origin="https://evil.example", token=token).status == 401
    assert ann.ask(bot_id, "Hello?", token=token).status == 401
    for origin in ("https://evil.example", "", "null"):
        refused = ann.call("chat", "POST", "/api/widget/session", {"bot_id": bot_id}, origin=origin, token="")
        assert (refused.status, refused.code) == (403, "origin_not_allowed")
    ann.call("bots", "PATCH", "/api/bots/{bot_id}", {"allowed_origins": []}, bot_id=bot_id)
    assert ann.ask(bot_id, "Hello?", origin=SITE, token=token).code == "origin_not_allowed"


def test_a_bot_may_want_work_of_newcomers(ann: Person, bot_id: str) -> None:
    def opened(**more: str) -> Answer:
        body = {"bot_id": bot_id, **more}
        return ann.call("chat", "POST", "/api/widget/session", body, origin=SITE, token="")

    changes = {"proof_of_work": True}
    assert ann.call("bots", "PATCH", "/api/bots/{bot_id}", changes, bot_id=bot_id).json["proof_of_work"]
    posed = opened()
    assert (posed.status, posed.headers["Access-Control-Allow-Origin"]) == (202, SITE)
    proof = solve(Puzzle(**posed.json))
    token = opened(proof=proof).json["token"]
    assert ann.ask(bot_id, "How much is the deposit?", origin=SITE, token=token).status == 200
    assert opened(proof=proof).status == 202  # once


def test_a_visitor_token_opens_nothing_else(ann: Person, bot_id: str) -> None:
    token = ann.call("chat", "POST", "/api/widget/session", {"bot_id": bot_id}, origin=SITE).json["token"]
    for function, method, resource in (
        ("bots", "GET", "/api/bots"), ("bots", "DELETE", "/api/bots/{bot_id}"), ("auth", "GET", "/auth/me"),
        ("chat", "POST", "/api/bots/{bot_id}/search"),
    ):  # fmt: skip
        refused = ann.call(
            function, method, resource, {"query": "x"}, token=token, origin=SITE, bot_id=bot_id
        )
        assert refused.status == 401


def test_search_shows_the_passages_without_a_model(ann: Person, bot_id: str) -> None:
    body = {"query": "deposit", "top_k": 1}
    (match,) = ann.call("chat", "POST", "/api/bots/{bot_id}/search", body, bot_id=bot_id).json["matches"]
    assert "deposit" in match["text"]
    assert match["scores"]["dense"] > 0.25
    assert 0 < match["scores"]["lexical"] <= 1
    refused = ann.call("chat", "POST", "/api/bots/{bot_id}/search", {**body, "top_k": 51}, bot_id=bot_id)
    assert refused.json["error"]["field"] == "top_k"


def test_search_says_what_chat_would_do_whatever_it_shows(ann: Person, bot_id: str) -> None:
    def search(query: str, top_k: int) -> Any:
        body = {"query": query, "top_k": top_k}
        return ann.call("chat", "POST", "/api/bots/{bot_id}/search", body, bot_id=bot_id).json

    pairs = [{"question": "How do I return a bike?", "answer": "Ring the bell."}]
    ann.call("upload", "POST", "/api/upload/qa", {"bot_id": bot_id, "pairs": pairs})
    ann.read_all()
    ann.call("bots", "PATCH", "/api/bots/{bot_id}", {"threshold": 0.99}, bot_id=bot_id)
    found = search("How can I return a bike please", 1)
    assert (found["answers"], found["curated"], found["confidence"] < 0.99) == (True, True, True)
    assert "Ring the bell." in found["matches"][0]["text"]
    few, many = search("Who mends flat tyres?", 1), search("Who mends flat tyres?", 50)
    assert (few["answers"], few["curated"], few["confidence"]) == (False, False, many["confidence"])


def test_thanks_are_no_question(ann: Person, bot_id: str) -> None:
    told = ann.ask(bot_id, "Thanks!", body={"stream": True}).events[-1][1]
    assert (told["answer"], told["answered"], told["model"]) == ("You’re welcome!", True, "none")
    assert told["usage"]["cost_usd"] == 0
    path = "/api/bots/{bot_id}"
    assert ann.call("chat", "GET", f"{path}/todo", bot_id=bot_id).json == {"groups": []}
    total = ann.call("bots", "GET", f"{path}/analytics", bot_id=bot_id).json["total"]
    assert (total["questions"], total["unanswered"]) == (0, 0)


def test_search_and_tests_say_what_quotes_would_do_where_no_model_writes(ann: Person, bot_id: str) -> None:
    ann.call("bots", "PATCH", "/api/bots/{bot_id}", {"threshold": 0}, bot_id=bot_id)
    for question, known in (("How much is the deposit?", True), ("Who painted the chapel's ceiling?", False)):
        asked = {"query": question}
        search = partial(ann.call, "chat", "POST", "/api/bots/{bot_id}/search", bot_id=bot_id)
        assert search(asked).json["answers"], "sure enough"
        found = search({**asked, "try_quotes": True}).json
        assert (found["answers"], ann.ask(bot_id, question).json["answered"]) == (known, known)
        ann.call(
            "bots", "POST", "/api/bots/{bot_id}/tests", {"question": question, "refusal": True}, bot_id=bot_id
        )
    tests = ann.call("chat", "POST", "/api/bots/{bot_id}/tests/run", bot_id=bot_id).json["tests"]
    assert [each["result"]["passed"] for each in tests] == [True, False]


def test_other_settings_are_tried_by_who_may_edit_and_nothing_is_kept(
    ann: Person, bot_id: str, gemini: GeminiServer
) -> None:
    gemini.will(saying("Fifty euros it is [1]."))
    trial = {"model": "gemini-3.5-flash-lite", "instructions": "Speak like a pirate.", "threshold": 0}
    answer = ann.ask(bot_id, "How much is the deposit?", body={"trial": trial, "stream": True}).events[-1][1]
    assert (answer["model"], answer["answer"]) == ("gemini-3.5-flash-lite", "Fifty euros it is [1].")
    assert answer["usage"]["cost_usd"] > 0
    assert "pirate" in str(gemini.requests[-1])
    assert ann.call("bots", "GET", "/api/bots/{bot_id}/conversations", bot_id=bot_id).json == {
        "conversations": []
    }
    refused = ann.ask(bot_id, "Who composed Carmen?", body={"trial": {"threshold": 1}}).json
    assert not refused["answered"]
    assert ann.call("chat", "GET", "/api/bots/{bot_id}/todo", bot_id=bot_id).json == {"groups": []}
    report = ann.call("bots", "GET", "/api/bots/{bot_id}/analytics", bot_id=bot_id).json["total"]
    assert (report["questions"], report["cost_usd"] > 0) == (0, True)


def test_a_visitor_and_a_key_try_no_other_settings(ann: Person, bot_id: str) -> None:
    token = ann.call("chat", "POST", "/api/widget/session", {"bot_id": bot_id}, origin=SITE).json["token"]
    body = {"trial": {"instructions": "Say yes."}}
    assert ann.ask(bot_id, "Open?", body=body, origin=SITE, token=token).status == 403
    made = {"name": "k", "scopes": ["chat"]}
    key = ann.call("bots", "POST", "/api/bots/{bot_id}/keys", made, bot_id=bot_id).json["key"]
    assert ann.ask(bot_id, "Open?", body=body, token=key).status == 403


def test_the_models_that_can_be_chosen_are_named(ann: Person) -> None:
    models = ann.call("bots", "GET", "/api/models").json["models"]
    assert (models[0], models[-1]) == ("auto", "extractive")
    for model in models:
        assert ann.call("bots", "POST", "/api/bots", {"name": "B", "model": model}).status == 201
