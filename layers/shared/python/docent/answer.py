"""From a question to a cited answer: retrieve, refuse or write, prove, record."""

from __future__ import annotations

from collections import abc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from docent.cite import cited
from docent.errors import GenerationFailed, NotFound
from docent.ids import new_id, now
from docent.model import Asker, Bot, Citation, Prompt, Turn, Usage
from docent.ports import MOST_OUTPUT_TOKENS, Chunks, Conversations, Embedder, Generator, Index, Ledger
from docent.prices import cost
from docent.prompt import NO_ANSWER, compose
from docent.retrieve import readable, search
from docent.stopwatch import Stopwatch

HISTORY_TURNS = 4


class Started(NamedTuple):
    """The first event of an answer."""

    conversation_id: str
    message_id: str


class Stopped(Exception):
    """Thrown into an answer by whoever wants no more of it: it ends as far as it got, recorded."""


class Delta(NamedTuple):
    """Some more text of the answer."""

    text: str


Event = Started | Delta | Citation | Turn
Events = abc.Generator[Event, None, None]


@dataclass(frozen=True, slots=True)
class Rules:
    """How many passages to read, below which score nothing was found, how long to remember."""

    passages: int = 6
    weak_score: float = 0.25
    conversation_days: int = 90


def answer(
    question: str,
    *,
    bot: Bot,
    asker: Asker,
    conversation_id: str,
    rules: Rules,
    embedder: Embedder,
    index: Index,
    chunks: Chunks,
    generators: Sequence[Generator],
    conversations: Conversations,
    ledger: Ledger,
) -> Events:
    """Events of one answer: Started, then Delta and Citation as they come, at last the whole Turn, recorded.

    Raises NotFound, before the first event, if the conversation is not this asker's; Unavailable.
    Stopped may be thrown into it: the Turn comes next then, with what was told until there.
    """
    draft = _Draft()
    past = _past(bot, asker, conversation_id, conversations)
    started = Started(conversation_id or new_id("con"), new_id("msg"))
    try:
        yield started
        hits = search(
            question, 2 * rules.passages, bot=bot, embedder=embedder, index=index, chunks=chunks,
            watch=draft.watch,
        )  # fmt: skip
        if any(each.scores["dense"] >= rules.weak_score for each in hits):
            passages = readable(hits, rules.passages, bot=bot, chunks=chunks)
            history = tuple((turn.question, turn.answer) for turn in past if turn.answered)
            yield from _written(compose(bot, question, passages, history), generators, draft, bot, ledger)
        if not draft.answered:
            draft.text = bot.unknown
            yield Delta(draft.text)
    except Stopped:
        draft.stopped = True
    turn = draft.turn(bot, asker, started, question)
    conversations.record(turn, rules.conversation_days)
    yield turn


def whole(events: Iterator[Event]) -> Turn:
    """The turn at the end of the events."""
    return [event for event in events if isinstance(event, Turn)][-1]


def _past(bot: Bot, asker: Asker, conversation_id: str, conversations: Conversations) -> Sequence[Turn]:
    if not conversation_id:
        return ()
    turns = conversations.recent(bot.bot_id, conversation_id, HISTORY_TURNS)
    if not turns or turns[-1].asker != asker.id:
        raise NotFound(
            "There is no such conversation, or it is not yours. Leave `conversation_id` out to start one.",
            code="conversation_not_found",
        )
    return turns


def _written(
    prompt: Prompt, generators: Sequence[Generator], draft: _Draft, bot: Bot, ledger: Ledger
) -> Iterator[Event]:
    """The first generator that is affordable and gives anything writes; what failed is not shown."""
    for last, generator in ((each is generators[-1], each) for each in generators):
        most, day = _most(generator.model, prompt), now()[:10]
        if most and bot.budget_usd_per_day is not None:
            if not ledger.reserve(bot.bot_id, day, most, bot.budget_usd_per_day):
                continue
        else:
            most = 0.0
        draft.begin(generator.model)
        try:
            for event in cited(draft.metered(generator.generate(prompt)), prompt.passages, prompt.question):
                yield draft.took(event)
        except GenerationFailed:
            if last or draft.text:
                raise
        else:
            return
        finally:
            # What a model did not count stays reserved: the budget is a fuse, so it errs on the safe side.
            if most and draft.usage != Usage():
                ledger.settle(bot.bot_id, day, cost(generator.model, draft.usage) - most)


def _most(model: str, prompt: Prompt) -> float:
    """The most that an answer can cost: no token is shorter than a byte of UTF-8, and output is limited."""
    texts = (prompt.system, prompt.user, *(text for turn in prompt.history for text in turn))
    return cost(model, Usage(sum(len(text.encode()) for text in texts), MOST_OUTPUT_TOKENS))


@dataclass(slots=True)
class _Draft:
    """An answer while it is being written."""

    text: str = ""
    model: str = "none"
    citations: list[Citation] = field(default_factory=list)
    usage: Usage = Usage()
    answered: bool = False
    stopped: bool = False
    watch: Stopwatch = field(default_factory=Stopwatch)

    def begin(self, model: str) -> None:
        self.model, self.usage = model, Usage()

    def metered(self, output: Iterator[str | Usage]) -> Iterator[str]:
        """The text of a generator's output without its usage; nothing at all where it says NO_ANSWER."""
        held, open_ = "", False
        for part in output:
            if isinstance(part, Usage):
                self.usage = part
            elif open_:
                yield part
            else:
                held = (held + part).lstrip()
                if open_ := not NO_ANSWER.startswith(held[: len(NO_ANSWER)]):
                    yield held
        if not open_ and held and not held.startswith(NO_ANSWER):
            yield held

    def took(self, event: str | Citation) -> Event:
        """Keep what goes out."""
        self.answered = True
        self.watch.since_start("first_token")
        if isinstance(event, Citation):
            self.citations.append(event)
            return event
        self.text += event
        return Delta(event)

    def turn(self, bot: Bot, asker: Asker, started: Started, question: str) -> Turn:
        self.watch.since_start("total")
        return Turn(
            bot_id=bot.bot_id,
            conversation_id=started.conversation_id,
            message_id=started.message_id,
            question=question,
            answer=self.text.strip(),
            answered=self.answered,
            model=self.model,
            asker=asker.id,
            created_at=now(),
            citations=tuple(self.citations),
            input_tokens=self.usage.input_tokens,
            output_tokens=self.usage.output_tokens,
            cost_usd=cost(self.model, self.usage),
            timings_ms=self.watch.parts,
            stopped=self.stopped,
        )
