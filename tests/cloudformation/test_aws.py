"""aws.py: what the account's refusals are told as."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from botocore.exceptions import ClientError

from cloudformation.aws import Aws, NotDeployed, asking


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "No."}}, "Any")


class Refusing:
    """A session whose every call is refused with this code."""

    region_name = "me-south-1"

    def __init__(self, code: str) -> None:
        self._code = code

    def client(self, *_: Any, **__: Any) -> Refusing:
        return self

    def get_caller_identity(self) -> NoReturn:
        raise refusal(self._code)


@pytest.mark.parametrize(("code", "cured"), [("ExpiredToken", True), ("AccessDenied", False)])
def test_credentials_that_run_out_on_the_way_are_told_with_their_cure(code: str, cured: bool) -> None:
    with pytest.raises(NotDeployed, match=f"refused to wait: {code}: No.") as told, asking("wait"):
        raise refusal(code)
    assert ("Run `aws configure`" in str(told.value)) == cured


@pytest.mark.parametrize(("code", "off"), [("InvalidClientTokenId", True), ("ExpiredToken", False)])
def test_a_region_may_be_switched_off_where_it_knows_nobody(code: str, off: bool) -> None:
    with pytest.raises(NotDeployed, match="AWS does not know you") as told:
        _ = Aws(Refusing(code)).account
    assert ("switch on me-south-1" in str(told.value)) == off
