"""The embedded cloud for tests: one emulator a session, one account a test that wants its own."""

import base64
import hmac
import itertools
import os
import random
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from docent.adapters.cognito_pool import CognitoPool
from docent.wiring import wired
from local import cloud, deploy

ORIGIN = "http://127.0.0.1:8000"
_accounts = itertools.count(100_000_000_001)
_given: set[int] = set()


@dataclass(frozen=True)
class Account:
    """An account in which data.yaml is deployed. `env` is what a function sees."""

    endpoint: str
    outputs: Mapping[str, str]
    env: Mapping[str, str]

    def client(self, service: str) -> Any:
        return boto3.session.Session(region_name=deploy.REGION).client(
            service, endpoint_url=self.endpoint,
            config=Config(signature_version="s3v4") if service == "s3" else None,
            aws_access_key_id=self.env["AWS_ACCESS_KEY_ID"], aws_secret_access_key=cloud.SECRET,
        )  # fmt: skip


class Emulator:
    """A running emulator; `env` and `client` are of an account that the session shares."""

    def __init__(self, running: cloud.Cloud, model: Path) -> None:
        self._model = model
        self.endpoint = running.endpoint
        self.shared = self._deployed(deploy.ACCOUNT, {})
        self.env = self.shared.env
        self.client = self.shared.client

    def account(self) -> Account:
        """A fresh account (some 50 ms) with tables, bucket and queue of its own.

        Its people are the session's: boto3 does not sign sign-ups and sign-ins, so the emulator can't tell
        whose they are. Use addresses of your own.
        """
        people = ("UserPoolId", "UserPoolArn", "ClientId", "JwksUrl")
        return self._deployed(str(next(_accounts)), {name: self.shared.outputs[name] for name in people})

    def wire(self) -> None:
        """Begin the wiring of this process anew, from its environment.

        The people are the session's, and so is their pool: the emulator asks who signs what is asked of it.
        """
        wired.cache_clear()
        wired().pool = CognitoPool(self.client("cognito-idp"), self.shared.env["DOCENT_USER_POOL_ID"])

    def _deployed(self, account: str, shared: Mapping[str, str]) -> Account:
        origins = f"{ORIGIN},http://localhost:8000"
        outputs = {**deploy.deploy(self.endpoint, origins, account), **shared}
        return Account(
            self.endpoint, outputs, deploy.environment(self.endpoint, outputs, ORIGIN, self._model)
        )


def proved(cloud: Account | Emulator, email: str) -> dict[str, str]:
    """What Cognito wants of who calls it past Docent: the client, the person, and that one has its secret."""
    client_id = cloud.env["DOCENT_CLIENT_ID"]
    pool = CognitoPool(cloud.client("cognito-idp"), cloud.env["DOCENT_USER_POOL_ID"])
    secret, message = pool.client_secret(client_id), f"{email}{client_id}"
    proof = base64.b64encode(hmac.digest(secret.encode(), message.encode(), "sha256")).decode()
    return {"ClientId": client_id, "Username": email, "SecretHash": proof}


def free_ports(count: int = 1) -> int:
    """The first of `count` free ports in a row, outside the range that the system hands out by itself.

    Drawn at random, so that test runs side by side do not take each other's; the workers of one run draw from
    ports of their own, and none twice, since some time goes by until they are taken.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    for first in random.sample(range(20_000 + 4 * worker, 32_000, 4 * workers), 200):
        if first not in _given and all(map(_free, range(first, first + count))):
            _given.add(first)
            return first
    raise RuntimeError(f"There are no {count} free ports in a row.")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
