"""A stand-in for Cognito's import job on loopback: JSON 1.1 held to botocore's own model, and the upload."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import bcrypt
import boto3
from botocore.config import Config
from botocore.session import get_session
from botocore.validate import validate_parameters

from migration.pace import Pace
from migration.pool import Pool
from tests.wire import answering

MODEL = get_session().get_service_model("cognito-idp")
HEADER = [
    "cognito:username", "name", "email", "email_verified", "phone_number_verified", "cognito:mfa_enabled",
    "custom:legacy_id", "cognito:password",
]  # fmt: skip
POOL = "us-east-1_abc"
Answer = tuple[int, Mapping[str, Any]]


class ImportServer:
    """`refused`: operations that fail, and by which error. `passwords` of people by address.

    A job ends Succeeded after `looks` looks at it, or as `ending` says; rows with a flag that is empty or a
    hash that is not bcrypt's fail, as the developer guide has it.
    """

    url: str

    def __init__(self) -> None:
        self.header, self.ending, self.looks, self.upload_status = HEADER, "Succeeded", 2, 200
        self.refused: dict[str, str] = {}
        self.users: dict[str, dict[str, str]] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    @property
    def pool(self) -> Pool:
        client = boto3.session.Session(region_name="us-east-1").client(
            "cognito-idp", endpoint_url=self.url, aws_access_key_id="test", aws_secret_access_key="test",
            config=Config(retries={"mode": "standard", "total_max_attempts": 1}, read_timeout=10),
        )  # fmt: skip
        return Pool(client, POOL, Pace(0))

    def fits(self, email: str, password: str) -> bool:
        return bcrypt.checkpw(password.encode(), self.users[email]["cognito:password"].encode())

    def upload(self, path: str, body: bytes) -> int:
        if self.upload_status == 200:
            self.files[path.rpartition("/")[2]] = body
        return self.upload_status

    def answer(self, target: str, body: Mapping[str, Any]) -> Answer:
        operation = target.partition(".")[2]
        validate_parameters(body, MODEL.operation_model(operation).input_shape)
        self.asked.append((operation, body))
        if operation in self.refused:
            return 400, {"__type": self.refused[operation], "message": "no"}
        answer: Answer = getattr(self, operation)(body)
        return answer

    def GetCSVHeader(self, body: Mapping[str, Any]) -> Answer:
        return 200, {"UserPoolId": POOL, "CSVHeader": self.header}

    def CreateUserImportJob(self, body: Mapping[str, Any]) -> Answer:
        assert body["PasswordHashingAlgorithm"] == "BCRYPT"
        id = f"import-{len(self.jobs)}"
        self.jobs[id] = {
            "JobId": id, "JobName": body["JobName"], "Status": "Created", "UserPoolId": POOL,
            "PreSignedUrl": f"{self.url}/{id}", "CreationDate": time.time(),
        }  # fmt: skip
        return 200, {"UserImportJob": self.jobs[id]}

    def StartUserImportJob(self, body: Mapping[str, Any]) -> Answer:
        job = self.jobs[body["JobId"]]
        if body["JobId"] not in self.files:
            return 400, {"__type": "PreconditionNotMetException", "message": "The file is not there."}
        job |= {"Status": "Pending", "looks": 0}
        return 200, {"UserImportJob": self._told(job)}

    def DescribeUserImportJob(self, body: Mapping[str, Any]) -> Answer:
        if body["JobId"] not in self.jobs:
            return 400, {"__type": "ResourceNotFoundException", "message": "There is no such job."}
        job = self.jobs[body["JobId"]]
        if job["Status"] in ("Pending", "InProgress"):
            job["looks"] += 1
            job["Status"] = "InProgress"
            if job["looks"] > self.looks:
                self._end(job)
        return 200, {"UserImportJob": self._told(job)}

    def ListUsers(self, body: Mapping[str, Any]) -> Answer:
        return 200, {
            "Users": [{"Username": email, "Attributes": _listed(row)} for email, row in self.users.items()]
        }

    def AdminUpdateUserAttributes(self, body: Mapping[str, Any]) -> Answer:
        self.users[body["Username"]] |= {each["Name"]: each["Value"] for each in body["UserAttributes"]}
        return 200, {}

    def AdminDisableUser(self, body: Mapping[str, Any]) -> Answer:
        assert body["Username"] in self.users
        return 200, {}

    AdminEnableUser = AdminDisableUser

    def _told(self, job: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in job.items() if name != "looks"}

    def _end(self, job: dict[str, Any]) -> None:
        job |= {"Status": self.ending, "ImportedUsers": 0, "FailedUsers": 0}
        rows = csv.DictReader(io.StringIO(self.files[job["JobId"]].decode(), newline=""))
        assert rows.fieldnames == self.header
        for row in rows if self.ending == "Succeeded" else ():
            flags = row["email_verified"], row["phone_number_verified"], row["cognito:mfa_enabled"]
            right = all(flags) and row["cognito:password"].startswith("$2") and row["email"] not in self.users
            if right:
                self.users[row["email"]] = row
            job["ImportedUsers" if right else "FailedUsers"] += 1


def _listed(row: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in row.items() if name != "cognito:password"]


@contextmanager
def import_server() -> Iterator[ImportServer]:
    server = ImportServer()
    with answering(server.answer, "1.1", server.upload) as server.url:
        yield server
