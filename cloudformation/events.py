"""What happens to a stack and to the stacks inside it while they change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from cloudformation.aws import code

STACK = "AWS::CloudFormation::Stack"
_FOLLOWED = ("cancelled", "was not successfully", "Embedded stack", "The following resource(s) failed")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a part of a stack; `path` is like Api/ChatFunction."""

    id: str
    at: datetime
    path: str
    status: str
    reason: str = ""

    @property
    def failed(self) -> bool:
        return self.status.endswith("FAILED")


@dataclass
class Watch:
    """Tells each event of `stack` (its name or id) that comes after this was made, once."""

    client: Any
    stack: str
    tell: Callable[[Event], None]
    told: dict[str, Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        earlier = next(self._since(self.stack, datetime.min.replace(tzinfo=UTC)), None)
        self._begun: datetime = earlier["Timestamp"] if earlier else datetime.min.replace(tzinfo=UTC)

    def look(self) -> None:
        """Tell what is new."""
        newest_first = [each for each in self._events(self.stack, "") if each.id not in self.told]
        found = newest_first[::-1]
        for each in sorted(found, key=lambda each: each.at):
            self.told[each.id] = each
            self.tell(each)

    def _events(self, stack: str, path: str) -> Iterator[Event]:
        inside: dict[str, str] = {}
        for each in self._since(stack, self._begun):
            physical = each.get("PhysicalResourceId", "")
            own = physical == each["StackId"]
            at = path.rstrip("/") if own else f"{path}{each['LogicalResourceId']}"
            reason = each.get("ResourceStatusReason", "")
            yield Event(
                each["EventId"], each["Timestamp"], at or each["StackName"], each["ResourceStatus"], reason
            )
            if each["ResourceType"] == STACK and physical and not own:
                inside[physical] = each["LogicalResourceId"]
        for physical, logical in inside.items():
            yield from self._events(physical, f"{path}{logical}/")

    def _since(self, stack: str, moment: datetime) -> Iterator[dict[str, Any]]:
        """Events after this moment, newest first; none of a stack that is gone or not there yet."""
        try:
            for page in self.client.get_paginator("describe_stack_events").paginate(StackName=stack):
                for each in page["StackEvents"]:
                    if each["Timestamp"] <= moment:
                        return
                    yield each
        except ClientError as error:
            if code(error) != "ValidationError":
                raise


def first_failure(events: Sequence[Event]) -> Event | None:
    """The failure that the others followed from; None where nothing failed."""
    failed = sorted((each for each in events if each.failed), key=lambda each: each.at)
    causes = [each for each in failed if not any(said in each.reason for said in _FOLLOWED)]
    return next(iter(causes or failed), None)
