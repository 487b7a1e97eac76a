from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from docent.adapters.cognito import Cognito
from docent.errors import DocentError, TooManyRequests, Unavailable
from tests.contracts.accounts import AccountsContract
from tests.fakes import MemoryAccounts


@pytest.mark.cloud
class TestCognito(AccountsContract):
    @pytest.fixture
    def accounts(self, cloud: Any) -> Cognito:
        client = boto3.client(
            "cognito-idp", endpoint_url=cloud.endpoint, region_name="us-east-1",
            aws_access_key_id=cloud.env["AWS_ACCESS_KEY_ID"], aws_secret_access_key="test",
        )  # fmt: skip
        return Cognito(client, cloud.env["DOCENT_CLIENT_ID"])


class TestMemoryAccounts(AccountsContract):
    @pytest.fixture
    def accounts(self) -> MemoryAccounts:
        return MemoryAccounts()


class _Failing:
    """A client whose every call fails the same way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**request: Any) -> Any:
            raise self._error

        return call


CALLS: list[Callable[[Cognito], object]] = [
    lambda it: it.sign_up("a@b.example", "x", ""),
    lambda it: it.confirm("a@b.example", "1"),
    lambda it: it.resend("a@b.example"),
    lambda it: it.sign_in("a@b.example", "x"),
    lambda it: it.refresh("x"),
    lambda it: it.sign_out("x"),
    lambda it: it.forgot("a@b.example"),
    lambda it: it.reset("a@b.example", "1", "x"),
    lambda it: it.profile("x"),
    lambda it: it.erase("x"),
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ClientError({"Error": {"Code": "TooManyRequestsException"}}, "x"), TooManyRequests),
        (ClientError({"Error": {"Code": "InternalErrorException"}}, "x"), Unavailable),
        (EndpointConnectionError(endpoint_url="http://x"), Unavailable),
    ],
)
def test_an_outage_is_never_the_callers_fault(
    call: Callable[[Cognito], object], error: Exception, expected: type[DocentError]
) -> None:
    with pytest.raises(expected):
        call(Cognito(_Failing(error), "client"))
