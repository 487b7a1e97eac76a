"""Questions pinned to a bot, with what it should find for each: nouns, ports, and how one is pinned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from docent.errors import Conflict
from docent.ids import new_id, now
from docent.model import Bot

MOST = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave. `found_at`: the place, from 1, of the first passage of the expected document among
    those an answer would be written from; 0 where there is none. `regressed`: the run before it passed.
    """

    passed: bool
    regressed: bool
    found_at: int
    confidence: float
    threshold: float
    ran_at: str


@dataclass(frozen=True, slots=True)
class Pinned:
    """A question to test a bot with. `filename` is that of the document that has to be found: its id would
    not outlive the next upload. Empty where the bot should say that it does not know.

    `outcome` of the last run; `passed_at` of the last that passed, empty before.
    """

    bot_id: str
    test_id: str
    question: str
    filename: str
    created_at: str
    outcome: Outcome | None = None
    passed_at: str = ""


class PinnedQuestions(Protocol):
    def of_bot(self, bot_id: str) -> Sequence[Pinned]:
        """Newest first."""

    def judged(self, bot_id: str, test_id: str, outcome: Outcome) -> None:
        """Keep the outcome of a run; nothing happens if the question is gone."""


class PinBoard(PinnedQuestions, Protocol):
    def add(self, pinned: Pinned) -> None: ...

    def remove(self, bot_id: str, test_id: str) -> Pinned:
        """Which it was. Raises NotFound."""


def pin(bot: Bot, question: str, filename: str, *, board: PinBoard) -> Pinned:
    """Pin a question; `filename` as of Pinned. Raises Conflict where it is pinned, or there are too many:
    looked at once it is there, and taken back then, so parallel calls leave neither.
    """
    pinned = Pinned(bot.bot_id, new_id("test"), question, filename, now())
    board.add(pinned)
    there = board.of_bot(bot.bot_id)
    twice = sum(each.question == question for each in there) > 1
    if not twice and len(there) <= MOST:
        return pinned
    board.remove(bot.bot_id, pinned.test_id)
    if twice:
        raise Conflict(
            "This question is a test already. Delete that one to change it.", code="pinned_already"
        )
    raise Conflict(
        f"A bot has {MOST} test questions at most. Delete one that tells little.", code="too_many_tests"
    )
