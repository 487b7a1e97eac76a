"""The user pool as whoever moves people into it sees it: who is there, and the import job."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import urllib3
from botocore.exceptions import ClientError

from docent.identity import Newcomer
from docent.newcomers import address
from migration.pace import Pace

LEGACY = "custom:legacy_id"
_PAGE = 60
_ENDED = {"Succeeded", "Failed", "Stopped", "Expired"}


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
            UserAttributes=[{"Name": LEGACY, "Value": ",".join(formerly)}],
        )  # fmt: skip

    def disable(self, username: str) -> None:
        self.pace.take()
        self.client.admin_disable_user(UserPoolId=self.pool_id, Username=username)

    def create_disabled(self, newcomer: Newcomer) -> None:
        """An account that is switched off, and nobody is told of it. One that is there is switched off."""
        self.pace.take()
        attributes = {"email": newcomer.email, "email_verified": "true", LEGACY: ",".join(newcomer.formerly)}
        try:
            self.client.admin_create_user(
                UserPoolId=self.pool_id, Username=newcomer.email, MessageAction="SUPPRESS",
                UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
            )  # fmt: skip
        except ClientError as error:
            if error.response["Error"]["Code"] != "UsernameExistsException":
                raise
        self.disable(newcomer.email)

    def columns(self) -> list[str]:
        """The header of the import job's file, as this pool wants it."""
        return list(self.client.get_csv_header(UserPoolId=self.pool_id)["CSVHeader"])


def _resident(user: dict[str, Any]) -> Resident:
    held = {each["Name"]: each["Value"] for each in user["Attributes"]}
    formerly = tuple(filter(None, held.get(LEGACY, "").split(",")))
    return Resident(
        address(held.get("email", "")), user["Username"], formerly, held.get("email_verified") == "true"
    )


def password_column(columns: Sequence[str]) -> str:
    """The column that takes hashes; empty where this pool takes none."""
    return next((each for each in columns if "password" in each.lower()), "")


def table(columns: Sequence[str], people: Iterable[Newcomer]) -> bytes:
    """The import job's file: a row a person. Flags must not be empty there (developer guide, CSV file)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for each in people:
        given = {
            "cognito:username": each.email, "email": each.email, "name": each.name,
            LEGACY: ",".join(each.formerly), "email_verified": "true", "phone_number_verified": "false",
            "cognito:mfa_enabled": "false", password_column(columns): each.password_hash,
        }  # fmt: skip
        writer.writerow([given.get(column, "") for column in columns])
    return out.getvalue().encode()


def run_job(
    pool: Pool, role: str, people: Iterable[Newcomer], *, sleep: Callable[[float], None] = time.sleep
) -> dict[str, Any]:
    """Import people with their hashes; the job as it ended. `role` lets Cognito write its log.

    Raises RuntimeError where the file is not taken.
    """
    data = table(pool.columns(), people)
    job = pool.client.create_user_import_job(
        JobName=f"docent-{int(time.time())}", UserPoolId=pool.pool_id, CloudWatchLogsRoleArn=role,
        PasswordHashingAlgorithm="BCRYPT",
    )["UserImportJob"]  # fmt: skip
    headers = {"x-amz-server-side-encryption": "aws:kms"}
    put = urllib3.request("PUT", job["PreSignedUrl"], body=data, headers=headers, timeout=300)
    if put.status >= 300:
        raise RuntimeError(f"The import job's file was refused ({put.status}). Run it again.")
    named = {"UserPoolId": pool.pool_id, "JobId": job["JobId"]}
    pool.client.start_user_import_job(**named)
    while True:
        job = pool.client.describe_user_import_job(**named)["UserImportJob"]
        if job["Status"] in _ENDED:
            return dict(job)
        sleep(5.0)
