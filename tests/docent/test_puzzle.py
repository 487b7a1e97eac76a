from __future__ import annotations

from itertools import count

import pytest

from docent import puzzle
from tests.solver import fits, solve

SECRET, NOW = "s" * 40, 1_800_000_000.0


@pytest.fixture(scope="module")
def proof() -> str:
    return solve(puzzle.posed("bot site address", NOW, secret=SECRET))


def solved(proof: str, subject: str = "bot site address", moment: float = NOW, secret: str = SECRET) -> str:
    return puzzle.solved(proof, subject, moment, secret=secret)


def test_a_solved_puzzle_gives_its_nonce(proof: str) -> None:
    assert solved(proof) == proof.split(".")[1]
    assert solved(proof, moment=NOW + puzzle.SECONDS - 1)


def test_it_counts_for_whom_it_was_posed_and_two_minutes(proof: str) -> None:
    assert not solved(proof, "bot site another")
    assert not solved(proof, secret="t" * 40)
    assert not solved(proof, moment=NOW + puzzle.SECONDS)


def test_its_expiry_and_nonce_cannot_be_written_by_others(proof: str) -> None:
    expiry, nonce, rest = proof.split(".")
    assert not solved(f"{int(expiry) + 900}.{nonce}.{rest}")
    assert not solved(f"{expiry}.{nonce[::-1]}.{rest}")


def test_every_number_counts(proof: str) -> None:
    head, _, text = proof.partition(":")
    numbers, seal = text.split(","), head.rpartition(".")[2]
    assert len(numbers) == puzzle.COUNT
    for i in range(puzzle.COUNT):
        wrong = next(n for n in count() if not fits(seal, i, n, puzzle.BITS))
        for other in (str(wrong), ""):
            assert not solved(f"{head}:{','.join([*numbers[:i], other, *numbers[i + 1 :]])}")
    assert not solved(f"{head}:{','.join(numbers[:-1])}")
    assert not solved(f"{head}:{','.join([*numbers, '1'])}")


@pytest.mark.parametrize(
    "rubbish", ["", ":", "a.b.c:1,2", "..:", "é.é.é:é", "1.2.3", "1:1", "-1.x.:0", "9" * 400]
)
def test_rubbish_solves_nothing(rubbish: str) -> None:
    assert solved(rubbish) == ""
