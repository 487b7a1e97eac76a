from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from docent import analytics
from docent.conversation import Citation, Receipt, Usage
from docent.errors import BadInput
from docent.ids import first_id
from docent.model import Bot, Document
from tests.contracts.conversations import logged
from tests.fakes import MemoryBots, MemoryConversations, MemoryDocuments, MemoryLedger

BOT = Bot("bot_1", "ann", "B", created_at="2026-01-01T08:00:00.000Z")
TODAY = "2026-01-11"


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_every_day_is_there_and_the_sum_of_them() -> None:
    ledger = MemoryLedger()
    told = {"asked": 2, "answered": 1, "unanswered": 1, "total#48": 2}
    ledger.settle("bot_1", "2026-01-09", 0.2, Receipt("m", {"m": Usage(100, 10)}, tally=told))
    one = {"asked": 1, "answered": 1}
    ledger.settle("bot_1", "2026-01-11", 0.1, Receipt("m", {"m": Usage(50, 5)}, tally=one))
    ledger.count("bot_1", "2026-01-11", {"up": 1})
    report = analytics.report(BOT, day("2026-01-09"), day(TODAY), TODAY, spent=ledger)
    assert [(each["day"], each["questions"], each["cost_usd"]) for each in report["days"]] == [
        ("2026-01-09", 2, 0.2), ("2026-01-10", 0, 0), ("2026-01-11", 1, 0.1),
    ]  # fmt: skip
    assert report["total"] == {
        "questions": 3, "answered": 2, "unanswered": 1, "up": 1, "down": 0,
        "input_tokens": 150, "output_tokens": 15, "cost_usd": 0.3,
    }  # fmt: skip
    assert report["latency_ms"]["total"]["p95"] == pytest.approx(1.1**48, rel=0.05)
    assert report["latency_ms"]["first_token"] == {"p50": None, "p95": None}


def test_the_month_goes_on_as_its_last_seven_days_did() -> None:
    ledger = MemoryLedger()
    for number in range(1, 11):
        ledger.settle("bot_1", f"2026-01-{number:02}", 9.0 if number < 4 else 0.7, Receipt("m"))
    ledger.settle("bot_1", TODAY, 0.1, Receipt("m"))
    forecast = analytics.report(BOT, day(TODAY), day(TODAY), TODAY, spent=ledger)["forecast"]
    spent = 3 * 9.0 + 7 * 0.7 + 0.1
    assert forecast == {
        "month": "2026-01", "spent_usd": pytest.approx(spent), "expected_usd": pytest.approx(spent + 20 * 0.7)
    }  # fmt: skip


def test_a_young_bot_is_expected_to_go_on_as_since_its_first_day() -> None:
    ledger = MemoryLedger()
    ledger.settle("bot_1", "2026-01-10", 0.4, Receipt("m"))
    young = replace(BOT, created_at="2026-01-10T23:00:00.000Z")
    report = analytics.report(young, day(TODAY), day(TODAY), TODAY, spent=ledger)
    assert report["forecast"]["expected_usd"] == pytest.approx(0.4 + 20 * 0.4)


def test_what_is_asked_most_and_what_no_answer_used() -> None:
    kept, documents = MemoryConversations(), MemoryDocuments(MemoryBots())
    for name, status, live in (("used", "ready", "v1"), ("idle", "partial", "v1"), ("broken", "failed", "")):
        documents.create(
            Document("bot_1", f"doc_{name}", f"{name}.txt", "text/plain", status, live_version=live)  # type: ignore[arg-type]
        )
    proof = Citation(1, "doc_used", "used.txt", 1, "", "q", 0.9)
    for number, question in enumerate(("Hi there!", "Is it open?", "is it OPEN", "Is it open??")):
        conversation_id = first_id("con", f"2026-01-1{number}T10:00:00+00:00")
        turn = logged(conversation_id, f"msg_{number}", question=question)
        kept.record(replace(turn, answered=number != 2, citations=(proof, replace(proof, n=2))), 90)
    thanked = logged(first_id("con", "2026-01-12T11:00:00+00:00"), "msg_9", question="Thanks")
    kept.record(replace(thanked, answered=True, model="none"), 90)
    found = analytics.asked(BOT, day("2026-01-11"), day("2026-01-13"), log=kept, documents=documents)
    assert [(each["question"], each["count"], each["answered"]) for each in found["questions"]] == [
        ("Is it open??", 3, 2)
    ]
    assert found["cited"] == [{"document_id": "doc_used", "filename": "used.txt", "answers": 3}]
    assert [each["filename"] for each in found["unused"]] == ["idle.txt"]
    assert found["read"] == 3


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"from": "soon"}, "from"),
        ({"to": "9999-12-31"}, "to"),
        ({"from": "2026-01-02", "to": "2026-01-01"}, "from"),
        ({"from": "2024-01-01", "to": "2026-01-01"}, "from"),
    ],
)
def test_a_period_that_is_none_is_refused(given: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        analytics.period(given, TODAY)
    assert refused.value.field == field


def test_a_period_is_the_last_thirty_days_unless_said() -> None:
    assert analytics.period({}, TODAY) == (day("2025-12-13"), day(TODAY))
