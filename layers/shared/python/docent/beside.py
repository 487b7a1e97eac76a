"""Work that goes on beside other work: what waits for the network need not be waited for in turn."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def beside(work: Callable[[], T]) -> Future[T]:
    """Begin in a thread now. `result()` waits for what it gives, and raises what it raised."""
    done: Future[T] = Future()
    Thread(target=_do, args=(work, done), daemon=True).start()
    return done


def _do(work: Callable[[], T], done: Future[T]) -> None:
    try:
        done.set_result(work())
    except BaseException as error:  # it is raised where the result is waited for
        done.set_exception(error)
