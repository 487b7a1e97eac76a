"""What was deployed to an environment, newest last: what going back needs to know."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from botocore.exceptions import ClientError

from cloudformation.aws import Aws, asking, code

KEPT = 20


@dataclass(frozen=True, slots=True)
class Deployment:
    """`template`, `app`, `widget`: keys in the bucket of artefacts; no `app` where it is hosted elsewhere."""

    template: str
    parameters: dict[str, str]
    app: str = ""
    widget: str = ""
    at: str = ""


def read(environment: str, aws: Aws) -> list[Deployment]:
    """The deployments of an environment, oldest first. Raises NotDeployed where AWS refuses."""
    with asking("read what was deployed before"):
        try:
            found = aws.client("s3").get_object(Bucket=aws.bucket, Key=_key(environment))
        except ClientError as error:
            if code(error) in ("NoSuchKey", "NoSuchBucket", "404"):
                return []
            raise
        return [Deployment(**each) for each in json.loads(found["Body"].read())]


def write(environment: str, deployments: list[Deployment], aws: Aws) -> None:
    """Keep the newest of them. Raises NotDeployed."""
    body = json.dumps([asdict(each) for each in deployments[-KEPT:]], indent=1).encode()
    with asking("keep what was deployed"):
        aws.client("s3").put_object(Bucket=aws.bucket, Key=_key(environment), Body=body)


def now() -> str:
    """This moment as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _key(environment: str) -> str:
    return f"environments/{environment}.json"
