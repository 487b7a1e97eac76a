from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from docent import stream
from docent.answer import Delta, Event, Events, Started
from docent.conversation import Citation, Live, Turn
from docent.errors import BadInput, GenerationFailed, NotFound, Unavailable
from docent.stream import Pace, Place
from tests.contracts.conversations import some_turn
from tests.fakes import MemoryConversations, MemoryStreams

FAST = Pace(look=0.01, heartbeat=60, patience=60, silence=60)
STARTED = Started("con_1", "msg_1")
CITATION = Citation(1, "doc_1", "a.pdf", 3, "", "quote", 0.5)
WHERE = ("bot_1", "con_1", "msg_1")


class Model:
    """An answer that says what a test hands it, piece by piece; it is recorded like a true one."""

    def __init__(self) -> None:
        self.pieces: queue.Queue[Event | Exception | None] = queue.Queue()
        self.turns, self.streams = MemoryConversations(), MemoryStreams()
        self.stop, self.ended = threading.Event(), threading.Event()

    def say(self, *texts: str) -> Model:
        for text in texts:
            self.pieces.put(Delta(text))
        return self

    def end(self) -> Model:
        self.pieces.put(None)
        return self

    def answer(self) -> Events:
        said, cited = "", ()
        try:
            yield STARTED
            while (piece := self.pieces.get(timeout=20)) is not None and not self.stop.is_set():
                if isinstance(piece, Exception):
                    raise piece
                if isinstance(piece, Delta):
                    said += piece.text
                elif isinstance(piece, Citation):
                    cited = (*cited, piece)
                yield piece
        finally:
            self.ended.set()
        turn = replace(some_turn("msg_1"), answer=said.strip(), citations=cited, stopped=self.stop.is_set())
        self.turns.record(turn, 1)
        yield turn

    def kept(self, **pace: float) -> stream.Told:
        given = FAST._replace(**pace)
        return stream.kept(
            self.answer(), self.stop, bot_id="bot_1", asker="ann", streams=self.streams, pace=given
        )

    def resumed(self, seen: Place, asker: str = "ann", **pace: float) -> stream.Told:
        given = FAST._replace(**pace)
        return stream.resumed(
            seen, bot_id="bot_1", asker=asker, turns=self.turns, streams=self.streams, pace=given
        )

    def wait_for(self, text: str) -> None:
        """Until this much is stored."""
        for _ in range(2_000):
            live = self.streams.find(*WHERE)
            if live and live.text == text:
                return
            threading.Event().wait(0.01)
        raise AssertionError(f"{text!r} was never stored")


@pytest.fixture
def model() -> Model:
    return Model()


def told(events: Iterator[Event | None]) -> list[Event]:
    return [event for event in events if event is not None]


def turn_of(events: list[Event]) -> Turn:
    assert isinstance(events[-1], Turn)
    return events[-1]


def looked(events: stream.Told, wanted: Callable[[Live], bool], model: Model) -> None:
    """Let a writer whose model is silent look at the store until that holds what is wanted."""
    for _ in range(2_000):
        if WHERE in model.streams.lives and wanted(model.streams.lives[WHERE]):
            return
        assert next(events) is None
    raise AssertionError("it never came")


def leaving(events: stream.Told) -> threading.Thread:
    """A reader whose connection breaks after what is read already."""
    thread = threading.Thread(target=events.close)
    thread.start()
    return thread


def test_events_come_as_they_are(model: Model) -> None:
    model.say("Fifty ", "euros.").end()
    events = told(model.kept())
    assert events[:3] == [STARTED, Delta("Fifty "), Delta("euros.")]
    assert turn_of(events).answer == "Fifty euros."


def test_a_quick_answer_is_written_nowhere_but_in_the_log(model: Model) -> None:
    model.say("Fifty.").end()
    told(model.kept(look=60))
    assert model.streams.lives == {}


def test_the_end_waits_for_the_receipt(model: Model) -> None:
    model.say("Fifty.").end()
    settled = threading.Event()

    def answer() -> Events:
        try:
            yield from model.answer()
        finally:
            threading.Event().wait(0.2)
            settled.set()

    told(stream.kept(answer(), model.stop, bot_id="bot_1", asker="ann", streams=model.streams, pace=FAST))
    assert settled.is_set()


def test_positions_count_from_the_first_letter_as_in_what_is_recorded(model: Model) -> None:
    model.say("\n ", " Fifty ").end()
    events = told(model.kept())
    assert events[1:-1] == [Delta("Fifty ")]
    assert turn_of(events).answer.startswith("Fifty")


def test_a_refusal_comes_before_anything_else(model: Model) -> None:
    def refusing() -> Events:
        raise NotFound("no such conversation")
        yield STARTED

    with pytest.raises(NotFound):
        next(stream.kept(refusing(), model.stop, bot_id="bot_1", asker="ann", streams=model.streams))


def test_a_silent_model_is_covered_by_comments(model: Model) -> None:
    events = model.kept(heartbeat=0)
    assert next(events) == STARTED
    assert [next(events), next(events)] == [None, None]
    model.say("Fifty.").end()
    assert told(events)[0] == Delta("Fifty.")


def test_who_was_cut_off_gets_the_rest_while_it_is_written(model: Model) -> None:
    events = model.kept()
    model.say("Fif")
    assert [next(events), next(events)] == [STARTED, Delta("Fif")]
    gone = leaving(events)
    model.say("ty ")
    model.pieces.put(CITATION)
    model.wait_for("Fifty ")
    following = model.resumed(Place("con_1", "msg_1", 3))
    assert [next(following), next(following)] == [Delta("ty "), CITATION]
    model.say("euros.").end()
    rest = told(following)
    assert "".join(event.text for event in rest if isinstance(event, Delta)) == "euros."
    assert (turn_of(rest).answer, turn_of(rest).stopped) == ("Fifty euros.", False)
    gone.join(20)
    assert len(model.turns.recorded) == 1


def test_who_comes_after_the_end_gets_the_rest_at_once(model: Model) -> None:
    model.say("Fifty ", "euros.").end()
    told(model.kept(look=60))
    rest = told(model.resumed(Place("con_1", "msg_1", 6)))
    assert rest == [Delta("euros."), turn_of(rest)]
    assert told(model.resumed(Place("con_1", "msg_1", over=True))) == [turn_of(rest)]


def test_a_follower_keeps_the_writer_going_beyond_its_patience(model: Model) -> None:
    class Ahead(MemoryStreams):
        """Has been followed in the hour to come, so that no pause of this machine counts as leaving."""

        def keep(self, live: Live) -> Live:
            kept = super().keep(live)
            return replace(kept, followed_at=kept.followed_at and kept.followed_at + 3600)

    model.streams = Ahead()
    events = model.kept(patience=1, heartbeat=0)
    assert next(events) == STARTED
    model.say("a")
    assert next(event for event in events if event) == Delta("a")
    looked(events, lambda live: live.text == "a", model)
    following = model.resumed(Place("con_1", "msg_1"), heartbeat=0)
    assert [next(following), next(following)] == [Delta("a"), None]
    looked(events, lambda live: live.followed_at > 0, model)
    gone = leaving(events)
    threading.Event().wait(1.5)
    model.say("b").end()
    assert turn_of(told(following)).answer == "ab"
    gone.join(20)


def test_nobody_coming_back_ends_the_model_and_records_what_was_shown(model: Model) -> None:
    events = model.kept(patience=0)
    model.say("Fif")
    assert [next(events), next(events)] == [STARTED, Delta("Fif")]
    gone = leaving(events)
    while not model.ended.is_set():
        model.say(".")
        model.ended.wait(0.02)
    gone.join(20)
    (turn,) = model.turns.recorded
    assert turn.stopped
    assert turn.answer.startswith("Fif")


def test_a_stop_ends_the_model_and_the_reader_is_told_all_that_was_shown(model: Model) -> None:
    events = model.kept()
    model.say("Fif")
    assert [next(events), next(events)] == [STARTED, Delta("Fif")]
    stream.stop(*WHERE, asker="ann", streams=model.streams)
    rest: list[Event] = []
    while not any(isinstance(event, Turn) for event in rest):
        model.say(".")
        rest.append(next(event for event in events if event))
    assert turn_of(rest).stopped
    assert turn_of(rest) == model.turns.recorded[0]


def test_a_stop_of_somebody_else_stops_nothing(model: Model) -> None:
    events = model.kept(heartbeat=0)
    assert next(events) == STARTED
    stream.stop(*WHERE, asker="eve", streams=model.streams)
    model.say("Fifty.")
    assert next(event for event in events if event) == Delta("Fifty.")
    while WHERE not in model.streams.lives or model.streams.lives[WHERE].text != "Fifty.":
        assert next(events) is None
    model.say("More.").end()
    assert not turn_of(told(events)).stopped


def test_how_it_failed_is_told_to_who_comes_back(model: Model) -> None:
    events = model.kept()
    model.say("Fif").pieces.put(GenerationFailed("The model gave up."))
    with pytest.raises(GenerationFailed):
        told(events)
    following = model.resumed(Place("con_1", "msg_1", 1))
    assert next(following) == Delta("if")
    with pytest.raises(Unavailable, match="gave up"):
        next(following)


def test_a_fault_of_ours_is_told_without_its_words(model: Model) -> None:
    model.pieces.put(ValueError("secret"))
    with pytest.raises(ValueError, match="secret"):
        told(model.kept())
    with pytest.raises(Unavailable, match="broke off"):
        told(model.resumed(Place("con_1", "msg_1")))


def test_a_writer_that_died_is_no_reason_to_wait(model: Model) -> None:
    events = model.kept()
    model.say("Fif")
    assert [next(events), next(events)] == [STARTED, Delta("Fif")]
    model.streams.keep(stream.Live("bot_1", "con_1", "msg_1", "ann", "Fif", beat_at=1.0))
    with pytest.raises(Unavailable, match="broke off"):
        told(model.resumed(Place("con_1", "msg_1")))
    model.end()
    told(events)


@pytest.mark.parametrize(("message_id", "asker"), [("msg_2", "ann"), ("msg_1", "eve")])
def test_an_answer_of_nobody_or_somebody_else_is_not_found(model: Model, message_id: str, asker: str) -> None:
    model.say("Fifty.").end()
    told(model.kept())
    with pytest.raises(NotFound):
        next(model.resumed(Place("con_1", message_id), asker))


def test_a_store_that_fails_does_not_spoil_the_answer(model: Model) -> None:
    class Broken(MemoryStreams):
        def keep(self, live: Any) -> Any:
            raise Unavailable("no store")

    model.streams = Broken()
    model.say("Fifty.").end()
    assert turn_of(told(model.kept(look=0))).answer == "Fifty."


def test_a_store_that_hangs_holds_up_nothing(model: Model) -> None:
    released = threading.Event()
    asked: list[str] = []

    class Hanging(MemoryStreams):
        def keep(self, live: Live) -> Live:
            asked.append(live.text)
            released.wait(20)
            return super().keep(live)

    model.streams = Hanging()
    events = model.kept(heartbeat=0)
    assert next(events) == STARTED
    while not asked:
        assert next(events) is None
    model.say("Fifty ", "euros.").end()
    assert turn_of(told(events)).answer == "Fifty euros."
    assert not released.is_set()
    assert len(asked) == 1
    released.set()


def test_a_place_is_read_back_and_moves_with_the_events() -> None:
    place = Place("con_1", "msg_1")
    for event in (STARTED, Delta("für"), CITATION):
        place = place.after(event)
    assert str(place) == "con_1.msg_1.3-1"
    assert stream.place(str(place)) == place
    over = place.after(some_turn("msg_1"))
    assert str(over) == "con_1.msg_1.end"
    assert stream.place(str(over)).over


@pytest.mark.parametrize(
    "text", ["7", "con_1.msg_1", "con_1.msg_1.-1", "con_1#x.msg_1.1-1", "con_1.msg_1.1-1 "]
)
def test_a_place_of_somebody_elses_making_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        stream.place(text)
    assert refused.value.field == "Last-Event-ID"
