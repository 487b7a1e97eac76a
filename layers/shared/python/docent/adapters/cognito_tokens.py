"""Access tokens of an Amazon Cognito user pool, checked against the pool's published keys."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from docent.adapters.jws import SignedTokens
from docent.errors import NotSignedIn


class CognitoTokens:
    """Satisfies AccessTokens. Source of the rules: Cognito developer guide, "Verifying JSON web tokens"."""

    def __init__(
        self, issuer: str, client_id: str, jwks_url: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._issuer, self._client_id = issuer, client_id
        self._signed = SignedTokens(jwks_url or f"{issuer}/.well-known/jwks.json", clock)

    def expect(self) -> None:
        """Begin to fetch the pool's keys now: a token will come."""
        self._signed.expect()

    def user_id(self, token: str) -> str:
        return str(self._claims(token)["sub"])

    def groups(self, token: str) -> frozenset[str]:
        return frozenset(map(str, self._claims(token).get("cognito:groups", ())))

    def _claims(self, token: str) -> Mapping[str, Any]:
        claims = _object(self._signed.payload(token))
        ours = {"iss": self._issuer, "client_id": self._client_id, "token_use": "access"}
        if any(claims.get(name) != value for name, value in ours.items()) or not _text(claims.get("sub")):
            raise NotSignedIn("That is not an access token of this application. Sign in again.")
        moment = time.time()
        if (
            not _number(claims.get("exp"))
            or not _number(claims.get("nbf", 0))
            or claims.get("nbf", 0) > moment
        ):
            raise NotSignedIn("That access token is not valid. Sign in again.")
        if claims["exp"] <= moment:
            raise NotSignedIn("Your session has run out. Sign in again.", code="token_expired")
        return claims


def _object(payload: bytes) -> Mapping[str, Any]:
    try:
        claims = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise NotSignedIn("That access token is not valid. Sign in again.") from error
    return claims if isinstance(claims, dict) else {}


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
