from __future__ import annotations

from docent import todo
from tests.contracts.conversations import logged
from tests.fakes import MemoryConversations, WordEmbedder


def test_questions_that_mean_the_same_stand_together_the_largest_group_first() -> None:
    kept = MemoryConversations()
    asked = ("Is there parking here?", "Do you ship to Norway?", "Is there any parking here?")
    for number, question in enumerate(asked):
        kept.record(logged("con_1", f"msg_{number}", question=question, answered=False), 90)
    kept.record(logged("con_2", "msg_9", question="is there parking here"), 90)
    kept.rate(kept.recorded[-1], "down", "Wrong street.")
    groups = todo.gathered("bot_1", todos=kept, embedder=WordEmbedder())
    assert [[each.message_id for each in group] for group in groups] == [
        ["msg_9", "msg_2", "msg_0"],
        ["msg_1"],
    ]
    assert todo.shape(groups[0]) == {
        "question": "is there parking here", "count": 3, "reasons": ["down", "unanswered"],
        "questions": ["is there parking here", asked[2], asked[0]], "comments": ["Wrong street."],
        "message_ids": ["msg_9", "msg_2", "msg_0"], "conversation_id": "con_2",
        "created_at": "2026-01-01T00:00:00.000Z",
    }  # fmt: skip


def test_nothing_to_do_is_no_group() -> None:
    assert todo.gathered("bot_1", todos=MemoryConversations(), embedder=WordEmbedder()) == []
