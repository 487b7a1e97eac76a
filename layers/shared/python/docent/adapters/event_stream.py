"""Server-sent events out of bytes that are cut anywhere (WHATWG HTML, section 9.2), each holding JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

LONGEST_LINE = 8 * 1024 * 1024


class Garbled(ValueError):
    """Raised when the bytes are no event stream, or an event holds no JSON object."""


def events(chunks: Iterable[bytes]) -> Iterator[Mapping[str, Any]]:
    """The object of each event as soon as it is complete; a last one needs no blank line after it.

    Raises Garbled, also at a line that no event stream has: an error that a server wrote into the middle.
    """
    data: list[bytes] = []
    for line in _lines(chunks):
        field, _, value = line.partition(b":")
        if field == b"data":
            data.append(value.removeprefix(b" "))
        elif not line and data:
            yield _object(data)
            data = []
        elif field not in (b"", b"event", b"id", b"retry"):
            raise Garbled("a line that is no field of an event")
    if data:
        yield _object(data)


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.removesuffix(b"\r")
        if len(rest) > LONGEST_LINE:
            raise Garbled("a line of more than 8 MiB")
    if rest:
        yield rest.removesuffix(b"\r")


def _object(data: list[bytes]) -> Mapping[str, Any]:
    try:
        found = json.loads(b"\n".join(data))
    except ValueError as error:
        raise Garbled("an event without JSON") from error
    if not isinstance(found, dict):
        raise Garbled("an event without an object")
    return found
