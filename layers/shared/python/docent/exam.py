"""Asking a bot its pinned questions: as chat goes, up to where a model would be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docent.conversation import Generator
from docent.ids import now
from docent.model import Bot, Passage
from docent.pinned import Outcome, Pinned, PinnedQuestions
from docent.ports import Chunks, Embedder, Index
from docent.prompt import NO_ANSWER, compose
from docent.retrieve import basis, least, search, sureness


def run(
    bot: Bot, most: int, writers: Sequence[Generator], *,
    pinned: PinnedQuestions, embedder: Embedder, index: Index, chunks: Chunks,
) -> list[Pinned]:  # fmt: skip
    """All of the bot's questions with the outcomes of now, which are kept; newest question first.

    `most`: passages that an answer is written from; `writers` as of `written_from`.
    """
    asked = []
    for each in pinned.of_bot(bot.bot_id):
        outcome = ask(each, bot, most, writers, embedder=embedder, index=index, chunks=chunks)
        pinned.judged(bot.bot_id, each.test_id, outcome)
        passed_at = outcome.ran_at if outcome.passed else each.passed_at
        asked.append(replace(each, outcome=outcome, passed_at=passed_at))
    return asked


def ask(
    pinned: Pinned, bot: Bot, most: int, writers: Sequence[Generator], *,
    embedder: Embedder, index: Index, chunks: Chunks,
) -> Outcome:  # fmt: skip
    """The outcome of one question."""
    hits = search(pinned.question, 2 * most, bot=bot, embedder=embedder, index=index, chunks=chunks)
    read = written_from(pinned.question, hits, bot, most, writers, chunks=chunks)
    names = [each.chunk.filename for each in read]
    found_at = names.index(pinned.filename) + 1 if pinned.filename in names else 0
    passed = found_at > 0 if pinned.filename else not read
    sure = round(sureness(pinned.question, hits), 4)
    regressed = not passed and pinned.outcome is not None and pinned.outcome.passed
    return Outcome(passed, regressed, found_at, sure, least(bot), now())


def written_from(
    question: str,
    hits: Sequence[Passage],
    bot: Bot,
    most: int,
    writers: Sequence[Generator],
    *,
    chunks: Chunks,
) -> Sequence[Passage]:
    """What an answer would be written from; nothing where the bot would say that it does not know.

    `writers`: who writes for this bot, the quotes last. Where there are only these, which cost nothing, they
    are asked, too, for they may find no sentence; what a model would say is not known.
    """
    pair, passages = basis(question, hits, most, bot=bot, chunks=chunks)
    if pair:
        return [pair]
    if passages and len(writers) == 1:
        said = next(writers[0].generate(compose(bot, question, passages)), NO_ANSWER)
        return passages if said != NO_ANSWER else []
    return passages
