"""An answer as server-sent events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import chain
from typing import Any

from docent import shapes, web
from docent.answer import Delta, Event, Started
from docent.conversation import Citation, Turn
from docent.stream import Place, Told
from docent.web import Request, Stream


def streamed(first: Event | None, rest: Told, seen: Place | None, request: Request) -> Stream:
    """Events as they go out; None is a comment that keeps the line open. `seen`: how far the reader was.

    What fails in mid-stream is an event `error`: a reader must never be left waiting.
    """
    place = seen or Place("", "")
    try:
        for event in chain([first], rest):
            if event is None:
                yield ":\n\n"
                continue
            place = Place(*event) if isinstance(event, Started) else place.after(event)
            yield _sent(event, place)
    except Exception as error:  # the edge
        broken = web.foreseen(error)
        yield _event("error", place, web.error_body(broken, request.request_id)["error"])
        return broken
    finally:
        rest.close()
    return None


def _sent(event: Event, place: Place) -> str:
    match event:
        case Started():
            return _event("start", place, event._asdict())
        case Delta():
            return _event("delta", place, event._asdict())
        case Citation():
            return _event("citation", place, shapes.citation(event))
        case Turn():
            return _event("done", place, shapes.answer(event))


def _event(name: str, place: Place, data: Mapping[str, Any]) -> str:
    """One server-sent event; str(place) is its id."""
    return f"event: {name}\nid: {place}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
