"""Questions that wait for a better answer, gathered: what nobody could answer, what was voted down."""

from __future__ import annotations

from collections.abc import Sequence

from docent.conversation import Todo, TodoList
from docent.ports import Embedder

MOST = 200
ALIKE = 0.75  # cosine


def gathered(bot_id: str, *, todos: TodoList, embedder: Embedder) -> list[list[Todo]]:
    """The newest 200, questions that mean about the same together; the largest group first.

    Greedy: each question joins the first group whose newest question is near enough, else begins one.
    """
    waiting = todos.todo(bot_id, MOST)
    groups: list[list[Todo]] = []
    heads: list[int] = []
    vectors = embedder.embed([each.question for each in waiting])
    for number, each in enumerate(waiting):
        near = next(
            (n for n, head in enumerate(heads) if float(vectors[head] @ vectors[number]) >= ALIKE), None
        )
        if near is None:
            groups.append([each])
            heads.append(number)
        else:
            groups[near].append(each)
    return sorted(groups, key=len, reverse=True)


def shape(group: Sequence[Todo]) -> dict[str, object]:
    """A group as the API gives it: its newest question speaks for it."""
    newest = group[0]
    return {
        "question": newest.question,
        "count": len(group),
        "reasons": sorted({each.reason for each in group}),
        "questions": list(dict.fromkeys(each.question for each in group)),
        "comments": [each.comment for each in group if each.comment],
        "message_ids": [each.message_id for each in group],
        "conversation_id": newest.conversation_id,
        "created_at": newest.created_at,
    }
