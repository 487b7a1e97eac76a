"""What nobody uses costs nothing: with default parameters, nothing is billed for being there."""

from __future__ import annotations

import pytest

from cloudformation.bundle import PARTS
from cloudformation.template import there

# Every type that may be there by default, and what it is billed by. Another one fails until it stands here.
BILLED_BY = {
    "AWS::Amplify::App": "GB served", "AWS::Amplify::Branch": "GB served",
    "AWS::ApiGateway::Account": "nothing", "AWS::ApiGateway::Deployment": "nothing",
    "AWS::ApiGateway::RestApi": "calls", "AWS::ApiGateway::Stage": "calls; a cache by the hour",
    "AWS::CloudFront::Distribution": "calls and GB", "AWS::CloudFront::OriginAccessControl": "nothing",
    "AWS::CloudFront::ResponseHeadersPolicy": "nothing",
    "AWS::CloudWatch::Alarm": "the month, beyond ten metrics",
    "AWS::CloudWatch::Dashboard": "the month, beyond three",
    "AWS::Cognito::UserPool": "people who sign in", "AWS::Cognito::UserPoolClient": "nothing",
    "AWS::Cognito::UserPoolGroup": "nothing",
    "AWS::DynamoDB::Table": "calls and GB, on demand", "AWS::Events::Rule": "nothing: AWS's own events",
    "AWS::IAM::ManagedPolicy": "nothing", "AWS::IAM::Role": "nothing",
    "AWS::Lambda::Alias": "nothing", "AWS::Lambda::EventSourceMapping": "calls",
    "AWS::Lambda::Function": "calls and their milliseconds", "AWS::Lambda::LayerVersion": "nothing",
    "AWS::Lambda::Permission": "nothing", "AWS::Lambda::Version": "nothing, without SnapStart",
    "AWS::Logs::LogGroup": "GB", "AWS::S3::Bucket": "calls and GB", "AWS::S3::BucketPolicy": "nothing",
    "AWS::SNS::Topic": "messages", "AWS::SQS::Queue": "calls", "AWS::SQS::QueuePolicy": "nothing",
}  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_there_that_is_billed_for_being_there(part: str) -> None:
    for name, resource in there(part, {}).items():
        assert resource["Type"] in BILLED_BY, f"{name}: what is {resource['Type']} billed by?"


def test_nothing_is_bought_ahead() -> None:
    found = {name: each for part in PARTS for name, each in there(part, {}).items()}
    assert not [name for name, each in found.items() if "Provisioned" in str(each)]
    assert not [name for name, each in found.items() if each.get("CacheClusterEnabled")]
    kinds = [each["Type"] for each in found.values()]
    assert kinds.count("AWS::CloudWatch::Alarm") <= 10
    assert kinds.count("AWS::CloudWatch::Dashboard") <= 3
    for each in found.values():
        if each["Type"] == "AWS::DynamoDB::Table":
            assert each["BillingMode"] == "PAY_PER_REQUEST"
            assert each["SSESpecification"]["KMSMasterKeyId"] == {"Ref": "AWS::NoValue"}
        if each["Type"] == "AWS::Lambda::Function":
            assert each.get("SnapStart", {"ApplyOn": "None"}) == {"ApplyOn": "None"}
            assert each.get("TracingConfig", {"Mode": "PassThrough"}) == {"Mode": "PassThrough"}
            assert each.get("ReservedConcurrentExecutions", {"Ref": "AWS::NoValue"}) == {
                "Ref": "AWS::NoValue"
            }


@pytest.mark.parametrize(
    ("given", "part", "kind"),
    [
        ({"Firewall": "true"}, "api", "AWS::WAFv2::WebACL"),
        ({"Shift": "Canary10Percent5Minutes"}, "api", "AWS::CodeDeploy::DeploymentGroup"),
        ({"Tracing": "true"}, "api", "AWS::IAM::Policy"),
        ({"Domain": "example.com", "HostedZoneId": "Z1"}, "api", "AWS::CertificateManager::Certificate"),
        ({"Domain": "example.com", "HostedZoneId": "Z1"}, "frontend", "AWS::Amplify::Domain"),
        ({"AlarmEmail": "a@example.com", "BudgetUsd": "5"}, "monitoring", "AWS::Budgets::Budget"),
    ],
)
def test_what_is_asked_for_is_there(given: dict[str, str], part: str, kind: str) -> None:
    assert kind not in {each["Type"] for each in there(part, {}).values()}
    assert kind in {each["Type"] for each in there(part, given).values()}
