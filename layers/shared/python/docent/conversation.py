"""Questions and answers: what is said, kept of it and paid for it; and the ports of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from docent.model import Passage

PERSON = "per_"  # begins the id of a visitor whom the site knows
MOST_OUTPUT_TOKENS = 4_096  # no generator writes more for one answer, its thoughts included


@dataclass(frozen=True, slots=True)
class Citation:
    """Proof of a statement: `quote` stands verbatim in the chunk. `n` is the number in the answer."""

    n: int
    document_id: str
    filename: str
    page: int
    heading: str
    quote: str
    score: float


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer, as kept in the log.

    `cut_short`: the model broke off, and quotes followed what it had written. `over_budget`: quotes answered
    because the day's budget did not cover a model. `read_units`: what was read of the tables for it, as
    DynamoDB counts. `related`: headings of what was found and not cited. `contact`: how its visitor can be
    reached, on a conversation's first turn only; `passed_on_at`: when they want a person. `page`: of which
    page of a site it was asked, without query and fragment.
    """

    bot_id: str
    conversation_id: str
    message_id: str
    question: str
    answer: str
    answered: bool
    model: str
    asker: str
    created_at: str
    citations: tuple[Citation, ...] = ()
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    read_units: float = 0.0
    cut_short: bool = False
    over_budget: bool = False
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    stopped: bool = False
    rating: str = ""
    comment: str = ""
    related: tuple[str, ...] = ()
    contact: Mapping[str, str] = field(default_factory=dict)
    passed_on_at: str = ""
    page: str = ""

    @property
    def courteous(self) -> bool:
        """Whether it was a greeting or thanks, which asks nothing: answered by nobody."""
        return self.answered and self.model == "none"


@dataclass(frozen=True, slots=True)
class Begun:
    """A conversation as the person who began it finds it again; `question` is its first."""

    conversation_id: str
    question: str
    started_at: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class Todo:
    """A question that waits for a better answer: `reason` is unanswered or down (voted down)."""

    bot_id: str
    conversation_id: str
    message_id: str
    question: str
    reason: str
    created_at: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Live:
    """An answer that is being written, as far as it got. Moments are seconds since 1970.

    `beat_at`: when its writer last wrote here. Left here by others: `followed_at`, when a reader who had been
    cut off last looked; `stopped_by`, who wants no more of it. `failure`: code and message of its end.
    """

    bot_id: str
    conversation_id: str
    message_id: str
    asker: str
    text: str = ""
    citations: tuple[Citation, ...] = ()
    beat_at: float = 0.0
    failure: tuple[str, str] | None = None
    followed_at: float = 0.0
    stopped_by: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """All a generator is given. `history` holds (question, answer) pairs, oldest first.

    `user` has the question as it was asked; `question` is what it means, found from the conversation.
    `most_tokens`: what may be written at most, thoughts included.
    """

    question: str
    passages: tuple[Passage, ...]
    system: str
    user: str
    history: tuple[tuple[str, str], ...] = ()
    most_tokens: int = MOST_OUTPUT_TOKENS


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a model counted for one answer; before its end the most that they can be, 0 if unknown."""

    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one answer took. `model` is who answered; `usage` counts every model that was asked.

    `tally`: how it ended and how long it took, as docent.tally counts.
    """

    model: str
    usage: Mapping[str, Usage] = field(default_factory=dict)
    read_units: float = 0.0
    milliseconds: int = 0
    tally: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spending:
    """What a bot took on a day: the sum of its receipts. `usd` is with what is reserved at the moment.

    `tally` is with the ratings of that day's answers.
    """

    usd: float = 0.0
    answers: Mapping[str, int] = field(default_factory=dict)
    usage: Mapping[str, Usage] = field(default_factory=dict)
    read_units: float = 0.0
    milliseconds: int = 0
    tally: Mapping[str, int] = field(default_factory=dict)


class Generator(Protocol):
    model: str

    def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
        """The answer's text as it comes, with [n] markers; its Usage last, and at each sign of life.

        Nothing comes before the model has begun, which is to be paid. Raises GenerationFailed.
        """


class Ledger(Protocol):
    """What a bot has spent on a day (`2026-01-31`, UTC), in dollars; and all bots together, who may have a
    limit, too."""

    def reserve(self, bot_id: str, day: str, usd: float, limit: float | None) -> bool:
        """Take `usd` of the day's budget, of the bot and of all, each in one atomic write; False, and nothing
        is taken, if that would go over `limit`, or over what all bots may spend."""

    def settle(self, bot_id: str, day: str, usd: float, receipt: Receipt) -> None:
        """Add what an answer cost beyond what was reserved (negative gives back), and what it took."""

    def spending(self, bot_id: str, day: str) -> Spending: ...


class Spent(Protocol):
    def by_day(self, bot_id: str, days: Sequence[str]) -> Mapping[str, Spending]:
        """What was taken by day, of those days on which anything was. What is of the last second may lack."""


class Tallies(Protocol):
    def count(self, bot_id: str, day: str, tally: Mapping[str, int]) -> None:
        """Add to what is counted of a day; negative numbers take back."""


class Transcripts(Protocol):
    def of_bot(self, bot_id: str, after: str = "", asker: str = "") -> Iterator[Turn]:
        """Everything that is kept of what a bot was asked, conversation by conversation, oldest first; only
        conversations behind the one whose id is `after`, and what this `asker` asked."""


class Conversations(Protocol):
    def record(self, turn: Turn, lifetime_days: int) -> None: ...

    def recent(self, bot_id: str, conversation_id: str, limit: int) -> Sequence[Turn]:
        """The last turns, oldest first."""

    def erase(self, bot_id: str) -> int: ...


class Turns(Protocol):
    def find(self, bot_id: str, conversation_id: str, message_id: str) -> Turn | None: ...


class ConversationLog(Protocol):
    def newest(self, bot_id: str, start: str = "", before: str = "") -> Iterator[Turn]:
        """Turns of conversations with ids from `start` up to, not with, `before`: the newest conversation
        first, its last turn first. Read as far as it is drawn."""

    def turns(self, bot_id: str, conversation_id: str) -> Sequence[Turn]:
        """All turns of a conversation, oldest first."""

    def forget(self, bot_id: str, conversation_id: str) -> None:
        """Erase all that is kept of a conversation."""


class OwnConversations(Protocol):
    def begun(self, bot_id: str, asker: str, limit: int) -> Sequence[Begun]:
        """Conversations of a visitor whom the site knows, the newest first; of anybody else none."""


class Feedback(Protocol):
    def asked(self, message_id: str) -> Turn | None:
        """The turn with this message; a turn of the last moment may not be found yet."""

    def rate(self, turn: Turn, rating: str, comment: str) -> str:
        """Keep a rating in place of an earlier one, which comes back; one voted down joins the list of what
        is to do."""


class Contacts(Protocol):
    """What a visitor leaves with a turn of theirs; forgotten with it."""

    def leave(self, turn: Turn, contact: Mapping[str, str]) -> None:
        """Keep how they can be reached, in place of what they left before. Nothing where the turn is gone."""

    def pass_on(self, turn: Turn, moment: str) -> None:
        """Keep when they were passed on to a person. Nothing where the turn is gone."""


class TodoList(Protocol):
    """Questions without an answer (recorded so) or voted down."""

    def todo(self, bot_id: str, limit: int) -> Sequence[Todo]:
        """The newest, newest first."""

    def dismiss(self, bot_id: str, message_ids: Sequence[str]) -> None: ...


class Restorer(Protocol):
    def restore(self, turns: Sequence[tuple[Turn, str]], lifetime_days: int) -> None:
        """Keep turns that were asked elsewhere, each with its reason to be on the to-do list (empty: it is
        not), until so many days after they were asked; older ones are left out. Again, nothing changes."""


class Streams(Protocol):
    """Answers under way, for readers who lost their connection. Kept for some minutes."""

    def keep(self, live: Live) -> Live:
        """Write how far the answer got; it, with what others left there meanwhile."""

    def find(self, bot_id: str, conversation_id: str, message_id: str) -> Live | None:
        """How far it got; None if nothing was written of it yet, or too long ago."""

    def mark(self, bot_id: str, conversation_id: str, message_id: str, **left: float | str) -> None:
        """Leave `followed_at` or `stopped_by` for the writer, whether it has written yet or not."""
