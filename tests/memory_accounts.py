"""A fake of all that has to do with accounts, in memory. It passes the contract of accounts."""

from __future__ import annotations

import base64
import secrets
import time
import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from docent.errors import BadInput, Conflict, NotSignedIn, WrongCredentials
from docent.identity import Challenge, Newcomer, PasswordRules, Session, User
from tests import totp

SIGN_UP_CODE, RESET_CODE = "123456", "654321"


@dataclass
class _Person:
    user: User
    password: str
    confirmed: bool = False
    invited: bool = False
    waiting_email: str = ""
    secret: str = ""
    groups: set[str] = field(default_factory=set)


class MemoryAccounts:
    """Every port of accounts but AccessTokens. Codes are 123456 and, for a reset, 654321."""

    def __init__(self) -> None:
        self.people: dict[str, _Person] = {}
        self.tokens: dict[str, _Person] = {}

    def sign_up(self, email: str, password: str, name: str) -> str:
        if email in self.people:
            return str(uuid.uuid4())
        user = User(str(uuid.uuid4()), email, name)
        self.people[email] = _Person(user, password)
        return user.user_id

    def confirm(self, email: str, code: str) -> None:
        person = self.people.get(email)
        if person is None or person.confirmed:
            raise BadInput("wrong code", field="code", code="wrong_code")
        _checked(code, SIGN_UP_CODE)
        person.confirmed = True
        person.user = replace(person.user, proven=True)

    def resend(self, email: str) -> None:
        """Sends nothing."""

    def sign_in(self, email: str, password: str) -> Session | Challenge:
        person = self.people.get(email)
        if person is None or person.password != password or not person.confirmed:
            raise WrongCredentials("wrong")
        if person.invited:
            return Challenge("new_password", "session")
        return Challenge("totp", "session") if person.user.totp else self._session(person)

    def answer(self, email: str, challenge: Challenge, response: str) -> Session | Challenge:
        person = self.people[email]
        if challenge.kind == "new_password":
            person.password, person.invited = response, False
            return Challenge("totp", "session") if person.user.totp else self._session(person)
        _checked(response, totp.code(person.secret))
        return self._session(person)

    def refresh(self, refresh_token: str) -> Session:
        return self._session(self._person(refresh_token))

    def sign_out(self, access_token: str) -> None:
        person = self._person(access_token)
        self.tokens = {token: owner for token, owner in self.tokens.items() if owner is not person}

    def forgot(self, email: str) -> None:
        """Sends nothing."""

    def reset(self, email: str, code: str, password: str) -> None:
        _checked(code, RESET_CODE if email in self.people else "")
        self.people[email].password = password

    def change(self, access_token: str, old: str, password: str) -> None:
        person = self._person(access_token)
        if person.password != old:
            raise BadInput("wrong", field="old_password", code="wrong_password")
        person.password = password

    def profile(self, access_token: str) -> User:
        return self._person(access_token).user

    def rename(self, access_token: str, name: str) -> None:
        person = self._person(access_token)
        person.user = replace(person.user, name=name)

    def erase(self, access_token: str) -> None:
        email = self._person(access_token).user.email
        self.sign_out(access_token)
        del self.people[email]

    def change_email(self, access_token: str, email: str) -> None:
        self._person(access_token).waiting_email = "" if email in self.people else email

    def confirm_email(self, access_token: str, code: str) -> None:
        person = self._person(access_token)
        _checked(code, SIGN_UP_CODE if person.waiting_email else "")
        del self.people[person.user.email]
        person.user = replace(person.user, email=person.waiting_email)
        self.people[person.user.email] = person

    def begin_totp(self, access_token: str) -> str:
        self._person(access_token).secret = base64.b32encode(secrets.token_bytes(20)).decode()
        return self._person(access_token).secret

    def confirm_totp(self, access_token: str, code: str) -> None:
        person = self._person(access_token)
        _checked(code, totp.code(person.secret) if person.secret else "")
        person.user = replace(person.user, totp=True)

    def end_totp(self, access_token: str) -> None:
        person = self._person(access_token)
        person.user = replace(person.user, totp=False)

    def rules(self) -> PasswordRules:
        return PasswordRules()

    def invite(self, email: str, group: str) -> None:
        person = self.people.get(email)
        if person and not person.invited:
            raise Conflict("there already", code="account_exists")
        user = User(str(uuid.uuid4()), email, proven=True)
        self.people[email] = _Person(user, "First-123", confirmed=True, invited=True, groups={group})

    def _person(self, token: str) -> _Person:
        if token not in self.tokens:
            raise NotSignedIn("ended")
        return self.tokens[token]

    def _session(self, person: _Person) -> Session:
        access, refresh = str(uuid.uuid4()), str(uuid.uuid4())
        self.tokens |= {access: person, refresh: person}
        return Session(access, "id", refresh, 3600, person.user)


def _checked(given: str, right: Any) -> None:
    if not right or given != right:
        raise BadInput("wrong code", field="code", code="wrong_code")


class MemoryNewcomers:
    """Who is still expected, by address, until a moment."""

    def __init__(self) -> None:
        self.people: dict[str, tuple[Newcomer, float]] = {}

    def find(self, email: str) -> Newcomer | None:
        newcomer, until = self.people.get(email, (None, 0.0))
        return newcomer if until > time.time() else None

    def keep(self, newcomer: Newcomer, lifetime_days: int) -> None:
        self.people[newcomer.email] = newcomer, time.time() + lifetime_days * 86_400

    def erase(self, email: str) -> None:
        self.people.pop(email, None)
