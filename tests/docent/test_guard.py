from __future__ import annotations

from collections.abc import Iterator

import pytest

from docent.breaker import FAILURES, SECONDS, Breaker
from docent.conversation import Prompt, Usage
from docent.errors import GenerationFailed
from docent.guard import PAUSE, TRIES, WITHIN, Guarded
from tests.contracts.generator import GeneratorContract, prompt
from tests.fakes import ScriptedGenerator


class Failing:
    """A generator that fails so many times with this code, after these words, and then answers."""

    model = "failing"

    def __init__(self, code: str, times: int = 99, *words: str | Usage, retry_after: int = 1) -> None:
        self._code, self._times, self._words, self._wait = code, times, words, retry_after
        self.asked = 0

    def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
        self.asked += 1
        yield from self._words
        if self.asked <= self._times:
            raise GenerationFailed("vendor", code=self._code, retry_after=self._wait)
        yield "Ohio [2]."
        yield Usage(100, 10)


class Told:
    """What a guard tells, and for how long it paused."""

    def __init__(self) -> None:
        self.failures: list[tuple[str, str]] = []
        self.pauses: list[float] = []
        self.moment = 0.0
        self.probed: Guarded

    def guarded(self, generator: Failing, breaker: Breaker | None = None) -> Guarded:
        return Guarded(
            generator, breaker or Breaker(lambda: 0.0), self.tell, self.pauses.append, lambda: self.moment
        )

    def tell(self, model: str, failure: GenerationFailed) -> None:
        self.failures.append((model, failure.code))


@pytest.fixture
def told() -> Told:
    return Told()


class TestContract(GeneratorContract):
    @pytest.fixture
    def generator(self) -> Guarded:
        return Guarded(ScriptedGenerator("Ohio law ", "[2]."), Breaker(), lambda *_: None)


@pytest.mark.parametrize("code", ["model_busy", "model_unreachable"])
def test_what_may_pass_is_tried_again_after_a_short_pause(told: Told, code: str) -> None:
    generator = Failing(code, TRIES - 1)
    assert list(told.guarded(generator).generate(prompt())) == ["Ohio [2].", Usage(100, 10)]
    assert told.failures == [("failing", code)] * (TRIES - 1)
    assert [0 <= pause <= PAUSE * 2**at for at, pause in enumerate(told.pauses)] == [True, True]


def test_it_gives_up_after_three_tries(told: Told) -> None:
    generator = Failing("model_busy")
    with pytest.raises(GenerationFailed):
        list(told.guarded(generator).generate(prompt()))
    assert (generator.asked, len(told.pauses)) == (TRIES, TRIES - 1)


@pytest.mark.parametrize(
    "code", ["model_timed_out", "model_key_refused", "model_not_found", "model_refused", "generation_failed"]
)
def test_what_will_not_pass_is_not_tried_again(told: Told, code: str) -> None:
    generator = Failing(code)
    with pytest.raises(GenerationFailed):
        list(told.guarded(generator).generate(prompt()))
    assert (generator.asked, told.pauses) == (1, [])


def test_what_asks_for_more_than_a_second_is_left_alone_for_as_long(told: Told) -> None:
    moment = [0.0]
    generator = Failing("model_busy", 1, retry_after=90)
    guarded = told.guarded(generator, Breaker(lambda: moment[0]))
    for moment[0] in (0.0, 89.0):
        with pytest.raises(GenerationFailed):
            list(guarded.generate(prompt()))
    moment[0] = 90.0
    assert list(guarded.generate(prompt()))
    assert generator.asked == 2


def test_what_fails_late_is_not_tried_again(told: Told) -> None:
    class Slow(Failing):
        def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
            told.moment += WITHIN * 0.6
            yield from super().generate(prompt)

    generator = Slow("model_busy")
    with pytest.raises(GenerationFailed):
        list(told.guarded(generator).generate(prompt()))
    assert generator.asked == 2  # the second try failed after the time for both


def test_nothing_is_tried_again_once_the_model_has_begun(told: Told) -> None:
    generator = Failing("model_unreachable", 99, Usage(100, 4_000))
    with pytest.raises(GenerationFailed):
        list(told.guarded(generator).generate(prompt()))
    assert generator.asked == 1


def test_nothing_is_tried_again_once_the_reader_has_text(told: Told) -> None:
    generator = Failing("model_unreachable", 99, "The law of ")
    answer = told.guarded(generator).generate(prompt())
    assert next(answer) == "The law of "
    with pytest.raises(GenerationFailed):
        next(answer)
    assert generator.asked == 1


def test_an_open_breaker_asks_nobody(told: Told) -> None:
    generator = Failing("model_timed_out", FAILURES)
    guarded = told.guarded(generator)
    for _ in range(FAILURES):
        with pytest.raises(GenerationFailed, match="vendor"):
            list(guarded.generate(prompt()))
    with pytest.raises(GenerationFailed, match="down just now") as caught:
        list(guarded.generate(prompt()))
    assert (caught.value.code, generator.asked) == ("model_resting", FAILURES)


def test_a_wrong_key_opens_the_breaker_at_once(told: Told) -> None:
    generator = Failing("model_key_refused")
    guarded = told.guarded(generator)
    for _ in range(2):
        with pytest.raises(GenerationFailed):
            list(guarded.generate(prompt()))
    assert generator.asked == 1


def test_a_refusal_is_about_the_question_and_no_failure_of_the_model(told: Told) -> None:
    generator = Failing("model_refused")
    guarded = told.guarded(generator)
    for _ in range(FAILURES + 2):
        with pytest.raises(GenerationFailed, match="vendor"):
            list(guarded.generate(prompt()))
    assert generator.asked == FAILURES + 2


def probing(told: Told, generator: Failing) -> Iterator[str | Usage]:
    """The one answer that an open breaker lets through, and beside it the guard that gives it."""
    moment = [0.0]
    breaker = Breaker(lambda: moment[0])
    for _ in range(FAILURES):
        breaker.failed()
    moment[0] = SECONDS
    told.probed = told.guarded(generator, breaker)
    return told.probed.generate(prompt())


def test_a_probe_that_is_refused_finds_the_model_up(told: Told) -> None:
    with pytest.raises(GenerationFailed, match="vendor"):
        list(probing(told, Failing("model_refused", 1)))
    assert list(told.probed.generate(prompt()))


def test_a_probe_that_is_stopped_finds_the_model_up(told: Told) -> None:
    probe = probing(told, Failing("model_refused", 0, "The law "))
    assert next(probe) == "The law "
    probe.close()  # type: ignore[attr-defined]
    assert list(told.probed.generate(prompt()))
