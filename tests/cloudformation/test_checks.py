"""checks.py: what is said before anything is changed."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cloudformation import checks
from cloudformation.aws import Aws


class Bedrock:
    """Answers as `bedrock` does, and as Lambda, SSM and API Gateway do where a check asks them."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers

    def __getattr__(self, operation: str) -> Any:
        def call(**request: Any) -> Any:
            answer = self._answers[operation]
            if isinstance(answer, str):
                raise ClientError({"Error": {"Code": answer, "Message": ""}}, operation)
            return answer

        return call


class Session:
    """A session whose every client is this one; regions are the SDK's own."""

    def __init__(self, region: str, **answers: Any) -> None:
        self.region_name, self._client = region, Bedrock(**{**WELL, **answers})

    def get_available_regions(self, service: str) -> list[str]:
        found: list[str] = boto3.session.Session().get_available_regions(service)
        return found

    def client(self, service: str, **options: Any) -> Bedrock:
        return self._client


LIMITS = {"ConcurrentExecutions": 1000, "TotalCodeSize": 80 * 2**30}
WELL = {
    "get_caller_identity": {"Account": "123456789012"},
    "get_account_settings": {"AccountLimit": LIMITS, "AccountUsage": {"TotalCodeSize": 0}},
    "get_parameter": {},
    "get_account": {},
    "get_foundation_model_availability": {
        "authorizationStatus": "AUTHORIZED", "regionAvailability": "AVAILABLE",
    },
}  # fmt: skip
ALL = {"Environment": "dev", "Gemini": "true", "NovaModel": "us.amazon.nova-2-lite-v1:0", "Firewall": "true"}


def said(region: str = "us-east-1", **answers: Any) -> dict[str, checks.Check]:
    return {each.name: each for each in checks.account(Aws(Session(region, **answers)), ALL)}


def test_an_account_in_which_all_is_well() -> None:
    found = said()
    assert list(found) == [
        "region", "account", "functions at once", "room for code", "Gemini key", "Bedrock model", "API logs",
    ]  # fmt: skip
    assert all(each.ok for each in found.values())


@pytest.mark.parametrize("region", ["us-east-9", "nowhere"])
def test_a_region_that_lacks_something_is_named_before_anybody_is_asked(region: str) -> None:
    (check,) = said(region).values()
    assert (check.ok, check.fatal) == (False, True)
    assert str(check).startswith(f"  NO   region: {region} has no lambda, apigateway, ")
    assert "--region" in check.cure


@pytest.mark.parametrize(
    ("name", "operation", "answer", "cure"),
    [
        (
            "functions at once", "get_account_settings",
            {"AccountLimit": {**LIMITS, "ConcurrentExecutions": 5}, "AccountUsage": {"TotalCodeSize": 0}},
            "Service Quotas",
        ),
        (
            "room for code", "get_account_settings",
            {"AccountLimit": LIMITS, "AccountUsage": {"TotalCodeSize": 80 * 2**30}}, "Delete old versions",
        ),
        ("Gemini key", "get_parameter", "ParameterNotFound", "aws ssm put-parameter"),
        (
            "Bedrock model", "get_foundation_model_availability",
            {"authorizationStatus": "NOT_AUTHORIZED", "regionAvailability": "AVAILABLE"}, "ask for access",
        ),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_with_its_cure(name: str, operation: str, answer: Any, cure: str) -> None:
    check = said(**{operation: answer})[name]
    assert (check.ok, check.fatal) == (False, True)
    assert cure in check.cure


def test_who_may_not_look_is_told_and_goes_on() -> None:
    check = said(get_parameter="AccessDeniedException")["permission to look"]
    assert (check.ok, check.fatal, check.found) == (False, False, "AccessDeniedException")


def test_another_products_logs_are_left_alone_on_request() -> None:
    check = said(get_account={"cloudwatchRoleArn": "arn:aws:iam::123456789012:role/others"})["API logs"]
    assert (check.ok, check.fatal) == (False, False)
    assert "AccountLogging=false" in check.cure
