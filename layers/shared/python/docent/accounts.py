"""Accounts of bot builders. Nothing here tells a stranger whether an e-mail address has an account."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from docent.errors import BadInput, NotAllowed
from docent.identity import (
    Challenge,
    Challenges,
    Emails,
    Invitations,
    PasswordPolicy,
    PasswordRules,
    Passwords,
    Profiles,
    Registrations,
    SecondFactors,
    Session,
    Sessions,
)
from docent.ports import AccessTokens

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f.]+(\.[^@\s\x00-\x1f.]+)+")
_LONGEST = 128  # as Cognito has it of the name that one signs in by
_SYMBOL = r"[\^$*.\[\]{}()?\"!@#%&/\\\\,><':;|_~`=+ -]"


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may make an account: `open` to all (of these domains, if any), `invited`, or `closed`."""

    mode: str = "open"
    domains: tuple[str, ...] = ()


def sign_up(
    email: str, password: str, name: str,
    *, admission: Admission, policy: PasswordPolicy, registrations: Registrations,
) -> tuple[str, Mapping[str, str]]:  # fmt: skip
    """Start an account: its id and where the code went, masked. Raises BadInput or NotAllowed.

    An address that has an account already gets the same answer, so that nobody can ask who has one.
    """
    if admission.mode != "open":
        raise NotAllowed("Accounts here are by invitation only. Ask an admin for one.", code="sign_up_closed")
    address = admitted(email, admission)
    checked_password(password, policy.rules())
    user_id = registrations.sign_up(address, password, name)
    return user_id, {"medium": "EMAIL", "destination": masked(email)}


def confirm(email: str, code: str, *, registrations: Registrations) -> None:
    registrations.confirm(checked_email(email), code)


def resend(email: str, *, registrations: Registrations) -> None:
    registrations.resend(checked_email(email))


def sign_in(email: str, password: str, *, sessions: Sessions) -> Session | Challenge:
    return sessions.sign_in(checked_email(email), password)


def answer_challenge(
    email: str, challenge: Challenge, response: str, *, policy: PasswordPolicy, challenges: Challenges
) -> Session | Challenge:
    """Go on with a sign-in by a code, or by the first password of one's own. Raises BadInput, NotSignedIn."""
    if challenge.kind == "new_password":
        checked_password(response, policy.rules())
    return challenges.answer(checked_email(email), challenge, response)


def let_in(session: Session, *, admission: Admission, tokens: AccessTokens) -> Session:
    """The session of somebody who may be here. Raises NotAllowed if their address is at no listed domain.

    The list is gone through at every sign-in, not at the first only: Cognito lets people move their account
    to an address anywhere by their own access token, past Docent. In a group is who an admin let in by name.
    """
    user = session.user
    if admission.domains and not user.formerly and not tokens.groups(session.access_token):
        admitted(user.email, admission)
    return session


def forgot(email: str, *, passwords: Passwords) -> None:
    passwords.forgot(checked_email(email))


def reset(email: str, code: str, password: str, *, policy: PasswordPolicy, passwords: Passwords) -> None:
    checked_password(password, policy.rules())
    passwords.reset(checked_email(email), code, password)


def change_password(
    access_token: str, old: str, password: str, *, policy: PasswordPolicy, passwords: Passwords
) -> None:
    checked_password(password, policy.rules())
    passwords.change(access_token, old, password)


def change_email(access_token: str, email: str, *, admission: Admission, emails: Emails) -> None:
    """Send a code to a new address. Raises BadInput, or NotAllowed for a domain that may not sign up."""
    emails.change_email(access_token, admitted(email, admission))


def begin_totp(access_token: str, *, profiles: Profiles, factors: SecondFactors) -> tuple[str, str]:
    """A secret, and the address by which apps of codes take it over (otpauth://)."""
    email = quote(profiles.profile(access_token).email)
    secret = factors.begin_totp(access_token)
    return secret, f"otpauth://totp/Docent:{email}?secret={secret}&issuer=Docent"


def invite(
    groups: frozenset[str], email: str, group: str, *, admission: Admission, invitations: Invitations
) -> None:
    """Invite somebody, as one of these groups. Raises NotAllowed unless it is an admin who asks."""
    if "admin" not in groups:
        raise NotAllowed("Only an admin may invite. Ask one to make you an admin.", code="admins_only")
    if admission.mode == "closed":
        raise NotAllowed("This deployment takes no new accounts (DOCENT_SIGN_UP).", code="sign_up_closed")
    invitations.invite(checked_email(email), group)


def exports_of(user_id: str) -> str:
    """Where a person's archives lie."""
    return f"exports/{user_id}/"


def checked_email(email: str) -> str:
    """The address in lower case. Raises BadInput if it cannot be one."""
    address = email.strip().lower()
    if len(address) > _LONGEST or not _EMAIL.fullmatch(address):
        raise BadInput(
            f"That is no e-mail address of up to {_LONGEST} characters. Check it for typing errors.",
            field="email",
        )
    return address


def admitted(email: str, admission: Admission) -> str:
    """The checked address. Raises NotAllowed if its domain is not on the list."""
    address = checked_email(email)
    if admission.domains and address.rpartition("@")[2] not in admission.domains:
        domains = ", ".join(admission.domains)
        raise NotAllowed(f"Accounts here are for addresses at {domains}. Use one.", code="domain_not_allowed")
    return address


def checked_password(password: str, rules: PasswordRules) -> None:
    """Raises BadInput naming all that is missing."""
    needed = (
        (True, rf".{{{rules.least}}}", f"at least {rules.least} characters"),
        (rules.lower, r"[a-z]", "a lower-case letter"),
        (rules.upper, r"[A-Z]", "an upper-case letter"),
        (rules.digit, r"[0-9]", "a digit"),
        (rules.symbol, _SYMBOL, "a symbol such as ! or ?"),
        (True, r"\A\S(.*\S)?\Z", "no space at its start or end"),  # Cognito takes none
    )
    missing = [words for asked, rule, words in needed if asked and not re.search(rule, password, re.DOTALL)]
    if missing:
        raise BadInput(f"The password needs {' and '.join(missing)}.", field="password", code="weak_password")


def masked(email: str) -> str:
    """`jane@example.com` as `j***@e***`."""
    local, _, domain = email.strip().partition("@")
    return f"{local[:1]}***@{domain[:1]}***"
