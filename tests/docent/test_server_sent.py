"""What goes over the wire; resuming and stopping are tested in test_stream."""

from __future__ import annotations

import pytest

from docent.answer import Delta, Event, Started
from docent.errors import GenerationFailed
from docent.server_sent import streamed
from docent.stream import Told
from docent.web import Request, Stream

REQUEST = Request("POST", "/api/chat", {}, {}, {}, b"", "req-1")


def told(*events: Event | None, failure: Exception | None = None) -> Told:
    yield from events
    if failure:
        raise failure


def sent(rest: Told) -> Stream:
    return streamed(Started("con_1", "msg_1"), rest, None, REQUEST)


def test_an_event_has_name_place_and_json() -> None:
    _, delta, comment = sent(told(Delta("a\nb é"), None))
    assert delta == 'event: delta\nid: con_1.msg_1.5-0\ndata: {"text": "a\\nb é"}\n\n'
    assert comment == ":\n\n"


@pytest.mark.parametrize(
    ("failure", "code"),
    [(GenerationFailed("no", code="model_busy"), "model_busy"), (ZeroDivisionError(), "internal_error")],
)
def test_what_fails_in_mid_stream_is_told(failure: Exception, code: str) -> None:
    events = sent(told(Delta("a"), failure=failure))
    _, _, last = (next(events) for _ in range(3))
    with pytest.raises(StopIteration) as over:
        next(events)
    assert over.value.value.code == code
    assert last.startswith("event: error\nid: con_1.msg_1.1-0\n")
    assert f'"code": "{code}"' in last
    assert "Traceback" not in last
