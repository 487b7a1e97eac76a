"""All that an environment holds, in a folder, and back: what `delete` does first."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from cloudformation.aws import Aws, NotDeployed, asking, code

TABLES = ("BotCollections", "Documents", "VectorEmbeddings", "Conversations", "Usage", "Access", "Newcomers")
_BATCH = 25
_LISTED = "objects.jsonl"


def save(environment: str, folder: Path, aws: Aws, *, rest: bool = False) -> dict[str, int]:
    """Write all tables, files and people to an empty folder; how many of each. Raises NotDeployed.

    A table is NAME.jsonl, an item a line in DynamoDB's own JSON; files keep their keys as paths. Of people
    there is what Cognito tells, which no password is part of. `rest`: some of it may be erased already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotDeployed(f"{folder} is not empty: name another folder with --export.")
    folder.mkdir(parents=True, exist_ok=True)
    with asking(f"export the environment {environment}"):
        there = _tables(environment, aws) if rest else TABLES
        items = {name: _items(aws, environment, name) if name in there else iter(()) for name in TABLES}
        counts = {name: _lines(folder / f"{name}.jsonl", each) for name, each in items.items()}
        counts["files"] = _files(aws, bucket_of(environment, aws), folder)
        counts["people"] = _lines(folder / "people.jsonl", _people(aws, environment))
    return counts


def restore(environment: str, folder: Path, aws: Aws) -> dict[str, int]:
    """Put tables and files of a folder that `save` wrote into an environment; how many of each.

    What is there under the same key is replaced. Raises NotDeployed.
    """
    with asking(f"restore the environment {environment}"):
        counts = {}
        for name in TABLES:
            items = [json.loads(line, object_hook=_bytes) for line in _read(folder / f"{name}.jsonl")]
            _put(aws.client("dynamodb"), f"docent-{environment}-{name}", items)
            counts[name] = len(items)
        counts["files"] = _bring(aws.client("s3"), bucket_of(environment, aws), folder)
    return counts


def held(environment: str, aws: Aws) -> bool:
    """Is anything left that `save` would write? Raises NotDeployed."""
    with asking(f"look what is left of the environment {environment}"):
        return bool(_tables(environment, aws)) or _has_bucket(aws.client("s3"), bucket_of(environment, aws))


def protected(environment: str, aws: Aws) -> list[str]:
    """The tables and the pool that AWS would refuse to delete. Raises NotDeployed."""
    dynamodb, cognito = aws.client("dynamodb"), aws.client("cognito-idp")
    with asking(f"look what is protected in the environment {environment}"):
        found = []
        for name in _tables(environment, aws):
            table = dynamodb.describe_table(TableName=f"docent-{environment}-{name}")["Table"]
            found += [name] if table.get("DeletionProtectionEnabled") else []
        if pool := _pool(aws, environment):
            kept = cognito.describe_user_pool(UserPoolId=pool)["UserPool"].get("DeletionProtection")
            found += ["people"] if kept == "ACTIVE" else []
    return found


def erase(environment: str, aws: Aws) -> None:
    """Delete tables, files, queues, people and secrets, which no stack deletes. Raises NotDeployed.

    What may be refused goes first, and the files last: as long as they are there, `held` says so.
    """
    with asking(f"erase the environment {environment}"):
        for name in _tables(environment, aws):
            aws.client("dynamodb").delete_table(TableName=f"docent-{environment}-{name}")
        if pool := _pool(aws, environment):
            aws.client("cognito-idp").delete_user_pool(UserPoolId=pool)
        sqs, ssm = aws.client("sqs"), aws.client("ssm")
        for url in sqs.list_queues(QueueNamePrefix=f"docent-{environment}-uploads").get("QueueUrls", ()):
            sqs.delete_queue(QueueUrl=url)
        for page in ssm.get_paginator("get_parameters_by_path").paginate(Path=f"/docent/{environment}/"):
            for secret in page["Parameters"]:
                ssm.delete_parameter(Name=secret["Name"])
        widget = f"docent-{environment}-widget-{aws.account}-{aws.region}"
        for bucket in (widget, bucket_of(environment, aws)):
            _empty(aws.client("s3"), bucket)


def bucket_of(environment: str, aws: Aws) -> str:
    return f"docent-{environment}-documents-{aws.account}-{aws.region}"


def _tables(environment: str, aws: Aws) -> list[str]:
    """Which of the tables are there."""
    pages = aws.client("dynamodb").get_paginator("list_tables").paginate()
    known = {name for page in pages for name in page["TableNames"]}
    return [name for name in TABLES if f"docent-{environment}-{name}" in known]


def _has_bucket(s3: Any, bucket: str) -> bool:
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        if code(error) not in ("404", "NoSuchBucket"):
            raise
        return False
    return True


def _items(aws: Aws, environment: str, name: str) -> Iterator[Mapping[str, Any]]:
    pages = aws.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=f"docent-{environment}-{name}", ConsistentRead=True):
        yield from page["Items"]


def _people(aws: Aws, environment: str) -> Iterator[Mapping[str, Any]]:
    if pool := _pool(aws, environment):
        for page in aws.client("cognito-idp").get_paginator("list_users").paginate(UserPoolId=pool):
            yield from page["Users"]


def _pool(aws: Aws, environment: str) -> str:
    """Id of the environment's user pool; empty where there is none."""
    for page in aws.client("cognito-idp").get_paginator("list_user_pools").paginate(MaxResults=60):
        for each in page["UserPools"]:
            if each["Name"] == f"docent-{environment}":
                return str(each["Id"])
    return ""


def _lines(path: Path, items: Iterator[Mapping[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for item in items:
            out.write(json.dumps(item, default=_text) + "\n")
            count += 1
    return count


def _text(value: object) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else str(value)


def _bytes(value: dict[str, Any]) -> Any:
    return base64.b64decode(value["base64"]) if value.keys() == {"base64"} else value


def _read(path: Path) -> list[str]:
    if not path.exists():
        raise NotDeployed(f"{path} is missing: this is no folder that `delete` or `export` wrote.")
    return path.read_text("utf-8").splitlines()


def _put(dynamodb: Any, table: str, items: list[Mapping[str, Any]]) -> None:
    for start in range(0, len(items), _BATCH):
        waiting = {table: [{"PutRequest": {"Item": item}} for item in items[start : start + _BATCH]]}
        while waiting:
            waiting = dynamodb.batch_write_item(RequestItems=waiting)["UnprocessedItems"]


def _files(aws: Aws, bucket: str, folder: Path) -> int:
    s3, listed = aws.client("s3"), []
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for each in page.get("Contents", ()):
            path = folder / "files" / each["Key"]
            path.parent.mkdir(parents=True, exist_ok=True)
            s3.download_file(bucket, each["Key"], str(path))
            listed.append({"key": each["Key"], "bytes": each["Size"]})
    return _lines(folder / _LISTED, iter(listed))


def _bring(s3: Any, bucket: str, folder: Path) -> int:
    keys = [json.loads(line)["key"] for line in _read(folder / _LISTED)]
    for key in keys:
        s3.upload_file(str(folder / "files" / key), bucket, key)
    return len(keys)


def _empty(s3: Any, bucket: str) -> None:
    """Delete a bucket with all versions of what it holds, where it is there."""
    if not _has_bucket(s3, bucket):
        return
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        gone = [
            {"Key": each["Key"], "VersionId": each["VersionId"]}
            for each in [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        ]
        if gone:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": gone, "Quiet": True})
    s3.delete_bucket(Bucket=bucket)
