"""An answer on its way: kept while it is written, so that a reader who was cut off gets the rest or stops it.

A disconnected reader looks the same whether the network failed or the page was closed. So the writer goes on
for some seconds: who comes back within them follows what is stored, who stops says so. Either way the model
is called once.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import NamedTuple

from docent.answer import Delta, Event, Events, Started
from docent.beside import beside
from docent.conversation import Citation, Live, Streams, Turn, Turns
from docent.errors import BadInput, DocentError, NotFound, Unavailable

Told = Generator[Event | None, None, None]


class Pace(NamedTuple):
    """Seconds: between two looks at the store, of silence before a comment, that a lost reader is waited for,
    that a follower waits for a writer's sign of life."""

    look: float = 1.0
    heartbeat: float = 15.0
    patience: float = 10.0
    silence: float = 10.0


class Place(NamedTuple):
    """How far a reader is: characters and citations received. Its text is the id of a server-sent event."""

    conversation_id: str
    message_id: str
    characters: int = 0
    citations: int = 0
    over: bool = False

    def __str__(self) -> str:
        at = "end" if self.over else f"{self.characters}-{self.citations}"
        return f"{self.conversation_id}.{self.message_id}.{at}"

    def after(self, event: Event) -> Place:
        match event:
            case Delta():
                return self._replace(characters=self.characters + len(event.text))
            case Citation():
                return self._replace(citations=self.citations + 1)
            case Turn():
                return self._replace(over=True)
        return self


def place(text: str) -> Place:
    """The inverse of str(Place). Raises BadInput."""
    found = _PLACE.fullmatch(text)
    if not found:
        raise BadInput("`Last-Event-ID` is not an id of ours. Ask without it.", field="Last-Event-ID")
    conversation_id, message_id, characters, citations = found.groups()
    return Place(conversation_id, message_id, int(characters or 0), int(citations or 0), not characters)


_PLACE = re.compile(r"(con_[0-9a-z]{1,40})\.(msg_[0-9a-z]{1,40})\.(?:(\d{1,7})-(\d{1,4})|end)")


def kept(
    events: Events,
    stop: threading.Event,
    *,
    bot_id: str,
    asker: str,
    streams: Streams,
    pace: Pace = Pace(),  # noqa: B008
) -> Told:
    """The events as they come; None after each 15 seconds without one. Raises what they raise.

    Closed early, it goes on without a reader until the answer is whole. Sets `stop`, which ends the events,
    where whoever asked says so, or nobody followed them for some seconds.
    """
    started = next(events)
    assert isinstance(started, Started)
    live = Live(bot_id, started.conversation_id, started.message_id, asker)
    writing = _Writing(events, stop, live, streams, pace)
    try:
        yield started
        yield from writing.told()
    finally:
        writing.finish()


def resumed(
    seen: Place,
    *,
    bot_id: str,
    asker: str,
    turns: Turns,
    streams: Streams,
    pace: Pace = Pace(),  # noqa: B008
) -> Told:
    """The events after `seen` of an answer that may still be under way; None after 15 seconds without one.

    Raises NotFound if there is no such answer of this asker's; Unavailable if it broke off.
    """
    where, quiet = (bot_id, seen.conversation_id, seen.message_id), _Quiet(pace.heartbeat, due=True)
    given_up = time.monotonic() + 5 * pace.look
    while True:
        turn = turns.find(*where)
        live = None if turn else streams.find(*where)
        found = turn or live
        if found and found.asker != asker or not found and time.monotonic() > given_up:
            raise _nothing()
        for event in _news(found, seen):
            seen = seen.after(event)
            quiet.over()
            yield event
        if turn:
            return
        if live:
            _check(live, pace)
            streams.mark(*where, followed_at=time.time())
        if found and quiet.too_long():
            yield None
        time.sleep(pace.look)


def stop(bot_id: str, conversation_id: str, message_id: str, *, asker: str, streams: Streams) -> None:
    """Have the writer of an answer end it; nothing happens unless it is this asker's and under way."""
    streams.mark(bot_id, conversation_id, message_id, stopped_by=asker)


class _Writing:
    """An answer drawn by a thread of its own, so that a silent model holds up neither comments nor stops.

    The store is looked at by one more, so that it holds up nothing either.
    """

    def __init__(
        self, events: Events, stop: threading.Event, live: Live, streams: Streams, pace: Pace
    ) -> None:
        self._events, self._stop, self._live, self._streams, self._pace = events, stop, live, streams, pace
        self._came: SimpleQueue[Event | BaseException] = SimpleQueue()
        self._over, self._followed_at = False, 0.0
        self._looked, self._look = time.monotonic(), beside(_nothing_yet)
        self._drawing = threading.Thread(target=self._draw, daemon=True)
        self._drawing.start()

    def told(self) -> Iterator[Event | None]:
        """The events; None after each long silence."""
        quiet = _Quiet(self._pace.heartbeat)
        while not self._over:
            event = self._next()
            if event is not None:
                quiet.over()
                yield event
            elif quiet.too_long():
                yield None

    def finish(self) -> None:
        """Go on without a reader as long as one may come back; then until the answer has its receipt.

        Lambda freezes whatever still runs when an invocation is over.
        """
        left = time.time()
        while not self._over:
            if time.time() - max(left, self._followed_at) > self._pace.patience:
                self._stop.set()
            with suppress(Exception):  # whoever comes back is told of it by what is kept
                self._next()
        self._drawing.join(_RECEIPT_SECONDS)

    def _draw(self) -> None:
        try:
            for event in self._events:
                self._came.put(event)
        except BaseException as error:
            self._came.put(error)
        finally:
            self._events.close()

    def _next(self) -> Event | None:
        """What came, or None if nothing does until it is time to look at the store; raises its error."""
        due = self._looked + self._pace.look - time.monotonic()
        try:
            event = self._came.get(timeout=max(0.0, due))
        except Empty:
            self._look_again()
            return None
        if isinstance(event, BaseException):
            self._fail(event)
            raise event
        if due <= 0:
            self._look_again()
        return self._took(event)

    def _took(self, event: Event) -> Event | None:
        self._over = isinstance(event, Turn)
        if isinstance(event, Citation):
            self._live = replace(self._live, citations=(*self._live.citations, event))
        if isinstance(event, Delta):
            # What is recorded begins with a letter: positions in it must count from there.
            event = Delta(event.text if self._live.text else event.text.lstrip())
            self._live = replace(self._live, text=self._live.text + event.text)
            return event if event.text else None
        return event

    def _look_again(self) -> None:
        """Begin to, unless the last time is still under way."""
        self._looked = time.monotonic()
        if self._look.done():
            self._look.result()
            self._look = beside(self._keep)

    def _keep(self) -> None:
        with suppress(DocentError):  # an answer is not worth less because nobody could come back to it
            kept = self._streams.keep(replace(self._live, beat_at=time.time()))
            self._followed_at = kept.followed_at
            if kept.stopped_by == kept.asker:
                self._stop.set()

    def _fail(self, error: BaseException) -> None:
        self._over = True
        told = (error.code, error.message) if isinstance(error, DocentError) else _BROKEN
        self._live = replace(self._live, failure=told)
        with suppress(TimeoutError):  # who comes back then finds nobody writing
            self._look.result(_LAST_LOOK_SECONDS)
            beside(self._keep).result(_LAST_LOOK_SECONDS)


class _Quiet:
    """How long nothing was said."""

    def __init__(self, seconds: float, *, due: bool = False) -> None:
        self._seconds, self._since = seconds, float("-inf") if due else time.monotonic()

    def over(self) -> None:
        self._since = time.monotonic()

    def too_long(self) -> bool:
        """Whether a comment is due; it counts as said then."""
        due = time.monotonic() - self._since >= self._seconds
        if due:
            self.over()
        return due


def _news(found: Turn | Live | None, seen: Place) -> Iterator[Event]:
    if found is None:
        return
    text = found.answer if isinstance(found, Turn) else found.text
    if not seen.over:
        if rest := text[seen.characters :]:
            yield Delta(rest)
        yield from found.citations[seen.citations :]
    if isinstance(found, Turn):
        yield found


def _check(live: Live, pace: Pace) -> None:
    if live.failure:
        raise Unavailable(live.failure[1], code=live.failure[0])
    if time.time() - live.beat_at > pace.silence:
        raise Unavailable(_BROKEN[1], code=_BROKEN[0])


def _nothing() -> NotFound:
    return NotFound(
        "There is no such answer any more, or it is not yours. Ask again.", code="answer_not_found"
    )


def _nothing_yet() -> None:
    """Nobody looked."""


_LAST_LOOK_SECONDS = 2.0
_RECEIPT_SECONDS = 15.0  # the store's own time-outs are shorter
_BROKEN = ("answer_broke_off", "The answer broke off before it was complete. Ask again.")
