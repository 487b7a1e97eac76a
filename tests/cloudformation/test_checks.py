"""checks.py: what is said before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cloudformation import checks, template
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


ARNS = [
    "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-2-lite-v1:0",
    *(
        f"arn:aws:bedrock:{region}::foundation-model/amazon.nova-2-lite-v1:0"
        for region in ("us-east-1", "us-west-2")
    ),
]
LIMITS = {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000, "TotalCodeSize": 80 * 2**30}
WELL = {
    "get_caller_identity": {"Account": "123456789012"},
    "get_account_settings": {"AccountLimit": LIMITS, "AccountUsage": {"TotalCodeSize": 0}},
    "get_parameter": {},
    "get_account": {},
    "get_foundation_model_availability": {
        "authorizationStatus": "AUTHORIZED", "regionAvailability": "AVAILABLE",
    },
    "get_inference_profile": {
        "inferenceProfileArn": ARNS[0], "models": [{"modelArn": each} for each in ARNS[1:]],
    },
    "get_foundation_model": {"modelDetails": {"modelArn": ARNS[1]}},
    "get_function_concurrency": "ResourceNotFoundException",
}  # fmt: skip
ALL = {
    "Environment": "dev", "Gemini": "true", "Firewall": "true",
    "NovaModel": "us.amazon.nova-2-lite-v1:0", "NovaArns": ",".join(ARNS),
}  # fmt: skip


def said(
    region: str = "us-east-1", given: Mapping[str, str] = ALL, **answers: Any
) -> dict[str, checks.Check]:
    return {each.name: each for each in checks.account(Aws(Session(region, **answers)), given)}


def test_an_account_in_which_all_is_well() -> None:
    found = said()
    assert list(found) == [
        "region", "account", "functions at once", "room for code", "Gemini key", "Bedrock model",
        "Bedrock permission", "API logs",
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


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"BudgetUsd": "five"}, "BudgetUsd is a number, at least 0, not five."),
        ({"BudgetUsd": "inf"}, "BudgetUsd is a number, at least 0, not inf."),
        ({"RequestsPerSecond": "0"}, "RequestsPerSecond is a whole number, at least 1, not 0."),
        ({"TrustedHops": "6"}, "TrustedHops is a whole number, at least 0, at most 5, not 6."),
        ({"TrustedHops": "1.5"}, "TrustedHops is a whole number, at least 0, at most 5, not 1.5."),
        ({"ChatConcurrency": "1.5"}, "ChatConcurrency is a whole number, at least 0, not 1.5."),
        ({"RequestsAtOnce": "1.5"}, "RequestsAtOnce is a whole number, at least 1, not 1.5."),
        ({"Domain": "https://x"}, "Domain must be: a name in small letters without https://"),
        ({"Domain": "docent"}, "Domain must be: a name"),
        ({"Domain": "-docent.example.com"}, "Domain must be: a name"),
        ({"KmsKeyArn": "nonsense"}, "KmsKeyArn must be: arn:aws:kms:REGION:ACCOUNT:key/ID, no alias"),
        (
            {"KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:alias/docent"},
            "KmsKeyArn must be: arn:aws:kms:REGION:ACCOUNT:key/ID, no alias",
        ),
        ({"AlarmEmail": "nomail"}, "AlarmEmail must be: one e-mail address"),
        ({"AlarmEmail": "a@example.com, b@example.com"}, "AlarmEmail must be: one e-mail address"),
        ({"NovaArns": ""}, "NovaArns must be: ARNs of Bedrock, comma-separated"),
        ({"NovaArns": f"{ARNS[0]},"}, "NovaArns must be: ARNs of Bedrock, comma-separated"),
        ({"LogDays": "abc"}, "LogDays is one of 7, 14"),
        ({"UploadConcurrency": "3"}, "UploadConcurrency is 0 or at least"),
    ],
)
def test_what_cloudformation_would_refuse_half_way_is_refused_first(
    given: dict[str, str], wanted: str
) -> None:
    check = checks.parameters(given)
    assert not check.ok
    assert wanted in check.found


def test_values_that_it_takes() -> None:
    assert checks.parameters({"BudgetUsd": "50.5", "UploadConcurrency": "0", "ChatConcurrency": "20"}).ok
    assert checks.parameters({"UploadConcurrency": "10"}).ok
    assert checks.parameters({"NovaArns": ", ".join(ARNS), "AlarmEmail": "a.b+c@mail.example.com"}).ok
    assert checks.parameters({"Domain": "docent.example.co.uk", "HostedZoneId": "Z0"}).ok
    assert checks.parameters({"Domain": "docent.xn--p1ai", "HostedZoneId": "Z0"}).ok
    key = "arn:aws:kms:us-east-1:123456789012:key/mrk-0a1b2c3d"
    assert checks.parameters({"KmsKeyArn": key, "BotUsdPerDay": "0.5", "SlowestMs": "2500.5"}).ok


def test_all_that_stands_in_the_templates_is_what_they_take() -> None:
    known = template.load("template.yaml")["Parameters"]
    assert checks.parameters({name: str(each["Default"]) for name, each in known.items()}).ok


@pytest.mark.parametrize(
    ("aside", "reserved", "ok"),
    [("900", 0, True), ("901", 0, False), ("900", 50, True), ("five", 0, True)],
)
def test_what_is_set_aside_leaves_what_lambda_keeps_for_the_others(
    aside: str, reserved: int, ok: bool
) -> None:
    """A number that is none is told by the check of parameters."""
    limits = {**LIMITS, "UnreservedConcurrentExecutions": 1000 - 2 * reserved}
    answers = {
        "get_account_settings": {"AccountLimit": limits, "AccountUsage": {"TotalCodeSize": 0}},
        "get_function_concurrency": {"ReservedConcurrentExecutions": reserved} if reserved else {},
    }
    check = said(given={**ALL, "ChatConcurrency": aside}, **answers)["functions at once"]
    assert (check.ok, check.fatal) == (ok, True)
    assert ok or "Lambda keeps 100: set less aside" in check.cure


def test_a_new_account_can_set_nothing_aside() -> None:
    limits = {**LIMITS, "ConcurrentExecutions": 10, "UnreservedConcurrentExecutions": 10}
    settings = {"AccountLimit": limits, "AccountUsage": {"TotalCodeSize": 0}}
    assert said(get_account_settings=settings)["functions at once"].ok
    aside = {**ALL, "UploadConcurrency": "7"}
    assert not said(given=aside, get_account_settings=settings)["functions at once"].ok


@pytest.mark.parametrize(
    ("model", "arns", "lacking"),
    [
        ("us.amazon.nova-2-lite-v1:0", None, [ARNS[0], ARNS[2]]),  # the default: of one region's model alone
        ("us.amazon.nova-2-lite-v1:0", f"{ARNS[0]}, arn:aws:bedrock:*::foundation-model/amazon.*", []),
        ("amazon.nova-2-lite-v1:0", None, []),
        ("amazon.nova-2-lite-v1:0", ARNS[2], [ARNS[1]]),
    ],
)
def test_a_model_that_the_function_may_not_call_is_told(
    model: str, arns: str | None, lacking: list[str]
) -> None:
    given = {"Environment": "dev", "NovaModel": model, **({"NovaArns": arns} if arns else {})}
    check = said(given=given)["Bedrock permission"]
    assert check.ok is not bool(lacking)
    assert all(each in check.found for each in lacking)
    assert check.ok or check.cure.startswith("Add --set NovaArns=arn:aws:bedrock:us-east-1:")
