"""Access tokens of an Amazon Cognito user pool, checked against the pool's published keys."""

from __future__ import annotations

import jwt

from docent.errors import NotSignedIn, Unavailable

_KEYS_SECONDS = 3_600


class CognitoTokens:
    """Satisfies AccessTokens. Source of the rules: Cognito developer guide, "Verifying JSON web tokens"."""

    def __init__(self, issuer: str, client_id: str, jwks_url: str = "") -> None:
        self._issuer, self._client_id = issuer, client_id
        url = jwks_url or f"{issuer}/.well-known/jwks.json"
        self._keys = jwt.PyJWKClient(url, lifespan=_KEYS_SECONDS, timeout=3)

    def user_id(self, token: str) -> str:
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token, key, algorithms=["RS256"], issuer=self._issuer,
                options={"require": ["exp", "iss", "sub", "token_use", "client_id"], "verify_aud": False},
            )  # fmt: skip
        except jwt.PyJWKClientConnectionError as error:
            raise Unavailable("The sign-in service cannot be reached. Try again in a moment.") from error
        except jwt.ExpiredSignatureError as error:
            raise NotSignedIn("Your session has run out. Sign in again.", code="token_expired") from error
        except jwt.PyJWTError as error:
            raise NotSignedIn("That access token is not valid. Sign in again.") from error
        if claims["token_use"] != "access" or claims["client_id"] != self._client_id:
            raise NotSignedIn("That is not an access token of this application. Sign in again.")
        return str(claims["sub"])
