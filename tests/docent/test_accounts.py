from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from docent import accounts
from docent.errors import BadInput, WrongCredentials
from docent.model import Bot
from tests.contracts.bots import some_bot
from tests.fakes import MemoryAccounts, MemoryBots


@pytest.fixture
def directory() -> MemoryAccounts:
    directory = MemoryAccounts()
    accounts.sign_up("Ann@Example.com ", "Secret-123", "Ann", registrations=directory)
    accounts.confirm("ann@example.com", "123456", registrations=directory)
    return directory


def test_addresses_differ_not_by_case(directory: MemoryAccounts) -> None:
    assert (
        accounts.sign_in("ANN@example.com", "Secret-123", sessions=directory).user.email == "ann@example.com"
    )


def test_signing_up_tells_the_same_to_all(directory: MemoryAccounts) -> None:
    _, known = accounts.sign_up("ann@example.com", "Other-123", "", registrations=directory)
    _, new = accounts.sign_up("abe@elsewhere.example", "Other-123", "", registrations=directory)
    assert known == new == {"medium": "EMAIL", "destination": "a***@e***"}


NO_ADDRESSES = ["", "ann", "ann@", "@example.com", "a b@example.com", "ann@example", "a@b@c.example"]


@pytest.mark.parametrize("email", [*NO_ADDRESSES, "x" * 250 + "@a.example"])
def test_refuses_what_is_no_address(email: str, directory: MemoryAccounts) -> None:
    with pytest.raises(BadInput) as refused:
        accounts.sign_up(email, "Secret-123", "", registrations=directory)
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("short1A", "8 characters"),
        ("alllower1", "upper-case"),
        ("ALLUPPER1", "lower-case"),
        ("NoDigits!", "digit"),
    ],
)
def test_says_what_a_password_lacks(password: str, missing: str) -> None:
    with pytest.raises(BadInput, match=missing) as refused:
        accounts.checked_password(password)
    assert refused.value.code == "weak_password"


def test_erases_the_bots_before_the_account(directory: MemoryAccounts) -> None:
    session = accounts.sign_in("ann@example.com", "Secret-123", sessions=directory)
    bots = MemoryBots()
    for _ in range(60):
        bots.create(some_bot(session.user.user_id))
    bots.create(some_bot("bob"))

    def erase_bot(bot: Bot) -> Mapping[str, Any]:
        bots.erase(bot.bot_id, bot.user_id)
        return {"bot_id": bot.bot_id}

    user, receipts = accounts.erase(session.access_token, profiles=directory, bots=bots, erase_bot=erase_bot)
    assert (user, len(receipts), len(bots.bots)) == (session.user, 60, 1)
    with pytest.raises(WrongCredentials):
        accounts.sign_in("ann@example.com", "Secret-123", sessions=directory)
