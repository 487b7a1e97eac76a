from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent.conversation import Citation, Generator, Prompt, Usage
from docent.errors import GenerationFailed
from docent.prices import cost
from docent.purse import Purse
from docent.stopwatch import Stopwatch
from docent.writing import Writing
from tests.contracts.bots import some_bot
from tests.contracts.generator import TEXTS, passages, prompt
from tests.fakes import MemoryLedger, ScriptedGenerator
from tests.marks import FRAGMENTS, marks

LARGE = "gemini-3.8-flash"
QUOTES = ScriptedGenerator("The law of the State of Ohio [2].", model="extractive")


class Refusing:
    """A generator that fails with this code after these words."""

    def __init__(self, code: str, *words: str | Usage, model: str = LARGE) -> None:
        self.model, self._code, self._words = model, code, words

    def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
        yield from self._words
        raise GenerationFailed("no", code=self._code)


def write(*generators: Generator) -> tuple[Writing, Purse, list[str | Citation]]:
    purse = Purse(some_bot(budget_usd_per_day=1.0), MemoryLedger())
    writing = Writing(purse, Stopwatch())
    return writing, purse, list(writing.write(prompt(), generators, lambda host: False))


def text(events: list[str | Citation]) -> str:
    return "".join(event for event in events if isinstance(event, str))


@pytest.mark.parametrize(
    "code", ["model_key_refused", "model_not_found", "model_busy", "model_unreachable", "model_resting"]
)
def test_what_failed_before_it_did_anything_costs_nothing(code: str) -> None:
    writing, purse, events = write(Refusing(code), QUOTES)
    assert text(events) == "The law of the State of Ohio [1]."
    assert (writing.model, writing.cut_short, purse.cost_usd) == ("extractive", False, 0)


@pytest.mark.parametrize("code", ["model_timed_out", "model_refused", "generation_failed"])
def test_what_may_have_worked_in_vain_costs_the_most_it_can(code: str) -> None:
    _, purse, _ = write(Refusing(code), QUOTES)
    assert purse.cost_usd > cost(LARGE, Usage(0, 4_096))


def test_what_had_begun_is_paid_whatever_ends_it() -> None:
    _, purse, events = write(Refusing("model_busy", Usage()), QUOTES)
    assert text(events) == "The law of the State of Ohio [1]."
    assert purse.cost_usd > cost(LARGE, Usage(0, 4_096))


def test_what_broke_off_is_followed_by_quotes_and_billed() -> None:
    writing, purse, events = write(
        Refusing("model_unreachable", "Under the law [2], "), ScriptedGenerator("x"), QUOTES
    )
    assert text(events) == "Under the law [1], \n\nThe law of the State of Ohio [1]."
    assert (writing.model, writing.cut_short) == (LARGE, True)
    assert purse.cost_usd > 0


def test_quotes_that_find_nothing_leave_what_was_written() -> None:
    writing, _, events = write(Refusing("model_unreachable", "The law."), ScriptedGenerator("NO_ANSWER"))
    assert text(events).strip() == "The law."
    assert writing.cut_short


def test_half_a_sign_for_no_answer_is_not_shown_when_the_model_breaks_off() -> None:
    _, _, events = write(Refusing("model_unreachable", "NO_AN"), QUOTES)
    assert text(events) == "The law of the State of Ohio [1]."


def test_a_curated_answer_has_no_marks_of_its_own_and_no_html() -> None:
    text = "What is it?\n\nSee item [2], <b>[7]</b> and [the shop](https://shop.example/a) [x](javascript:a)."
    writing, _, _ = write()
    events = list(writing.give(passages(text)[0]))
    assert writing.text == (
        "See item, < b>< /b> and [the shop](https://shop.example/a) [x] (javascript:a). [1]"
    )
    assert isinstance(events[0], Citation)
    assert marks(writing.text) == {1}


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30), st.booleans())
def test_whatever_a_model_writes_each_marker_has_a_citation_and_each_quote_is_verbatim(
    parts: list[str], fails: bool
) -> None:
    generators = (ScriptedGenerator(*parts, fails=True), QUOTES) if fails else (ScriptedGenerator(*parts),)
    writing, _, events = write(*generators)
    known: list[int] = []
    for event in events:
        if isinstance(event, Citation):
            assert event.quote
            assert event.quote in TEXTS[event.page - 1]
            known.append(event.n)
    assert known == list(range(1, len(known) + 1))
    assert writing.citations == [event for event in events if isinstance(event, Citation)]
    assert marks(writing.text) <= set(known)
