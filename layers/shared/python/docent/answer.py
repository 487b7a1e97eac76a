"""From a question to a cited answer: retrieve, refuse or write, prove, record."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple, TypeAlias

from docent import curated, tally
from docent.condense import Rewriter, meant
from docent.conversation import Citation, Conversations, Generator, Ledger, Prompt, Turn
from docent.errors import DocentError, NotFound
from docent.gates import Asker
from docent.hosts import own, vouched
from docent.ids import new_id, now
from docent.model import Bot, Passage
from docent.ports import Chunks, Documents, Embedder, Index
from docent.prompt import compose
from docent.purse import Purse
from docent.related import headings
from docent.retrieve import basis, search
from docent.selection import hard
from docent.stopwatch import Stopwatch
from docent.writing import Stopped, Writing

HISTORY_TURNS = 12  # read at most; a model is told as many of them as docent.prompt has tokens for


class Started(NamedTuple):
    """The first event of an answer."""

    conversation_id: str
    message_id: str


class Delta(NamedTuple):
    """Some more text of the answer."""

    text: str


Event = Started | Delta | Citation | Turn
Events = abc.Generator[Event, None, None]
# Who writes the answer to a hard or to a simple question, in the order they are tried; the last cannot fail.
Generators: TypeAlias = Callable[[bool], Sequence[Generator]]


@dataclass(frozen=True, slots=True)
class Rules:
    """How many passages to read, how long to remember."""

    passages: int = 6
    conversation_days: int = 90


def answer(
    question: str, *, bot: Bot, asker: Asker, counted: Callable[[], None], conversation_id: str, rules: Rules,
    embedder: Embedder, index: Index, chunks: Chunks, documents: Documents, generators: Generators,
    rewriter: Rewriter, conversations: Conversations, ledger: Ledger, read_units: Callable[[], float],
    measure: Callable[[Turn], None], stopped: Callable[[], bool],
) -> Events:  # fmt: skip
    """Events of one answer: Started, then Delta and Citation as they come, at last the whole Turn, recorded.

    `counted` waits until it is known that one more question is allowed. `rewriter` gives who says what a
    follow-up means; where nobody is, a rule does. `read_units` tells what was read of the tables so far;
    `measure` is shown the Turn. However the answer ends, also where nobody listens any more, the ledger has
    its receipt.
    Raises, before the first event, NotFound if the conversation is not this asker's, and what `counted`
    raises; Unavailable.
    Once `stopped` says so nobody is asked any more, and at the next sign of life of whoever writes the Turn
    comes, with what was told until there. An answer that fails after its first event is recorded like that.
    """
    watch, purse = Stopwatch(), Purse(bot, ledger)
    writing = Writing(purse, watch, stopped)
    find = partial(search, bot=bot, embedder=embedder, index=index, chunks=chunks, watch=watch)
    past = _past(bot, asker, conversation_id, conversations)
    watch.lap("history")
    # As it was asked it is searched while it is being counted; what a follow-up means may cost money.
    hits = find(question, 2 * rules.passages)
    counted()
    watch.lap("door")
    started = Started(conversation_id or new_id("con"), new_id("msg"))
    with _settled(purse, writing, read_units, watch) as told:
        broken_off: Exception | None = None
        try:
            yield started
            asked = _meant(question, past, hits, rewriter=rewriter, purse=purse)
            watch.lap("meaning")
            if asked != question:
                hits = find(asked, 2 * rules.passages)
            yield from _written(
                question, asked, hits, bot, past, writing, rules.passages,
                chunks=chunks, documents=documents, generators=generators,
            )  # fmt: skip
            if not writing.answered:
                yield Delta(writing.say(_courtesy(question, bot)) or bot.unknown)
        except Exception as end:
            broken_off = end
        watch.since_start("total")
        turn = _turn(bot, asker, started, question, writing, purse, read_units(), watch, bool(broken_off))
        told |= tally.of(turn)
        _record(turn, rules.conversation_days, broken_off, conversations)
        measure(turn)
        yield turn


def _record(turn: Turn, days: int, broken_off: Exception | None, conversations: Conversations) -> None:
    """Keep the turn. Raises what broke it off, unless that was its reader's wish."""
    if broken_off is None or isinstance(broken_off, Stopped):
        return conversations.record(turn, days)
    with suppress(DocentError):  # the store may be what failed
        conversations.record(turn, days)
    raise broken_off


@contextmanager
def _settled(
    purse: Purse, writing: Writing, read_units: Callable[[], float], watch: Stopwatch
) -> Iterator[dict[str, int]]:
    """Gives what the ledger is to be told of the answer; however that ends, its receipt is written."""
    told: dict[str, int] = {}
    try:
        yield told
    finally:
        watch.since_start("total")
        purse.settle(writing.model, read_units(), watch.parts["total"], told)


def _courtesy(said: str, bot: Bot) -> str:
    """What is said back to a greeting or thanks; nothing to a question."""
    from docent import courtesy  # which a search does without

    return courtesy.reply(said, bot)


def _meant(
    question: str, past: Sequence[Turn], hits: Sequence[Passage], *, rewriter: Rewriter, purse: Purse
) -> str:
    """What to search for; `hits` of the question as it was asked. One that is a curated one means itself."""
    if curated.worded(question, hits):
        return question
    return meant(question, past, rewriter=rewriter, purse=purse)


def _written(
    question: str, asked: str, hits: Sequence[Passage], bot: Bot, past: Sequence[Turn], writing: Writing,
    most: int, *, chunks: Chunks, documents: Documents, generators: Generators,
) -> Iterator[Event]:  # fmt: skip
    """What is written of an answer; nothing where the documents do not say, or nothing was asked."""
    pair, passages = basis(asked, hits, most, bot=bot, chunks=chunks)
    if pair:
        yield from _told(writing.give(pair))
    elif passages and not _courtesy(question, bot):
        writing.found = hits
        prompt = _prompt(question, asked, bot, past, passages)
        writers = generators(hard(asked, prompt.passages))
        linked = vouched(bot, prompt.passages, documents)
        yield from _told(writing.write(prompt, writers, linked, own(bot)))


def _prompt(question: str, asked: str, bot: Bot, past: Sequence[Turn], passages: Sequence[Passage]) -> Prompt:
    """`asked`: what the question means by itself."""
    history = tuple((turn.question, turn.answer) for turn in past if turn.answered)
    return replace(compose(bot, question, passages, history), question=asked)


def _told(written: Iterator[str | Citation]) -> Iterator[Event]:
    """What is written, as events. Where nobody listens any more the writing ends with it, and is paid."""
    with closing(written):  # type: ignore[type-var]
        for event in written:
            yield event if isinstance(event, Citation) else Delta(event)


def whole(events: Iterator[Event]) -> Turn:
    """The turn at the end of the events."""
    return [event for event in events if isinstance(event, Turn)][-1]


def _past(bot: Bot, asker: Asker, conversation_id: str, conversations: Conversations) -> Sequence[Turn]:
    """The turns before, but those that were courtesy: a follow-up leans on none of these."""
    if not conversation_id:
        return ()
    turns = conversations.recent(bot.bot_id, conversation_id, HISTORY_TURNS)
    if not turns or turns[-1].asker != asker.id:
        raise NotFound(
            "There is no such conversation, or it is not yours. Leave `conversation_id` out to start one.",
            code="conversation_not_found",
        )
    return [turn for turn in turns if not _courtesy(turn.question, bot)]


def _turn(
    bot: Bot, asker: Asker, started: Started, question: str,
    writing: Writing, purse: Purse, read_units: float, watch: Stopwatch, stopped: bool,
) -> Turn:  # fmt: skip
    return Turn(
        bot_id=bot.bot_id,
        conversation_id=started.conversation_id,
        message_id=started.message_id,
        question=question,
        answer=writing.text.strip() if writing.answered else "" if stopped else bot.unknown,
        answered=writing.answered,
        model=writing.model,
        asker=asker.id,
        created_at=now(),
        citations=tuple(writing.citations),
        input_tokens=sum(each.input_tokens for each in purse.usage.values()),
        output_tokens=sum(each.output_tokens for each in purse.usage.values()),
        cost_usd=purse.cost_usd,
        read_units=read_units,
        cut_short=writing.cut_short,
        over_budget=purse.short and writing.model == "extractive",
        timings_ms=watch.parts,
        stopped=stopped,
        related=headings(writing.found, writing.citations) if writing.answered else (),
        page=asker.page,
    )
