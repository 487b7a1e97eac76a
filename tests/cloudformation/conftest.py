"""An account that is this test's alone."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from tests.cloudformation.account import OUTPUTS, Account


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        boto3.client("s3", "us-east-1").create_bucket(Bucket=OUTPUTS["WidgetBucketName"])
        yield Account(boto3.session.Session(region_name="us-east-1"))
