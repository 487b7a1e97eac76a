from __future__ import annotations

from typing import Any

import pytest

from docent.conversation import Citation, Turn
from docent.model import Chunk
from docent.revive import parsed, revived
from tests.contracts.conversations import some_turn


def a_chunk(**values: Any) -> dict[str, Any]:
    return {
        "chunk_id": "c", "document_id": "d", "filename": "a", "ordinal": 0, "text": "t", "page": 1, **values,
    }  # fmt: skip


def test_makes_the_noun_again() -> None:
    chunk = revived(Chunk, a_chunk(turns=[[3, 2], [9, 3]], off=True))
    assert (chunk.turns, chunk.off) == (((3, 2), (9, 3)), True)
    citation = {
        "n": 1, "document_id": "d", "filename": "a", "page": 3, "heading": "", "quote": "q", "score": 1
    }  # fmt: skip
    turn = {name: getattr(some_turn("m"), name) for name in Turn.__slots__ if name != "contact"}
    made = revived(Turn, {**turn, "citations": [citation], "related": ["x"], "timings_ms": {"total": 12}})
    assert made.citations == (Citation(1, "d", "a", 3, "", "q", 1),)
    assert (made.related, made.timings_ms) == (("x",), {"total": 12})


@pytest.mark.parametrize(
    "values",
    [
        {"text": 7}, {"page": "1"}, {"page": True}, {"page": 2**60}, {"turns": [[1]]}, {"turns": 3},
        {"text": "\ud800"}, {"unknown": 1}, {"off": "yes"}, {"off": None}, {"turns": [["1", 2]]},
    ],
)  # fmt: skip
def test_refuses_what_is_of_another_type(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Chunk"):
        revived(Chunk, a_chunk(**values))


def test_refuses_what_lacks_a_field_or_is_no_object() -> None:
    values = a_chunk()
    del values["text"]
    for each in (values, [], None, "x"):
        with pytest.raises(ValueError, match="Chunk"):
            revived(Chunk, each)


def test_refuses_json_that_is_none() -> None:
    for text in (b'{"a": NaN}', b"[Infinity]", b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(ValueError):  # noqa: PT011
            parsed(text)
