from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from docent.model import Block, chunk_id
from docent.ports import Matrix
from docent.vectors import Shelf, pack, unpack

DIMENSION = 16


def directions(count: int, seed: int = 0) -> Matrix:
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def block(rows: Matrix, document_id: str = "d", first: int = 0) -> Block:
    return Block(document_id, "v", first, len(rows), "m", DIMENSION, *pack(rows))


def shelf(*blocks: Block) -> Shelf:
    return Shelf.empty(DIMENSION).updated({each.document_id: "v" for each in blocks}, blocks, "m")


floats = st.floats(-1, 1, width=32)


@given(arrays.arrays(np.float32, st.tuples(st.integers(0, 5), st.just(DIMENSION)), elements=floats))
def test_packing_loses_at_most_half_a_step(rows: Matrix) -> None:
    codes, scales = unpack(block(rows))
    assert np.abs(codes * scales[:, None] - rows).max(initial=0) <= scales.max(initial=0) * 0.5 + 1e-7


def test_packed_parts_can_be_joined() -> None:
    rows = directions(5)
    parts = [pack(rows[:2]), pack(rows[2:])]
    assert pack(rows) == (parts[0][0] + parts[1][0], parts[0][1] + parts[1][1])


def test_sizes_are_a_quarter() -> None:
    codes, scales = pack(directions(10))
    assert (len(codes), len(scales)) == (10 * DIMENSION, 10 * 4)


def test_refuses_a_damaged_block() -> None:
    good = block(directions(3))
    damaged = Block("d", "v", 0, 4, "m", DIMENSION, good.vectors, good.scales)
    with pytest.raises(ValueError, match="damaged"):
        unpack(damaged)


@pytest.mark.parametrize("count", [1, 1023, 1024, 1025, 3000])
def test_finds_what_a_full_search_finds(count: int) -> None:
    rows, query = directions(count), directions(1, seed=1)[0]
    found = shelf(block(rows)).top(query, 10)
    exact = np.sort(rows @ query)[::-1][:10]
    np.testing.assert_allclose([hit.score for hit in found], exact, atol=0.02)


def test_names_chunks_across_blocks_and_documents() -> None:
    rows = directions(9)
    on = shelf(block(rows[:4], "a"), block(rows[4:7], "a", first=4), block(rows[7:], "b"))
    for row, expected in ((0, ("a", 0)), (5, ("a", 5)), (6, ("a", 6)), (7, ("b", 0)), (8, ("b", 1))):
        document_id, ordinal = expected
        assert on.top(rows[row], 1)[0].chunk_id == chunk_id(document_id, "v", ordinal)


def test_ties_are_in_reading_order() -> None:
    same = np.repeat(directions(1), 5, axis=0)
    found = shelf(block(same)).top(same[0], 5)
    assert [hit.chunk_id for hit in found] == [chunk_id("d", "v", ordinal) for ordinal in range(5)]


def test_a_shelf_is_never_changed() -> None:
    first = shelf(block(directions(3), "a"))
    second = first.updated({"b": "v"}, [block(directions(2, seed=2), "b")], "m")
    assert (first.documents, len(first)) == ({"a": "v"}, 3)
    assert (second.documents, len(second)) == ({"b": "v"}, 2)
    assert second.nbytes == 2 * (DIMENSION + 4) + 200


def test_dropping_everything_leaves_an_empty_shelf() -> None:
    assert shelf(block(directions(3))).updated({}, (), "m").top(directions(1)[0], 5) == []
