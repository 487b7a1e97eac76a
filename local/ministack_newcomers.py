"""What MiniStack's Cognito lacks: it asks the user-migration trigger about people whom no pool of its knows.

The function is run by the Python of the product (local/trigger.py), in a process that stays, as a warm
function does: one a sign-in started slower than anybody waits on a busy machine. Source of the rules: Cognito
developer guide, "Migrate user Lambda trigger": by USER_PASSWORD_AUTH and for a forgotten password; an answer
without attributes means the person is unknown; the pool's rules for passwords are not applied to old ones.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from asyncio.subprocess import Process
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from ministack.core.responses import error_response_json, get_account_id
from ministack.services import cognito, dynamodb

Answer: TypeAlias = Any  # status, headers and body, as MiniStack passes them on
Dispatch: TypeAlias = Callable[[str, dict[str, Any]], Awaitable[Answer]]
Place: TypeAlias = tuple[str, str, str]  # function, account, region
_SECONDS = 30.0  # Cognito waits five; a process starts slower than a function on a busy machine
_warm: dict[Place, Process] = {}
_locks: defaultdict[Place, asyncio.Lock] = defaultdict(asyncio.Lock)


def install() -> None:
    """Put this in place of what MiniStack does; once a process."""
    cognito._dispatch_idp = _asking(cognito._dispatch_idp)


def _asking(dispatch: Dispatch) -> Dispatch:
    async def asking(action: str, data: dict[str, Any]) -> Answer:
        event = _event(action, data)
        if event is None:
            return await dispatch(action, data)
        answer = await _answer(_function(event["userPoolId"]), event)
        if answer is None:
            return error_response_json("UserLambdaValidationException", "UserMigration failed.", 400)
        if answer["response"].get("userAttributes"):
            _take_in(event, answer["response"])
        return await dispatch(action, data)

    return asking


def _event(action: str, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The trigger's event, where Cognito would ask."""
    parameters = data.get("AuthParameters") or {}
    if action == "InitiateAuth" and data.get("AuthFlow") == "USER_PASSWORD_AUTH":
        source, user, request = "Authentication", parameters["USERNAME"], {"password": parameters["PASSWORD"]}
    elif action == "ForgotPassword":
        source, user, request = "ForgotPassword", data["Username"], {}
    else:
        return None
    cognito._pin_unsigned_idp_scope(dict(data))
    for pool_id, pool in cognito._user_pools.items():
        if data.get("ClientId") in pool["_clients"]:
            if not _function(pool_id) or not _expected() or cognito._resolve_user(pool, user)[0]:
                return None
            return {
                "version": "1", "region": cognito._pool_region(pool_id),
                "userPoolId": pool_id, "userName": user,
                "callerContext": {"awsSdkVersion": "local", "clientId": data["ClientId"]},
                "triggerSource": f"UserMigration_{source}",
                "request": {**request, "validationData": None, "clientMetadata": data.get("ClientMetadata")},
                "response": dict.fromkeys(
                    ("userAttributes", "forceAliasCreation", "enableSMSMFA", "finalUserStatus",
                     "messageAction", "desiredDeliveryMediums")
                ),
            }  # fmt: skip
    return None


def _function(pool_id: str) -> str:
    """The folder of the pool's function, by its name docent-ENVIRONMENT-NAME; empty where it has none."""
    arn = (cognito._user_pools[pool_id].get("LambdaConfig") or {}).get("UserMigration", "")
    return str(arn).rpartition("-")[2]


def _expected() -> bool:
    """Whether anybody is: a process for each wrong address would be slow for nothing."""
    table = dynamodb._tables.get("docent-local-Newcomers")
    return bool(table and any(table["items"].values()))


async def _answer(name: str, event: Mapping[str, Any]) -> dict[str, Any] | None:
    """None where the function failed or took too long; why stands in the log."""
    environment = _environment(event)
    place = name, environment["AWS_ACCESS_KEY_ID"], environment["AWS_REGION"]
    async with _locks[place]:  # as one instance of a function: an event at a time
        process = _warm.get(place)
        if process is None or process.returncode is not None:
            process = _warm[place] = await _started(name, environment)
        try:
            return await asyncio.wait_for(_told(process, event), _SECONDS)
        except (TimeoutError, ConnectionError, ValueError):
            del _warm[place]
            if process.returncode is None:
                process.kill()
            await process.wait()
            return None


async def _started(name: str, environment: Mapping[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(
        os.environ["DOCENT_PYTHON"], "-m", "local.trigger", name, env=environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def _told(process: Process, event: Mapping[str, Any]) -> dict[str, Any] | None:
    """Raises ConnectionError or ValueError where it died."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(event).encode() + b"\n")
    await process.stdin.drain()
    answer: dict[str, Any] | None = json.loads(await process.stdout.readline())
    return answer


def _environment(event: Mapping[str, Any]) -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}",
        "AWS_ACCESS_KEY_ID": get_account_id(),
        "AWS_SECRET_ACCESS_KEY": os.environ["AWS_SECRET_ACCESS_KEY"],
        "AWS_REGION": event["region"], "AWS_EC2_METADATA_DISABLED": "true",
        "DOCENT_ENVIRONMENT": "local",
    }  # fmt: skip


def _take_in(event: Mapping[str, Any], response: Mapping[str, Any]) -> None:
    """Make the account that the answer describes."""
    attributes = cognito._dict_to_attr_list(response["userAttributes"])
    cognito._admin_create_user(
        {
            "UserPoolId": event["userPoolId"], "Username": event["userName"], "UserAttributes": attributes,
            "MessageAction": response["messageAction"],
        }
    )  # fmt: skip
    user, _ = cognito._resolve_user(cognito._user_pools[event["userPoolId"]], event["userName"])
    user["UserStatus"] = response["finalUserStatus"]
    user["_password"] = event["request"].get("password") or secrets.token_urlsafe()
