"""What MiniStack's Cognito lacks: a new e-mail address counts once a code was given (VerifyUserAttribute),
and the code of a sign-up proves the address (ConfirmSignUp).

MiniStack takes a new address at once, and proves none. Source of the rules: Cognito developer
guide, "Verifying updates to email addresses and phone numbers", for pools with AutoVerifiedAttributes and
AttributesRequireVerificationBeforeUpdate.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from ministack.core.responses import error_response_json, json_response
from ministack.services import cognito

CODE = "123456"
Answer: TypeAlias = Any  # status, headers and body, as MiniStack passes them on


def install() -> None:
    """Put this in place of what MiniStack does; once a process."""
    cognito._UNSIGNED_IDP_ACTIONS.add("VerifyUserAttribute")
    cognito._update_user_attributes = _holding_back(cognito._update_user_attributes)
    cognito._confirm_sign_up = _proving(cognito._confirm_sign_up)
    cognito._dispatch_idp = _with_verification(cognito._dispatch_idp)


def _holding_back(update: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    """`update` without a new e-mail address, which waits for its code."""

    def hold_back(data: dict[str, Any]) -> Answer:
        asked = {each["Name"]: each["Value"] for each in data.get("UserAttributes", [])}
        email = asked.pop("email", None)
        user, pool = cognito._user_pool_for_access_token(data.get("AccessToken", ""))
        if user and email:
            if cognito._resolve_user(pool, email)[0]:
                return error_response_json("AliasExistsException", "The address is taken.", 400)
            user["_waiting_email"] = email
        return update({**data, "UserAttributes": cognito._dict_to_attr_list(asked)})

    return hold_back


def _proving(confirm: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    """`confirm`, after which the address counts as the account's."""

    def prove(data: dict[str, Any]) -> Answer:
        answer = confirm(data)
        for pool in cognito._user_pools.values() if answer[0] == 200 else ():
            if data.get("ClientId") in pool["_clients"]:
                user, _ = cognito._resolve_user(pool, data.get("Username"))
                proof = cognito._dict_to_attr_list({"email_verified": "true"})
                user["Attributes"] = cognito._merge_attributes(user["Attributes"], proof)
        return answer

    return prove


def _with_verification(
    dispatch: Callable[[str, dict[str, Any]], Awaitable[Answer]],
) -> Callable[[str, dict[str, Any]], Awaitable[Answer]]:
    async def with_verification(action: str, data: dict[str, Any]) -> Answer:
        if action == "VerifyUserAttribute":
            return cognito._run_idp_handler(_verify, action, data)
        return await dispatch(action, data)

    return with_verification


def _verify(data: dict[str, Any]) -> Answer:
    user, pool = cognito._user_pool_for_access_token(data.get("AccessToken", ""))
    if not user:
        return error_response_json("NotAuthorizedException", "Invalid access token.", 400)
    email = user.get("_waiting_email")
    if not email or data.get("Code") != CODE:
        return error_response_json("CodeMismatchException", "Invalid code.", 400)
    if cognito._resolve_user(pool, email)[0]:
        return error_response_json("AliasExistsException", "The address is taken.", 400)
    new = cognito._dict_to_attr_list({"email": email, "email_verified": "true"})
    user["Attributes"] = cognito._merge_attributes(user["Attributes"], new)
    del user["_waiting_email"]
    return json_response({})
