"""monitoring.yaml through the root template: what is watched exists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from cloudformation.template import load

MONITORING, ROOT = load("monitoring.yaml"), load("template.yaml")
STACKS = {name: resource["Properties"] for name, resource in ROOT["Resources"].items()}
ALARMS = {
    n: r["Properties"] for n, r in MONITORING["Resources"].items() if r["Type"] == "AWS::CloudWatch::Alarm"
}
# What counts as a thing of each dimension, and the metrics AWS documents for it that are used here.
WATCHED = {
    "FunctionName": ("AWS::Lambda::Function", {"Errors", "Throttles", "Duration"}),
    "QueueName": ("AWS::SQS::Queue", {"ApproximateNumberOfMessagesVisible"}),
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
        for metric in [m["MetricStat"]["Metric"] for m in alarm.get("Metrics", []) if "MetricStat" in m] or [
            alarm
        ]:
            yield name, metric["MetricName"], {d["Name"]: d["Value"]["Ref"] for d in metric["Dimensions"]}
    for widget in dashboard()["widgets"]:
        for _, metric, *pairs in widget["properties"]["metrics"]:
            yield "dashboard", metric, {k: v[2:-1] for k, v in zip(pairs[::2], pairs[1::2], strict=True)}


def dashboard() -> Any:
    return json.loads(MONITORING["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])


def test_every_alarm_and_line_measures_something_that_exists() -> None:
    found = list(measured())
    assert len(found) > 25
    for where, metric, dimensions in found:
        for dimension, parameter in dimensions.items():
            kind, metrics = WATCHED[dimension]
            assert resource_behind(parameter) == kind, (where, parameter)
            assert metric in metrics, (where, metric)


def test_every_function_and_table_is_watched() -> None:
    watched = {parameter for where, _, d in measured() if where != "dashboard" for parameter in d.values()}
    functions = {
        f"{n}Name" for n, r in load("api.yaml")["Resources"].items() if r["Type"] == "AWS::Lambda::Function"
    }
    tables = {
        f"{n}Table" for n, r in load("data.yaml")["Resources"].items() if r["Type"] == "AWS::DynamoDB::Table"
    }
    tables -= {"NewcomersTable"}  # asked only about strangers; an alarm takes ten metrics at most
    assert functions | tables | {"DeadQueueName", "ApiName", "StageName"} == watched


def test_every_alarm_tells_somebody_and_rests_while_nothing_happens() -> None:
    for alarm in ALARMS.values():
        assert alarm["AlarmActions"] == [{"Ref": "Alarms"}]
        assert alarm["TreatMissingData"] == "notBreaching"
        assert re.search(r"Read|Raise|Look", alarm["AlarmDescription"])


def test_watching_stays_within_what_is_free() -> None:
    assert len(ALARMS) <= 10
    assert (
        len([r for r in MONITORING["Resources"].values() if r["Type"] == "AWS::CloudWatch::Dashboard"]) <= 3
    )
    assert MONITORING["Parameters"]["BudgetUsd"]["Default"] == 0
