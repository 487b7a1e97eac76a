"""What a bot was asked and what it answered: its conversations, looked through, forgotten, judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from docent import shapes, tally
from docent.conversation import ConversationLog, Feedback, Tallies, Turn
from docent.errors import BadInput, NotFound
from docent.gates import Asker
from docent.ids import first_id
from docent.ports import Listing

MOST_READ = 2_000
LONGEST_TEXT = 100


class Filters(NamedTuple):
    """Which conversations: begun from, before; with a turn rated so; answered throughout, or not; with `text`
    in a question or an answer; one of which was asked on a page with `page` in its address (both casefolded).
    """

    start: str = ""
    end: str = ""
    rating: str = ""
    answered: str = ""
    text: str = ""
    page: str = ""

    def take(self, turns: Sequence[Turn]) -> bool:
        if self.rating and not any(turn.rating == self.rating for turn in turns):
            return False
        if self.text and not any(self.text in f"{turn.question}\n{turn.answer}".casefold() for turn in turns):
            return False
        if self.page and not any(self.page in turn.page.casefold() for turn in turns):
            return False
        return not self.answered or all(turn.answered for turn in turns) == (self.answered == "true")


def filters(given: Mapping[str, str]) -> Filters:
    """Filters of `from`, `to` (a date counts to its end), `rating`, `answered`, `text`, `page`.

    Raises BadInput.
    """
    for name, known in (("rating", ("up", "down")), ("answered", ("true", "false"))):
        if given.get(name, "") not in ("", *known):
            raise BadInput(f"Give `{name}` as {' or '.join(known)}.", field=name)
    start, end = (_moment(given.get(name, ""), name) for name in ("from", "to"))
    texts = _text(given, "text"), _text(given, "page")
    return Filters(start, end, given.get("rating", ""), given.get("answered", ""), *texts)


def conversations(bot_id: str, chosen: Filters, after: str, limit: int, *, log: ConversationLog) -> Listing:
    """Conversations that the filters take, newest first, each as its turns, oldest first.

    Of many that the filters refuse it may give fewer than `limit`, and a `next` all the same.
    """
    found: list[Sequence[Turn]] = []
    read, last = 0, ""
    for turns in whole(bot_id, chosen, after, log):
        if len(found) == limit or read >= MOST_READ:
            return Listing(tuple(found), last)
        read, last = read + len(turns), turns[0].conversation_id
        if chosen.take(turns):
            found.append(turns)
    return Listing(tuple(found))


def conversation(bot_id: str, conversation_id: str, *, log: ConversationLog) -> Sequence[Turn]:
    """All turns, oldest first. Raises NotFound."""
    turns = log.turns(bot_id, conversation_id)
    if not turns:
        raise NotFound("There is no such conversation, or it is forgotten.", code="conversation_not_found")
    return turns


def forget(bot_id: str, conversation_id: str, *, log: ConversationLog, asker: str = "") -> None:
    """Erase a conversation, what is kept of answers under way included; with `asker`, only theirs.

    Raises NotFound.
    """
    own(bot_id, conversation_id, asker, log=log)
    log.forget(bot_id, conversation_id)


def own(bot_id: str, conversation_id: str, asker: str, *, log: ConversationLog) -> Sequence[Turn]:
    """All turns of an asker's conversation, oldest first; of anybody's without `asker`. Raises NotFound."""
    turns = conversation(bot_id, conversation_id, log=log)
    if asker and turns[0].asker != asker:
        raise NotFound("There is no such conversation, or it is not yours.", code="conversation_not_found")
    return turns


def rate(
    turn: Turn | None, rating: str, comment: str, *, asker: Asker, feedback: Feedback, tallies: Tallies
) -> None:
    """Keep what whoever asked, or the bot's owner, thinks of an answer; it counts for the day of the answer.

    Raises NotFound.
    """
    if turn is None or (turn.asker != asker.id and asker.kind != "owner"):
        raise no_answer()
    before = feedback.rate(turn, rating, comment)
    if before != rating:
        tallies.count(turn.bot_id, turn.created_at[:10], tally.rated(rating, before))


def no_answer() -> NotFound:
    return NotFound("There is no such answer, or it is not yours.", code="answer_not_found")


def overview(turns: Sequence[Turn]) -> dict[str, Any]:
    """A conversation as lists show it."""
    ratings = {turn.rating for turn in turns}
    return {
        "conversation_id": turns[0].conversation_id,
        "started_at": turns[0].created_at,
        "updated_at": turns[-1].created_at,
        "asker": shapes.kind_of(turns[0].asker),
        "question": turns[0].question,
        **({"page": turns[0].page} if turns[0].page else {}),
        "turns": len(turns),
        "answered": all(turn.answered for turn in turns),
        "rating": next((each for each in ("down", "up") if each in ratings), None),
    }


def whole(bot_id: str, chosen: Filters, after: str, log: ConversationLog) -> Iterator[Sequence[Turn]]:
    """Conversations in the filters' time, those older than `after`, newest first, each oldest turn first."""
    if after and not re.fullmatch(r"con_[0-9a-z]{1,40}", after):
        raise BadInput("`next` is not a token of ours. Start the list again without it.", field="next")
    before = after or (first_id("con", chosen.end) if chosen.end else "")
    newest = log.newest(bot_id, first_id("con", chosen.start) if chosen.start else "", before)
    for _, turns in groupby(newest, key=lambda turn: turn.conversation_id):
        yield list(turns)[::-1]


def _text(given: Mapping[str, str], name: str) -> str:
    text = given.get(name, "").strip().casefold()
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"Search for at most {LONGEST_TEXT} characters.", field=name)
    return text


def _moment(text: str, name: str) -> str:
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise BadInput(
            f"Give `{name}` as a date (2026-01-31) or a moment (2026-01-31T12:00:00Z).", field=name
        ) from error
    if name == "to" and len(text) == len("2026-01-31"):
        moment += timedelta(days=1)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
