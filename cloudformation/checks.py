"""What can be known before anything is changed: who deploys, where, and whether the account lets them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from math import isfinite, nan
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cloudformation import template
from cloudformation.aws import Aws, code

# The functions at their busiest while one person tries the product: four, and what reads documents.
LEAST_CONCURRENCY = 10
# What Lambda keeps for functions that nothing is set aside for.
UNRESERVED = 100
CODE_BYTES = 300 * 1024 * 1024
SERVICES = ("lambda", "apigateway", "dynamodb", "s3", "sqs", "cognito-idp", "cloudformation", "ssm")
# The numbers that AWS takes with a fraction; all others count something.
_FRACTIONS = ("BotUsdPerDay", "UsdPerDay", "BudgetUsd", "ModelUsdPerDay", "SlowestMs")
# Before the model's own name: the regions that an inference profile spreads calls over.
_PROFILE = re.compile(r"(us|us-gov|eu|apac|au|jp|ca|global)\.")


@dataclass(frozen=True, slots=True)
class Check:
    """A question answered with yes or no; `cure` says what would make it yes.

    `fatal`: with no, a deployment can't succeed.
    """

    name: str
    ok: bool
    found: str
    cure: str = ""
    fatal: bool = True

    def __str__(self) -> str:
        verdict = "yes" if self.ok else "NO" if self.fatal else "no"
        cure = "" if self.ok else f" {self.cure}"
        return f"  {verdict:<5}{self.name}: {self.found}{cure}"


def parameters(given: Mapping[str, str]) -> Check:
    """Do the templates know these parameters, and allow their values?"""
    known = template.load("template.yaml")["Parameters"]
    wrong = [said for name, value in given.items() if (said := _wrong(name, value, known))]
    if given.get("Hosting") == "elsewhere" and not given.get("AppOrigin"):
        wrong.append("Hosting=elsewhere needs AppOrigin=https://…, where you serve the app from.")
    if given.get("Domain") and not given.get("HostedZoneId"):
        wrong.append("Domain needs HostedZoneId, the zone of Route 53 that holds it.")
    aside = _number(given.get("UploadConcurrency", "0"))
    if aside > 0 and aside < (least := _pollers()):
        wrong.append(f"UploadConcurrency is 0 or at least {least}: so many work on the queue at once.")
    return Check("parameters", not wrong, "as the templates ask" if not wrong else " ".join(wrong))


def account(aws: Aws, given: Mapping[str, str]) -> list[Check]:
    """What the account says. Raises NotDeployed where the credentials are missing or refused."""
    if not (region := _region(aws, given)).ok:  # it would look as if the credentials were at fault
        return [region]
    checks = [region, Check("account", True, f"{aws.account} in {aws.region}")]
    asked: list[Callable[[], Check]] = [lambda: _concurrency(aws, given), lambda: _storage(aws)]
    if given.get("Gemini") == "true":
        asked.append(lambda: _gemini(aws, given["Environment"]))
    if given.get("NovaModel"):
        asked += [lambda: _nova(aws, given["NovaModel"]), lambda: _permitted(aws, given)]
    if given.get("AccountLogging", "true") == "true":
        asked.append(lambda: _logging(aws))
    return checks + [_answered(each) for each in asked]


def _wrong(name: str, value: str, known: Mapping[str, Any]) -> str:
    """What CloudFormation would say against a value, half-way through; nothing where it would take it."""
    if name not in known:
        return f"There is no parameter {name}: the parameters are {', '.join(sorted(known))}."
    about = known[name]
    allowed = [str(each) for each in about.get("AllowedValues", ())]
    if allowed and value not in allowed:
        return f"{name} is one of {', '.join(allowed)}, not {value}."
    pattern = about.get("AllowedPattern")
    values = [each.strip() for each in value.split(",")] if about["Type"] == "CommaDelimitedList" else [value]
    if pattern and not all(re.fullmatch(pattern, each) for each in values):
        said = about.get("ConstraintDescription", f"what matches {pattern}")
        return f"{name} must be: {said}"
    least, most = float(about.get("MinValue", "-inf")), float(about.get("MaxValue", "inf"))
    kind = "number" if name in _FRACTIONS else "whole number"
    right = name in _FRACTIONS or "." not in value
    if about["Type"] == "Number" and not (right and least <= _number(value) <= most):
        return f"{name} is a {kind}{_between(least, most)}, not {value}."
    return ""


def _between(least: float, most: float) -> str:
    bounds = (("at least", least), ("at most", most))
    return "".join(f", {said} {bound:g}" for said, bound in bounds if isfinite(bound))


def _number(text: str) -> float:
    """Not-a-number where it is none, which is neither less nor more than anything."""
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else nan


def _pollers() -> int:
    """How many of the upload function the queues may have at work."""
    return sum(
        int(each["Properties"]["ScalingConfig"]["MaximumConcurrency"])
        for each in template.load("api.yaml")["Resources"].values()
        if each["Type"] == "AWS::Lambda::EventSourceMapping"
    )


def _answered(ask: Callable[[], Check]) -> Check:
    """What is asked, or that one may not even ask: then the deployment itself will tell."""
    try:
        return ask()
    except (ClientError, BotoCoreError) as error:
        said = code(error) if isinstance(error, ClientError) else type(error).__name__
        return Check("permission to look", False, said, "This could not be checked.", fatal=False)


def _region(aws: Aws, given: Mapping[str, str]) -> Check:
    """Whether all is there, by what the SDK knows; no network."""
    hosting = [] if given.get("Hosting") == "elsewhere" else ["amplify"]
    firewall = ["wafv2"] if given.get("Firewall") == "true" else []
    wanted = [*SERVICES, *hosting, *firewall]
    lacking = [each for each in wanted if aws.region not in aws.session.get_available_regions(each)]
    return Check(
        "region", not lacking, f"{aws.region} has {'all' if not lacking else 'no ' + ', '.join(lacking)}",
        "Choose another with --region, or serve the app elsewhere: --set Hosting=elsewhere.",
    )  # fmt: skip


def _concurrency(aws: Aws, given: Mapping[str, str]) -> Check:
    """Whether there is enough, also for the others where some of it is to be set aside."""
    limits = aws.client("lambda").get_account_settings()["AccountLimit"]
    most, name = limits["ConcurrentExecutions"], "functions at once"
    ask = "Ask for more: Service Quotas, AWS Lambda, Concurrent executions."
    numbers = {
        each: _number(given.get(f"{each.capitalize()}Concurrency", "0")) for each in ("chat", "upload")
    }
    aside = sum(int(each) for each in numbers.values() if isfinite(each))
    if not aside:
        return Check(name, most >= LEAST_CONCURRENCY, f"{most:,} in the account", ask)
    own = sum(_set_aside(aws, f"docent-{given['Environment']}-{each}") for each in numbers)
    left = limits["UnreservedConcurrentExecutions"] + own - aside
    found = f"{most:,} in the account, {left:,} left for all others beside {aside:,} set aside"
    return Check(name, left >= UNRESERVED, found, f"Lambda keeps {UNRESERVED}: set less aside. {ask}")


def _set_aside(aws: Aws, function: str) -> int:
    """What this environment has already."""
    try:
        return int(
            aws.client("lambda")
            .get_function_concurrency(FunctionName=function)
            .get("ReservedConcurrentExecutions", 0)
        )
    except ClientError as error:
        if code(error) != "ResourceNotFoundException":
            raise
        return 0


def _storage(aws: Aws) -> Check:
    found = aws.client("lambda").get_account_settings()
    free = found["AccountLimit"]["TotalCodeSize"] - found["AccountUsage"]["TotalCodeSize"]
    return Check(
        "room for code", free >= CODE_BYTES, f"{free / 2**30:.1f} GB are free",
        "Delete old versions of functions and layers, or ask for more in Service Quotas.",
    )  # fmt: skip


def _gemini(aws: Aws, environment: str) -> Check:
    name = f"/docent/{environment}/gemini-api-key"
    try:
        aws.client("ssm").get_parameter(Name=name)
    except ClientError as error:
        if code(error) != "ParameterNotFound":
            raise
        return Check(
            "Gemini key", False, f"there is no parameter {name}.",
            f"Run: aws ssm put-parameter --type SecureString --name {name} --value YOUR_KEY",
        )  # fmt: skip
    return Check("Gemini key", True, f"in {name}")


def _nova(aws: Aws, model: str) -> Check:
    plain = _PROFILE.sub("", model)
    found = aws.client("bedrock").get_foundation_model_availability(modelId=plain)
    ok = found["authorizationStatus"] == "AUTHORIZED" and found["regionAvailability"] == "AVAILABLE"
    return Check(
        "Bedrock model", ok, f"{plain} is {found['authorizationStatus'].lower()},"
        f" {found['regionAvailability'].lower()} in {aws.region}",
        "Open Bedrock's console and ask for access to the model.",
    )  # fmt: skip


def _permitted(aws: Aws, given: Mapping[str, str]) -> Check:
    """Whether the chat function may call the model: each call is refused where an ARN is missing."""
    model, bedrock = given["NovaModel"], aws.client("bedrock")
    if _PROFILE.match(model):
        profile = bedrock.get_inference_profile(inferenceProfileIdentifier=model)
        needed = [profile["inferenceProfileArn"], *(each["modelArn"] for each in profile["models"])]
    else:
        needed = [bedrock.get_foundation_model(modelIdentifier=model)["modelDetails"]["modelArn"]]
    default = template.load("template.yaml")["Parameters"]["NovaArns"]["Default"]
    arns = [each.strip() for each in given.get("NovaArns", default).split(",")]
    lacking = [each for each in needed if not any(fnmatchcase(each, arn) for arn in arns)]
    return Check(
        "Bedrock permission", not lacking, "NovaArns has all" if not lacking else
        f"NovaArns lacks {', '.join(lacking)}.", f"Add --set NovaArns={','.join(needed)}",
    )  # fmt: skip


def _logging(aws: Aws) -> Check:
    role = aws.client("apigateway").get_account().get("cloudwatchRoleArn", "")
    others = bool(role) and "docent" not in role.lower()
    return Check(
        "API logs", not others, "another stack sees to them" if others else "this stack sees to them",
        "Add --set AccountLogging=false, or this changes that setting for the whole account.", fatal=False,
    )  # fmt: skip
