"""Accounts of the system before this one, and what is to become of each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docent.accounts import checked_email
from docent.errors import BadInput
from docent.newcomers import address

# What bcrypt writes, of cost 4 to 31; $2a$, $2b$ and $2y$ hash alike. The salt is 16 bytes in 22 characters,
# so that the last one has four bits that are zero.
BCRYPT = re.compile(r"\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}")

MEANING = {
    "password": "keeps the old password, from the first sign-in on",
    "imported": "is in the user pool with the old password (import job)",
    "reset": "has no password that can be checked: signs in by “Forgot your password?”",
    "banned": "is kept out until the ban ends; has the old password then",
    "disabled": "is banned, and has an account here: it is off until the ban ends and this is run again",
    "present": "has an account here already: the old id was noted there",
    "left_unconfirmed": "never confirmed the address, so never could sign in: may sign up anew",
    "left_deleted": "was deleted there",
    "left_phone": "has a phone number only: needs an e-mail address there first",
    "left_anonymous": "was an anonymous visitor, without any address",
    "left_address": "has an address that is none: correct it there",
    "duplicate": "has the address of another account that was used later: what it owned goes there",
    "unreadable": "the row cannot be read: see why",
    "failed": "could not be moved: run it again",
}  # fmt: skip
MOVED = ("password", "imported", "reset", "banned", "disabled", "present", "duplicate")


@dataclass(frozen=True, slots=True)
class Former:
    """One account as it was. Moments are ISO 8601, empty where there is none; `notes` say what was mended.

    `lacks`: columns that decide about an account and that the row does not have at all.
    """

    id: str
    email: str = ""
    phone: str = ""
    password_hash: str = ""
    confirmed_at: str = ""
    banned_until: str = ""
    deleted_at: str = ""
    last_seen_at: str = ""
    name: str = ""
    sso: bool = False
    anonymous: bool = False
    providers: tuple[str, ...] = ()
    factors: int = 0
    notes: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


def fate_of(former: Former, moment: str) -> tuple[str, str]:
    """What is to become of an account, and why. `moment`: now."""
    if former.deleted_at:
        return "left_deleted", f"on {former.deleted_at[:10]}"
    if former.anonymous:
        return "left_anonymous", ""
    if not former.email.strip():
        return ("left_phone", "") if former.phone else ("left_address", "there is none")
    try:
        checked_email(address(former.email))
    except BadInput:
        return "left_address", ""
    if not (former.confirmed_at or former.sso):
        return "left_unconfirmed", ""
    if former.banned_until > moment:  # as texts: `infinity` comes after every moment
        return "banned", f"until {former.banned_until}"
    return _way_in(former)


def checkable(former: Former) -> str:
    """The hash of a password that can be checked, or nothing."""
    return former.password_hash if BCRYPT.fullmatch(former.password_hash) and not former.sso else ""


def _way_in(former: Former) -> tuple[str, str]:
    why = [f"has to set up the second factor anew ({former.factors})"] if former.factors else []
    if checkable(former):
        return "password", "; ".join((*former.notes, *why))
    if former.sso:
        why.append("single sign-on")
    elif former.password_hash:
        why.append("the hash is not bcrypt's")
    else:
        why.append(f"no password: {', '.join(former.providers) or 'magic link'}")
    return "reset", "; ".join((*former.notes, *why))
