"""Asking a bot its pinned questions: by retrieval alone, up to where a model would be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docent import curated
from docent.ids import now
from docent.model import Bot, Passage
from docent.passages import distinct
from docent.pinned import Outcome, Pinned, PinnedQuestions
from docent.ports import Chunks, Embedder, Index
from docent.retrieve import everything, least, search, suffices, sureness


def run(
    bot: Bot, most: int, *, pinned: PinnedQuestions, embedder: Embedder, index: Index, chunks: Chunks
) -> list[Pinned]:
    """All of the bot's questions with the outcomes of now, which are kept; newest question first.

    `most`: passages that an answer is written from.
    """
    asked = []
    for each in pinned.of_bot(bot.bot_id):
        outcome = ask(each, bot, most, embedder=embedder, index=index, chunks=chunks)
        pinned.judged(bot.bot_id, each.test_id, outcome)
        passed_at = outcome.ran_at if outcome.passed else each.passed_at
        asked.append(replace(each, outcome=outcome, passed_at=passed_at))
    return asked


def ask(pinned: Pinned, bot: Bot, most: int, *, embedder: Embedder, index: Index, chunks: Chunks) -> Outcome:
    """The outcome of one question."""
    hits = search(pinned.question, 2 * most, bot=bot, embedder=embedder, index=index, chunks=chunks)
    read = _read(pinned.question, hits, bot, most)
    names = [each.chunk.filename for each in read]
    found_at = names.index(pinned.filename) + 1 if pinned.filename in names else 0
    passed = found_at > 0 if pinned.filename else not read
    sure = round(sureness(pinned.question, hits), 4)
    regressed = not passed and pinned.outcome is not None and pinned.outcome.passed
    return Outcome(passed, regressed, found_at, sure, least(bot), now())


def _read(question: str, hits: Sequence[Passage], bot: Bot, most: int) -> Sequence[Passage]:
    """What an answer would be written from, as docent.answer goes about it; nothing where it would refuse."""
    if pair := curated.match(question, hits):
        return [pair]
    return (everything(hits, bot) or distinct(hits, most)) if suffices(question, hits, bot) else []
