"""What every Conversations does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from docent.conversation import Begun, Citation, Turn
from docent.ids import now


def some_turn(
    message_id: str, *, bot_id: str = "bot_1", conversation_id: str = "con_1", asker: str = "ann"
) -> Turn:
    citation = Citation(1, "doc_1", "a.pdf", 3, "", "quote", 0.5)
    return Turn(
        bot_id, conversation_id, message_id, "Why?", "Because [1].", True, "extractive", asker,
        "2026-01-01T00:00:00.000Z", (citation,), 10, 5, 0.0001, timings_ms={"total": 12.5},
    )  # fmt: skip


class ConversationsContract:
    @pytest.fixture
    def conversations(self) -> Any:
        raise NotImplementedError

    def test_gives_the_last_turns_oldest_first(self, conversations: Any) -> None:
        turns = [some_turn(f"msg_{number}") for number in range(4)]
        for turn in turns:
            conversations.record(turn, 90)
        conversations.record(some_turn("msg_9", conversation_id="con_10"), 90)
        assert list(conversations.recent("bot_1", "con_1", 2)) == turns[2:]

    def test_keeps_bots_apart(self, conversations: Any) -> None:
        conversations.record(some_turn("msg_1"), 90)
        assert list(conversations.recent("bot_2", "con_1", 2)) == []

    def test_finds_one_turn(self, conversations: Any) -> None:
        for number in range(2):
            conversations.record(some_turn(f"msg_{number}"), 90)
        assert conversations.find("bot_1", "con_1", "msg_1") == some_turn("msg_1")
        for where in (("bot_2", "con_1", "msg_1"), ("bot_1", "con_2", "msg_1"), ("bot_1", "con_1", "msg_2")):
            assert conversations.find(*where) is None

    def test_erases_what_a_bot_was_asked(self, conversations: Any) -> None:
        for message_id, bot_id in (("msg_1", "bot_1"), ("msg_2", "bot_1"), ("msg_3", "bot_2")):
            unanswered = replace(some_turn(message_id, bot_id=bot_id), answered=False)
            conversations.record(unanswered, 90)  # stands on the to-do list, too, which is not counted
        assert conversations.erase("bot_1") == 2
        assert conversations.erase("bot_1") == 0
        assert len(conversations.recent("bot_2", "con_1", 5)) == 1

    def test_an_answer_that_was_under_way_does_not_bring_a_bot_back(self, conversations: Any) -> None:
        conversations.erase("bot_1")
        conversations.record(some_turn("msg_1"), 90)
        conversations.record(some_turn("msg_2", bot_id="bot_2"), 90)
        assert list(conversations.of_bot("bot_1")) == []
        assert conversations.erase("bot_1") == 0
        assert len(list(conversations.of_bot("bot_2"))) == 1

    def test_gives_all_that_a_bot_was_asked(self, conversations: Any) -> None:
        kept = [some_turn(f"msg_{at}", conversation_id=f"con_{at % 2}") for at in range(4)]
        for turn in (*kept, some_turn("msg_9", bot_id="bot_2")):
            conversations.record(turn, 90)
        assert list(conversations.of_bot("bot_1")) == [kept[0], kept[2], kept[1], kept[3]]
        assert list(conversations.of_bot("bot_3")) == []

    def test_gives_what_one_asker_asked(self, conversations: Any) -> None:
        for at, asker in enumerate(("ann", "vis_1", "ann")):
            turn = some_turn(f"msg_{at}", conversation_id=f"con_{at}", asker=asker)
            conversations.record(turn, 90)
        found = [turn.message_id for turn in conversations.of_bot("bot_1", asker="ann")]
        assert found == ["msg_0", "msg_2"]

    def test_goes_on_behind_a_conversation(self, conversations: Any) -> None:
        for number in (1, 2, 3):
            conversations.record(some_turn(f"msg_{number}", conversation_id=f"con_{number}"), 90)
        conversations.record(some_turn("msg_9", conversation_id="con_2"), 90)
        found = [turn.message_id for turn in conversations.of_bot("bot_1", "con_1")]
        assert found == ["msg_2", "msg_9", "msg_3"]
        assert list(conversations.of_bot("bot_1", "con_3")) == []

    def test_restores_turns_with_what_is_to_do(self, conversations: Any) -> None:
        turn = replace(some_turn("msg_1"), created_at=now(), rating="down", comment="wrong", asker="per_1")
        old = replace(some_turn("msg_0"), created_at="2020-01-01T00:00:00.000Z")
        for _ in range(2):
            conversations.restore([(old, ""), (turn, "down")], 90)
        assert list(conversations.of_bot("bot_1")) == [turn]
        assert conversations.asked("msg_1") == turn
        (todo,) = conversations.todo("bot_1", 9)
        assert (todo.message_id, todo.reason, todo.comment) == ("msg_1", "down", "wrong")
        assert [each.conversation_id for each in conversations.begun("bot_1", "per_1", 9)] == ["con_1"]


def logged(conversation_id: str, message_id: str, **more: Any) -> Turn:
    return replace(some_turn(message_id, conversation_id=conversation_id), **more)


class LogContract(ConversationsContract):
    """What every ConversationLog, Feedback and TodoList does beside."""

    @pytest.fixture
    def kept(self, conversations: Any) -> Any:
        for turn in (
            logged("con_1", "msg_1"), logged("con_2", "msg_2", answered=False), logged("con_1", "msg_3"),
            logged("con_3", "msg_4"), logged("con_2", "msg_5", bot_id="bot_2"),
        ):  # fmt: skip
            conversations.record(turn, 90)
        return conversations

    def test_the_newest_conversation_comes_first_and_its_last_turn(self, kept: Any) -> None:
        def ids(start: str = "", before: str = "") -> list[str]:
            return [turn.message_id for turn in kept.newest("bot_1", start, before)]

        assert ids() == ["msg_4", "msg_2", "msg_3", "msg_1"]
        assert ids(start="con_2") == ["msg_4", "msg_2"]
        assert ids(before="con_2") == ["msg_3", "msg_1"]
        assert ids("con_2", "con_3") == ["msg_2"]

    def test_a_conversation_is_whole_and_can_be_forgotten(self, kept: Any) -> None:
        assert [turn.message_id for turn in kept.turns("bot_1", "con_1")] == ["msg_1", "msg_3"]
        kept.forget("bot_1", "con_1")
        assert list(kept.turns("bot_1", "con_1")) == []
        assert len(kept.turns("bot_2", "con_2")) == len(kept.turns("bot_1", "con_2")) == 1

    def test_a_turn_is_found_by_its_message_and_keeps_the_last_rating(self, kept: Any) -> None:
        assert kept.asked("msg_9") is None
        turn = kept.asked("msg_3")
        assert turn == logged("con_1", "msg_3")
        assert kept.rate(turn, "down", "Not the point.") == ""
        assert kept.find("bot_1", "con_1", "msg_3") == replace(turn, rating="down", comment="Not the point.")
        assert kept.rate(turn, "up", "") == "down"  # however old what is shown of it
        assert kept.asked("msg_3") == replace(turn, rating="up")

    def test_what_is_unanswered_or_voted_down_is_to_do(self, kept: Any) -> None:
        def waiting() -> list[tuple[str, str, str]]:
            return [(each.message_id, each.reason, each.comment) for each in kept.todo("bot_1", 9)]

        assert waiting() == [("msg_2", "unanswered", "")]
        kept.rate(kept.asked("msg_3"), "down", "Wrong.")
        assert waiting() == [("msg_3", "down", "Wrong."), ("msg_2", "unanswered", "")]
        assert [each.message_id for each in kept.todo("bot_1", 1)] == ["msg_3"]
        kept.rate(kept.asked("msg_3"), "up", "")
        assert waiting() == [("msg_2", "unanswered", "")]
        kept.dismiss("bot_1", ["msg_2", "msg_9"])
        assert waiting() == []

    def test_a_person_finds_their_own_conversations(self, conversations: Any) -> None:
        for asker, conversation_id, at in (
            ("per_a", "con_1", "1"), ("per_a", "con_2", "2"), ("per_b", "con_3", "3"),
            ("per_a", "con_1", "4"), ("vis_a", "con_5", "5"),
        ):  # fmt: skip
            more = {"asker": asker, "question": f"Why msg_{at}?", "created_at": at}
            conversations.record(logged(conversation_id, f"msg_{at}", **more), 90)
        first, second = Begun("con_1", "Why msg_1?", "1", "4"), Begun("con_2", "Why msg_2?", "2", "2")
        assert list(conversations.begun("bot_1", "per_a", 9)) == [second, first]
        assert list(conversations.begun("bot_1", "per_a", 1)) == [second]
        for bot_id, asker in (("bot_2", "per_a"), ("bot_1", "vis_a"), ("bot_1", "per_")):
            assert list(conversations.begun(bot_id, asker, 9)) == []
        conversations.forget("bot_1", "con_1")
        assert list(conversations.begun("bot_1", "per_a", 9)) == [second]

    def test_an_answer_that_was_under_way_does_not_bring_it_back(self, kept: Any) -> None:
        kept.forget("bot_1", "con_1")
        kept.record(logged("con_1", "msg_6", answered=False, asker="per_a"), 90)
        kept.record(logged("con_10", "msg_7"), 90)
        assert list(kept.turns("bot_1", "con_1")) == list(kept.begun("bot_1", "per_a", 9)) == []
        assert [each.message_id for each in kept.todo("bot_1", 9)] == ["msg_2"]
        assert len(kept.turns("bot_1", "con_10")) == 1

    def test_what_is_forgotten_is_not_to_do(self, kept: Any) -> None:
        kept.forget("bot_1", "con_2")
        assert list(kept.todo("bot_1", 9)) == []

    def test_what_a_visitor_leaves_goes_with_the_turn(self, kept: Any) -> None:
        turn = kept.turns("bot_1", "con_1")[0]
        kept.leave(turn, {"name": "Jane", "email": "jane@example.com"})
        kept.leave(turn, {"email": "j@example.com"})
        kept.pass_on(turn, "2026-01-02T00:00:00.000Z")
        found = kept.turns("bot_1", "con_1")[0]
        assert (found.contact, found.passed_on_at) == ({"email": "j@example.com"}, "2026-01-02T00:00:00.000Z")
        kept.forget("bot_1", "con_1")
        kept.leave(turn, {"name": "Jane"})
        kept.pass_on(turn, "2026-01-02T00:00:00.000Z")
        assert not kept.turns("bot_1", "con_1")
