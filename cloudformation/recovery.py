"""Getting back what was lost, and trying that while nothing is: `python -m cloudformation.recovery drill`.

drill: every table is read, restored as it was then to a table beside it, compared and removed again; a file
of the drill's own is overwritten, deleted, and got back. Nothing that people have is touched; they may go on.
tables --at TIME: what stood in the tables at that moment and is missing now is put back. Nothing that is
there now is changed.
files --at TIME: files that were deleted since then, by somebody other than Docent, are got back. What Docent
erases it erases with all its versions, as it promises people.
import --from FOLDER: what `deploy export` wrote, into an environment; what is there under the same key is
replaced.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cloudformation import backup
from cloudformation.aws import Aws, NotDeployed, asking, code, connect
from cloudformation.backup import TABLES, bucket_of
from cloudformation.checks import Check

COPY = "-recovered"
PAUSE, PATIENCE = 15.0, 7_200.0  # seconds; a restored table takes AWS minutes at least, however small
_KEYS = 100
_TRIED = "drill/file"
_PASSING = "exports/"

Tell = Callable[[str], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 where all could be got back."""
    parser = argparse.ArgumentParser(
        prog="python -m cloudformation.recovery", description=__doc__.splitlines()[0]
    )
    parser.add_argument("action", choices=["drill", "tables", "files", "import"])
    parser.add_argument("--environment", default="dev", help="default: dev")
    parser.add_argument("--region", default="", help="default: that of the AWS tools")
    parser.add_argument("--profile", default="", help="a profile of the AWS tools")
    parser.add_argument("--at", type=_moment, help="2026-11-30T10:15:00Z: as it was then")
    parser.add_argument("--from", type=Path, dest="folder", help="the folder of an export")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    given = parser.parse_args(arguments)
    if given.action in ("tables", "files") and not given.at:
        parser.error("--at is missing: name the last moment at which all was well.")
    if given.at and given.at > datetime.now(UTC):
        parser.error("--at lies ahead. A time without a zone is UTC.")
    if given.action == "import" and not given.folder:
        parser.error("--from is missing: name the folder of an export.")
    try:
        with asking(f"recover the environment {given.environment}"):
            return _run(given, connect(given.region, given.profile))
    except NotDeployed as error:
        print(f"Docent: {error}", file=sys.stderr)
        return 1


def _run(given: argparse.Namespace, aws: Aws) -> int:
    if given.action == "drill":
        checks = list(drill(given.environment, aws, _tell))
        return int(not all(each.ok for each in checks))
    if given.action == "import":
        for what, count in backup.restore(given.environment, given.folder, aws):
            _tell(f"  {count:>8,} {what}")
        return 0
    if given.action == "files":
        found = deleted_since(given.environment, given.at, aws)
        count, back = len({key for key, _ in found}), 0
        if found and _confirmed(f"{count} files were deleted since. Get them back?", given.yes):
            undelete(given.environment, found, aws)
            back = count
        _tell(f"{back} of {count} files came back")
        return 0
    with restored(given.environment, given.at, aws, _tell) as copies:
        for table, copy in copies.items():
            lost, back = missing(aws, table, copy), 0
            if lost and _confirmed(f"{table}: {len(lost):,} items are missing. Put them back?", given.yes):
                put_back(aws, table, lost)
                back = len(lost)
            _tell(f"{table}: {back:,} of {len(lost):,} items came back")
    return 0


def drill(environment: str, aws: Aws, tell: Tell, pause: float = PAUSE) -> Iterator[Check]:
    """A check a table, and one of files. Raises NotDeployed, ClientError.

    What was there before and is there now, unchanged, must be in the copy, word for word. What came, changed
    or went meanwhile says nothing.
    """
    tell("  reading the tables ...")
    before = {table: set(_digests(aws, table)) for table in _tables(environment)}
    then = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    with restored(environment, then, aws, tell, pause) as copies:
        for table, copy in copies.items():
            wanted = before[table].intersection(_digests(aws, table))
            lost = len(wanted.difference(_digests(aws, copy)))
            found = f"{table}, {len(wanted):,} items compared" + (
                f", {lost:,} not as they were." if lost else ""
            )
            check = Check("table can be got back", not lost, found, "Export it, and ask AWS's support.")
            tell(str(check))
            yield check
    check = _file_comes_back(aws, bucket_of(environment, aws))
    tell(str(check))
    yield check


@contextmanager
def restored(
    environment: str, at: datetime, aws: Aws, tell: Tell, pause: float = PAUSE
) -> Iterator[Mapping[str, str]]:
    """Table to its copy as it was `at` that moment; the copies go with the block. Raises NotDeployed."""
    dynamodb, copies = aws.client("dynamodb"), dict[str, str]()
    tables = _tables(environment)
    try:
        _wait(tables, lambda table: _can_be_as(dynamodb, table, at), f"kept up to {at:%H:%M:%S}", tell, pause)
        for table in tables:
            _restore(dynamodb, table, at)
            copies[table] = table + COPY
        _wait(list(copies.values()), lambda copy: _is_made(dynamodb, copy), "restored", tell, pause)
        yield copies
    finally:
        for copy in copies.values():
            _remove(dynamodb, copy, tell, pause)


def _tables(environment: str) -> list[str]:
    return [f"docent-{environment}-{name}" for name in TABLES]


def _restore(dynamodb: Any, table: str, at: datetime) -> None:
    try:
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=table, TargetTableName=table + COPY, RestoreDateTime=at
        )
    except ClientError as error:
        if code(error) != "TableAlreadyExistsException":
            raise
        raise NotDeployed(
            f"{table}{COPY} is left of a run that was killed: delete it, then try again."
        ) from error


def _remove(dynamodb: Any, copy: str, tell: Tell, pause: float) -> None:
    """Delete a copy, also one that is being made, which AWS refuses until it is; what stays is told."""
    try:
        _wait([copy], lambda copy: _is_made(dynamodb, copy), "ready to be removed", tell, pause)
        dynamodb.delete_table(TableName=copy)
    except (NotDeployed, ClientError, BotoCoreError) as error:
        tell(f"  {copy} stays: {error} Delete it by hand.")


def _wait(tables: list[str], is_so: Callable[[str], bool], what: str, tell: Tell, pause: float) -> None:
    deadline, waiting = time.monotonic() + PATIENCE, tables
    while waiting := [each for each in waiting if not is_so(each)]:
        if time.monotonic() > deadline:
            raise NotDeployed(f"Not {what} yet: {', '.join(waiting)}. Look in DynamoDB's console.")
        tell(f"  {len(tables) - len(waiting)} of {len(tables)} tables are {what} ...")
        time.sleep(pause)


def missing(aws: Aws, table: str, copy: str) -> list[Mapping[str, Any]]:
    """Items of the copy whose key nothing has in the table."""
    dynamodb = aws.client("dynamodb")
    names = [each["AttributeName"] for each in dynamodb.describe_table(TableName=copy)["Table"]["KeySchema"]]
    lost: list[Mapping[str, Any]] = []
    for page in dynamodb.get_paginator("scan").paginate(TableName=copy, Limit=_KEYS):
        keys = [{name: item[name] for name in names} for item in page["Items"]]
        there = _keys_of(dynamodb, table, keys, names)
        lost += [item for item, key in zip(page["Items"], keys, strict=True) if key not in there]
    return lost


def put_back(aws: Aws, table: str, items: Sequence[Mapping[str, Any]]) -> None:
    """Write these items, but those whose key is taken meanwhile."""
    dynamodb = aws.client("dynamodb")
    key = dynamodb.describe_table(TableName=table)["Table"]["KeySchema"][0]["AttributeName"]
    for item in items:
        try:
            dynamodb.put_item(
                TableName=table, Item=item, ConditionExpression="attribute_not_exists(#key)",
                ExpressionAttributeNames={"#key": key},
            )  # fmt: skip
        except ClientError as error:
            if code(error) != "ConditionalCheckFailedException":
                raise


def deleted_since(environment: str, at: datetime, aws: Aws) -> list[tuple[str, str]]:
    """Key and version of each mark that hides a file and was set after that moment.

    Without what is kept for a day only: those marks are AWS's own, on copies that people asked for.
    """
    pages = aws.client("s3").get_paginator("list_object_versions")
    marks = [
        each
        for page in pages.paginate(Bucket=bucket_of(environment, aws))
        for each in page.get("DeleteMarkers", ())
        if not each["Key"].startswith(_PASSING)
    ]
    hidden = {each["Key"] for each in marks if each["IsLatest"]}
    return [
        (each["Key"], each["VersionId"])
        for each in marks
        if each["Key"] in hidden and each["LastModified"] > at
    ]


def undelete(environment: str, marks: Sequence[tuple[str, str]], aws: Aws) -> None:
    for key, version in marks:
        aws.client("s3").delete_object(Bucket=bucket_of(environment, aws), Key=key, VersionId=version)


def _file_comes_back(aws: Aws, bucket: str) -> Check:
    s3 = aws.client("s3")
    first = s3.put_object(Bucket=bucket, Key=_TRIED, Body=b"before")
    kept = [first["VersionId"], s3.put_object(Bucket=bucket, Key=_TRIED, Body=b"after")["VersionId"]]
    kept.append(s3.delete_object(Bucket=bucket, Key=_TRIED)["VersionId"])
    try:
        source = {"Bucket": bucket, "Key": _TRIED, "VersionId": kept[0]}
        kept.append(s3.copy_object(Bucket=bucket, Key=_TRIED, CopySource=source)["VersionId"])
        back = s3.get_object(Bucket=bucket, Key=_TRIED)["Body"].read() == b"before"
    finally:
        for version in kept:
            s3.delete_object(Bucket=bucket, Key=_TRIED, VersionId=version)
    return Check("files can be got back", back, f"an overwritten and deleted one in {bucket}", "Look why.")


def _is_made(dynamodb: Any, table: str) -> bool:
    return bool(dynamodb.describe_table(TableName=table)["Table"]["TableStatus"] == "ACTIVE")


def _can_be_as(dynamodb: Any, table: str, at: datetime) -> bool:
    """Recovery lags some minutes behind. Where it is off, the restoring says so."""
    about = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    latest = about.get("PointInTimeRecoveryDescription", {}).get("LatestRestorableDateTime", at)
    return bool(latest >= at)


def _digests(aws: Aws, table: str) -> Iterator[bytes]:
    """Of each item, with its key; equal for equal items."""
    for page in aws.client("dynamodb").get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            yield sha256(json.dumps(item, sort_keys=True, default=bytes.hex).encode()).digest()[:16]


def _keys_of(dynamodb: Any, table: str, keys: list[Any], names: list[str]) -> list[Mapping[str, Any]]:
    """Those of the keys that the table has an item for."""
    shown = {f"#{number}": name for number, name in enumerate(names)}
    asked: dict[str, Any] = {"Keys": keys, "ConsistentRead": True}
    asked |= {"ProjectionExpression": ", ".join(shown), "ExpressionAttributeNames": shown}
    found: list[Mapping[str, Any]] = []
    waiting = {table: asked} if keys else {}
    while waiting:
        answer = dynamodb.batch_get_item(RequestItems=waiting)
        found += answer["Responses"][table]
        waiting = answer["UnprocessedKeys"]
    return found


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _confirmed(question: str, yes: bool) -> bool:
    """Raises NotDeployed where there is nobody to ask."""
    try:
        return yes or input(f"{question} [y/N] ").strip().lower() == "y"
    except EOFError as error:
        raise NotDeployed("Nothing was put back: there is nobody to ask. Add --yes.") from error


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
