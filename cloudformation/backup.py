"""All that an environment holds, in a folder, and back: what `delete` does first."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from cloudformation import people
from cloudformation.aws import Aws, NotDeployed, asking, code

TABLES = ("BotCollections", "Documents", "VectorEmbeddings", "Conversations", "Usage", "Access", "Newcomers")
_BATCH = 25
_LISTED, _PEOPLE, _SECRETS = "objects.jsonl", "people.jsonl", "secrets.jsonl"
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # of a person, as Cognito gives them


def save(environment: str, folder: Path, aws: Aws, *, rest: bool = False) -> Iterator[tuple[str, int]]:
    """Write all tables, files, people and secrets to an empty folder; what, and how many, as they are there.

    A table is NAME.jsonl, an item a line in DynamoDB's own JSON; files keep their keys as paths. Of people
    there is what Cognito tells, which no password is part of. `rest`: some of it may be erased already.
    Who else uses this machine may not look into the folder. Raises NotDeployed.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotDeployed(f"{folder} is not empty: name another folder with --export.")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    cognito = aws.client("cognito-idp")
    with asking(f"export the environment {environment}"):
        there = _tables(environment, aws) if rest else TABLES
        for name in TABLES:
            items = _items(aws, environment, name) if name in there else iter(())
            yield name, _lines(folder / f"{name}.jsonl", items)
        yield (
            "files",
            _lines(folder / _LISTED, _files(aws.client("s3"), bucket_of(environment, aws), folder, rest)),
        )
        pool = people.pool_of(environment, cognito)
        yield "people", _lines(folder / _PEOPLE, people.leaving(pool, cognito) if pool else iter(()))
        yield "secrets", _lines(folder / _SECRETS, _secrets(aws, environment))


def restore(environment: str, folder: Path, aws: Aws) -> Iterator[tuple[str, int]]:
    """Put all of a folder that `save` wrote into an environment; what, and how many, as they are there.

    What is there under the same key is replaced. Who gets another id has what they had under the old one.
    Raises NotDeployed, before anything is written where the folder is no whole export.
    """
    _check(folder)
    cognito, ssm = aws.client("cognito-idp"), aws.client("ssm")
    with asking(f"restore the environment {environment}"):
        persons = [json.loads(line) for line in _read(folder / _PEOPLE)]
        if not (pool := people.pool_of(environment, cognito)) and persons:
            raise NotDeployed(f"The environment {environment} is not there: deploy it first.")
        ids = people.coming(persons, pool, cognito)
        yield "people", len(ids)
        for name in TABLES:
            lines = (_renamed(line, ids) for line in _read(folder / f"{name}.jsonl"))
            items = (json.loads(line, object_hook=_bytes) for line in lines)
            yield name, _put(aws.client("dynamodb"), f"docent-{environment}-{name}", items)
        yield "files", _bring(aws.client("s3"), bucket_of(environment, aws), folder)
        kept = [json.loads(line) for line in _read(folder / _SECRETS)]
        for each in kept:
            ssm.put_parameter(
                Name=f"/docent/{environment}/{each['name']}", Value=each["value"], Type="SecureString",
                Overwrite=True,
            )  # fmt: skip
        yield "secrets", len(kept)


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
        if pool := people.pool_of(environment, cognito):
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
        if pool := people.pool_of(environment, aws.client("cognito-idp")):
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


def _secrets(aws: Aws, environment: str) -> Iterator[Mapping[str, str]]:
    path = f"/docent/{environment}/"
    pages = aws.client("ssm").get_paginator("get_parameters_by_path")
    for page in pages.paginate(Path=path, WithDecryption=True):
        for each in page["Parameters"]:
            yield {"name": each["Name"].removeprefix(path), "value": each["Value"]}


def _renamed(line: str, ids: Mapping[str, str]) -> str:
    """With the new ids in place of the old ones, wherever they stand: as owners, members, in keys."""
    return _ID.sub(lambda found: ids.get(found[0], found[0]), line)


def _lines(path: Path, items: Iterator[Mapping[str, Any]]) -> int:
    """How many there were. The file has its name once it is whole."""
    count, part = 0, path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as out:
        for item in items:
            out.write(json.dumps(item, default=_text) + "\n")
            count += 1
    part.replace(path)
    return count


def _text(value: object) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else str(value)


def _bytes(value: dict[str, Any]) -> Any:
    """Those that `_text` wrote; a value of DynamoDB's JSON under that name is no text but tells its type."""
    ours = value.keys() == {"base64"} and isinstance(value["base64"], str)
    return base64.b64decode(value["base64"]) if ours else value


def _check(folder: Path) -> None:
    """Raises NotDeployed where it is not all that an export writes."""
    said = "no whole export is in this folder."
    for each in (*(f"{name}.jsonl" for name in TABLES), _LISTED, _PEOPLE, _SECRETS):
        if not (folder / each).exists():
            raise NotDeployed(f"{folder / each} is missing: {said}")
    for listed in map(json.loads, _read(folder / _LISTED)):
        path = folder / "files" / listed["key"]
        if not path.is_file() or path.stat().st_size != listed["bytes"]:
            raise NotDeployed(f"{path} is missing, or not as long as it was: {said}")


def _read(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        yield from lines


def _put(dynamodb: Any, table: str, items: Iterator[Mapping[str, Any]]) -> int:
    """How many there were. A batch at a time is in memory: a table may be larger than that."""
    count = 0
    while batch := list(islice(items, _BATCH)):
        waiting = {table: [{"PutRequest": {"Item": item}} for item in batch]}
        while waiting:
            waiting = dynamodb.batch_write_item(RequestItems=waiting)["UnprocessedItems"]
        count += len(batch)
    return count


def _files(s3: Any, bucket: str, folder: Path, rest: bool) -> Iterator[Mapping[str, Any]]:
    """Fetch each, and tell of it; what goes meanwhile is no part of it."""
    if rest and not _has_bucket(s3, bucket):
        return
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for each in page.get("Contents", ()):
            try:
                found = s3.get_object(Bucket=bucket, Key=each["Key"])
            except ClientError as error:
                if code(error) not in ("404", "NoSuchKey"):
                    raise
                continue
            path = folder / "files" / each["Key"]
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                out.writelines(found["Body"].iter_chunks(1 << 20))
            yield {"key": each["Key"], "bytes": path.stat().st_size, "type": found["ContentType"]}


def _bring(s3: Any, bucket: str, folder: Path) -> int:
    listed = [json.loads(line) for line in _read(folder / _LISTED)]
    for each in listed:
        path = str(folder / "files" / each["key"])
        s3.upload_file(path, bucket, each["key"], ExtraArgs={"ContentType": each["type"]})
    return len(listed)


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
