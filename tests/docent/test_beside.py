from __future__ import annotations

import threading

import pytest

from docent.beside import beside


def test_it_goes_on_while_others_work() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def work() -> int:
        begun.set()
        may_end.wait()
        return 7

    found = beside(work)
    begun.wait()
    assert not found.done()
    may_end.set()
    assert found.result() == 7


def test_what_it_raises_is_raised_where_it_is_waited_for() -> None:
    def work() -> int:
        raise KeyError("x")

    with pytest.raises(KeyError):
        beside(work).result()


def test_who_does_not_want_to_wait_any_longer_does_not() -> None:
    may_end = threading.Event()
    with pytest.raises(TimeoutError):
        beside(may_end.wait).result(0.01)
    may_end.set()
