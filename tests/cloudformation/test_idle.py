"""What nobody uses costs nothing: with default parameters, nothing is billed for being there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cloudformation.template import load

PARTS = ("data", "api", "monitoring", "frontend")
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


def defaults() -> dict[str, Any]:
    """The root's parameters as they are where nobody sets any."""
    return {name: each.get("Default", "x") for name, each in load("template.yaml")["Parameters"].items()}


def resolved(value: Any, parameters: Mapping[str, Any], conditions: Mapping[str, Any]) -> Any:
    """A condition's, or a property's, value with these parameters; what only AWS knows stays as it is."""
    if isinstance(value, list):
        return [resolved(each, parameters, conditions) for each in value]
    if not isinstance(value, dict) or not value:
        return value
    (name, inner), *more = value.items()
    if more or not (name in ("Ref", "Condition") or name.startswith("Fn::")):
        return {key: resolved(each, parameters, conditions) for key, each in value.items()}
    if name == "Ref":
        return parameters.get(inner, value)
    if name == "Condition":
        return resolved(conditions[inner], parameters, conditions)
    if name == "Fn::If":
        taken = resolved(conditions[inner[0]], parameters, conditions)
        return resolved(inner[1] if taken else inner[2], parameters, conditions)
    given = resolved(inner, parameters, conditions)
    known = {
        "Fn::Equals": lambda each: str(each[0]) == str(each[1]),
        "Fn::Not": lambda each: not each[0], "Fn::And": all, "Fn::Or": any,
    }  # fmt: skip
    return known[name](given) if name in known else {name: given}


def there(part: str, **given: str) -> dict[str, dict[str, Any]]:
    """The resources of a part with default parameters and these."""
    template, known = load(f"{part}.yaml"), {**defaults(), **given}
    own = {name: known.get(name, each.get("Default")) for name, each in template["Parameters"].items()}
    conditions = template.get("Conditions", {})
    return {
        name: resolved(each.get("Properties", {}), own, conditions) | {"Type": each["Type"]}
        for name, each in template["Resources"].items()
        if "Condition" not in each or resolved({"Condition": each["Condition"]}, own, conditions)
    }


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_there_that_is_billed_for_being_there(part: str) -> None:
    for name, resource in there(part).items():
        assert resource["Type"] in BILLED_BY, f"{name}: what is {resource['Type']} billed by?"


def test_nothing_is_bought_ahead() -> None:
    found = {name: each for part in PARTS for name, each in there(part).items()}
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
    assert kind not in {each["Type"] for each in there(part).values()}
    assert kind in {each["Type"] for each in there(part, **given).values()}
