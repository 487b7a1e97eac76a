"""A stack with its parts: what would change, the change itself, the end of it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from cloudformation.aws import NotDeployed, asking, code
from cloudformation.events import STACK, Event, Watch, first_failure

# A stack that never came up can't be changed, only made anew; it holds nothing.
_NEVER_MADE = {"ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED"}
_PROPOSED = "REVIEW_IN_PROGRESS"
_NOTHING = ("didn't contain changes", "No updates are to be performed")
_TAKEN_BACK = ("ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")
LONGEST = 3600.0


class TakenBack(NotDeployed):
    """Raised when a change failed and all is as it was before it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change. `action`: Add, Modify, Remove; `replaced`: it is made anew."""

    action: str
    path: str
    kind: str
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change set that waits to be carried out."""

    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Stacks:
    """The stack `name` and the stacks inside it. `pause`: seconds between two looks at it."""

    client: Any
    name: str
    pause: float = 2.0
    tell: Callable[[Event], None] = lambda event: None

    def status(self) -> str:
        """The stack's status; empty where there is none. Raises NotDeployed."""
        with asking(f"look at the stack {self.name}"):
            return self._status(self.name)

    def is_made(self) -> bool:
        """Whether it came up once, so that what is in it is there."""
        return self.status() not in ("", _PROPOSED, *_NEVER_MADE)

    def outputs(self) -> dict[str, str]:
        """What the stack says of itself; nothing where there is none or it is not up. Raises NotDeployed."""
        with asking(f"look at the stack {self.name}"):
            found = self._found(self.name) or {}
        return {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}

    def parts(self, name: str) -> list[str]:
        """Ids of the stacks that are this part of it, or were, and stayed. Raises NotDeployed."""
        with asking(f"look for the parts of {self.name}"):
            pages = self.client.get_paginator("list_stacks").paginate()
            return [
                each["StackId"]
                for page in pages
                for each in page["StackSummaries"]
                if each["StackName"].startswith(f"{self.name}-{name}-")
                and each["StackStatus"] != "DELETE_COMPLETE"
            ]

    def propose(self, template_url: str, parameters: Mapping[str, str]) -> Proposal | None:
        """What would change; None where nothing would. Raises NotDeployed."""
        with asking(f"compare the templates with the stack {self.name}"):
            kind = "CREATE" if self._ready() in ("", _PROPOSED) else "UPDATE"
            name = f"docent-{uuid.uuid4().hex[:12]}"
            self.client.create_change_set(
                StackName=self.name, ChangeSetName=name, ChangeSetType=kind, TemplateURL=template_url,
                Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
                Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"], IncludeNestedStacks=True,
            )  # fmt: skip
            proposal = Proposal(name, self._changes({"StackName": self.name, "ChangeSetName": name}, ""))
            if not proposal.changes:
                self.drop(proposal)
        return proposal if proposal.changes else None

    def carry_out(self, proposal: Proposal) -> None:
        """Do it, telling each event. Raises NotDeployed or TakenBack with the reason of the first failure."""
        with asking(f"change the stack {self.name}"):
            watch = self._watch(self.name)
            self.client.execute_change_set(StackName=self.name, ChangeSetName=proposal.name)
            self._finish(watch, ("CREATE_COMPLETE", "UPDATE_COMPLETE"))

    def drop(self, proposal: Proposal) -> None:
        """Forget it; with it a stack that was to be made by it."""
        with asking("forget a change set"):
            self.client.delete_change_set(StackName=self.name, ChangeSetName=proposal.name)
            if self.status() == _PROPOSED:
                self.client.delete_stack(StackName=self.name)

    def unblock(self) -> bool:
        """Bring a stack whose way back failed to where it was; False where none did. Raises NotDeployed."""
        with asking(f"go on with rolling back {self.name}"):
            if self.status() != "UPDATE_ROLLBACK_FAILED":
                return False
            watch = self._watch(self.name)
            self.client.continue_update_rollback(StackName=self.name)
            self._finish(watch, ("UPDATE_ROLLBACK_COMPLETE",))
        return True

    def delete(self) -> None:
        """Delete it with what is inside, except what the templates keep. Raises NotDeployed."""
        with asking(f"delete the stack {self.name}"):
            if found := self._found(self.name):
                watch = self._watch(found["StackId"])
                self.client.delete_stack(StackName=found["StackId"])
                self._finish(watch, ("DELETE_COMPLETE", ""))

    def _watch(self, stack: str) -> Watch:
        return Watch(self.client, stack, self.tell)

    def _ready(self) -> str:
        """The status once nothing is under way; what never came up is cleared away."""
        status = self._settled(self._watch(self.name))
        if status in _NEVER_MADE:
            self.delete()
            return ""
        if status == "UPDATE_ROLLBACK_FAILED":
            raise NotDeployed(
                f"{self.name} could not go back after a failed change: run this with `rollback`."
            )
        return status

    def _finish(self, watch: Watch, wanted: tuple[str, ...]) -> None:
        status = self._settled(watch)
        if status in wanted:
            return
        first = first_failure(list(watch.told.values()))
        reason = f"The first failure: {first.path}: {first.reason}" if first else "See its events."
        kind = TakenBack if status in _TAKEN_BACK else NotDeployed
        raise kind(f"{self.name} ended as {status}. {reason}")

    def _settled(self, watch: Watch) -> str:
        """The status once nothing is under way, with all events told."""
        deadline = time.monotonic() + LONGEST
        while True:
            status = self._status(watch.stack)
            watch.look()
            if not status.endswith("IN_PROGRESS") or status == _PROPOSED:
                return status
            if time.monotonic() > deadline:
                raise NotDeployed(f"{self.name} is still {status}: look at it in CloudFormation's console.")
            time.sleep(self.pause)

    def _status(self, stack: str) -> str:
        found = self._found(stack)
        return str(found["StackStatus"]) if found else ""

    def _found(self, stack: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self.client.describe_stacks(StackName=stack)["Stacks"][0]
        except ClientError as error:
            if code(error) == "ValidationError":
                return None
            raise
        return found

    def _changes(self, about: Mapping[str, str], path: str) -> tuple[Change, ...]:
        """The changes of a change set and of those inside it. Raises NotDeployed where it was refused."""
        described = self._described(about)
        if described["Status"] == "FAILED":
            reason = described.get("StatusReason", "")
            if any(each in reason for each in _NOTHING):
                return ()
            raise NotDeployed(f"CloudFormation refuses the templates: {reason}")
        changes = (each["ResourceChange"] for page in self._pages(about) for each in page["Changes"])
        return tuple(leaf for each in changes for leaf in self._leaves(each, path))

    def _leaves(self, change: Mapping[str, Any], path: str) -> tuple[Change, ...]:
        at = f"{path}{change['LogicalResourceId']}"
        if change["ResourceType"] == STACK and change.get("ChangeSetId"):
            return self._changes({"ChangeSetName": change["ChangeSetId"]}, f"{at}/")
        replaced = change.get("Replacement") == "True"
        return (Change(change["Action"], at, change["ResourceType"], replaced),)

    def _described(self, about: Mapping[str, str]) -> dict[str, Any]:
        deadline = time.monotonic() + LONGEST
        while True:
            found: dict[str, Any] = self.client.describe_change_set(**about)
            if found["Status"] in ("CREATE_COMPLETE", "FAILED"):
                return found
            if time.monotonic() > deadline:
                raise NotDeployed("CloudFormation did not finish comparing. Try again.")
            time.sleep(self.pause)

    def _pages(self, about: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        after: dict[str, str] = {}
        while True:
            page = self.client.describe_change_set(**about, **after)
            yield page
            if not page.get("NextToken"):
                return
            after = {"NextToken": page["NextToken"]}
