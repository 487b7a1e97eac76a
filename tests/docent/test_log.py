from __future__ import annotations

from dataclasses import replace

import pytest

from docent import log
from docent.errors import BadInput, NotFound
from docent.gates import Asker
from docent.ids import first_id
from docent.log import Filters
from tests.contracts.conversations import logged
from tests.fakes import MemoryConversations, MemoryLedger

DAYS = ("2026-01-01", "2026-01-02", "2026-01-03")


@pytest.fixture
def kept() -> MemoryConversations:
    """Three conversations, one a day at noon, of two turns each."""
    kept = MemoryConversations()
    for number, day in enumerate(DAYS):
        conversation_id = first_id("con", f"{day}T12:00:00+00:00")
        for turn in range(2):
            kept.record(logged(conversation_id, f"msg_{number}{turn}", question=f"{day} {turn}"), 90)
    return kept


def days(kept: MemoryConversations, **given: str) -> list[str]:
    page = log.conversations("bot_1", log.filters(given), "", 50, log=kept)
    return [turns[0].question[:10] for turns in page.items]


def test_conversations_come_newest_first_each_in_order(kept: MemoryConversations) -> None:
    page = log.conversations("bot_1", Filters(), "", 2, log=kept)
    assert [[turn.message_id for turn in turns] for turns in page.items] == [
        ["msg_20", "msg_21"],
        ["msg_10", "msg_11"],
    ]
    rest = log.conversations("bot_1", Filters(), page.next, 2, log=kept)
    assert ([turns[0].message_id for turns in rest.items], rest.next) == (["msg_00"], "")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"from": "2026-01-02"}, DAYS[:0:-1]),
        ({"to": "2026-01-02"}, DAYS[1::-1]),
        ({"from": "2026-01-02", "to": "2026-01-02"}, DAYS[1:2]),
        ({"to": "2026-01-02T11:00:00Z"}, DAYS[:1]),
        ({"from": "2026-01-02T12:30:00+01:00", "to": "2026-01-02T13:30:00+01:00"}, DAYS[1:2]),
    ],
)
def test_they_are_chosen_by_when_they_began(
    kept: MemoryConversations, given: dict[str, str], found: tuple[str, ...]
) -> None:
    assert tuple(days(kept, **given)) == found


def test_they_are_chosen_by_rating_and_by_whether_all_was_answered(kept: MemoryConversations) -> None:
    kept.rate(kept.recorded[0], "up", "")
    kept.recorded[3] = replace(kept.recorded[3], answered=False, rating="down")
    assert days(kept, rating="up") == [DAYS[0]]
    assert days(kept, rating="down") == [DAYS[1]]
    assert days(kept, answered="false") == [DAYS[1]]
    assert days(kept, answered="true") == [DAYS[2], DAYS[0]]


def test_filters_that_refuse_much_give_a_page_before_all_is_read(
    kept: MemoryConversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MOST_READ", 3)
    page = log.conversations("bot_1", Filters(rating="up"), "", 9, log=kept)
    assert page.items == ()
    assert log.conversations("bot_1", Filters(rating="up"), page.next, 9, log=kept).next == ""


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"from": "soon"}, "from"),
        ({"to": "2026-13-01"}, "to"),
        ({"rating": "5"}, "rating"),
        ({"answered": "1"}, "answered"),
    ],
)
def test_a_filter_that_is_none_is_named(given: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        log.filters(given)
    assert refused.value.field == field


def test_a_token_of_somebody_elses_making_is_refused(kept: MemoryConversations) -> None:
    with pytest.raises(BadInput):
        log.conversations("bot_1", Filters(), "con_1#msg", 5, log=kept)


def test_an_overview_tells_the_worst(kept: MemoryConversations) -> None:
    turns = [replace(kept.recorded[0], rating="up"), replace(kept.recorded[1], rating="down", asker="vis_1")]
    assert log.overview(turns) == {
        "conversation_id": turns[0].conversation_id, "started_at": turns[0].created_at,
        "updated_at": turns[1].created_at, "asker": "owner", "question": "2026-01-01 0", "turns": 2,
        "answered": True, "rating": "down",
    }  # fmt: skip


def test_a_conversation_is_forgotten_by_its_owner_or_whoever_asked(kept: MemoryConversations) -> None:
    ids = list(dict.fromkeys(turn.conversation_id for turn in kept.recorded))
    with pytest.raises(NotFound):
        log.forget("bot_1", ids[0], log=kept, asker="vis_9")
    log.forget("bot_1", ids[0], log=kept, asker="ann")
    log.forget("bot_1", ids[1], log=kept)
    assert {turn.conversation_id for turn in kept.recorded} == {ids[2]}
    with pytest.raises(NotFound):
        log.conversation("bot_1", ids[0], log=kept)


def test_an_answer_is_rated_by_whoever_asked_and_by_the_bots_owner(kept: MemoryConversations) -> None:
    turn, ledger = kept.asked("msg_00"), MemoryLedger()
    with pytest.raises(NotFound):
        log.rate(turn, "down", "", asker=Asker("visitor", "vis_9"), feedback=kept, tallies=ledger)
    log.rate(turn, "up", "", asker=Asker("owner", "somebody"), feedback=kept, tallies=ledger)
    assert kept.recorded[0].rating == "up"
    with pytest.raises(NotFound):
        log.rate(None, "up", "", asker=Asker("owner", "somebody"), feedback=kept, tallies=ledger)


def test_they_are_chosen_by_what_stands_in_a_question_or_an_answer(kept: MemoryConversations) -> None:
    kept.record(
        logged(first_id("con", "2026-01-04T12:00:00+00:00"), "msg_9", answer="Die STRASSE ist zu."), 90
    )
    assert days(kept, text="straße") == [kept.recorded[-1].question[:10]]
    assert days(kept, text=" 2026-01-02 ") == [DAYS[1]]
    with pytest.raises(BadInput):
        log.filters({"text": "x" * 101})


def test_a_rating_counts_once_for_the_day_of_its_answer(kept: MemoryConversations) -> None:
    turn, ledger = kept.asked("msg_00"), MemoryLedger()
    assert turn
    day = turn.created_at[:10]
    for rating in ("down", "up", "up"):
        log.rate(turn, rating, "", asker=Asker("owner", "ann"), feedback=kept, tallies=ledger)
    assert ledger.by_day("bot_1", [day])[day].tally == {"down": 0, "up": 1}


def test_they_are_chosen_by_the_page_where_they_were_asked(kept: MemoryConversations) -> None:
    kept.record(logged("con_9", "msg_90", question="2026-01-09", page="https://a.example/Help/bikes"), 90)
    assert days(kept, page="/help/") == ["2026-01-09"]
    assert days(kept, page="b.example") == []
    (found,) = log.conversations("bot_1", log.filters({"page": "a.example"}), "", 9, log=kept).items
    assert log.overview(found)["page"] == "https://a.example/Help/bikes"
    with pytest.raises(BadInput) as refused:
        log.filters({"page": "x" * 101})
    assert refused.value.field == "page"
