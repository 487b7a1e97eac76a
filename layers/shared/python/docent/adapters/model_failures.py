"""What goes wrong with a model, whoever's it is: one code and one sentence each, and how long we wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple

from docent.errors import GenerationFailed

_BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_KEY_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_CODES = {
    HTTPStatus.NOT_FOUND: "model_not_found",
    HTTPStatus.BAD_REQUEST: "generation_failed",
    HTTPStatus.REQUEST_TIMEOUT: "model_timed_out",
    **dict.fromkeys(_BUSY, "model_busy"),
    **dict.fromkeys(_KEY_REFUSED, "model_key_refused"),
}
_MESSAGES = {
    "model_key_refused": "The model refuses this deployment's key. Its operator has to set a valid one.",
    "model_not_found": "The model is not available to this deployment. Choose another in the bot's settings.",
    "model_busy": "The model is busy. Ask again in a moment.",
    "model_refused": "The model declined to answer this. Ask in other words.",
    "model_timed_out": "The model took too long. Ask again, or ask for less at a time.",
    "model_unreachable": "The model cannot be reached right now. Ask again in a moment.",
    "model_cut_short": "The model stopped in the middle of its answer. Ask again, or ask for less at a time.",
    "generation_failed": "The model gave no usable answer. Ask again, or in other words.",
}


class Patience(NamedTuple):
    """Seconds: to connect; until the first text, and between two pieces; until the end of the answer."""

    connect: float = 2.0
    text: float = 8.0
    whole: float = 60.0


class Deadline:
    """Of one answer, from now on: first its first text is due, then its end."""

    def __init__(self, patience: Patience) -> None:
        moment = time.monotonic()
        self.said = False
        self._text, self._whole = moment + patience.text, moment + patience.whole

    def check(self) -> None:
        """Raises GenerationFailed once it has passed."""
        if time.monotonic() > (self._whole if self.said else min(self._text, self._whole)):
            raise failure("model_timed_out")


class Idle:
    """How long nothing was asked of a model. `clock` counts seconds also while the function is frozen.

    A kept connection may have died meanwhile, which would be found out by losing a request on it.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock, self._asked = clock, clock()

    def too_long(self) -> bool:
        """Whether to connect anew; it counts as asked now."""
        before, self._asked = self._asked, self._clock()
        return self._asked - before > _KEPT_SECONDS


_KEPT_SECONDS = 60.0


def failure(code: str, retry_after: int = 1) -> GenerationFailed:
    """The error of a code, in our words. `retry_after`: what its server asked for; 1 where nothing."""
    return GenerationFailed(_MESSAGES[code], code=code, retry_after=retry_after)


def code_of(status: int) -> str:
    """The code of an HTTP status that is no success."""
    return _CODES.get(status, "model_unreachable")  # type: ignore[call-overload, no-any-return]


def wait_of(header: str) -> int:
    """Seconds of a Retry-After header, from 1 to 600; 1 where it names none."""
    return min(max(int(header), 1), 600) if header.isdecimal() else 1
