"""Accounts of bot builders. Nothing here tells a stranger whether an e-mail address has an account."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from docent.errors import BadInput, NotFound
from docent.model import Bot, Session, User
from docent.ports import Bots, Passwords, Profiles, Registrations, Sessions

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f.]+(\.[^@\s\x00-\x1f.]+)+")
_RULES = (
    (r".{8}", "at least 8 characters"),
    (r"[a-z]", "a lower-case letter"),
    (r"[A-Z]", "an upper-case letter"),
    (r"[0-9]", "a digit"),
)


def sign_up(
    email: str, password: str, name: str, *, registrations: Registrations
) -> tuple[str, Mapping[str, str]]:
    """Start an account: its id and where the code went, masked. Raises BadInput.

    An address that has an account already gets the same answer, so that nobody can ask who has one.
    """
    checked_password(password)
    user_id = registrations.sign_up(checked_email(email), password, name)
    return user_id, {"medium": "EMAIL", "destination": masked(email)}


def confirm(email: str, code: str, *, registrations: Registrations) -> None:
    registrations.confirm(checked_email(email), code)


def resend(email: str, *, registrations: Registrations) -> None:
    registrations.resend(checked_email(email))


def sign_in(email: str, password: str, *, sessions: Sessions) -> Session:
    return sessions.sign_in(checked_email(email), password)


def forgot(email: str, *, passwords: Passwords) -> None:
    passwords.forgot(checked_email(email))


def reset(email: str, code: str, password: str, *, passwords: Passwords) -> None:
    checked_password(password)
    passwords.reset(checked_email(email), code, password)


def erase(
    access_token: str, *, profiles: Profiles, bots: Bots, erase_bot: Callable[[Bot], Mapping[str, Any]]
) -> tuple[User, tuple[Mapping[str, Any], ...]]:
    """Erase the account and its bots: the user, a receipt for each bot. Can be run again after a failure."""
    user = profiles.profile(access_token)
    receipts = []
    while page := bots.owned_by(user.user_id).items:
        for bot in page:
            try:
                receipts.append(erase_bot(bot))
            except NotFound:  # another request erased it meanwhile
                continue
    profiles.erase(access_token)
    return user, tuple(receipts)


def checked_email(email: str) -> str:
    """The address in lower case. Raises BadInput if it cannot be one."""
    address = email.strip().lower()
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise BadInput("That is not an e-mail address. Check it for typing errors.", field="email")
    return address


def checked_password(password: str) -> None:
    """Raises BadInput naming all that is missing."""
    missing = [words for pattern, words in _RULES if not re.search(pattern, password, re.DOTALL)]
    if missing:
        raise BadInput(f"The password needs {' and '.join(missing)}.", field="password", code="weak_password")


def masked(email: str) -> str:
    """`jane@example.com` as `j***@e***`."""
    local, _, domain = email.strip().partition("@")
    return f"{local[:1]}***@{domain[:1]}***"
