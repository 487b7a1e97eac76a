"""What the holder of an access token may do with their account in an Amazon Cognito user pool."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from docent.adapters.cognito_errors import INVALID, UNKNOWN, code_of, translate
from docent.errors import BadInput
from docent.identity import User

_TOTP = "SOFTWARE_TOKEN_MFA"
_SIGNED_OUT = (*UNKNOWN, "NotAuthorizedException")


class CognitoProfiles:
    """Satisfies Profiles, Emails and SecondFactors."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def profile(self, access_token: str) -> User:
        answer = self._with(access_token, "get_user")
        attributes = {each["Name"]: each["Value"] for each in answer["UserAttributes"]}
        return User(
            attributes["sub"], attributes.get("email", ""), attributes.get("name", ""),
            totp=_TOTP in answer.get("UserMFASettingList", ()),
            proven=attributes.get("email_verified") == "true",
            formerly=tuple(filter(None, attributes.get("custom:legacy_id", "").split(","))),
        )  # fmt: skip

    def rename(self, access_token: str, name: str) -> None:
        self._with(access_token, "update_user_attributes", UserAttributes=[{"Name": "name", "Value": name}])

    def erase(self, access_token: str) -> None:
        self._with(access_token, "delete_user")

    def change_email(self, access_token: str, email: str) -> None:
        try:
            self._client.update_user_attributes(
                AccessToken=access_token, UserAttributes=[{"Name": "email", "Value": email}]
            )
        except (ClientError, BotoCoreError) as error:
            if code_of(error) != "AliasExistsException":  # whose address it is, nobody is told
                translate(error, signed_out=_SIGNED_OUT, entered=INVALID)

    def confirm_email(self, access_token: str, code: str) -> None:
        refused = ("AliasExistsException", *INVALID)
        self._with(access_token, "verify_user_attribute", refused, AttributeName="email", Code=code)

    def begin_totp(self, access_token: str) -> str:
        return str(self._with(access_token, "associate_software_token")["SecretCode"])

    def confirm_totp(self, access_token: str, code: str) -> None:
        refused = ("EnableSoftwareTokenMFAException", *INVALID)
        answer = self._with(access_token, "verify_software_token", refused, UserCode=code)
        if answer["Status"] != "SUCCESS":
            raise BadInput("That code is not right. Enter the newest one.", field="code", code="wrong_code")
        self._prefer_totp(access_token, True)

    def end_totp(self, access_token: str) -> None:
        self._prefer_totp(access_token, False)

    def _prefer_totp(self, access_token: str, on: bool) -> None:
        settings = {"Enabled": on, "PreferredMfa": on}
        self._with(access_token, "set_user_mfa_preference", SoftwareTokenMfaSettings=settings)

    def _with(self, access_token: str, operation: str, code: tuple[str, ...] = (), **request: Any) -> Any:
        """Have it done for the token's holder; `code` names the errors that mean a wrong code."""
        try:
            return getattr(self._client, operation)(AccessToken=access_token, **request)
        except (ClientError, BotoCoreError) as error:
            translate(error, code=code, signed_out=(*_SIGNED_OUT, *INVALID))
