"""What was deployed to an environment, newest last: what going back needs to know."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from botocore.exceptions import ClientError

from cloudformation.aws import Aws, NotDeployed, asking, code

KEPT = 20
_CHANGED = ("PreconditionFailed", "ConditionalRequestConflict")


@dataclass(frozen=True, slots=True)
class Deployment:
    """`template`, `app`, `widget`: keys in the bucket of artefacts; no `app` where it is hosted elsewhere,
    no `widget` as long as the pages are not out."""

    template: str
    parameters: dict[str, str]
    app: str = ""
    widget: str = ""
    at: str = ""


@dataclass
class Record:
    """The deployments of an environment, oldest first; the last one may have stopped before its pages.

    `tag` is of what is kept: where somebody else wrote meanwhile, nothing is written any more.
    """

    environment: str
    aws: Aws
    deployments: list[Deployment]
    tag: str = ""

    def add(self, deployment: Deployment) -> None:
        """Keep it as the newest, in place of one that stopped half-way. Raises NotDeployed."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self.write([*(each for each in self.deployments if each.widget), replace(deployment, at=at)])

    def write(self, deployments: list[Deployment]) -> None:
        """Keep the newest of these. Raises NotDeployed where somebody else deployed meanwhile."""
        body = json.dumps([asdict(each) for each in deployments[-KEPT:]], indent=1).encode()
        unchanged = {"IfMatch": self.tag} if self.tag else {"IfNoneMatch": "*"}
        with asking("keep what was deployed"):
            try:
                kept = self.aws.client("s3").put_object(
                    **self.aws.artefacts, Key=_key(self.environment), Body=body, **unchanged
                )
            except ClientError as error:
                if code(error) not in _CHANGED:
                    raise
                raise NotDeployed(
                    f"Somebody else deployed {self.environment} meanwhile. Try again."
                ) from error
        self.deployments, self.tag = deployments[-KEPT:], kept["ETag"]


def opened(environment: str, aws: Aws) -> Record:
    """What is kept of an environment. Raises NotDeployed where AWS refuses."""
    with asking(f"read what was deployed before from {aws.bucket}"):
        try:
            found = aws.client("s3").get_object(**aws.artefacts, Key=_key(environment))
        except ClientError as error:
            if code(error) in ("NoSuchKey", "NoSuchBucket", "404"):
                return Record(environment, aws, [])
            raise
        deployments = [Deployment(**each) for each in json.loads(found["Body"].read())]
    return Record(environment, aws, deployments, found["ETag"])


def read(environment: str, aws: Aws) -> list[Deployment]:
    """The deployments of an environment, oldest first. Raises NotDeployed where AWS refuses."""
    return opened(environment, aws).deployments


def _key(environment: str) -> str:
    return f"environments/{environment}.json"
