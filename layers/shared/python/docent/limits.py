"""How often a bot may be asked: by one address, by one visitor, at all. The daily budget is the last fuse."""

from __future__ import annotations

import hashlib
import math
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from docent.beside import beside
from docent.errors import TooManyRequests
from docent.gates import Asker, Limits, Rate, Salts
from docent.ids import now

_ASIDE = 4  # beside each question: the conversation shown again, a source opened, a vote


@dataclass(frozen=True, slots=True)
class Bucket:
    """One counter; `words` says whose it is to the person who has to wait."""

    key: str
    rate: Rate
    words: str


@dataclass(frozen=True, slots=True)
class Rates:
    """What is allowed in a minute."""

    address: int
    visitor: int
    bot: int
    builder: int


def question(bot_id: str, asker: Asker, address: str, rates: Rates) -> tuple[Bucket, ...]:
    """The buckets that a question counts in, the bot's last; `address` as `anonymous` gives it.

    So whoever is held back by their own buckets takes nothing from the bot's, which is everybody's.
    """
    if asker.kind != "visitor":
        return (Bucket(f"{asker.kind}#{asker.id}", Rate(rates.builder), "questions"),)
    return (
        Bucket(f"address#{address}", Rate(rates.address), "questions from your network"),
        Bucket(f"visitor#{asker.id}", Rate(rates.visitor), "questions from you"),
        Bucket(f"bot#{bot_id}", Rate(rates.bot), "questions to this assistant"),
    )


def aside(address: str, rates: Rates) -> tuple[Bucket, ...]:
    """The bucket that all else a visitor does counts in: votes, stopping, sources, their own list."""
    return (Bucket(f"aside#{address}", Rate(_ASIDE * rates.address), "requests from your network"),)


def session(address: str, most: int) -> tuple[Bucket, ...]:
    """The bucket that a visitor's session counts in."""
    return (Bucket(f"session#{address}", Rate(most), "new chats from your network"),)


def attempt(address: str, most: int) -> tuple[Bucket, ...]:
    """The bucket that signing up, signing in and asking for codes count in."""
    return (Bucket(f"attempt#{address}", Rate(most), "attempts from your network"),)


def take(buckets: Sequence[Bucket], *, limits: Limits, clock: Callable[[], float]) -> None:
    """Count one more in each bucket: in all but the last at once, in the last where those let it through.

    Raises TooManyRequests for the first that is full.
    """
    begin(buckets[:-1], limits=limits, clock=clock)()
    begin(buckets[-1:], limits=limits, clock=clock)()


def begin(buckets: Sequence[Bucket], *, limits: Limits, clock: Callable[[], float]) -> Callable[[], None]:
    """Begin to count one more in each bucket, beside each other. What comes back waits until all are counted,
    and raises TooManyRequests for the first that is full."""
    taken = [beside(partial(limits.take, each.key, each.rate, clock())) for each in buckets]

    def wait() -> None:
        for bucket, seconds in zip(buckets, taken, strict=True):
            _check(bucket, seconds.result())

    return wait


def _check(bucket: Bucket, wait: float) -> None:
    seconds = math.ceil(wait)
    if seconds:
        raise TooManyRequests(
            f"There were too many {bucket.words} in a short time. Wait {_seconds(seconds)}, then try again.",
            retry_after=seconds,
        )


def anonymous(address: str, *, salts: Salts) -> str:
    """What stands for an address today, and for no one tomorrow; one for a whole IPv6 network of /64,
    within which anybody has as many addresses as they like."""
    day = now()[:10]
    return hashlib.sha256(salts.salt(day).encode() + _network(address)).hexdigest()[:32]


def _network(address: str) -> bytes:
    try:
        packed = socket.inet_pton(socket.AF_INET6, address)
    except OSError:
        return address.encode()
    if packed.startswith(_MAPPED):
        return socket.inet_ntop(socket.AF_INET, packed[12:]).encode()
    return packed[:8]


def _seconds(wait: int) -> str:
    return "a second" if wait == 1 else f"{wait} seconds"


_MAPPED = bytes(10) + b"\xff\xff"
