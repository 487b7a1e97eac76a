"""stacks.py, events.py: change sets within change sets, and the failure that came first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cloudformation.aws import NotDeployed
from cloudformation.events import Event, first_failure
from cloudformation.stacks import Change, Stacks

STACK = "AWS::CloudFormation::Stack"


def change(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"ResourceChange": {"Action": "Modify", "LogicalResourceId": name, "ResourceType": kind, **more}}


class Aws:
    """CloudFormation with change sets by id; all it is asked to make or delete is noted."""

    def __init__(self, status: str, sets: dict[str, dict[str, Any]]) -> None:
        self.status, self.sets, self.asked = status, sets, list[str]()

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        if not self.status:
            raise ClientError({"Error": {"Code": "ValidationError", "Message": "does not exist"}}, "x")
        return {"Stacks": [{"StackStatus": self.status, "StackId": "id"}]}

    def get_paginator(self, name: str) -> Any:
        return self

    def paginate(self, StackName: str) -> list[dict[str, Any]]:
        return [{"StackEvents": []}]

    def create_change_set(self, **given: Any) -> None:
        self.asked.append(given["ChangeSetType"])
        self.sets[given["ChangeSetName"]] = self.sets["new"]

    def describe_change_set(self, ChangeSetName: str, NextToken: str = "", **_: Any) -> dict[str, Any]:
        found = self.sets[ChangeSetName]
        pages = found.get("pages", [[]])
        at = int(NextToken or 0)
        more = {"NextToken": str(at + 1)} if at + 1 < len(pages) else {}
        return {"Status": "CREATE_COMPLETE", **found, "Changes": pages[at], **more}

    def delete_change_set(self, **_: Any) -> None:
        self.asked.append("drop")

    def delete_stack(self, **_: Any) -> None:
        self.asked.append("delete")
        self.status = ""


def test_changes_of_the_parts_are_the_changes() -> None:
    aws = Aws("UPDATE_COMPLETE", {
        "new": {"pages": [
            [change("Api", STACK, ChangeSetId="arn:1")], [change("Data", STACK, ChangeSetId="arn:2")],
        ]},
        "arn:1": {"pages": [[change("Chat", "AWS::Lambda::Function", Replacement="True")]]},
        "arn:2": {"Status": "FAILED", "StatusReason": "The submitted information didn't contain changes."},
    })  # fmt: skip
    proposal = Stacks(aws, "docent-dev", 0).propose("url", {})
    assert proposal
    assert proposal.changes == (Change("Modify", "Api/Chat", "AWS::Lambda::Function", replaced=True),)
    assert aws.asked == ["UPDATE"]


def test_parts_in_which_nothing_changes_are_no_change() -> None:
    aws = Aws(
        "UPDATE_COMPLETE", {"new": {"pages": [[change("Data", STACK, ChangeSetId="arn:2")]]}, "arn:2": {}}
    )
    assert Stacks(aws, "docent-dev", 0).propose("url", {}) is None
    assert aws.asked == ["UPDATE", "drop"]


def test_a_refused_template_says_why() -> None:
    aws = Aws("", {"new": {"Status": "FAILED", "StatusReason": "Template error: no such thing"}})
    with pytest.raises(NotDeployed, match="Template error: no such thing"):
        Stacks(aws, "docent-dev", 0).propose("url", {})
    assert aws.asked == ["CREATE"]


def test_a_stack_that_never_came_up_makes_room_first() -> None:
    aws = Aws("ROLLBACK_COMPLETE", {"new": {"pages": [[change("Api", STACK)]]}})
    assert Stacks(aws, "docent-dev", 0).propose("url", {})
    assert aws.asked == ["delete", "CREATE"]


def test_a_stack_that_could_not_go_back_says_what_helps() -> None:
    with pytest.raises(NotDeployed, match="with `rollback`"):
        Stacks(Aws("UPDATE_ROLLBACK_FAILED", {}), "docent-dev", 0).propose("url", {})


def test_the_first_failure_is_the_cause_and_not_what_followed() -> None:
    def event(second: int, path: str, status: str, reason: str) -> Event:
        return Event(path, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second), path, status, reason)

    events = [
        event(5, "Api", "CREATE_FAILED", "Embedded stack arn:… was not successfully created"),
        event(4, "Api/Auth", "CREATE_FAILED", "Resource creation cancelled"),
        event(3, "Api/Chat", "CREATE_FAILED", "The role may not be assumed"),
        event(1, "Data", "CREATE_COMPLETE", ""),
    ]
    cause = first_failure(events)
    assert cause
    assert cause.path == "Api/Chat"
    assert first_failure(events[:1]) == events[0]
    assert first_failure([]) is None
