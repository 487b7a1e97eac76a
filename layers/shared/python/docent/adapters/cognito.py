"""Accounts in an Amazon Cognito user pool, by address and password."""

from __future__ import annotations

import base64
import hmac
import logging
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from docent.adapters.cognito_errors import COUNTED, INVALID, UNDELIVERED, UNKNOWN, code_of, translate
from docent.adapters.cognito_profiles import CognitoProfiles
from docent.errors import BadInput, NotAllowed, NotSignedIn, WrongCredentials
from docent.identity import Challenge, Session

_REFUSED = (*UNKNOWN, "NotAuthorizedException")
# Kinds of challenge: what Cognito calls them, and the answer to them.
_CHALLENGES = {
    "totp": ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE"),
    "new_password": ("NEW_PASSWORD_REQUIRED", "NEW_PASSWORD"),
}
_LOG = logging.getLogger("docent")  # that of docent.web
_AND = "|"  # stands in no session of Cognito's
_KINDS = {name: kind for kind, (name, _) in _CHALLENGES.items()}


class Cognito(CognitoProfiles):
    """Satisfies Registrations, Sessions, Challenges and Passwords, and what CognitoProfiles does.

    `secret` is asked for at first use. Without it nobody can sign up or in past this: Cognito wants it proved
    in each of these calls.
    """

    def __init__(self, client: Any, client_id: str, secret: Callable[[], str]) -> None:
        super().__init__(client)
        self._id, self._secret = client_id, secret

    def sign_up(self, email: str, password: str, name: str) -> str:
        attributes = [{"Name": "email", "Value": email}] + ([{"Name": "name", "Value": name}] if name else [])
        try:
            answer = self._client.sign_up(**self._proved(email), Password=password, UserAttributes=attributes)
        except (ClientError, BotoCoreError) as error:
            if code_of(error) != "UsernameExistsException":
                translate(error, entered=INVALID)
            return str(uuid.uuid4())  # and no call more, whose time would tell
        return str(answer["UserSub"])

    def confirm(self, email: str, code: str) -> None:
        try:
            self._client.confirm_sign_up(**self._proved(email), ConfirmationCode=code)
        except (ClientError, BotoCoreError) as error:
            translate(error, code=(*_REFUSED, *INVALID, *COUNTED))

    def resend(self, email: str) -> None:
        self._sent("resend_confirmation_code", email)

    def sign_in(self, email: str, password: str) -> Session | Challenge:
        try:
            answer = self._client.initiate_auth(
                ClientId=self._id, AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={
                    "USERNAME": email, "PASSWORD": password, "SECRET_HASH": self._proof(email),
                },
            )  # fmt: skip
        except (ClientError, BotoCoreError) as error:
            # Cognito says "not confirmed" before it looks at the password: that would tell who signed up.
            if code_of(error) in (*_REFUSED, "UserNotConfirmedException"):
                message = "E-mail or password is wrong, or the address is not confirmed yet."
                raise WrongCredentials(message) from error
            if code_of(error) == "PasswordResetRequiredException":
                message = "This account needs a new password first. Use “Forgot your password?”."
                raise NotAllowed(message, code="password_reset_required") from error
            translate(error)
        return self._outcome(answer)

    def answer(self, email: str, challenge: Challenge, response: str) -> Session | Challenge:
        name, field = _CHALLENGES[challenge.kind]
        user, _, session = challenge.session.rpartition(_AND)
        username = user or email
        try:
            answer = self._client.respond_to_auth_challenge(
                ClientId=self._id, ChallengeName=name, Session=session,
                ChallengeResponses={
                    "USERNAME": username, field: response, "SECRET_HASH": self._proof(username),
                },
            )  # fmt: skip
        except (ClientError, BotoCoreError) as error:
            if code_of(error) in (*_REFUSED, *INVALID):
                raise NotSignedIn("That took too long. Sign in again.", code="challenge_over") from error
            translate(error)
        return self._outcome(answer)

    def refresh(self, refresh_token: str) -> Session:
        try:
            answer = self._client.get_tokens_from_refresh_token(
                ClientId=self._id, ClientSecret=self._secret(), RefreshToken=refresh_token
            )
        except (ClientError, BotoCoreError) as error:
            translate(error, signed_out=(*_REFUSED, *INVALID, "RefreshTokenReuseException"))
        return self._session(answer["AuthenticationResult"])

    def sign_out(self, access_token: str) -> None:
        self._with(access_token, "global_sign_out")

    def forgot(self, email: str) -> None:
        self._sent("forgot_password", email)

    def reset(self, email: str, code: str, password: str) -> None:
        try:
            self._client.confirm_forgot_password(
                **self._proved(email), ConfirmationCode=code, Password=password
            )
        except (ClientError, BotoCoreError) as error:
            translate(error, code=(*_REFUSED, *INVALID, *COUNTED))

    def change(self, access_token: str, old: str, password: str) -> None:
        self.profile(access_token)  # Cognito names a revoked token and a wrong password by one error
        try:
            self._client.change_password(
                AccessToken=access_token, PreviousPassword=old, ProposedPassword=password
            )
        except (ClientError, BotoCoreError) as error:
            if code_of(error) not in ("NotAuthorizedException", *INVALID):
                translate(error)
            message = "That is not your password now. Check it, or reset it by e-mail."
            raise BadInput(message, field="old_password", code="wrong_password") from error

    def _sent(self, operation: str, email: str) -> None:
        """Have a code sent; nothing is told where there is nobody to send it to."""
        try:
            getattr(self._client, operation)(**self._proved(email))
        except (ClientError, BotoCoreError) as error:
            if code_of(error) not in (*_REFUSED, *INVALID, *COUNTED, *UNDELIVERED):
                translate(error)
            if code_of(error) in (*COUNTED, *UNDELIVERED):  # who is not told by an answer finds it here
                _LOG.warning("code_not_sent", extra={"why": code_of(error)})

    def _outcome(self, answer: Mapping[str, Any]) -> Session | Challenge:
        if "AuthenticationResult" in answer:
            return self._session(answer["AuthenticationResult"])
        if answer["ChallengeName"] not in _KINDS:
            message = "This account signs in by a way that Docent does not know. Ask an admin to reset it."
            raise NotAllowed(message, code="unknown_challenge")
        # Cognito knows who goes on by the user's own id, of which the proof is then to be made, too.
        user = answer.get("ChallengeParameters", {}).get("USER_ID_FOR_SRP", "")
        return Challenge(_KINDS[answer["ChallengeName"]], f"{user}{_AND}{answer['Session']}")

    def _proved(self, email: str) -> dict[str, str]:
        return {"ClientId": self._id, "Username": email, "SecretHash": self._proof(email)}

    def _proof(self, username: str) -> str:
        """Source: Cognito developer guide, "Computing secret hash values"."""
        message = f"{username}{self._id}".encode()
        return base64.b64encode(hmac.digest(self._secret().encode(), message, "sha256")).decode()

    def _session(self, tokens: Mapping[str, Any]) -> Session:
        return Session(
            tokens["AccessToken"], tokens["IdToken"], tokens.get("RefreshToken"), tokens["ExpiresIn"],
            self.profile(tokens["AccessToken"]),
        )  # fmt: skip
