"""An Amazon Cognito user pool as its owner sees it: its rules, and who is invited."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from docent.adapters.cognito_errors import INVALID, code_of, translate
from docent.errors import Conflict
from docent.identity import PasswordRules


class CognitoPool:
    """Satisfies PasswordPolicy and Invitations."""

    def __init__(self, client: Any, pool_id: str) -> None:
        self._client, self._id = client, pool_id

    def rules(self) -> PasswordRules:
        return self._rules

    def invite(self, email: str, group: str) -> None:
        attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
        request = {"UserPoolId": self._id, "Username": email, "DesiredDeliveryMediums": ["EMAIL"]}
        try:
            self._client.admin_create_user(**request, UserAttributes=attributes)
        except (ClientError, BotoCoreError) as error:
            if code_of(error) != "UsernameExistsException":
                translate(error, entered=INVALID)
            self._remind(request)
        self._call("admin_add_user_to_group", Username=email, GroupName=group)

    def client_secret(self, client_id: str) -> str:
        """What only the owner of the pool can read of an app's client."""
        return str(
            self._call("describe_user_pool_client", ClientId=client_id)["UserPoolClient"]["ClientSecret"]
        )

    def _remind(self, request: dict[str, Any]) -> None:
        try:
            self._client.admin_create_user(**request, MessageAction="RESEND")
        except (ClientError, BotoCoreError) as error:
            if code_of(error) == "UnsupportedUserStateException":
                message = "This address has an account already. Its holder can sign in."
                raise Conflict(message, code="account_exists") from error
            translate(error)

    @cached_property
    def _rules(self) -> PasswordRules:
        given = self._call("describe_user_pool")["UserPool"]["Policies"]["PasswordPolicy"]
        return PasswordRules(
            least=given["MinimumLength"],
            lower=given.get("RequireLowercase", False),
            upper=given.get("RequireUppercase", False),
            digit=given.get("RequireNumbers", False),
            symbol=given.get("RequireSymbols", False),
        )

    def _call(self, operation: str, **request: Any) -> Any:
        try:
            return getattr(self._client, operation)(UserPoolId=self._id, **request)
        except (ClientError, BotoCoreError) as error:
            translate(error)
