from __future__ import annotations

import unicodedata
from dataclasses import replace

import bcrypt
import pytest

from docent import newcomers
from docent.errors import NotFound, WrongCredentials
from docent.identity import Newcomer, User
from tests.contracts.bots import some_bot
from tests.fakes import MemoryBots
from tests.memory_accounts import MemoryNewcomers

JO = Newcomer("jö@example.com", ("old-1",), "Jö", "hash of sesame")


def fits(password: str, password_hash: str) -> bool:
    return password_hash == f"hash of {password}"


@pytest.fixture
def expected() -> MemoryNewcomers:
    known = MemoryNewcomers()
    known.keep(JO, 10)
    return known


def test_comes_once_by_the_old_password_and_its_hash_is_gone(expected: MemoryNewcomers) -> None:
    written = unicodedata.normalize("NFD", " JÖ@Example.com")
    assert newcomers.come(written, "sesame", newcomers=expected, fits=fits) == JO
    assert expected.find(JO.email) == replace(JO, password_hash="")
    with pytest.raises(WrongCredentials):
        newcomers.come(JO.email, "sesame", newcomers=expected, fits=fits)


def test_a_wrong_password_changes_nothing(expected: MemoryNewcomers) -> None:
    for email, password in ((JO.email, "Sesame"), (JO.email, ""), ("ann@example.com", "sesame")):
        with pytest.raises(WrongCredentials):
            newcomers.come(email, password, newcomers=expected, fits=fits)
    assert expected.find(JO.email) == JO


def test_who_is_not_there_takes_as_long_as_who_is(expected: MemoryNewcomers) -> None:
    compared: list[str] = []

    def comparing(password: str, password_hash: str) -> bool:
        compared.append(password_hash)
        return bcrypt.checkpw(password.encode(), password_hash.encode())

    with pytest.raises(WrongCredentials):
        newcomers.come("nobody@example.com", "sesame", newcomers=expected, fits=comparing)
    (nobodys,) = compared
    assert nobodys.startswith("$2b$10$")  # what Supabase hashes with


def test_who_forgot_it_is_known_and_the_old_hash_is_gone(expected: MemoryNewcomers) -> None:
    assert newcomers.forgot("JÖ@example.com", newcomers=expected).formerly == ("old-1",)
    again = newcomers.forgot(JO.email, newcomers=expected)
    assert again.password_hash == ""
    with pytest.raises(NotFound):
        newcomers.forgot("ann@example.com", newcomers=expected)


@pytest.mark.parametrize("until", ["infinity", "2999-01-01T00:00:00+00"])
def test_who_is_banned_does_not_come_until_that_is_over(until: str, expected: MemoryNewcomers) -> None:
    expected.keep(banned := replace(JO, banned_until=until), 10)
    with pytest.raises(WrongCredentials):
        newcomers.come(JO.email, "sesame", newcomers=expected, fits=fits)
    with pytest.raises(NotFound):
        newcomers.forgot(JO.email, newcomers=expected)
    assert expected.find(JO.email) == banned
    expected.keep(replace(JO, banned_until="2020-01-01T00:00:00+00"), 10)
    assert newcomers.come(JO.email, "sesame", newcomers=expected, fits=fits).formerly == JO.formerly


def test_everything_of_the_old_ids_comes_along_once() -> None:
    bots = MemoryBots()
    theirs = [replace(some_bot(), user_id=newcomers.owner(each)) for each in ("old-1", "old-2") * 30]
    others = replace(some_bot(), user_id=newcomers.owner("old-3"))
    for bot in (*theirs, others):
        bots.create(bot)
    user = User("new", "jo@example.com", formerly=("old-1", "old-2"))
    assert newcomers.inherit(user, bots=bots, writer=bots) == 60
    assert newcomers.inherit(user, bots=bots, writer=bots) == 0
    assert {bots.find(each.bot_id).user_id for each in theirs} == {"new"}  # type: ignore[union-attr]
    assert bots.find(others.bot_id) == others
    assert newcomers.inherit(User("x", "y@example.com"), bots=bots, writer=bots) == 0
