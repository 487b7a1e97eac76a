from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent.adapters.event_stream import LONGEST_LINE, Garbled, events


@pytest.mark.parametrize(
    "body",
    [
        b'data: {"a": 1}\n\ndata: {"a": 2}\n\n',
        b'data: {"a": 1}\r\n\r\ndata: {"a": 2}\r\n\r\n',
        b': hello\ndata:{"a": 1}\n\nevent: x\nid: 7\nretry: 5\ndata: {"a": 2}',
        b'\n\n\ndata: {"a":\ndata: 1}\n\n\n\ndata: {"a": 2}\n',
    ],
)
def test_reads_events(body: bytes) -> None:
    assert list(events([body])) == [{"a": 1}, {"a": 2}]


def test_an_event_comes_as_soon_as_it_is_complete() -> None:
    arriving = iter([b'data: {"a": 1}\n\nda', b'ta: {"a": 2}\n\n'])
    found = events(arriving)
    assert next(found) == {"a": 1}
    assert next(arriving, None) is not None


@pytest.mark.parametrize(
    "body", [b"data: {", b"data: \xff", b"data: 1\n\n", b"<html>", b'{"error": 1}', b"[\n"]
)
def test_what_is_no_event_stream_is_garbled(body: bytes) -> None:
    with pytest.raises(Garbled):
        list(events([body]))


def test_a_line_without_end_is_garbled() -> None:
    with pytest.raises(Garbled, match="8 MiB"):
        list(events([b"data: " + b"x" * LONGEST_LINE, b"x"]))


@given(st.lists(st.integers(0, 60), max_size=8))
def test_may_be_cut_anywhere(cuts: list[int]) -> None:
    body = 'data: {"a": "秋风 😀"}\r\n\r\n: x\r\ndata: {"a": "é"}\r\n\r\n'.encode()
    bounds = [0, *sorted(cuts), len(body)]
    chunks = [body[a:b] for a, b in zip(bounds, bounds[1:], strict=False)]
    assert list(events(chunks)) == [{"a": "秋风 😀"}, {"a": "é"}]
