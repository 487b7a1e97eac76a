"""How a deployment is: `python -m cloudformation.status [--environment dev]`, yes or no a line.

Exit status 0 where all that matters is yes. It changes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from shlex import quote

from botocore.exceptions import BotoCoreError, ClientError

from cloudformation import record, smoke, template
from cloudformation.aws import Aws, NotDeployed, asking, code, connect
from cloudformation.backup import TABLES, bucket_of
from cloudformation.checks import Check
from cloudformation.fetch import Fetch, fetch
from cloudformation.stacks import Stacks

GOOD = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")


def main(arguments: Sequence[str] | None = None, over: Fetch = fetch) -> int:
    """Exit status 0; 1 where something that matters is not as it should be."""
    parser = argparse.ArgumentParser(
        prog="python -m cloudformation.status", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--environment", default="dev", help="default: dev")
    parser.add_argument("--region", default="", help="default: that of the AWS tools")
    parser.add_argument("--profile", default="", help="a profile of the AWS tools")
    parser.add_argument(
        "--variables", action="store_true", help="print nothing but what commands here need to work on it"
    )
    given = parser.parse_args(arguments)
    failed = False
    try:
        aws = connect(given.region, given.profile)
        if given.variables:
            print(
                *(f"export {name}={quote(value)}" for name, value in variables(given.environment, aws)),
                sep="\n",
            )
            return 0
        for each in health(given.environment, aws, over):
            print(each, flush=True)
            failed |= each.fatal and not each.ok
    except NotDeployed as error:
        print(f"Docent: {error}", file=sys.stderr)
        return 1
    return int(failed)


def variables(environment: str, aws: Aws) -> list[tuple[str, str]]:
    """The environment variables that a function is given, as a command on this machine needs them.

    Raises NotDeployed."""
    with asking(f"read the settings of the environment {environment}"):
        found = aws.client("lambda").get_function_configuration(FunctionName=f"docent-{environment}-upload")
    here = {"AWS_REGION": aws.region, "DOCENT_MODEL_FOLDER": "build/model"}
    return sorted({**found["Environment"]["Variables"], **here}.items())


def health(environment: str, aws: Aws, over: Fetch) -> Iterator[Check]:
    """Every answer as it comes; with no stack there is one alone, with no outputs nobody is called.

    Raises NotDeployed without credentials or where the stack may not be looked at."""
    yield Check("account", True, f"{aws.account} in {aws.region}")
    stack = Stacks(aws.client("cloudformation"), f"docent-{environment}")
    status = stack.status()
    yield Check("stack", status in GOOD, f"{stack.name} is {status or 'not there'}.", "Run `make deploy`.")
    if not status:
        return
    if outputs := stack.outputs():
        yield from smoke.tour(outputs, over)
    else:  # it is being made, or never came up
        yield Check("parts answer", False, "the stack has no addresses to ask.", "Run `make deploy`.")
    ways = (_alarms, _told, _budget, _waiting, _dead, _versions)
    asked = [partial(ask, aws, environment) for ask in ways]
    asked += [partial(_restorable, aws, f"docent-{environment}-{table}") for table in TABLES]
    for ask in asked:
        yield _answered(ask)


def _answered(ask: Callable[[], Check]) -> Check:
    try:
        return ask()
    except NotDeployed as error:
        return Check("permission to look", False, str(error), fatal=False)
    except (ClientError, BotoCoreError) as error:
        said = code(error) if isinstance(error, ClientError) else type(error).__name__
        return Check("permission to look", False, said, "Ask for it, or look in the console.", fatal=False)


def _alarms(aws: Aws, environment: str) -> Check:
    pages = aws.client("cloudwatch").get_paginator("describe_alarms").paginate(
        AlarmNamePrefix=f"docent-{environment}-"
    )  # fmt: skip
    states = {
        each["AlarmName"].removeprefix(f"docent-{environment}-"): each["StateValue"]
        for page in pages for each in page["MetricAlarms"]
    }  # fmt: skip
    if gone := sorted(_expected() - states.keys()):
        return Check("alarms are quiet", False, f"{', '.join(gone)}: not there.", "Deploy anew.")
    loud = [name for name, state in states.items() if state == "ALARM"]
    return Check(
        "alarms are quiet", not loud, f"{', '.join(loud)}:" if loud else f"all {len(states)} of them",
        "see docs/operate.md",
    )  # fmt: skip


def _expected() -> set[str]:
    """The alarms that every deployment has."""
    return {
        each["Properties"]["AlarmName"]["Fn::Sub"].removeprefix("docent-${Environment}-")
        for each in template.load("monitoring.yaml")["Resources"].values()
        if each["Type"] == "AWS::CloudWatch::Alarm" and "Condition" not in each
    }


def _budget(aws: Aws, environment: str) -> Check:
    deployed = record.read(environment, aws)
    given = deployed[-1].parameters if deployed else {}
    most, email = float(given.get("BudgetUsd", 0)), given.get("AlarmEmail", "")
    found = f"{most:g} USD a month" + ("" if email or not most else ", and nobody to tell")
    return Check(
        "a budget warns", most > 0 and email != "", found,
        "Deploy with BudgetUsd and AlarmEmail.", fatal=False,
    )  # fmt: skip


def _told(aws: Aws, environment: str) -> Check:
    sns = aws.client("sns")
    topics = [
        each["TopicArn"] for page in sns.get_paginator("list_topics").paginate() for each in page["Topics"]
    ]
    arn = next((each for each in topics if each.endswith(f":docent-{environment}-alarms")), "")
    known = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"] if arn else []
    confirmed = [each for each in known if each["SubscriptionArn"].startswith("arn:")]
    return Check(
        "somebody is told of alarms", bool(confirmed), f"{len(confirmed)} of {len(known)} confirmed",
        "Deploy with AlarmEmail, and confirm the e-mail that comes.", fatal=False,
    )  # fmt: skip


def _queue(aws: Aws, name: str) -> tuple[int, int, int]:
    """Messages that wait, that somebody took, that wait until a moment."""
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    kinds = ("", "NotVisible", "Delayed")
    waiting, taken, later = (int(found[f"ApproximateNumberOfMessages{kind}"]) for kind in kinds)
    return waiting, taken, later


def _waiting(aws: Aws, environment: str) -> Check:
    waiting, taken, later = _queue(aws, f"docent-{environment}-uploads")
    return Check(
        "documents are read", not waiting or bool(taken),
        f"{waiting} wait, {taken} are being read, {later} are tried again in a minute",
        "See upload-errors in docs/operate.md.",
    )  # fmt: skip


def _dead(aws: Aws, environment: str) -> Check:
    dead = sum(_queue(aws, f"docent-{environment}-uploads-dead"))
    return Check("nothing was given up", not dead, f"{dead} messages", "See dead-uploads in docs/operate.md.")


def _versions(aws: Aws, environment: str) -> Check:
    bucket = bucket_of(environment, aws)
    kept = aws.client("s3").get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled"
    return Check(
        "files can be got back", kept, f"versions in {bucket}", "Deploy anew: somebody turned it off."
    )


def _restorable(aws: Aws, table: str) -> Check:
    found = aws.client("dynamodb").describe_continuous_backups(TableName=table)[
        "ContinuousBackupsDescription"
    ]
    status = found["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    return Check(
        "table can be got back", status == "ENABLED", f"{table}, to any second",
        "Deploy anew: somebody turned it off.",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
