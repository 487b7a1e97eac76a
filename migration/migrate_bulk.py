"""The bulk way of `vectors --bulk s3://bucket/prefix`: lines to S3, one import, then everything answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from docent.wiring import Wiring
from migration import bulk
from migration.aws import client
from migration.bulk import BulkBuilder, Lines
from migration.collection import Collection
from migration.pace import aside
from migration.report import Report
from migration.state import State
from migration.table_import import NotEmpty, TableImport


def run(place: str, collections: Sequence[Collection], wires: Wiring, state: State, report: Report) -> None:
    """Leaves what it cannot do to the ordinary way, and says so. Raises ValueError for a wrong place."""
    parts = urlsplit(place)
    if parts.scheme.lower() != "s3" or not parts.netloc or not parts.path.strip("/"):
        raise ValueError(f"--bulk {place}: write s3://bucket/prefix, a prefix that holds nothing else.")
    bucket, prefix = parts.netloc, f"{parts.path.strip('/')}/"
    dynamo, s3 = (client(each, wires.settings) for each in ("dynamodb", "s3"))
    job = TableImport(dynamo, wires.settings.table("VectorEmbeddings"), bucket, prefix, state, aside)
    try:
        job.check()
        _check(s3, bucket, prefix, state)
        if wires.settings.vector_index:
            raise NotEmpty("A table with a vector index cannot be replaced. Leave --bulk out.")
        _write(collections, Lines(state, wires.knowledge.items, _putting(s3, bucket, prefix)))
        objects, lines = bulk.written(state)
        if not objects:
            raise NotEmpty("there is nothing to import.")
        ended = job.run()
    except NotEmpty as error:
        report.facts["bulk import"] = f"none: {error}"
        return
    told = f"{ended['ImportStatus']}, {ended.get('ImportedItemCount', 0):,} of {lines:,} items"
    report.facts["bulk import"] = told + (f" ({why})" if (why := ended.get("FailureMessage")) else "")
    if ended["ImportStatus"] == "COMPLETED" and ended.get("ImportedItemCount", 0) == lines:
        bulk.let_answer(state, collections[0].stores)
    for number in range(objects):
        s3.delete_object(Bucket=bucket, Key=f"{prefix}{_name(number)}")
    bulk.forget(state)


def _check(s3: Any, bucket: str, prefix: str, state: State) -> None:
    """All that lies there would be imported."""
    objects, _ = bulk.written(state)
    if not objects and s3.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1).get("Contents"):
        raise NotEmpty(f"something lies in s3://{bucket}/{prefix} already. Name an empty prefix.")


def _write(collections: Sequence[Collection], lines: Lines) -> None:
    for each in collections:
        replace(each, stores=replace(each.stores, knowledge=lines)).build(BulkBuilder)
    lines.flush()


def _putting(s3: Any, bucket: str, prefix: str) -> Callable[[int, bytes], None]:
    def put(number: int, data: bytes) -> None:
        s3.put_object(Bucket=bucket, Key=f"{prefix}{_name(number)}", Body=data)

    return put


def _name(number: int) -> str:
    return f"{number:06d}.json.gz"
