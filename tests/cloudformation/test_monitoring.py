"""monitoring.yaml through the root template: what is watched exists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from cloudformation.template import FOLDER, load
from docent import metrics
from docent.routes.reading import LAST_TRY

MONITORING, ROOT = load("monitoring.yaml"), load("template.yaml")
STACKS = {name: resource["Properties"] for name, resource in ROOT["Resources"].items()}
ALARMS = {
    n: r["Properties"] for n, r in MONITORING["Resources"].items() if r["Type"] == "AWS::CloudWatch::Alarm"
}
# What counts as a thing of each dimension, and the metrics AWS documents for it that are used here.
WATCHED = {
    "FunctionName": ("AWS::Lambda::Function", {"Errors", "Throttles", "Duration"}),
    "QueueName": (
        "AWS::SQS::Queue",
        {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"},
    ),
    "ApiName": ("AWS::ApiGateway::RestApi", {"Count", "4XXError", "5XXError"}),
    "Stage": ("AWS::ApiGateway::Stage", {"Count", "4XXError", "5XXError"}),
    "TableName": (
        "AWS::DynamoDB::Table",
        {"ReadThrottleEvents", "WriteThrottleEvents"}
        | {"ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"},
    ),
}  # fmt: skip


def resource_behind(parameter: str) -> str:
    """The type of the resource whose name the root template hands over as this parameter."""
    stack, output = STACKS["Monitoring"]["Parameters"][parameter]["Fn::GetAtt"]
    template = load(STACKS[stack]["TemplateURL"])
    value = template["Outputs"][output.removeprefix("Outputs.")]["Value"]
    if "Fn::Sub" in value:  # a REST API is measured by its name
        (named,) = (n for n, r in template["Resources"].items() if apis_name(r) == value)
    else:
        named = value.get("Ref") or value["Fn::GetAtt"][0]
    return str(template["Resources"][named]["Type"])


def apis_name(resource: dict[str, Any]) -> Any:
    return resource["Properties"].get("Name") if resource["Type"] == "AWS::ApiGateway::RestApi" else None


def measured() -> Iterator[tuple[str, str, dict[str, str]]]:
    """(where, metric, dimension to parameter) of every alarm and every line of the dashboard."""
    for name, alarm in ALARMS.items():
        yield name, alarm["MetricName"], {d["Name"]: d["Value"]["Ref"] for d in alarm["Dimensions"]}
    for widget in dashboard()["widgets"]:
        for _, metric, *rest in widget["properties"]["metrics"]:
            pairs = [each for each in rest if isinstance(each, str)]
            yield "dashboard", metric, {k: v[2:-1] for k, v in zip(pairs[::2], pairs[1::2], strict=True)}


def dashboard() -> Any:
    return json.loads(MONITORING["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])


def test_every_alarm_and_line_measures_something_that_exists() -> None:
    found = list(measured())
    assert len(found) > 25
    for where, metric, dimensions in found:
        if "Environment" in dimensions:
            assert dimensions == {"Environment": "Environment"}
            assert metric in metrics.UNITS, (where, metric)
            continue
        for dimension, parameter in dimensions.items():
            kind, known = WATCHED[dimension]
            assert resource_behind(parameter) == kind, (where, parameter)
            assert metric in known, (where, metric)


def test_every_number_of_ours_is_shown() -> None:
    assert {metric for where, metric, d in measured() if "Environment" in d} == metrics.UNITS.keys()


def test_every_alarm_has_its_page_in_the_book() -> None:
    headings = re.findall(r"^## ([a-z-]+)$", (FOLDER.parent / "docs/operate.md").read_text(), re.MULTILINE)
    names = [
        alarm["AlarmName"]["Fn::Sub"].removeprefix("docent-${Environment}-") for alarm in ALARMS.values()
    ]
    assert headings == names
    for name, alarm in zip(names, ALARMS.values(), strict=True):
        assert alarm["AlarmDescription"].endswith(f"What to do: docs/operate.md#{name}")


def test_what_the_watch_empties_alarms_only_where_it_stays() -> None:
    alarm = ALARMS["DeadUploads"]
    watched = load("api.yaml")["Resources"]["Watch"]["Properties"]["ScheduleExpression"]
    assert watched == "rate(5 minutes)"
    assert alarm["Period"] * alarm["DatapointsToAlarm"] > 2 * 5 * 60


def test_a_last_try_that_failed_alarms() -> None:
    assert ALARMS["FailedTries"]["Threshold"] < LAST_TRY <= ALARMS["FailedTries"]["Threshold"] + 1


def test_every_alarm_tells_somebody_and_rests_while_nothing_happens() -> None:
    for alarm in ALARMS.values():
        assert alarm["AlarmActions"] == [{"Ref": "Alarms"}]
        assert alarm["TreatMissingData"] == "notBreaching"


def test_watching_stays_within_what_is_free() -> None:
    """Ten alarms on a metric each: an expression is billed for every metric in it."""
    assert len([n for n in ALARMS if "Condition" not in MONITORING["Resources"][n]]) <= 10
    assert not [name for name, alarm in ALARMS.items() if "Metrics" in alarm]
    assert len(metrics.UNITS) <= 10
    assert MONITORING["Parameters"]["ModelUsdPerDay"]["Default"] == 0
    assert (
        len([r for r in MONITORING["Resources"].values() if r["Type"] == "AWS::CloudWatch::Dashboard"]) <= 3
    )
    assert MONITORING["Parameters"]["BudgetUsd"]["Default"] == 0
