"""Visitor tokens, and what sites say of their visitors: JWTs signed by secrets of this deployment (HS256)."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Callable

import jwt

from docent.errors import NotSignedIn
from docent.gates import Visitor

_ISSUER = "docent-visitor"
_CLOCKS_DIFFER = 60
_LONGEST_IDENTITY = 3600 + _CLOCKS_DIFFER
_LONGEST_SUBJECT = 200
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class VisitorJwt:
    """Satisfies VisitorTokens. `secret` is asked for at first use."""

    def __init__(self, secret: Callable[[], str]) -> None:
        self._secret = secret

    def issue(self, visitor: Visitor, lifetime: int) -> str:
        claims = {
            "iss": _ISSUER, "exp": int(time.time()) + lifetime,
            "sub": visitor.visitor_id, "bot": visitor.bot_id, "origin": visitor.origin,
            "ver": visitor.version,
        }  # fmt: skip
        return jwt.encode(claims, self._secret(), algorithm="HS256")

    def visitor(self, token: str, grace: int = 0) -> Visitor | None:
        try:
            if jwt.get_unverified_header(token).get("alg") != "HS256":
                return None
            claims = jwt.decode(
                token, self._secret(), algorithms=["HS256"], issuer=_ISSUER, leeway=grace,
                options={"require": ["exp", "iss", "sub", "bot", "origin"]},
            )  # fmt: skip
        except jwt.ExpiredSignatureError as error:
            raise NotSignedIn(
                "This visitor session has run out. Open a new one.", code="token_expired"
            ) from error
        except jwt.PyJWTError as error:
            raise NotSignedIn("That token is not valid. Sign in, or open a new session.") from error
        return Visitor(claims["sub"], claims["bot"], claims["origin"], claims.get("ver", 0))


class PersonJwt:
    """Satisfies PersonTokens. Each bot's secret is derived from that of the deployment, so none is stored."""

    def __init__(self, secret: Callable[[], str]) -> None:
        self._secret = secret

    def secret(self, bot_id: str, version: int) -> str:
        return hmac.digest(self._secret().encode(), f"identity {bot_id} {version}".encode(), "sha256").hex()

    def person(self, token: str, bot_id: str, version: int) -> str:
        try:
            claims = jwt.decode(
                token, self.secret(bot_id, version), algorithms=["HS256"],
                # `iat` proves nothing, and libraries write it by a clock that may be ahead of ours.
                options={
                    "require": ["exp", "sub"], "verify_aud": False, "verify_iat": False, "verify_nbf": False,
                },
            )  # fmt: skip
            begins, expires = int(claims.get("nbf", 0)), int(claims["exp"])
        except (jwt.PyJWTError, OverflowError, TypeError, ValueError) as error:
            raise _rejected("it was not signed with the bot's identity secret, or ran out") from error
        if begins > time.time() + _CLOCKS_DIFFER:
            raise _rejected("its `nbf` is yet to come")
        if expires > time.time() + _LONGEST_IDENTITY:
            raise _rejected("its `exp` is over an hour away")
        if not 1 <= len(claims["sub"]) <= _LONGEST_SUBJECT or _LONE_SURROGATE.search(claims["sub"]):
            raise _rejected(f"its `sub` must be text of 1 to {_LONGEST_SUBJECT} characters")
        return str(claims["sub"])


def _rejected(why: str) -> NotSignedIn:
    return NotSignedIn(
        f"The site's token for its visitor does not count: {why}. Sign `sub` and `exp` anew, with HS256.",
        code="identity_rejected",
    )
