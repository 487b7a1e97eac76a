from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from docent import accounts
from docent.errors import BadInput, NotAllowed
from docent.identity import Challenge, PasswordRules, Session
from tests.memory_accounts import MemoryAccounts

ADMINS = frozenset({"admin"})


def doors(directory: MemoryAccounts, mode: str = "open", *domains: str) -> dict[str, Any]:
    """The ports of sign_up, and who may."""
    admission = accounts.Admission(mode, domains)
    return {"admission": admission, "policy": directory, "registrations": directory}


@pytest.fixture
def directory() -> MemoryAccounts:
    directory = MemoryAccounts()
    accounts.sign_up("Ann@Example.com ", "Secret-123", "Ann", **doors(directory))
    accounts.confirm("ann@example.com", "123456", registrations=directory)
    return directory


def test_addresses_differ_not_by_case(directory: MemoryAccounts) -> None:
    assert (
        accounts.sign_in("ANN@example.com", "Secret-123", sessions=directory).user.email == "ann@example.com"
    )


def test_signing_up_tells_the_same_to_all(directory: MemoryAccounts) -> None:
    _, known = accounts.sign_up("ann@example.com", "Other-123", "", **doors(directory))
    _, new = accounts.sign_up("abe@elsewhere.example", "Other-123", "", **doors(directory))
    assert known == new == {"medium": "EMAIL", "destination": "a***@e***"}


class Groups:
    """Access tokens of somebody in these groups."""

    def __init__(self, *groups: str) -> None:
        self._groups = frozenset(groups)

    def user_id(self, token: str) -> str:
        return token

    def groups(self, token: str) -> frozenset[str]:
        return self._groups


def test_the_list_of_domains_holds_at_every_sign_in(directory: MemoryAccounts) -> None:
    session = accounts.sign_in("ann@example.com", "Secret-123", sessions=directory)
    assert isinstance(session, Session)
    elsewhere = replace(session, user=replace(session.user, email="ann@elsewhere.example"))
    listed = {"admission": accounts.Admission("open", ("example.com",)), "tokens": Groups()}
    assert accounts.let_in(session, **listed) is session
    with pytest.raises(NotAllowed, match=r"addresses at example\.com") as refused:
        accounts.let_in(elsewhere, **listed)
    assert refused.value.code == "domain_not_allowed"
    assert accounts.let_in(elsewhere, admission=accounts.Admission(), tokens=Groups()) is elsewhere


def test_who_was_let_in_by_name_may_be_at_any_domain(directory: MemoryAccounts) -> None:
    session = accounts.sign_in("ann@example.com", "Secret-123", sessions=directory)
    assert isinstance(session, Session)
    moved = replace(session, user=replace(session.user, formerly=("old",)))
    admission = accounts.Admission("open", ("elsewhere.example",))
    assert accounts.let_in(session, admission=admission, tokens=Groups("builder")) is session
    assert accounts.let_in(moved, admission=admission, tokens=Groups()) is moved


NO_ADDRESSES = ["", "ann", "ann@", "@example.com", "a b@example.com", "ann@example", "a@b@c.example"]


@pytest.mark.parametrize("email", [*NO_ADDRESSES, "a@" + "x" * 119 + ".example"])
def test_refuses_what_is_no_address(email: str, directory: MemoryAccounts) -> None:
    with pytest.raises(BadInput) as refused:
        accounts.sign_up(email, "Secret-123", "", **doors(directory))
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("short1A", "8 characters"),
        ("alllower1", "upper-case"),
        ("ALLUPPER1", "lower-case"),
        ("NoDigits!", "digit"),
        (" Secret-123", "no space"),
        ("Secret-123\n", "no space"),
    ],
)
def test_says_what_a_password_lacks(password: str, missing: str) -> None:
    with pytest.raises(BadInput, match=missing) as refused:
        accounts.checked_password(password, PasswordRules())
    assert refused.value.code == "weak_password"


@pytest.mark.parametrize("mode", ["invited", "closed", "a typing error"])
@pytest.mark.parametrize("email", ["ann@example.com", "new@example.com"])
def test_a_closed_door_is_closed_to_all(directory: MemoryAccounts, mode: str, email: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        accounts.sign_up(email, "Secret-123", "", **doors(directory, mode))
    assert refused.value.code == "sign_up_closed"
    assert len(directory.people) == 1


@pytest.mark.parametrize("email", ["eve@example.com", "eve@sub.acme.example", "acme.example@evil.example"])
def test_a_domain_that_is_not_listed_may_not_sign_up(directory: MemoryAccounts, email: str) -> None:
    accounts.sign_up("Ada@ACME.example", "Secret-123", "", **doors(directory, "open", "acme.example"))
    with pytest.raises(NotAllowed, match="acme.example") as refused:
        accounts.sign_up(email, "Secret-123", "", **doors(directory, "open", "acme.example"))
    assert refused.value.code == "domain_not_allowed"


def test_nor_move_there_later(directory: MemoryAccounts) -> None:
    token = signed_in(directory)
    admission = accounts.Admission("open", ("example.com",))
    with pytest.raises(NotAllowed):
        accounts.change_email(token, "ann@elsewhere.example", admission=admission, emails=directory)
    accounts.change_email(token, "anna@example.com", admission=admission, emails=directory)


def test_a_symbol_is_asked_for_where_the_pool_asks() -> None:
    rules = PasswordRules(least=4, lower=False, upper=False, digit=False, symbol=True)
    for good in ("abc!", "a b c", "[bc]", "a\\bc", 'a"bc', "a^bc"):
        accounts.checked_password(good, rules)
    with pytest.raises(BadInput, match="a symbol"):
        accounts.checked_password("abcd", rules)


def test_only_admins_invite(directory: MemoryAccounts) -> None:
    open_door = accounts.Admission("invited")
    given: dict[str, Any] = {"admission": open_door, "invitations": directory}
    with pytest.raises(NotAllowed) as refused:
        accounts.invite(frozenset({"builder"}), "bob@example.com", "builder", **given)
    assert refused.value.code == "admins_only"
    accounts.invite(ADMINS, "Bob@example.com", "admin", **given)
    assert directory.people["bob@example.com"].groups == {"admin"}
    with pytest.raises(NotAllowed):
        accounts.invite(
            ADMINS, "c@example.com", "builder", admission=accounts.Admission("closed"), invitations=directory
        )


def test_who_is_invited_chooses_a_password_of_their_own(directory: MemoryAccounts) -> None:
    directory.invite("bob@example.com", "builder")
    challenge = accounts.sign_in("bob@example.com", "First-123", sessions=directory)
    assert isinstance(challenge, Challenge)
    given: dict[str, Any] = {"policy": directory, "challenges": directory}
    with pytest.raises(BadInput, match="8 characters"):
        accounts.answer_challenge("bob@example.com", challenge, "short", **given)
    accounts.answer_challenge("Bob@example.com", challenge, "Second-123", **given)
    assert signed_in(directory, "bob@example.com", "Second-123")


def test_a_secret_comes_as_apps_of_codes_take_it(directory: MemoryAccounts) -> None:
    secret, uri = accounts.begin_totp(signed_in(directory), profiles=directory, factors=directory)
    assert uri == f"otpauth://totp/Docent:ann%40example.com?secret={secret}&issuer=Docent"


def signed_in(directory: MemoryAccounts, email: str = "ann@example.com", password: str = "Secret-123") -> str:
    session = accounts.sign_in(email, password, sessions=directory)
    assert not isinstance(session, Challenge)
    return session.access_token
