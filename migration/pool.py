"""The user pool as whoever moves people into it sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from docent.newcomers import address
from migration.pace import Pace

LEGACY = "custom:legacy_id"
LONGEST = 2_048  # characters of an attribute (Cognito's quotas); the pool's schema in data.yaml says so, too
_PAGE = 60


class Resident(NamedTuple):
    """Somebody in the pool. `proven`: the address is."""

    email: str
    username: str
    formerly: tuple[str, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class Pool:
    """`pace` is of calls that change something; AWS takes 30 a second of them unless more was asked for."""

    client: Any
    pool_id: str
    pace: Pace

    def residents(self) -> Iterator[Resident]:
        request: dict[str, Any] = {"UserPoolId": self.pool_id, "Limit": _PAGE}
        while True:
            self.pace.take()
            page = self.client.list_users(**request)
            yield from map(_resident, page["Users"])
            if not page.get("PaginationToken"):
                return
            request["PaginationToken"] = page["PaginationToken"]

    def remember(self, username: str, formerly: Sequence[str]) -> None:
        """Note the old ids of somebody who is here."""
        self.pace.take()
        self.client.admin_update_user_attributes(
            UserPoolId=self.pool_id, Username=username,
            UserAttributes=[{"Name": LEGACY, "Value": legacy(formerly)}],
        )  # fmt: skip

    def disable(self, username: str) -> None:
        self.pace.take()
        self.client.admin_disable_user(UserPoolId=self.pool_id, Username=username)

    def enable(self, username: str) -> None:
        self.pace.take()
        self.client.admin_enable_user(UserPoolId=self.pool_id, Username=username)

    def columns(self) -> list[str]:
        """The header of the import job's file, as this pool wants it."""
        return list(self.client.get_csv_header(UserPoolId=self.pool_id)["CSVHeader"])


def legacy(formerly: Sequence[str]) -> str:
    """Old ids as the attribute holds them."""
    return ",".join(formerly)


def _resident(user: dict[str, Any]) -> Resident:
    held = {each["Name"]: each["Value"] for each in user["Attributes"]}
    formerly = tuple(filter(None, held.get(LEGACY, "").split(",")))
    return Resident(
        address(held.get("email", "")), user["Username"], formerly, held.get("email_verified") == "true"
    )
