from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from docent import answer
from docent.answer import Delta, Event, Events, Rules, Started
from docent.conversation import Citation, Generator, Prompt, Turn, Usage
from docent.errors import GenerationFailed, NotFound, TooManyRequests, Unavailable
from docent.gates import Asker
from docent.prices import cost
from tests.fakes import (
    MemoryConversations,
    MemoryLedger,
    ScriptedGenerator,
)
from tests.library import Library

ANN = Asker("owner", "ann")
TEXT = "The deposit for a bike is fifty euros. It is paid back when the bike returns whole."


class World(Library):
    """A bot that knows one document."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"threshold": 0.05, **settings})
        self.conversations = MemoryConversations()
        self.measured: list[Turn] = []
        self.ledger = MemoryLedger()
        self.hard: list[bool] = []
        self.rewriter: Generator | None = None
        self.stop = False
        self.counted: Callable[[], None] = lambda: None

    def chosen(self, generators: Sequence[Generator], hard: bool) -> Sequence[Generator]:
        self.hard.append(hard)
        return generators

    def ask(
        self, question: str, *generators: Generator, asker: Asker = ANN, conversation_id: str = "",
        rules: Rules = Rules(),  # noqa: B008
    ) -> list[Event]:  # fmt: skip
        options = {"asker": asker, "conversation_id": conversation_id, "rules": rules}
        return list(self.events(question, *generators, **options))

    def events(
        self, question: str, *generators: Generator, asker: Asker = ANN, conversation_id: str = "",
        rules: Rules = Rules(),  # noqa: B008
    ) -> Events:  # fmt: skip
        return answer.answer(
            question, bot=self.bot, asker=asker, counted=lambda: self.counted(),
            conversation_id=conversation_id, rules=rules,
            **self.ports, documents=self.documents, generators=lambda hard: self.chosen(generators, hard),
            rewriter=lambda: self.rewriter,
            conversations=self.conversations, ledger=self.ledger, read_units=lambda: 3.5,
            measure=self.measured.append, stopped=lambda: self.stop,
        )  # fmt: skip


@pytest.fixture
def world() -> World:
    world = World()
    world.read(TEXT)
    return world


def _turn(events: Sequence[Event]) -> Turn:
    assert isinstance(events[-1], Turn)
    return events[-1]


def test_an_answer_is_started_told_cited_and_done(world: World) -> None:
    events = world.ask("deposit for a bike?", ScriptedGenerator("The deposit is ", "fifty euros [1]."))
    turn = _turn(events)
    citations = [event for event in events if isinstance(event, Citation)]
    assert isinstance(events[0], Started)
    assert "".join(event.text for event in events if isinstance(event, Delta)) == turn.answer
    assert turn.answer == "The deposit is fifty euros [1]."
    assert citations == list(turn.citations)
    assert citations[0].quote in TEXT
    assert citations[0].filename == "rules.txt"
    assert (turn.answered, turn.model, turn.input_tokens, turn.output_tokens) == (True, "scripted", 100, 10)
    assert {"history", "embed", "search", "passages", "prompt", "model", "first_token", "total"} <= set(
        turn.timings_ms
    )
    assert world.conversations.recorded == [turn]


def test_a_marker_of_no_passage_never_reaches_the_reader(world: World) -> None:
    turn = _turn(world.ask("deposit for a bike?", ScriptedGenerator("The deposit is fifty euros [1][7].")))
    assert turn.answer == "The deposit is fifty euros [1]."


def test_without_documents_no_model_is_asked() -> None:
    generator = ScriptedGenerator("x")
    turn = _turn(World(refusal="Ask the shop.").ask("anything?", generator))
    assert (turn.answer, turn.answered, turn.model) == ("Ask the shop.", False, "none")
    assert generator.prompts == []


@pytest.mark.parametrize("settings", [{"threshold": 0.9}, {"threshold": None, "calibrated_threshold": 0.9}])
def test_a_weak_match_is_refused_before_money_is_spent(settings: dict[str, Any]) -> None:
    world = World(**settings)
    world.read(TEXT)
    generator = ScriptedGenerator("x")
    turn = _turn(world.ask("zebra xylophone", generator))
    assert not turn.answered
    assert "don't know" in turn.answer
    assert (generator.prompts, turn.cost_usd) == ([], 0)


@pytest.mark.parametrize("parts", [("NO_ANSWER",), (" NO_", "ANSWER", "\n"), ("NO_ANSWER.",), ("",), ()])
def test_a_model_that_finds_no_answer_refuses(world: World, parts: tuple[str, ...]) -> None:
    events = world.ask("deposit for a bike?", ScriptedGenerator(*parts))
    assert not _turn(events).answered
    assert "NO_" not in "".join(event.text for event in events if isinstance(event, Delta))
    assert _turn(events).input_tokens == 100


def test_a_greeting_is_returned_and_ends_no_subject(world: World) -> None:
    generator = ScriptedGenerator("Fifty euros [1].")
    first = _turn(world.ask("deposit for a bike?", generator))
    *_, said, turn = world.ask("thanks", generator, conversation_id=first.conversation_id)
    assert said == Delta("You’re welcome!")
    assert isinstance(turn, Turn)
    assert (turn.answer, turn.answered, turn.model, turn.courteous) == ("You’re welcome!", True, "none", True)
    assert len(generator.prompts) == 1
    world.ask("and is it paid back?", generator, conversation_id=first.conversation_id)
    assert generator.prompts[-1].question.startswith("deposit for a bike?")
    assert [question for question, _ in generator.prompts[-1].history] == ["deposit for a bike?"]


def test_a_greeting_is_none_of_the_documents_but_may_have_a_curated_answer(world: World) -> None:
    world.read("Write to hello@shop.example.", "contact.txt")
    model = ScriptedGenerator("Write to hello@shop.example [1].")
    assert _turn(world.ask("hello", model)).answer.startswith("Hello!")
    assert not model.prompts
    assert _turn(world.ask("hello where?", model)).answer == "Write to hello@shop.example [1]."
    world.read_pairs([("hi", "Ahoy.")])
    assert _turn(world.ask("hi", ScriptedGenerator("x [1]."))).answer == "Ahoy. [1]"


def test_an_answer_may_begin_like_the_sign_for_none(world: World) -> None:
    turn = _turn(world.ask("deposit for a bike?", ScriptedGenerator("N", "O deposit below fifty euros [1].")))
    assert turn.answer == "NO deposit below fifty euros [1]."


def test_the_next_generator_stands_in_for_one_that_fails(world: World) -> None:
    broken = ScriptedGenerator(model="broken", fails=True)
    turn = _turn(
        world.ask("deposit for a bike?", broken, ScriptedGenerator("Fifty euros [1].", model="next"))
    )
    assert (turn.answer, turn.model) == ("Fifty euros [1].", "next")


def test_quotes_go_on_where_a_model_broke_off_and_the_turn_says_so(world: World) -> None:
    broken = ScriptedGenerator("The deposit is", model="broken", fails=True)
    unasked = ScriptedGenerator("x")
    quotes = ScriptedGenerator("fifty euros [1].", model="extractive")
    events = world.ask("deposit for a bike?", broken, unasked, quotes)
    turn = _turn(events)
    assert turn.answer == "The deposit is\n\nfifty euros [1]."
    assert "".join(event.text for event in events if isinstance(event, Delta)) == turn.answer
    assert (turn.model, turn.cut_short, turn.answered) == ("broken", True, True)
    assert [citation.n for citation in turn.citations] == [1]
    assert unasked.prompts == []


def test_a_whole_answer_is_not_cut_short(world: World) -> None:
    broken = ScriptedGenerator(model="broken", fails=True)
    turn = _turn(world.ask("deposit for a bike?", broken, ScriptedGenerator("Fifty euros [1].")))
    assert not turn.cut_short


def test_nobody_left_to_answer_is_told(world: World) -> None:
    with pytest.raises(GenerationFailed):
        world.ask("deposit for a bike?", ScriptedGenerator(fails=True), ScriptedGenerator(fails=True))


def test_a_question_whose_answer_fails_stands_in_the_log_and_is_counted(world: World) -> None:
    events = world.events("deposit for a bike?", ScriptedGenerator("Fifty ", "euros [1].", fails=True))
    with pytest.raises(GenerationFailed):
        list(events)
    (turn,) = world.conversations.recorded
    assert (turn.question, turn.answered, turn.stopped) == ("deposit for a bike?", True, True)
    assert turn.answer == "Fifty euros [1]."
    ((_, _, receipt),) = world.ledger.receipts
    assert receipt.tally["asked"] == 1


def test_what_failed_is_told_where_it_cannot_be_recorded_either(world: World) -> None:
    def full(turn: Turn, lifetime_days: int) -> None:
        raise Unavailable("The store does not answer.", retry_after=1)

    world.conversations.record = full  # type: ignore[method-assign]
    with pytest.raises(GenerationFailed):
        world.ask("deposit for a bike?", ScriptedGenerator(fails=True))


def test_who_asks_too_often_gets_no_event_and_costs_nothing(world: World) -> None:
    def full() -> None:
        raise TooManyRequests("Wait a second.", retry_after=1)

    first = _turn(world.ask("deposit for a bike?", ScriptedGenerator("Fifty euros [1].")))
    world.counted, world.rewriter = full, ScriptedGenerator("What is the deposit?")
    generator = ScriptedGenerator("x")
    for conversation_id in ("", first.conversation_id):
        with pytest.raises(TooManyRequests):
            next(world.events("and why?", generator, conversation_id=conversation_id))
    assert (generator.prompts, world.rewriter.prompts) == ([], [])
    assert len(world.ledger.receipts) == len(world.conversations.recorded) == 1


def test_a_hard_question_is_told_from_a_simple_one(world: World) -> None:
    for question in ("deposit for a bike?", "why is there a deposit for a bike?"):
        world.ask(question, ScriptedGenerator("Fifty euros [1]."))
    assert world.hard == [False, True]


def test_an_answer_links_to_the_sites_of_the_bot_and_its_documents_only() -> None:
    world = World(allowed_origins=("https://shop.example",))
    world.read(TEXT, source_url="https://docs.example/rules")
    said = (
        "Fifty euros [1]: https://shop.example/a https://docs.example/b ![x](https://evil.example/?q=fifty)"
    )
    turn = _turn(world.ask("deposit for a bike?", ScriptedGenerator(*said)))
    shown = said.replace("![x](https://evil", "![x] (evil")
    assert turn.answer == shown


def test_every_answer_has_a_receipt(world: World) -> None:
    turn = _turn(world.ask("deposit for a bike?", ScriptedGenerator("Fifty euros [1].", model="small")))
    ((bot_id, _, receipt),) = world.ledger.receipts
    assert (bot_id, receipt.model, receipt.usage) == (world.bot_id, "small", {"small": Usage(100, 10)})
    assert receipt.read_units == turn.read_units == 3.5
    assert receipt.milliseconds == round(turn.timings_ms["total"])


def test_a_reader_who_leaves_gets_a_receipt_too() -> None:
    world = World(budget_usd_per_day=0.10)
    world.read(TEXT)
    counted = CountingGenerator("Fifty ", "euros [1].", model="gemini-3.8-flash")
    events = world.events("deposit for a bike?", counted)
    while not isinstance(next(events), Delta):
        pass
    events.close()  # type: ignore[attr-defined]
    ((_, _, receipt),) = world.ledger.receipts
    assert receipt.usage == {"gemini-3.8-flash": Usage(100, 1)}
    (spent,) = world.ledger.spent.values()
    assert spent == pytest.approx(cost("gemini-3.8-flash", Usage(100, 1)), abs=1e-6)


class CountingGenerator(ScriptedGenerator):
    """Tells its tokens before each piece."""

    def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
        for count, part in enumerate(self._parts, start=1):
            yield Usage(100, count)
            yield part


def test_a_stopped_answer_is_recorded_as_it_was_shown(world: World) -> None:
    closed: list[str] = []

    class Endless(ScriptedGenerator):
        def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
            try:
                while True:
                    yield "Fifty euros [1]. "
            finally:
                closed.append(self.model)

    events = world.events("deposit for a bike?", Endless())
    shown = ""
    while not shown:
        event = next(events)
        shown += event.text if isinstance(event, Delta) else ""
    world.stop = True
    rest = list(events)  # a part of what was held back until its citation stood
    turn = _turn(rest)
    shown += "".join(event.text for event in rest if isinstance(event, Delta))
    assert (turn.stopped, turn.answer, closed) == (True, shown.strip(), ["scripted"])
    assert world.conversations.recorded == [turn]


def test_a_stop_while_the_model_thinks_ends_it_and_asks_no_other(world: World) -> None:
    closed: list[str] = []

    class Thinking(ScriptedGenerator):
        def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
            try:
                yield Usage(100, 50)
                world.stop = True
                yield Usage(100, 90)
                yield "Fifty euros [1]."
            finally:
                closed.append(self.model)

    other = ScriptedGenerator("Fifty [1].")
    turn = _turn(world.ask("deposit for a bike?", Thinking(), other))
    assert (turn.stopped, turn.answer, turn.output_tokens, closed) == (True, "", 90, ["scripted"])
    assert other.prompts == []


def test_a_stop_while_a_model_fails_asks_no_other(world: World) -> None:
    class Silent(ScriptedGenerator):
        def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
            world.stop = True
            raise GenerationFailed("too late", code="model_timed_out")
            yield ""

    other = ScriptedGenerator("Fifty [1].")
    turn = _turn(world.ask("deposit for a bike?", Silent(), other))
    assert (turn.stopped, other.prompts) == (True, [])


def test_a_conversation_goes_on_and_its_turns_are_given_to_the_model(world: World) -> None:
    first = _turn(world.ask("deposit for a bike?", ScriptedGenerator("Fifty euros [1].")))
    generator = ScriptedGenerator("When the bike returns [1].")
    second = _turn(world.ask("bike deposit back?", generator, conversation_id=first.conversation_id))
    assert second.conversation_id == first.conversation_id
    assert generator.prompts[0].history == (("deposit for a bike?", "Fifty euros."),)


def test_a_conversation_of_somebody_else_is_not_found(world: World) -> None:
    first = _turn(world.ask("deposit for a bike?", ScriptedGenerator("Fifty euros [1].")))
    for asker, conversation_id in ((Asker("visitor", "eve"), first.conversation_id), (ANN, "con_none")):
        with pytest.raises(NotFound):
            world.ask("and?", ScriptedGenerator("x"), asker=asker, conversation_id=conversation_id)


def test_a_budget_is_never_overspent_and_quotes_go_on_without_it() -> None:
    world = World(budget_usd_per_day=0.05)
    world.read(TEXT)
    paid = ScriptedGenerator("Fifty euros [1].", model="gemini-3.8-flash")
    free = ScriptedGenerator("“fifty euros” [1]", model="extractive")
    turns = [_turn(world.ask("deposit for a bike?", paid, free)) for _ in range(200)]
    (spent,) = world.ledger.spent.values()
    assert spent == pytest.approx(sum(turn.cost_usd for turn in turns))
    assert spent <= 0.05
    assert {(turn.model, turn.over_budget) for turn in turns} == {
        ("gemini-3.8-flash", False), ("extractive", True),
    }  # fmt: skip
    assert all(turn.answered for turn in turns)


def test_a_budget_of_nothing_spends_nothing() -> None:
    world = World(budget_usd_per_day=0)
    world.read(TEXT)
    paid = ScriptedGenerator("x", model="gemini-3.8-flash")
    turn = _turn(
        world.ask("deposit for a bike?", paid, ScriptedGenerator("fifty euros [1]", model="extractive"))
    )
    assert (turn.model, turn.over_budget, paid.prompts) == ("extractive", True, [])


def test_quotes_for_another_reason_are_not_laid_to_the_budget() -> None:
    world = World(budget_usd_per_day=1.0)
    world.read(TEXT)
    broken = ScriptedGenerator(model="gemini-3.8-flash", fails=True)
    quotes = ScriptedGenerator("fifty euros [1]", model="extractive")
    turn = _turn(world.ask("deposit for a bike?", broken, quotes))
    assert (turn.model, turn.over_budget) == ("extractive", False)


def test_a_curated_answer_is_given_as_it_was_written_without_a_model() -> None:
    library = Library(threshold=1.0)
    told = "At **nine** [sharp].\n\nOn Sundays we stay shut."
    library.read_pairs([("When do you open?", told), ("Do you lend tents?", "No.")])
    generator = ScriptedGenerator("x")
    events = list(answer.answer(
        "when do you open", bot=library.bot, asker=ANN, counted=lambda: None, conversation_id="",
        rules=Rules(), documents=library.documents,
        generators=lambda hard: [generator], rewriter=lambda: None,
        read_units=lambda: 3.5, measure=lambda turn: None, stopped=lambda: False,
        conversations=MemoryConversations(), ledger=MemoryLedger(), **library.ports,
    ))  # fmt: skip
    turn = _turn(events)
    assert turn.answer == f"{told} [1]"
    assert (turn.answered, turn.model, turn.cost_usd, generator.prompts) == (True, "curated", 0, [])
    (citation,) = turn.citations
    assert told.startswith(citation.quote)
    assert (citation.n, citation.filename, citation.heading) == (1, "shop.qa.json", "When do you open?")
    assert "curated" in turn.timings_ms


@pytest.mark.parametrize("question", ["How does it work?", "And what about dogs?", "Is it free?"])
def test_a_curated_question_wins_in_the_midst_of_a_conversation_too(world: World, question: str) -> None:
    world.read_pairs([(question, "Scan the code."), ("Do you lend tents?", "No.")])
    first = _turn(world.ask("what is the deposit for a bike?", ScriptedGenerator("Fifty euros [1].")))
    world.rewriter = ScriptedGenerator("How does the deposit work?", model="gemini-3.5-flash-lite")
    turn = _turn(world.ask(question, ScriptedGenerator("x"), conversation_id=first.conversation_id))
    assert (turn.model, turn.cost_usd) == ("curated", 0)


def test_a_follow_up_is_answered_from_what_it_means(world: World) -> None:
    first = _turn(world.ask("what is the deposit for a bike?", ScriptedGenerator("Fifty euros [1].")))
    generator = ScriptedGenerator("When the bike returns whole [1].")
    turn = _turn(world.ask("why?", generator, conversation_id=first.conversation_id))
    assert turn.answered
    (prompt,) = generator.prompts
    assert prompt.question == "what is the deposit for a bike? why?"
    assert prompt.user.endswith("Question: why?")
    assert turn.question == "why?"


def test_a_model_may_say_what_a_follow_up_means_and_is_in_the_receipt(world: World) -> None:
    first = _turn(world.ask("deposit for a bike?", ScriptedGenerator("Fifty euros [1].")))
    world.rewriter = ScriptedGenerator("When is the deposit paid back?", model="gemini-3.5-flash-lite")
    generator = ScriptedGenerator("When the bike returns whole [1].", model="gemini-3.8-flash")
    turn = _turn(world.ask("and when is it back?", generator, conversation_id=first.conversation_id))
    assert generator.prompts[0].question == "When is the deposit paid back?"
    assert generator.prompts[0].user.endswith("Question: and when is it back?")
    assert set(world.ledger.receipts[-1][2].usage) == {"gemini-3.5-flash-lite", "gemini-3.8-flash"}
    assert (turn.input_tokens, turn.model) == (200, "gemini-3.8-flash")
    assert turn.cost_usd > cost("gemini-3.8-flash", Usage(100, 10))
