from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from docent import intake
from docent.endings import WAITING_SECONDS
from docent.errors import NotFound, TooLarge, TransferFailed
from docent.ids import now
from docent.retrieve import search
from tests.moving import House

SETTINGS = {
    "instructions": "Be kind.", "allowed_origins": ("https://a.example",), "starters": ("Hi?",),
    "theme": {"color": "#112233"}, "budget_usd_per_day": 0.5, "conversation_days": 30, "threshold": 0.2,
    "show_sources": True, "tests_block": True, "proof_of_work": True, "hosted": True, "reads_all": True,
    "refusal": "No idea.",
    "contact": {"when": "after", "fields": ["email"]}, "person": {"email": "ann@shop.example"},
    "calibrated_threshold": 0.125, "calibrated_churn": 1,
}  # fmt: skip


@pytest.fixture
def house() -> House:
    return House(**SETTINGS).lived_in()


def test_the_archive_of_what_was_imported_is_the_archive_byte_by_byte(house: House) -> None:
    archive, other = house.take_out(), House()
    bot = other.bring_in(archive)
    assert other.take_out(bot.bot_id) == archive
    again = other.bring_in(archive, seconds_left=lambda: 1.0)  # a worker for each document
    assert other.take_out(again.bot_id) == archive


def test_vectors_passages_and_originals_are_the_same_bytes(house: House) -> None:
    other = House()
    bot = other.bring_in(house.take_out())
    live = house.knowledge.live(house.bot_id)
    assert other.knowledge.live(bot.bot_id) == live
    for document_id, version in live.items():
        of = {document_id: version}
        mine, theirs = (
            sorted(each.load(bot_id, of), key=lambda block: block.first)
            for each, bot_id in ((house.knowledge, house.bot_id), (other.knowledge, bot.bot_id))
        )
        assert mine == theirs  # terms and hashes too, which are drawn anew
        before, after = (
            house.documents.find(house.bot_id, document_id),
            other.documents.find(bot.bot_id, document_id),
        )
        assert before
        assert after
        assert replace(after, bot_id=before.bot_id, updated_at=before.updated_at) == before
        assert (
            list(house.knowledge.of_document(house.bot_id, before).items)
            == list(other.knowledge.of_document(bot.bot_id, after).items)
        )  # fmt: skip
        assert house.files.read(before.original, 10**6) == other.files.read(after.original, 10**6)


def test_it_finds_at_once_what_the_other_found(house: House) -> None:
    other = House()
    bot = other.bring_in(house.take_out())
    for question in ("How much is the deposit?", "When does the shop open?", "Do you sell bikes?"):
        found, expected = (
            [(each.chunk.filename, each.chunk.text) for each in search(question, 3, bot=whose, **where.ports)]
            for whose, where in ((bot, other), (house.bot, house))
        )
        assert found == expected != []


def test_settings_tests_and_log_come_too(house: House) -> None:
    other = House()
    bot = other.bring_in(house.take_out())
    for name, value in SETTINGS.items():
        assert getattr(bot, name) == value, name
    assert (bot.user_id, bot.name, bot.documents, bot.chunks) == ("bob", "Docs", 3, house.bot.chunks)
    assert [each.question for each in other.board.of_bot(bot.bot_id)] == [
        "Who is the moon?",
        "When does it open?",
    ]
    turns, before = list(other.talks.of_bot(bot.bot_id)), list(house.talks.of_bot(house.bot_id))
    assert [(each.question, each.rating, each.citations) for each in turns] == [
        (each.question, each.rating, each.citations) for each in before
    ]
    assert {each.asker for each in turns} == {"owner", "vis_1"}
    assert not {each.message_id for each in turns} & {each.message_id for each in before}
    assert [each.reason for each in other.talks.todo(bot.bot_id, 9)] == [
        each.reason for each in house.talks.todo(house.bot_id, 9)
    ]


def test_a_model_that_is_not_here_gives_way(house: House) -> None:
    house.bots.change(house.bot_id, "ann", {"model": "of-another-house"})
    assert House().bring_in(house.take_out()).model == "auto"


def test_conversations_over_their_time_stay_away(house: House) -> None:
    house.talks.record(replace(house.turn(3), created_at="2026-01-01T00:00:00.000Z"), 90)
    other = House()
    bot = other.bring_in(house.take_out())
    assert len(list(other.talks.of_bot(bot.bot_id))) == 3


def test_an_archive_of_another_model_is_refused_with_the_cure(house: House) -> None:
    other = House()
    moving = other.expect(house.take_out())
    with pytest.raises(TransferFailed, match="deployment with that model") as failure:
        intake.proceed(moving, places=other.places(model="minilm"), seconds_left=lambda: 900.0)
    assert failure.value.code == "other_model"


def test_what_never_came_or_is_too_large_is_told(house: House) -> None:
    moving = house.expect(b"x")
    house.files.erase(moving.uploaded)
    with pytest.raises(TransferFailed) as failure:
        intake.proceed(moving, places=house.places(), seconds_left=lambda: 900.0)
    assert failure.value.code == "upload_never_came"
    with pytest.raises(TooLarge):
        intake.begin("ann", "A", 2**33, writer=house.bots, files=house.files, forms=house.files)


def test_an_archive_is_awaited_for_an_hour(house: House) -> None:
    moving = house.expect(b"x")
    late = replace(moving, created_at=now(-WAITING_SECONDS - 1))
    assert intake.awaited(late, files=house.files).status == "waiting", "it came, the queue is long"
    house.files.erase(moving.uploaded)
    assert intake.awaited(moving, files=house.files).status == "waiting"
    assert intake.awaited(replace(late, step="files"), files=house.files).status == "waiting"
    ended = intake.awaited(late, files=house.files)
    assert (ended.status, ended.reason) == ("failed", "upload_never_came")
    assert house.find(moving) == ended


def test_a_bot_that_is_deleted_meanwhile_is_let_go(house: House) -> None:
    other = House()
    moving = other.expect(house.take_out())
    intake.proceed(other.find(moving), places=other.places(), seconds_left=lambda: 1.0)
    begun = other.find(moving)
    other.bots.erase(moving.bot_id, "bob")
    assert intake.proceed(begun, places=other.places(), seconds_left=lambda: 1.0) == "gone"
    with pytest.raises(NotFound):
        other.find(moving)


def test_once_it_is_over_nothing_is_done_again(house: House) -> None:
    other = House()
    archive = house.take_out()
    moving = other.expect(archive)
    assert intake.proceed(moving, places=other.places(), seconds_left=lambda: 900.0) == "done"
    version = other.bots.bots[moving.bot_id].knowledge_version
    assert intake.proceed(other.find(moving), places=other.places(), seconds_left=lambda: 900.0) == "done"
    assert other.bots.bots[moving.bot_id].knowledge_version == version


def test_a_document_of_old_has_no_digest(house: House) -> None:
    for key, each in house.documents.documents.items():
        house.documents.documents[key] = replace(each, sha256="")
    archive, other = house.take_out(), House()
    assert other.take_out(other.bring_in(archive).bot_id) == archive


class Failing:
    """A publisher whose process dies when it is asked for the second time."""

    def __init__(self, house: House) -> None:
        self._house, self._left = house, 1

    def __getattr__(self, name: str) -> Any:
        if name == "publish" and not self._left:
            raise KeyboardInterrupt
        self._left -= name == "publish"
        return getattr(self._house.documents, name)


def test_it_goes_on_from_where_a_worker_was_killed(house: House) -> None:
    archive, other = house.take_out(), House()
    moving = other.expect(archive)
    with pytest.raises(KeyboardInterrupt):
        intake.proceed(moving, places=other.places(publisher=Failing(other)), seconds_left=lambda: 900.0)
    under_way = [each for each in other.documents.documents.values() if each.status == "embedding"]
    assert len(under_way) == 1
    # And it was found overdue before the message came again.
    other.documents.advance(under_way[0], status="failed", reason="timed_out")
    begun = other.find(moving)
    assert intake.proceed(begun, places=other.places(), seconds_left=lambda: 900.0) == "done"
    assert other.take_out(moving.bot_id) == archive
