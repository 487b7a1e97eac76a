from __future__ import annotations

import boto3
import pytest

from docent.adapters.ssm_secrets import SsmSecrets
from tests.contracts.secrets import SecretsContract
from tests.fakes import MemorySecrets


class TestSsmSecrets(SecretsContract):
    @pytest.fixture
    def secrets(self, aws: boto3.session.Session) -> SsmSecrets:
        return SsmSecrets(aws.client("ssm"), "test")


class TestMemorySecrets(SecretsContract):
    @pytest.fixture
    def secrets(self) -> MemorySecrets:
        return MemorySecrets()


def test_secrets_are_kept_encrypted_under_the_environments_name(aws: boto3.session.Session) -> None:
    client = aws.client("ssm")
    SsmSecrets(client, "test").secret("visitor-secret", make=True)
    kept = client.get_parameter(Name="/docent/test/visitor-secret")["Parameter"]
    assert kept["Type"] == "SecureString"
