"""The people of a user pool, out of it and into another one, where each of them gets another id."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from cloudformation.aws import code

_TAKEN = ("email", "email_verified", "name", "custom:legacy_id")


def pool_of(environment: str, cognito: Any) -> str:
    """Id of the environment's user pool; empty where there is none."""
    for page in cognito.get_paginator("list_user_pools").paginate(MaxResults=60):
        for each in page["UserPools"]:
            if each["Name"] == f"docent-{environment}":
                return str(each["Id"])
    return ""


def leaving(pool: str, cognito: Any) -> Iterator[Mapping[str, Any]]:
    """Each as Cognito tells of them, with the names of their groups."""
    groups = defaultdict[str, list[str]](list)
    for page in cognito.get_paginator("list_groups").paginate(UserPoolId=pool):
        for group in page["Groups"]:
            inside = cognito.get_paginator("list_users_in_group")
            for members in inside.paginate(UserPoolId=pool, GroupName=group["GroupName"]):
                for each in members["Users"]:
                    groups[each["Username"]].append(group["GroupName"])
    for page in cognito.get_paginator("list_users").paginate(UserPoolId=pool):
        for each in page["Users"]:
            yield {**each, "Groups": groups[each["Username"]]}


def coming(people: Iterable[Mapping[str, Any]], pool: str, cognito: Any) -> dict[str, str]:
    """Have all of them in the pool, but who never confirmed; their ids before to their ids here.

    Nobody is told of it. Who is not there yet gets a password that nobody knows: by "forgot password" they
    set their own.
    """
    return {
        held["sub"]: _come(each, held, pool, cognito)
        for each in people
        if each["UserStatus"] != "UNCONFIRMED"
        for held in [_held(each["Attributes"])]
    }


def _come(person: Mapping[str, Any], held: Mapping[str, str], pool: str, cognito: Any) -> str:
    here = {"UserPoolId": pool, "Username": held["email"]}
    if not (found := _there(here, cognito)):
        taken = [{"Name": name, "Value": held[name]} for name in _TAKEN if name in held]
        found = cognito.admin_create_user(**here, UserAttributes=taken, MessageAction="SUPPRESS")["User"]
        user_id, status = _held(found["Attributes"])["sub"], ""
    else:
        user_id, status = _held(found["UserAttributes"])["sub"], found["UserStatus"]
    if status in ("", "FORCE_CHANGE_PASSWORD"):  # made here, now or by a run that was cut off
        if not person.get("Enabled", True):
            cognito.admin_disable_user(**here)
        if status != person["UserStatus"]:
            # Only who has a password can be sent a code for another one.
            password = f"{secrets.token_urlsafe(32)}aA1-"
            cognito.admin_set_user_password(**here, Password=password, Permanent=True)
    for group in person.get("Groups", ()):
        cognito.admin_add_user_to_group(**here, GroupName=group)
    return user_id


def _there(here: Mapping[str, str], cognito: Any) -> dict[str, Any] | None:
    """Who has this address in the pool. Who never proved that it is theirs makes room for whose it is."""
    try:
        found: dict[str, Any] = cognito.admin_get_user(**here)
    except ClientError as error:
        if code(error) != "UserNotFoundException":
            raise
        return None
    if found["UserStatus"] != "UNCONFIRMED":
        return found
    cognito.admin_delete_user(**here)
    return None


def _held(attributes: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in attributes}
