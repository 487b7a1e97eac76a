"""status.py: no yes where nothing was looked at. The whole of it is asked in test_deploy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from cloudformation import aws, status, template
from cloudformation.aws import Aws, NotDeployed
from cloudformation.backup import TABLES
from cloudformation.record import Deployment, opened
from tests.cloudformation import account
from tests.cloudformation.account import Account, Refusing

ALARMS = [
    each["Properties"]["AlarmName"]["Fn::Sub"].replace("${Environment}", "dev")
    for each in template.load("monitoring.yaml")["Resources"].values()
    if each["Type"] == "AWS::CloudWatch::Alarm" and "Condition" not in each
]


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        yield aws.connect("us-east-1")


def alarm(place: Aws, name: str, state: str = "OK") -> None:
    cloudwatch = place.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName=name, Namespace="Docent", MetricName="Failed", Statistic="Sum", Period=300,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip
    cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="a test")


def test_alarms_that_are_not_there_are_not_quiet(place: Aws) -> None:
    missing = status._alarms(place, "dev")
    assert (missing.ok, "failures" in missing.found) == (False, True)
    for name in ALARMS:
        alarm(place, name)
    assert str(status._alarms(place, "dev")) == f"  yes  alarms are quiet: all {len(ALARMS)} of them"
    alarm(place, ALARMS[0], "ALARM")
    assert str(status._alarms(place, "dev")) == "  NO   alarms are quiet: failures: see docs/operate.md"


@pytest.mark.parametrize(
    ("given", "ok", "found"),
    [
        ({}, False, "0 USD a month"),
        ({"BudgetUsd": "50"}, False, "50 USD a month, and nobody to tell"),
        ({"AlarmEmail": "a@example.com"}, False, "0 USD a month"),
        ({"BudgetUsd": "50", "AlarmEmail": "a@example.com"}, True, "50 USD a month"),
    ],
)
def test_a_budget_warns_where_there_is_one_and_somebody_to_warn(
    place: Aws, given: dict[str, str], ok: bool, found: str
) -> None:
    place.client("s3").create_bucket(Bucket=place.bucket)
    opened("dev", place).add(Deployment("t", given))
    check = status._budget(place, "dev")
    assert (check.ok, check.found) == (ok, found)


def test_what_was_given_up_counts_while_somebody_holds_it(place: Aws) -> None:
    sqs = place.client("sqs")
    url = sqs.create_queue(QueueName="docent-dev-uploads-dead")["QueueUrl"]
    assert status._dead(place, "dev").ok
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    sqs.receive_message(QueueUrl=url)
    assert str(status._dead(place, "dev")).startswith("  NO   nothing was given up: 1 messages")


def test_what_is_put_off_is_told(place: Aws) -> None:
    sqs = place.client("sqs")
    url = sqs.create_queue(QueueName="docent-dev-uploads")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}", DelaySeconds=60)
    told = status._waiting(place, "dev")
    assert (told.ok, told.found) == (True, "0 wait, 0 are being read, 1 are tried again in a minute")


@pytest.mark.parametrize("stood", ["ROLLBACK_COMPLETE", "CREATE_IN_PROGRESS", "REVIEW_IN_PROGRESS"])
def test_a_stack_that_is_not_up_has_nobody_to_call_and_the_rest_is_told(aws: Account, stood: str) -> None:
    aws.formation.status, aws.formation.outputs = stood, {}
    checks = list(status.health("dev", aws, account.answering))
    assert [(each.name, each.ok) for each in checks[1:3]] == [("stack", False), ("parts answer", False)]
    assert str(checks[2]) == "  NO   parts answer: the stack has no addresses to ask. Run `make deploy`."
    assert len(checks) == 3 + 6 + len(TABLES)


def test_who_may_not_look_at_stacks_is_told_what_was_refused(aws: Account) -> None:
    aws.own["cloudformation"] = Refusing()
    with pytest.raises(NotDeployed, match="refused to look at the stack docent-dev: AccessDenied"):
        list(status.health("dev", aws, account.answering))


def test_who_may_not_read_what_was_deployed_is_told_the_rest(aws: Account) -> None:
    aws.formation.status, aws.own["s3"] = "CREATE_COMPLETE", Refusing()
    told = [str(each) for each in status.health("dev", aws, account.answering)]
    at = next(i for i, line in enumerate(told) if "AWS refused to read what was deployed" in line)
    assert told[at].startswith("  no   permission to look: ")
    assert len(told[at + 1 :]) == 3 + len(TABLES)
