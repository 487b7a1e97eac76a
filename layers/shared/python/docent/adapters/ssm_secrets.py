"""Secrets as SecureString parameters of AWS Systems Manager, which cost nothing to keep."""

from __future__ import annotations

import secrets
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from docent.errors import Unavailable

_UNREACHABLE = "The secret store cannot be reached. Try again in a moment."


class SsmSecrets:
    """Satisfies Secrets."""

    def __init__(self, client: Any, environment: str) -> None:
        self._client, self._prefix = client, f"/docent/{environment}/"

    def secret(self, name: str, *, make: bool = False) -> str:
        try:
            return self._get(name)
        except ClientError as error:
            if not make or error.response["Error"]["Code"] != "ParameterNotFound":
                raise Unavailable(f"The secret {name} cannot be read. Check the deployment.") from error
        except BotoCoreError as error:
            raise Unavailable(_UNREACHABLE) from error
        return self._made(name)

    def _get(self, name: str) -> str:
        answer = self._client.get_parameter(Name=self._prefix + name, WithDecryption=True)
        return str(answer["Parameter"]["Value"])

    def _made(self, name: str) -> str:
        try:
            self._client.put_parameter(
                Name=self._prefix + name,
                Value=secrets.token_urlsafe(48),
                Type="SecureString",
                Overwrite=False,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ParameterAlreadyExists":
                raise Unavailable(f"The secret {name} cannot be made. Check the deployment.") from error
        except BotoCoreError as error:
            raise Unavailable(_UNREACHABLE) from error
        return self.secret(name)
