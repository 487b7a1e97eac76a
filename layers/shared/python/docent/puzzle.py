"""Work for whoever wants to be a new visitor: numbers whose hashes begin with zero bits, as in Hashcash.

A hurdle and no wall: a program of its own makes them faster than a browser does.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

COUNT = 32  # many small ones, because the time for one large one varies without bounds
BITS = 11
SECONDS = 120
_LONGEST_NUMBER = 10


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Solved by `count` numbers n0, n1, ...: SHA-256 of `<seal>.<i>.<ni>` begins with `bits` zero bits.

    `puzzle` reads `<expiry>.<nonce>.<seal>`.
    """

    puzzle: str
    count: int = COUNT
    bits: int = BITS


def posed(subject: str, moment: float, *, secret: str) -> Puzzle:
    """A puzzle for who `subject` names, to be solved within two minutes of `moment`. It is kept nowhere."""
    head = f"{int(moment) + SECONDS}.{secrets.token_hex(8)}"
    return Puzzle(f"{head}.{_seal(head, subject, secret)}")


def solved(proof: str, subject: str, moment: float, *, secret: str) -> str:
    """The nonce of the puzzle that `<puzzle>:<n0>,<n1>,...` solves, posed for this subject and not run out;
    empty where it does not. Whether it was used before, it does not know."""
    puzzle, _, numbers = proof.partition(":")
    head, _, seal = puzzle.rpartition(".")
    expiry, _, nonce = head.partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(head, subject, secret).encode()):
        return ""
    found = numbers.split(",")
    right = len(found) == COUNT and all(_fits(seal, *each) for each in enumerate(found))
    return nonce if right and moment < int(expiry) else ""


def _fits(seal: str, i: int, number: str) -> bool:
    if not 0 < len(number) <= _LONGEST_NUMBER:
        return False
    digest = hashlib.sha256(f"{seal}.{i}.{number}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0


def _seal(head: str, subject: str, secret: str) -> str:
    return hmac.digest(secret.encode(), f"puzzle {head} {subject}".encode(), "sha256").hex()[:32]
