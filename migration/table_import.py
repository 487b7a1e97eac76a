"""DynamoDB's import of a table from S3, into the place of an empty one of the same name.

Every step is noted before it is done and may be done again. At any end there is a table of that name.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from migration.pace import Tell
from migration.state import State

_TABLE = "bulk.table"  # what is to be done: the table's settings, and the token that makes an import one
_POLL = 5.0  # seconds


class NotEmpty(Exception):
    """Raised where an import would have to replace what is there. The message tells the cure."""


@dataclass(frozen=True)
class TableImport:
    """`client`: of DynamoDB. `bucket` and `prefix`: where the lines are."""

    client: Any
    table: str
    bucket: str
    prefix: str
    state: State
    tell: Tell
    sleep: Callable[[float], None] = time.sleep

    def check(self) -> None:
        """Raises NotEmpty; not once the table is being replaced."""
        if self.state.marked(_TABLE) is None and self._scanned():
            raise self._not_empty()

    def run(self) -> Mapping[str, Any]:
        """The import as DynamoDB describes it at its end. Raises NotEmpty."""
        plan = self.state.marked(_TABLE)
        if plan is None:
            self.check()
            plan = {"token": uuid.uuid4().hex, "arn": "", **self._settings()}
            self.state.mark(_TABLE, plan)
        if not plan["arn"]:
            plan["arn"] = self._begun(plan)
            self.state.mark(_TABLE, plan)
        ended = self._wait(plan["arn"])
        self._restore(plan)
        return ended

    def _begun(self, plan: Mapping[str, Any]) -> str:
        """The ARN of the import. The token makes it one, should a killed run have begun it."""
        try:
            return self._begin(plan)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceInUseException":
                raise
        self._remove()
        return self._begin(plan)

    def _remove(self) -> None:
        if self._scanned():
            raise self._not_empty()
        self.client.update_table(TableName=self.table, DeletionProtectionEnabled=False)
        self.client.delete_table(TableName=self.table)
        self.client.get_waiter("table_not_exists").wait(TableName=self.table)

    def _scanned(self) -> bool:
        return bool(self.client.scan(TableName=self.table, Limit=1)["Items"])

    def _not_empty(self) -> NotEmpty:
        return NotEmpty(
            f"{self.table} holds knowledge already, and a bulk import makes a new table. Leave --bulk out."
        )

    def _settings(self) -> dict[str, Any]:
        """What an import takes of the table that is there, and what has to be set again after it."""
        table = self.client.describe_table(TableName=self.table)["Table"]
        backups = self.client.describe_continuous_backups(TableName=self.table)[
            "ContinuousBackupsDescription"
        ]
        kept = backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus")
        key = {
            "Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": table["SSEDescription"]["KMSMasterKeyArn"]
        } if table.get("SSEDescription", {}).get("KMSMasterKeyArn") else None  # fmt: skip
        return {
            "creation": {
                "TableName": self.table, "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": table["AttributeDefinitions"], "KeySchema": table["KeySchema"],
                **({"SSESpecification": key} if key else {}),
            },
            "protected": bool(table.get("DeletionProtectionEnabled")), "recoverable": kept == "ENABLED",
        }  # fmt: skip

    def _begin(self, plan: Mapping[str, Any]) -> str:
        answer = self.client.import_table(
            ClientToken=plan["token"], InputFormat="DYNAMODB_JSON", InputCompressionType="GZIP",
            S3BucketSource={"S3Bucket": self.bucket, "S3KeyPrefix": self.prefix},
            TableCreationParameters=plan["creation"],
        )  # fmt: skip
        return str(answer["ImportTableDescription"]["ImportArn"])

    def _wait(self, arn: str) -> Mapping[str, Any]:
        while True:
            answer = self.client.describe_import(ImportArn=arn)
            told: Mapping[str, Any] = answer["ImportTableDescription"]
            done, wrong = told.get("ImportedItemCount", 0), told.get("ErrorCount", 0)
            self.tell(f"table import: {told['ImportStatus']}, {done:,} items, {wrong:,} errors")
            if told["ImportStatus"] not in ("IN_PROGRESS", "CANCELLING"):
                return told
            self.sleep(_POLL)

    def _restore(self, plan: Mapping[str, Any]) -> None:
        """The settings that an import does not take; the table itself where the import made none."""
        try:
            self.client.create_table(**plan["creation"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceInUseException":  # it is there, as it should
                raise
        self.client.get_waiter("table_exists").wait(TableName=self.table)
        if plan["recoverable"]:
            self.client.update_continuous_backups(
                TableName=self.table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
            )
        if plan["protected"]:
            self.client.update_table(TableName=self.table, DeletionProtectionEnabled=True)
