"""What was built, as CloudFormation reads it: code and templates under names made of their content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from cloudformation import template
from cloudformation.aws import Aws, asking, code

PARTS = ("data", "api", "monitoring", "frontend")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Keys to the bytes that a deployment consists of; `root` is the key of the root template."""

    files: dict[str, bytes]
    root: str

    @property
    def size(self) -> int:
        return sum(map(len, self.files.values()))


def made(out: Path, address: str, bucket: str) -> Bundle:
    """The bundle of what `package` left in `out`; templates name code in `bucket`, each other by `address`.

    `address`: URL of the bucket without a slash at its end.
    """
    files: dict[str, bytes] = {}
    urls = {}
    for name in PARTS:
        body = _written(_placed(template.load(f"{name}.yaml", out), out, files, bucket))
        files[key := f"templates/{name}-{_digest(body)}.json"] = body
        urls[f"{name}.yaml"] = f"{address}/{key}"
    root = template.load("template.yaml", out)
    for stack in root["Resources"].values():
        stack["Properties"]["TemplateURL"] = urls[stack["Properties"]["TemplateURL"]]
    body = _written(root)
    files[key := f"templates/template-{_digest(body)}.json"] = body
    return Bundle(files, key)


def address(aws: Aws) -> str:
    """The bucket's URL in the form that CloudFormation takes templates from."""
    suffix = "amazonaws.com.cn" if aws.region.startswith("cn-") else "amazonaws.com"
    return f"https://s3.{aws.region}.{suffix}/{aws.bucket}"


def upload(bundle: Bundle, aws: Aws) -> int:
    """Bring to the bucket what is not there yet, and make the bucket at first; the bytes that went.

    Raises NotDeployed.
    """
    s3 = aws.client("s3")
    with asking(f"upload to the bucket {aws.bucket}"):
        _bucket(aws, s3)
        missing = [key for key in bundle.files if not _there(s3, aws, key)]
        for key in missing:
            s3.put_object(**aws.artefacts, Key=key, Body=bundle.files[key])
    return sum(len(bundle.files[key]) for key in missing)


def _bucket(aws: Aws, s3: Any) -> None:
    try:
        s3.head_bucket(**aws.artefacts)
        return
    except ClientError as error:
        if code(error) not in ("404", "NoSuchBucket"):
            raise
    elsewhere = {} if aws.region == "us-east-1" else {"LocationConstraint": aws.region}
    s3.create_bucket(
        Bucket=aws.bucket, **({"CreateBucketConfiguration": elsewhere} if elsewhere else {})
    )  # private and encrypted, as every new bucket is
    s3.get_waiter("bucket_exists").wait(**aws.artefacts)


def _there(s3: Any, aws: Aws, key: str) -> bool:
    try:
        s3.head_object(**aws.artefacts, Key=key)
    except ClientError as error:
        if code(error) not in ("404", "NoSuchKey"):
            raise
        return False
    return True


def _placed(part: dict[str, Any], out: Path, files: dict[str, bytes], bucket: str) -> dict[str, Any]:
    """The template with each path of a zip exchanged for its place in the bucket."""
    for resource in part["Resources"].values():
        properties = resource.get("Properties", {})
        for name in ("Code", "Content"):
            if isinstance(path := properties.get(name), str):
                properties[name] = {"S3Bucket": bucket, "S3Key": _code(out / path, files)}
    return part


def _code(path: Path, files: dict[str, bytes]) -> str:
    body = path.read_bytes()
    files[key := f"code/{path.stem}-{_digest(body)}.zip"] = body
    return key


def _written(part: dict[str, Any]) -> bytes:
    return json.dumps(part, separators=(",", ":"), default=str).encode()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:20]
