"""Accounts in an Amazon Cognito user pool."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, NoReturn

from botocore.exceptions import BotoCoreError, ClientError

from docent.errors import BadInput, NotAllowed, NotSignedIn, TooManyRequests, Unavailable, WrongCredentials
from docent.model import Session, User

_CODE = "That code is not right or has run out. Check it, or have a new one sent."
_UNKNOWN = ("UserNotFoundException",)
_BUSY = ("TooManyRequestsException", "LimitExceededException", "TooManyFailedAttemptsException")


class Cognito:
    """Satisfies Registrations, Sessions, Passwords and Profiles."""

    def __init__(self, client: Any, client_id: str) -> None:
        self._client, self._id = client, client_id

    def sign_up(self, email: str, password: str, name: str) -> str:
        attributes = [{"Name": "email", "Value": email}] + ([{"Name": "name", "Value": name}] if name else [])
        try:
            answer = self._client.sign_up(
                ClientId=self._id, Username=email, Password=password, UserAttributes=attributes
            )
        except (ClientError, BotoCoreError) as error:
            if _code(error) != "UsernameExistsException":
                _translate(error, password="password")
            self.resend(email)
            return str(uuid.uuid4())
        return str(answer["UserSub"])

    def confirm(self, email: str, code: str) -> None:
        try:
            self._client.confirm_sign_up(ClientId=self._id, Username=email, ConfirmationCode=code)
        except (ClientError, BotoCoreError) as error:
            _translate(error, code=(*_UNKNOWN, "NotAuthorizedException"))

    def resend(self, email: str) -> None:
        try:
            self._client.resend_confirmation_code(ClientId=self._id, Username=email)
        except (ClientError, BotoCoreError) as error:
            if _code(error) not in (*_UNKNOWN, "InvalidParameterException", "NotAuthorizedException"):
                _translate(error)

    def sign_in(self, email: str, password: str) -> Session:
        try:
            answer = self._client.initiate_auth(
                ClientId=self._id, AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": password},
            )  # fmt: skip
        except (ClientError, BotoCoreError) as error:
            if _code(error) == "UserNotConfirmedException":
                raise NotAllowed(
                    "This address is not confirmed yet. Enter the code we sent, or have it sent again.",
                    code="not_confirmed",
                ) from error
            if _code(error) in (*_UNKNOWN, "NotAuthorizedException"):
                raise WrongCredentials("E-mail or password is wrong. Check both, or reset it.") from error
            _translate(error)
        if "AuthenticationResult" not in answer:
            raise NotAllowed(
                "This account needs a new password first. Use “Forgot password”.",
                code="password_reset_required",
            )
        return self._session(answer["AuthenticationResult"])

    def refresh(self, refresh_token: str) -> Session:
        try:
            answer = self._client.get_tokens_from_refresh_token(ClientId=self._id, RefreshToken=refresh_token)
        except (ClientError, BotoCoreError) as error:
            _translate(error, signed_out=(*_UNKNOWN, "NotAuthorizedException", "RefreshTokenReuseException"))
        return self._session(answer["AuthenticationResult"])

    def sign_out(self, access_token: str) -> None:
        self._with(self._client.global_sign_out, access_token)

    def forgot(self, email: str) -> None:
        try:
            self._client.forgot_password(ClientId=self._id, Username=email)
        except (ClientError, BotoCoreError) as error:
            if _code(error) not in (*_UNKNOWN, "InvalidParameterException", "NotAuthorizedException"):
                _translate(error)

    def reset(self, email: str, code: str, password: str) -> None:
        try:
            self._client.confirm_forgot_password(
                ClientId=self._id, Username=email, ConfirmationCode=code, Password=password
            )
        except (ClientError, BotoCoreError) as error:
            _translate(error, code=(*_UNKNOWN, "NotAuthorizedException", "InvalidParameterException"))

    def profile(self, access_token: str) -> User:
        answer = self._with(self._client.get_user, access_token)
        return _user({each["Name"]: each["Value"] for each in answer["UserAttributes"]})

    def erase(self, access_token: str) -> None:
        self._with(self._client.delete_user, access_token)

    def _with(self, operation: Any, access_token: str) -> Any:
        try:
            return operation(AccessToken=access_token)
        except (ClientError, BotoCoreError) as error:
            _translate(error, signed_out=(*_UNKNOWN, "NotAuthorizedException", "InvalidParameterException"))

    def _session(self, tokens: Mapping[str, Any]) -> Session:
        return Session(
            tokens["AccessToken"], tokens["IdToken"], tokens.get("RefreshToken"), tokens["ExpiresIn"],
            self.profile(tokens["AccessToken"]),
        )  # fmt: skip


def _user(attributes: Mapping[str, str]) -> User:
    return User(attributes["sub"], attributes.get("email", ""), attributes.get("name", ""))


def _code(error: Exception) -> str:
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


def _translate(
    error: Exception,
    *,
    code: tuple[str, ...] = (),
    signed_out: tuple[str, ...] = (),
    password: str = "password",
) -> NoReturn:
    """Raise what a Cognito error means; `code` and `signed_out` name what depends on the call."""
    name = _code(error)
    if name in ("CodeMismatchException", "ExpiredCodeException", *code):
        raise BadInput(_CODE, field="code", code="wrong_code") from error
    if name in signed_out:
        raise NotSignedIn("Your session has ended. Sign in again.") from error
    if name in ("InvalidPasswordException", "PasswordHistoryPolicyViolationException"):
        raise BadInput(
            "That password is too weak or was used before. Choose another.",
            field=password,
            code="weak_password",
        ) from error
    if name in _BUSY:
        raise TooManyRequests("Too many tries. Wait some minutes and try again.", retry_after=300) from error
    raise Unavailable("The sign-in service does not answer as it should. Try again in a moment.") from error
