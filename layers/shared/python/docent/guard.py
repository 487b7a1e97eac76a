"""A generator that is tried again where that is quick and free, and left alone while it is down."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

from docent.breaker import Breaker
from docent.conversation import Generator, Prompt, Usage
from docent.errors import GenerationFailed

TRIES = 3
PAUSE = 0.1  # seconds at most before the second try, twice that before the third
WITHIN = 0.5  # seconds since the first try: what fails later is not tried again
_PASSING = {"model_busy", "model_unreachable"}
_LASTING = {"model_key_refused", "model_not_found"}
_LASTING_SECONDS = 60.0
_ITS_OWN = {*_PASSING, *_LASTING, "model_timed_out", "model_cut_short"}  # the rest is about the question


class Guarded:
    """A Generator that fails when its model does, at once while the breaker is open.

    It tries again, with full jitter, only what fails at once and before the model has begun: a prompt is paid
    once. Every failure of the model is told to `tell`. `pause` sleeps so many seconds, `clock` counts them.
    """

    def __init__(
        self,
        generator: Generator,
        breaker: Breaker,
        tell: Callable[[str, GenerationFailed], None],
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.model = generator.model
        self._generator, self._breaker, self._tell = generator, breaker, tell
        self._pause, self._clock = pause, clock

    def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
        """Raises GenerationFailed, with code `model_resting` where nobody was asked."""
        if not self._breaker.allows():
            raise GenerationFailed("The model is down just now. Ask again in a minute.", code="model_resting")
        begun, until = False, self._clock() + WITHIN
        for left in reversed(range(TRIES)):
            try:
                for part in self._generator.generate(prompt):
                    begun = True
                    yield part
            except GeneratorExit:
                if begun:  # whoever asked wants no more, but the model is there
                    self._breaker.succeeded()
                raise
            except GenerationFailed as failure:
                self._count(failure)
                late = begun or not left or self._clock() > until
                if late or not _worth_another_try(failure):
                    raise
            else:
                self._breaker.succeeded()
                return
            self._pause(random.uniform(0, PAUSE * 2 ** (TRIES - 1 - left)))

    def _count(self, failure: GenerationFailed) -> None:
        self._tell(self.model, failure)
        if failure.code in _ITS_OWN:
            lasting = _LASTING_SECONDS if failure.code in _LASTING else 0.0
            asked = float(failure.retry_after) if failure.retry_after > 1 else 0.0
            self._breaker.failed(max(lasting, asked))
        elif failure.code == "model_refused":  # a word of the model's
            self._breaker.succeeded()


def _worth_another_try(failure: GenerationFailed) -> bool:
    return failure.code in _PASSING and failure.retry_after <= 1
