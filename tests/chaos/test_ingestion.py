"""Workers die anywhere, messages come twice and in any order; every document still ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from docent import blocks
from docent.chunk import chunk
from docent.extract import extract
from tests.chaos.house import House
from tests.chaos.mortal import Fate, die
from tests.fakes import WordEmbedder

NAMES = ("a.txt", "b.txt")


def text(of: int, parts: int) -> str:
    """Parts of some 240 words, each a chunk of its own; texts share most of their parts.

    No line ends in a space: reading takes those away, and a chunk is looked for in its file as it is.
    """
    own = f"# Text {of}\n\n" + " ".join([f"This is told in text {of} only."] * 34)
    told = [" ".join([f"Sentence {n} of part {n} tells of thing {n}."] * 26) for n in range(parts)]
    return "\n\n".join([own, *(f"# Part {n}\n\n{part}" for n, part in enumerate(told))])


TEXTS = (text(1, 0), text(2, 7), text(3, 7), " ")
pick = st.integers(0, 1_000)
# Mostly early: that is where most of the steps are.
moments = st.one_of(st.integers(0, 30), st.integers(1, 60), st.integers(1, 120))


class Ingestion(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.house = House()
        self.bots = [self.house.new_bot() for _ in range(2)]

    def _fate(self, moment: int, strike: Callable[[], None] = die) -> Fate:
        return Fate(moment, strike)

    @rule(
        bot=pick,
        name=st.sampled_from(NAMES),
        told=st.sampled_from(TEXTS),
        moment=moments,
        announced=st.booleans(),
    )
    def upload(self, bot: int, name: str, told: str, moment: int, announced: bool) -> None:
        bot_id = self.bots[bot % 2].bot_id
        if bot_id in self.house.bots.bots and not self.house.bots.bots[bot_id].erasing:
            self.house.upload(bot_id, name, told, self._fate(moment), announced)

    @precondition(lambda self: self.house.queue)
    @rule(at=pick, moment=moments, short=st.booleans())
    def serve(self, at: int, moment: int, short: bool) -> None:
        message = self.house.queue[at % len(self.house.queue)]
        self.house.serve(message, self._fate(moment), 1.0 if short else float("inf"))

    @precondition(lambda self: self.house.queue)
    @rule(at=pick, other=pick, moment=moments)
    def serve_two_at_once(self, at: int, other: int, moment: int) -> None:
        queue = self.house.queue
        message, second = queue[at % len(queue)], queue[other % len(queue)]
        self.house.serve(message, self._fate(moment, lambda: self.house.serve(second, Fate())))

    @precondition(lambda self: self.house.queue and self.house.now)
    @rule(at=pick, moment=moments, deed=st.sampled_from(["delete", "time", "bot", "retry"]))
    def serve_while(self, at: int, moment: int, deed: str) -> None:
        message = self.house.queue[at % len(self.house.queue)]
        self.house.serve(message, self._fate(moment, lambda: self._do(deed, message.document_id)))

    def _do(self, deed: str, document_id: str) -> None:
        document = next((each for each in self.house.now if each.document_id == document_id), None)
        if document is None:
            return
        if deed == "delete":
            self.house.delete(document, Fate())
        elif deed == "bot":
            self.house.delete_bot(self.house.bots.bots[document.bot_id], Fate())
        else:
            self.house.pass_time(Fate())
            if deed == "retry":
                self.house.retry(document, Fate())

    @precondition(lambda self: self.house.queue)
    @rule(at=pick)
    def send_twice(self, at: int) -> None:
        message = self.house.queue[at % len(self.house.queue)]
        self.house.queue.append(type(message)(message.bot_id, message.document_id))

    @precondition(lambda self: self.house.now)
    @rule(at=pick, moment=moments)
    def delete(self, at: int, moment: int) -> None:
        self.house.delete(self.house.now[at % len(self.house.now)], self._fate(moment))

    @precondition(lambda self: self.house.now)
    @rule(at=pick, moment=moments)
    def retry(self, at: int, moment: int) -> None:
        self.house.retry(self.house.now[at % len(self.house.now)], self._fate(moment))

    @rule(moment=moments)
    def pass_time(self, moment: int) -> None:
        self.house.pass_time(self._fate(moment))

    @rule(at=pick, moment=moments)
    def delete_bot(self, at: int, moment: int) -> None:
        bot = self.house.bots.bots.get(self.bots[at % 2].bot_id)
        if bot and at % 5 == 0:
            self.house.delete_bot(bot, self._fate(moment))

    @invariant()
    def nothing_lies(self) -> None:
        self.house.check()

    def teardown(self) -> None:
        self.house.settle()
        self.house.check_settled()


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "SIZE", 3)


def test_each_part_of_a_text_is_a_chunk_so_that_long_ones_make_several_blocks() -> None:
    for told, parts in zip(TEXTS[:3], (1, 8, 8), strict=True):
        read = extract(told.encode(), "a.txt", most_pages=9, progress=lambda done, total: None)
        chunks = chunk(
            read, document_id="d", version="v1", filename="a.txt",
            count_tokens=WordEmbedder().count_tokens,
        )  # fmt: skip
        assert len(chunks) == parts
        assert all(each.text in told for each in chunks)


def test_every_document_ends_and_nothing_is_left_without_an_owner() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Ingestion,
        settings=settings(
            max_examples=300, stateful_step_count=40, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
