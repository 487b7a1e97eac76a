"""The account that is deployed to, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

_CONFIG = Config(connect_timeout=5, read_timeout=60, retries={"mode": "adaptive", "max_attempts": 8})
# What AWS's services answer to credentials that ran out in mid-deployment, and to those of nobody.
_NOBODY = ("ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId")
CREDENTIALS = "Run `aws configure`, or name a profile with --profile; then run this again."


class NotDeployed(RuntimeError):
    """Raised when a step of a deployment fails; the message says why and what would cure it."""


@dataclass(frozen=True)
class Aws:
    """One account in one region, by the credentials that the AWS tools of this machine find."""

    session: Any

    @property
    def region(self) -> str:
        return str(self.session.region_name or "")

    @cached_property
    def account(self) -> str:
        """Its twelve digits. Raises NotDeployed where the credentials are missing or refused."""
        try:
            return str(self.client("sts").get_caller_identity()["Account"])
        except (BotoCoreError, ClientError) as error:
            refused = isinstance(error, ClientError) and code(error) == "InvalidClientTokenId"
            # A region that the account has not switched on knows none of its credentials.
            off = f" Or switch on {self.region} for this account, in AWS's console." if refused else ""
            raise NotDeployed(f"AWS does not know you: {error} {CREDENTIALS}{off}") from error

    @property
    def bucket(self) -> str:
        """Where code and templates are uploaded to: one an account and region, for all environments."""
        return f"docent-artefacts-{self.account}-{self.region}"

    @property
    def artefacts(self) -> dict[str, str]:
        """That bucket as requests name it: they are refused where somebody else took the name before us."""
        return {"Bucket": self.bucket, "ExpectedBucketOwner": self.account}

    def client(self, service: str, region: str = "") -> Any:
        return self.session.client(service, region_name=region or self.region, config=_CONFIG)


def connect(region: str = "", profile: str = "") -> Aws:
    """The account by these or the machine's own settings. Raises NotDeployed without a region or profile."""
    try:
        found = Aws(boto3.session.Session(region_name=region or None, profile_name=profile or None))
    except BotoCoreError as error:
        raise NotDeployed(f"{error} {CREDENTIALS}") from error
    if not found.region:
        raise NotDeployed("No region is chosen: add --region, for example --region us-east-1.")
    known = [
        found.session.get_available_regions("lambda", each)
        for each in found.session.get_available_partitions()
    ]
    if not any(found.region in each for each in known):
        # Asked there, nobody would know these credentials, as if they were at fault.
        raise NotDeployed(f"AWS has no functions in a region {found.region}: choose another with --region.")
    return found


@contextmanager
def asking(what: str) -> Iterator[None]:
    """What AWS refuses inside becomes NotDeployed, with `what` was asked for."""
    try:
        yield
    except ClientError as error:
        said = error.response["Error"]
        cure = f" {CREDENTIALS}" if said["Code"] in _NOBODY else ""
        raise NotDeployed(f"AWS refused to {what}: {said['Code']}: {said['Message']}{cure}") from error
    except NoCredentialsError as error:
        raise NotDeployed(f"Could not {what}: {error}. {CREDENTIALS}") from error
    except BotoCoreError as error:
        raise NotDeployed(f"Could not {what}: {error}") from error


def code(error: ClientError) -> str:
    """AWS's name of an error."""
    return str(error.response["Error"]["Code"])
