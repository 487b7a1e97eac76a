"""Cognito's import job with bcrypt hashes, where a user pool takes them; others come by the trigger.

Source: Cognito developer guide, "Importing users from a CSV file", and CreateUserImportJob. The file's
columns are asked for at run time, the one for hashes too.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

import urllib3
from botocore.exceptions import BotoCoreError, ClientError

from docent.identity import Newcomer
from migration.pace import Tell
from migration.pool import LEGACY, Pool, legacy
from migration.state import State

MOST = 100_000  # people of one job; Cognito takes 500,000 and 100 MB
_MARK = "import job"
_ENDED = {"Succeeded", "Failed", "Stopped", "Expired"}
_POLL = 5.0  # seconds


class NotImported(Exception):
    """Raised where no job can be had; the message says why, for people."""


@dataclass(frozen=True)
class ImportJob:
    """`role` lets Cognito write its log. A job that a killed run began is waited for, not begun again."""

    pool: Pool
    role: str
    state: State
    tell: Tell
    sleep: Callable[[float], None] = time.sleep

    def begun(self) -> bool:
        """Wait for the job of a run that was killed; False where there is none. Raises NotImported."""
        job_id = self.state.marked(_MARK)
        if job_id is not None:
            self._asked(partial(self._wait, job_id))
            self.state.unmark(_MARK)
        return job_id is not None

    def run(self, people: Iterator[Newcomer]) -> Iterator[str]:
        """Import people with their hashes, so many a job; a sentence on each. Raises NotImported."""
        columns = self._asked(self.pool.columns)
        if not password_column(columns):
            raise NotImported("this user pool takes no hashes")
        while batch := list(islice(people, MOST)):
            yield self._asked(partial(self._one, table(columns, batch)))

    def _asked(self, do: Callable[[], Any]) -> Any:
        try:
            return do()
        except (ClientError, BotoCoreError) as error:
            self.state.unmark(_MARK)
            raise NotImported(str(error)) from error
        except urllib3.exceptions.HTTPError as error:  # whose words hold the address, which opens the upload
            raise NotImported(f"the job's file could not be sent ({type(error).__name__})") from error

    def _one(self, data: bytes) -> str:
        job = self.pool.client.create_user_import_job(
            JobName=f"docent-{int(time.time())}", UserPoolId=self.pool.pool_id,
            CloudWatchLogsRoleArn=self.role, PasswordHashingAlgorithm="BCRYPT",
        )["UserImportJob"]  # fmt: skip
        headers = {"x-amz-server-side-encryption": "aws:kms"}
        put = urllib3.request("PUT", job["PreSignedUrl"], body=data, headers=headers, timeout=300)
        if put.status >= 300:
            raise NotImported(f"the job's file was refused ({put.status})")
        self.pool.client.start_user_import_job(UserPoolId=self.pool.pool_id, JobId=job["JobId"])
        self.state.mark(_MARK, job["JobId"])
        told = self._wait(job["JobId"])
        self.state.unmark(_MARK)
        return told

    def _wait(self, job_id: str) -> str:
        """Until it ended; how it did."""
        while True:
            answer = self.pool.client.describe_user_import_job(UserPoolId=self.pool.pool_id, JobId=job_id)
            job = answer["UserImportJob"]
            done, wrong = job.get("ImportedUsers", 0), job.get("FailedUsers", 0)
            why = f" ({job['CompletionMessage']})" if job.get("CompletionMessage") else ""
            told = f"{job['Status']}, {done:,} imported, {wrong:,} failed{why}"
            if job["Status"] in _ENDED:
                return told
            self.tell(f"import job {job_id}: {told}")
            self.sleep(_POLL)


def password_column(columns: Sequence[str]) -> str:
    """The column that takes hashes; empty where this pool takes none."""
    return next((each for each in columns if "password" in each.lower()), "")


def table(columns: Sequence[str], people: Iterable[Newcomer]) -> bytes:
    """The job's file: a row a person. Flags must not be empty there (developer guide, CSV file)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for each in people:
        given = {
            "cognito:username": each.email, "email": each.email, "name": each.name,
            LEGACY: legacy(each.formerly), "email_verified": "true", "phone_number_verified": "false",
            "cognito:mfa_enabled": "false", password_column(columns): each.password_hash,
        }  # fmt: skip
        writer.writerow([given.get(column, "") for column in columns])
    return out.getvalue().encode()
