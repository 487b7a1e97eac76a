"""Visitor tokens: JWTs signed with a secret of this deployment (HS256)."""

from __future__ import annotations

import time
from collections.abc import Callable

import jwt

from docent.errors import NotSignedIn
from docent.model import Visitor

_ISSUER = "docent-visitor"


class VisitorJwt:
    """Satisfies VisitorTokens. `secret` is asked for at first use."""

    def __init__(self, secret: Callable[[], str]) -> None:
        self._secret = secret

    def issue(self, visitor: Visitor, lifetime: int) -> str:
        claims = {
            "iss": _ISSUER, "exp": int(time.time()) + lifetime,
            "sub": visitor.visitor_id, "bot": visitor.bot_id, "origin": visitor.origin,
        }  # fmt: skip
        return jwt.encode(claims, self._secret(), algorithm="HS256")

    def visitor(self, token: str) -> Visitor | None:
        try:
            if jwt.get_unverified_header(token).get("alg") != "HS256":
                return None
            claims = jwt.decode(
                token, self._secret(), algorithms=["HS256"], issuer=_ISSUER,
                options={"require": ["exp", "iss", "sub", "bot", "origin"]},
            )  # fmt: skip
        except jwt.ExpiredSignatureError as error:
            raise NotSignedIn(
                "This visitor session has run out. Open a new one.", code="token_expired"
            ) from error
        except jwt.PyJWTError as error:
            raise NotSignedIn("That token is not valid. Sign in, or open a new session.") from error
        return Visitor(claims["sub"], claims["bot"], claims["origin"])
