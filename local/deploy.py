"""data.yaml on the embedded cloud, and the settings that point Docent at what it made."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from local.cloud import SECRET

TEMPLATE = Path(__file__).parent.parent / "cloudformation" / "data.yaml"
REGION = "us-east-1"
ACCOUNT = "000000000000"
STACK = "docent-local-data"
_TAG = "docent:template"
_REFUSED = f"The embedded cloud refused {TEMPLATE.name}"


class NotDeployed(RuntimeError):
    """Raised when the embedded cloud refuses the template; the message holds its reasons."""


def deploy(endpoint: str, origins: str, account: str = ACCOUNT, template: Path = TEMPLATE) -> dict[str, str]:
    """Make or update the stack where it differs from the template, and give its outputs.

    `origins`: comma-separated origins whose pages may post documents. `account`: any twelve digits;
    each is an account of its own.
    """
    client = _client("cloudformation", endpoint, account)
    body = template.read_text()
    digest = hashlib.sha256(f"{body}\n{origins}".encode()).hexdigest()
    stack = _stack(client)
    if stack and stack["StackStatus"] in _NEVER_MADE:
        client.delete_stack(StackName=STACK)
        stack = _settled(client)
    if stack is None or _tags(stack).get(_TAG) != digest or not _complete(stack):
        _apply(client.update_stack if stack else client.create_stack, _request(body, origins, digest))
        stack = _settled(client)
    return _outputs(client, stack)


def environment(endpoint: str, outputs: Mapping[str, str], origin: str, model: Path) -> dict[str, str]:
    """The variables that docent.config and boto3 read, for what `deploy` gave."""
    account = outputs["BotCollectionsArn"].split(":")[4]
    pool = outputs["UserPoolId"]
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "DOCENT_ENVIRONMENT": "local",
        "DOCENT_BUCKET": outputs["BucketName"],
        "DOCENT_USER_POOL_ID": pool,
        "DOCENT_CLIENT_ID": outputs["ClientId"],
        "DOCENT_JWKS_URL": f"{endpoint}/{pool}/.well-known/jwks.json",
        "DOCENT_APP_ORIGIN": origin,
        "DOCENT_API_URL": origin,
        "DOCENT_WIDGET_URL": f"{origin}/widget/docent.js",
        "DOCENT_STREAMING": "true",
        "DOCENT_MODEL_FOLDER": str(model),
        "DOCENT_QUEUE_URL": f"{endpoint}/{account}/{outputs['QueueName']}",
        "DOCENT_DEAD_QUEUE_URL": f"{endpoint}/{account}/{outputs['DeadQueueName']}",
    }


# The emulator has just been started: what is still in progress was cut off, and nothing is in it yet.
_NEVER_MADE = {"CREATE_IN_PROGRESS", "CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"}


def _client(service: str, endpoint: str, account: str) -> Any:
    return boto3.session.Session().client(
        service, endpoint_url=endpoint, region_name=REGION,
        aws_access_key_id=account, aws_secret_access_key=SECRET,
        config=Config(connect_timeout=2, read_timeout=30),
    )  # fmt: skip


def _apply(operation: Any, request: Mapping[str, Any]) -> None:
    try:
        operation(**request)
    except ClientError as error:
        raise NotDeployed(f"{_REFUSED}:\n  {error.response['Error']['Message']}") from error


def _request(body: str, origins: str, digest: str) -> dict[str, Any]:
    parameters = {"Environment": "local", "AppOrigins": origins, "DeletionProtection": "false"}
    parameters |= {"Migration": "true"}
    return {
        "StackName": STACK,
        "TemplateBody": body,
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        "Tags": [{"Key": _TAG, "Value": digest}],
    }


def _stack(client: Any) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = client.describe_stacks(StackName=STACK)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return None
        raise
    return found if found["StackStatus"] != "DELETE_COMPLETE" else None


def _settled(client: Any, seconds: float = 60.0) -> dict[str, Any] | None:
    """The stack once nothing is in progress. Raises NotDeployed if that takes longer than `seconds`."""
    deadline = time.monotonic() + seconds
    while (stack := _stack(client)) and stack["StackStatus"].endswith("IN_PROGRESS"):
        if time.monotonic() > deadline:
            raise NotDeployed(f"The embedded cloud did not finish {TEMPLATE.name} in {seconds:.0f} s.")
        time.sleep(0.02)
    return stack


def _outputs(client: Any, stack: dict[str, Any] | None) -> dict[str, str]:
    if stack is None or not _complete(stack):
        raise NotDeployed(f"{_REFUSED}:\n{_reasons(client)}")
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def _complete(stack: Mapping[str, Any]) -> bool:
    return stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE")


def _reasons(client: Any) -> str:
    events = client.describe_stack_events(StackName=STACK)["StackEvents"]
    failed = [each for each in events if each["ResourceStatus"].endswith("FAILED")]
    return "\n".join(f"  {e['LogicalResourceId']}: {e.get('ResourceStatusReason', '')}" for e in failed)


def _tags(stack: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in stack.get("Tags", [])}
