"""People and their accounts: nouns, and the ports, most of which one adapter satisfies by shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class User:
    """A bot builder. `user_id` is Cognito's `sub`; with `totp`, sign-in asks for a code of an app too.

    `proven`: a code sent to the address was given back. `formerly`: the ids they had in the system that they
    were moved from.
    """

    user_id: str
    email: str
    name: str = ""
    totp: bool = False
    proven: bool = False
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody with an account in the system before this one, who has not been here yet.

    `formerly`: their ids there. `password_hash` is bcrypt's; empty where they have to set a new password.
    `banned_until`: they are kept out until then; ISO 8601 or `infinity`, empty for who was not banned.
    """

    email: str
    formerly: tuple[str, ...]
    name: str = ""
    password_hash: str = ""
    banned_until: str = ""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a sign-in waits for: `kind` is `totp` (a code of an app) or `new_password` (when invited)."""

    kind: str
    session: str


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """What a password needs: `least` characters, and one of each kind that is true."""

    least: int = 8
    lower: bool = True
    upper: bool = True
    digit: bool = True
    symbol: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """What a sign-in gives. `expires_in` in seconds; `refresh_token` is None where it did not rotate."""

    access_token: str
    id_token: str
    refresh_token: str | None
    expires_in: int
    user: User


class Registrations(Protocol):
    def sign_up(self, email: str, password: str, name: str) -> str:
        """Start an account: its user_id. An address that has one gets an id of the same look."""

    def confirm(self, email: str, code: str) -> None:
        """Raises BadInput on a wrong or expired code."""

    def resend(self, email: str) -> None: ...


class Sessions(Protocol):
    def sign_in(self, email: str, password: str) -> Session | Challenge:
        """Raises WrongCredentials, also for an address that is not confirmed; NotAllowed with code
        `password_reset_required`."""

    def refresh(self, refresh_token: str) -> Session:
        """Raises NotSignedIn."""

    def sign_out(self, access_token: str) -> None:
        """Revokes every refresh token of the account. Raises NotSignedIn."""


class Challenges(Protocol):
    def answer(self, email: str, challenge: Challenge, response: str) -> Session | Challenge:
        """Raises BadInput on a wrong code or a weak password, NotSignedIn where it took too long."""


class Passwords(Protocol):
    def forgot(self, email: str) -> None:
        """Sends a code if the account exists; says nothing either way."""

    def reset(self, email: str, code: str, password: str) -> None:
        """Raises BadInput on a wrong code or a weak password."""

    def change(self, access_token: str, old: str, password: str) -> None:
        """Raises BadInput naming `old_password` or `password`; NotSignedIn."""


class Profiles(Protocol):
    def profile(self, access_token: str) -> User:
        """Raises NotSignedIn, also for a token revoked by sign-out."""

    def rename(self, access_token: str, name: str) -> None: ...

    def erase(self, access_token: str) -> None: ...


class Emails(Protocol):
    def change_email(self, access_token: str, email: str) -> None:
        """Sends a code there; until it is given, the old address counts. An address that has an account
        gets the same answer and no code."""

    def confirm_email(self, access_token: str, code: str) -> None:
        """Raises BadInput on a wrong code."""


class SecondFactors(Protocol):
    def begin_totp(self, access_token: str) -> str:
        """A secret for an app of codes (RFC 6238, base32); nothing is asked for until it is confirmed."""

    def confirm_totp(self, access_token: str, code: str) -> None:
        """From now on sign-in asks for a code. Raises BadInput on a wrong one."""

    def end_totp(self, access_token: str) -> None: ...


class Newcomers(Protocol):
    """Who may still come over from the system before this one, by address in lower case."""

    def find(self, email: str) -> Newcomer | None: ...

    def keep(self, newcomer: Newcomer, lifetime_days: int) -> None:
        """In place of what was kept for this address."""

    def erase(self, email: str) -> None: ...


class PasswordPolicy(Protocol):
    def rules(self) -> PasswordRules: ...


class Invitations(Protocol):
    def invite(self, email: str, group: str) -> None:
        """Make an account in a group and send its first password there; again, if it was never used.

        Raises Conflict where somebody uses the account already.
        """
