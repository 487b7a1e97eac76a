from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from docent.model import Block
from docent.ports import Matrix
from docent.vectors import cosines, highest, likely, pack, signs, unpack

DIMENSION = 16


def directions(count: int, seed: int = 0) -> Matrix:
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def block(rows: Matrix, document_id: str = "d", first: int = 0) -> Block:
    return Block(document_id, "v", first, len(rows), "m", DIMENSION, *pack(rows))


floats = st.floats(-1, 1, width=32)


@given(arrays.arrays(np.float32, st.tuples(st.integers(0, 5), st.just(DIMENSION)), elements=floats))
def test_packing_loses_at_most_a_step(rows: Matrix) -> None:
    codes, scales = unpack(block(rows))
    assert np.abs(codes * scales[:, None] - rows).max(initial=0) <= scales.max(initial=0) + 1e-7


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
def test_cosines_are_those_of_the_whole_rows(count: int) -> None:
    rows, query = directions(count), directions(1, seed=1)[0]
    np.testing.assert_allclose(cosines(*unpack(block(rows)), query), rows @ query, atol=0.02)


def test_the_scale_fits_the_rounded_row_best() -> None:
    rows = directions(50)
    codes, scales = unpack(block(rows))
    errors = [np.linalg.norm(codes * (scales * by)[:, None] - rows) for by in (0.999, 1, 1.001)]
    assert errors[1] == min(errors)


@pytest.mark.parametrize("dimension", [64, 100, 384])
def test_signs_are_a_bit_a_number(dimension: int) -> None:
    rows = np.random.default_rng(1).standard_normal((9, dimension)).astype(np.float32)
    words = signs(rows)
    assert words.shape == (-(-dimension // 64), 9)
    assert np.bitwise_count(words).sum(axis=0).tolist() == (rows > 0).sum(axis=1).tolist()


def test_likely_rows_are_those_whose_signs_differ_least() -> None:
    rows, query = directions(500), directions(1, seed=1)[0]
    differing = ((rows > 0) != (query > 0)).sum(axis=1)
    found = likely(signs(rows), query, 40)
    assert len(set(found.tolist())) == 40
    assert np.sort(differing[found]).tolist() == np.sort(differing)[:40].tolist()


def test_highest_gives_all_where_there_are_no_more() -> None:
    scores = np.array([0.1, 0.9, 0.5], np.float32)
    assert sorted(highest(scores, 2).tolist()) == [1, 2]
    assert highest(scores, 3).tolist() == highest(scores, 9).tolist() == [0, 1, 2]
