"""What the embedded cloud was taught of Cognito answers by Cognito's error names."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator import Emulator, proved

pytestmark = pytest.mark.cloud
PASSWORD = "Secret-123"


@pytest.fixture
def pool(cloud: Emulator) -> Any:
    return cloud.client("cognito-idp")


@pytest.fixture
def enter(cloud: Emulator, pool: Any) -> Callable[[str], str]:
    """Makes an account; its access token."""

    def made(email: str) -> str:
        attributes, who = [{"Name": "email", "Value": email}], proved(cloud, email)
        pool.sign_up(**who, Password=PASSWORD, UserAttributes=attributes)
        pool.confirm_sign_up(**who, ConfirmationCode="123456")
        parameters = {"USERNAME": email, "PASSWORD": PASSWORD, "SECRET_HASH": who["SecretHash"]}
        answer = pool.initiate_auth(
            ClientId=who["ClientId"], AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )
        return str(answer["AuthenticationResult"]["AccessToken"])

    return made


def address() -> str:
    return f"{uuid.uuid4().hex}@example.com"


def refusal(call: Callable[..., object], **request: object) -> str:
    with pytest.raises(ClientError) as refused:
        call(**request)
    return str(refused.value.response["Error"]["Code"])


def move(pool: Any, token: str, email: str) -> None:
    pool.update_user_attributes(AccessToken=token, UserAttributes=[{"Name": "email", "Value": email}])


def test_a_code_that_was_never_sent_is_wrong(pool: Any, enter: Callable[[str], str]) -> None:
    given = {"AccessToken": enter(address()), "AttributeName": "email", "Code": "123456"}
    assert refusal(pool.verify_user_attribute, **given) == "CodeMismatchException"


def test_an_address_that_was_taken_meanwhile_is_taken(pool: Any, enter: Callable[[str], str]) -> None:
    token, wanted = enter(address()), address()
    move(pool, token, wanted)
    enter(wanted)
    given = {"AccessToken": token, "AttributeName": "email", "Code": "123456"}
    assert refusal(pool.verify_user_attribute, **given) == "AliasExistsException"
    assert refusal(move, pool=pool, token=token, email=wanted) == "AliasExistsException"


def test_other_attributes_are_changed_at_once(pool: Any, enter: Callable[[str], str]) -> None:
    email = address()
    token = enter(email)
    changes = [{"Name": "name", "Value": "Ann"}, {"Name": "email", "Value": address()}]
    pool.update_user_attributes(AccessToken=token, UserAttributes=changes)
    found = {each["Name"]: each["Value"] for each in pool.get_user(AccessToken=token)["UserAttributes"]}
    assert (found["name"], found["email"]) == ("Ann", email)


def test_a_token_that_is_none_is_refused(pool: Any) -> None:
    given = {"AccessToken": "rubbish", "AttributeName": "email", "Code": "123456"}
    assert refusal(pool.verify_user_attribute, **given) == "NotAuthorizedException"
