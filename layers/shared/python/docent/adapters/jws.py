"""Who signed a token: compact JWS, RS256 only, by keys that a JWKS address publishes."""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

import jwt

from docent.beside import beside
from docent.errors import NotSignedIn, Unavailable

LONGEST = 8_192  # Cognito's are below 4,000 characters
COOL_DOWN = 30
_KEYS_SECONDS = 3_600


class PublishedKeys(jwt.PyJWKClient):
    """The published keys that may sign with RS256, fetched once an hour.

    A key that nobody knows is looked for in a new copy, but once in COOL_DOWN seconds at most, whether or not
    the fetch succeeds: so strangers cannot make us fetch.
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(url, lifespan=_KEYS_SECONDS, timeout=3)
        self._clock, self._next_look = clock, float("-inf")
        self._begun: Future[jwt.PyJWKSet] | None = None

    def expect(self) -> None:
        """Begin to fetch them now, where they are not known."""
        if self._begun is None and self.jwk_set_cache and self.jwk_set_cache.get() is None:
            self._begun = beside(super().get_jwk_set)

    def get_jwk_set(self, refresh: bool = False) -> jwt.PyJWKSet:
        begun, self._begun = self._begun, None
        if begun:
            begun.exception()  # where it failed, be it for a function that was frozen meanwhile: once more
        return super().get_jwk_set(refresh)

    def fetch_data(self) -> dict[str, Any]:
        try:
            keys = super().fetch_data().get("keys", ())
        except (OSError, ValueError) as error:  # cut off in mid-answer
            raise jwt.PyJWKClientConnectionError("the keys came broken, or only in part") from error
        return {"keys": [key for key in keys if verifies(key)]}

    def key(self, kid: str) -> jwt.PyJWK:
        """Raises PyJWTError where there is none."""
        found = self.match_kid(self.get_signing_keys(), kid)
        if found is None and self._clock() >= self._next_look:
            self._next_look = self._clock() + COOL_DOWN
            found = self.match_kid(self.get_signing_keys(refresh=True), kid)
        if found is None:
            raise jwt.PyJWKClientError("no published key has this id")
        return found


class SignedTokens:
    """Proves signatures, and says nothing about what is signed."""

    def __init__(self, jwks_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._keys, self._jws = PublishedKeys(jwks_url, clock), jwt.PyJWS(["RS256"])

    def expect(self) -> None:
        """Begin to fetch the keys now, beside what else whoever comes with a token waits for."""
        self._keys.expect()

    def payload(self, token: str) -> bytes:
        """What was signed. Raises NotSignedIn, or Unavailable where the keys cannot be fetched."""
        header = _header(token)
        try:
            proven: bytes = self._jws.decode(token, self._keys.key(header["kid"]), algorithms=["RS256"])
        except jwt.PyJWKClientConnectionError as error:
            raise Unavailable("The sign-in service cannot be reached. Try again in a moment.") from error
        except jwt.PyJWTError as error:
            raise NotSignedIn("That access token is not valid. Sign in again.") from error
        return proven


def verifies(key: Mapping[str, Any]) -> bool:
    """Whether a JWK is there to verify RS256 signatures: RFC 7517, 4.2 to 4.4."""
    return (
        key.get("kty") == "RSA"
        and key.get("use", "sig") == "sig"
        and key.get("alg", "RS256") == "RS256"
        and "verify" in key.get("key_ops", ("verify",))
    )


def _header(token: str) -> Mapping[str, Any]:
    """The header of a token that is written as RFC 7515 says and asks for nothing but RS256.

    Where it says keys are to be found (jku, x5u, jwk) does not count.
    """
    try:
        if len(token) > LONGEST:
            raise ValueError("longer than any of ours")
        head, _, _ = map(_decoded, token.split("."))
        header = json.loads(head)
        if header["alg"] != "RS256" or "crit" in header or not isinstance(header["kid"], str):
            raise ValueError("not a header of ours")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotSignedIn("That access token is not valid. Sign in again.") from error
    return dict(header)


def _decoded(part: str) -> bytes:
    """Base64url in its one right spelling: without padding and stray bits. Raises ValueError."""
    try:
        content = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if base64.urlsafe_b64encode(content).decode().rstrip("=") != part:
        raise ValueError("another spelling of the same bytes")
    return content
