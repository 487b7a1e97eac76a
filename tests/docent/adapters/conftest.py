"""A fresh account of moto's for each test, with the tables that data.yaml declares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from moto import mock_aws

TEMPLATE = Path(__file__).parents[3] / "cloudformation" / "data.yaml"


class _Template(yaml.SafeLoader):
    """Reads CloudFormation's short forms as what they are given."""


def _short_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


_Template.add_multi_constructor("!", _short_form)
_USED = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[boto3.session.Session]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.session.Session(region_name="us-east-1")


@pytest.fixture
def dynamo(aws: boto3.session.Session) -> Any:
    """A client; the tables carry their plain names."""
    client = aws.client("dynamodb")
    for name, resource in yaml.load(TEMPLATE.read_text(), _Template)["Resources"].items():
        if resource["Type"] == "AWS::DynamoDB::Table":
            properties = {key: value for key, value in resource["Properties"].items() if key in _USED}
            client.create_table(TableName=name, **properties)
    return client
