"""Cognito's user-migration trigger: somebody whom the user pool does not know signs in, or forgot a password.

Event and answer: Cognito developer guide, "Migrate user Lambda trigger". An answer without attributes lets
Cognito say what it says to everybody: wrong e-mail or password.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bcrypt

from docent import newcomers
from docent.errors import NotFound, WrongCredentials
from docent.identity import Newcomer
from docent.wiring import wired

_BYTES = 72  # of a password count: bcrypt reads no more, and GoTrue hashed no more


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    try:
        newcomer = _newcomer(event)
    except (WrongCredentials, NotFound):
        return {**event, "response": {}}
    return {**event, "response": _answer(newcomer)}


def _newcomer(event: Mapping[str, Any]) -> Newcomer:
    source, email = event["triggerSource"], event["userName"]
    if source == "UserMigration_Authentication":
        password = event["request"]["password"]
        return newcomers.come(email, password, newcomers=wired().newcomers, fits=fits)
    if source == "UserMigration_ForgotPassword":
        return newcomers.forgot(email, newcomers=wired().newcomers)
    raise NotFound(f"No account is made for {source}.")


def fits(password: str, password_hash: str) -> bool:
    """Whether a bcrypt hash is this password's."""
    return bcrypt.checkpw(password.encode()[:_BYTES], password_hash.encode())


def _answer(newcomer: Newcomer) -> dict[str, Any]:
    attributes = {
        "email": newcomer.email,
        "email_verified": "true",  # or they could not be sent a code
        "custom:legacy_id": ",".join(newcomer.formerly),
    }
    return {
        "userAttributes": attributes | ({"name": newcomer.name} if newcomer.name else {}),
        "finalUserStatus": "CONFIRMED",
        "messageAction": "SUPPRESS",
    }
