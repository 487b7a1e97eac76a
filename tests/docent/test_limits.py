from __future__ import annotations

import pytest

from docent import limits
from docent.errors import TooManyRequests
from docent.gates import Asker
from docent.web import parse
from tests.gatekeepers import MemoryLimits

RATES = limits.Rates(address=3, visitor=2, bot=5, builder=9)
NOON = 1_800_000_000.0


class Door:
    """A bot's door at noon. `asks` is 0, or the seconds that somebody is told to wait."""

    def __init__(self) -> None:
        self.store = MemoryLimits()

    def asks(self, asker: Asker, address: str = "home", bot_id: str = "bot_1") -> int:
        buckets = limits.question(bot_id, asker, address, RATES)
        try:
            limits.take(buckets, limits=self.store, clock=lambda: NOON)
        except TooManyRequests as refused:
            return refused.retry_after
        return 0


def visitor(name: str) -> Asker:
    return Asker("visitor", name)


def test_a_visitor_an_address_and_a_bot_have_each_their_own_limit() -> None:
    door = Door()
    assert [door.asks(visitor("a")) for _ in range(3)] == [0, 0, 30]
    assert [door.asks(visitor(name)) for name in "bcd"] == [20, 20, 20]
    assert [door.asks(visitor(name), address=name) for name in "efgh"] == [0, 0, 0, 12]
    assert door.asks(visitor("a"), address="other", bot_id="bot_2") == 30


def test_who_has_to_wait_is_told_how_long() -> None:
    bucket = limits.Bucket("x", limits.Rate(1, 7), "questions from you")
    store = MemoryLimits()
    with pytest.raises(TooManyRequests, match="too many questions from you .* Wait 7 seconds") as refused:
        limits.take([bucket, bucket], limits=store, clock=lambda: NOON)
    assert refused.value.retry_after == 7


def test_who_is_held_back_takes_nothing_from_the_bot() -> None:
    door = Door()
    for _ in range(50):
        door.asks(visitor("greedy"))
    assert [door.asks(visitor(name), address=name) for name in "abc"] == [0, 0, 0]


def test_owners_have_a_roomier_bucket_of_their_own() -> None:
    door = Door()
    for name in "abcdefg":
        door.asks(visitor(name), address=name)
    assert [door.asks(Asker("owner", "ann")) for _ in range(10)] == [0] * 9 + [7]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
    ],
)
def test_an_address_is_hashed_and_a_network_of_ipv6_is_one(one: str, other: str, same: bool) -> None:
    hashed = limits.anonymous(one, salts=MemoryLimits())
    assert "203" not in hashed or len(hashed) == 32
    assert (hashed == limits.anonymous(other, salts=MemoryLimits())) is same


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (0, "", "9.9.9.9"),
        (1, "6.6.6.6, 1.1.1.1, 9.9.9.9", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2, 9.9.9.9", "1.1.1.1"),
        (2, "9.9.9.9", "9.9.9.9"),
        (1, "9.9.9.9", "9.9.9.9"),
        (1, " 1.1.1.1 ,9.9.9.9", "1.1.1.1"),
    ],
)
def test_what_a_caller_writes_into_the_header_counts_for_nothing(
    hops: int, forwarded: str, address: str
) -> None:
    request = parse({
        "httpMethod": "GET", "resource": "/", "headers": {"X-Forwarded-For": forwarded},
        "requestContext": {"identity": {"sourceIp": "9.9.9.9"}},
    })  # fmt: skip
    assert request.address(hops) == address
