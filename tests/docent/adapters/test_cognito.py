from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from docent.adapters.cognito import Cognito
from docent.adapters.cognito_errors import COUNTED
from docent.adapters.cognito_pool import CognitoPool
from docent.errors import Conflict, DocentError, NotAllowed, NotSignedIn, TooManyRequests, Unavailable
from docent.identity import Challenge, PasswordRules
from tests.contracts.accounts import AccountsContract
from tests.memory_accounts import MemoryAccounts


@pytest.mark.cloud
class TestCognito(AccountsContract):
    @pytest.fixture
    def accounts(self, cloud: Any) -> Cognito:
        client = boto3.client(
            "cognito-idp", endpoint_url=cloud.endpoint, region_name="us-east-1",
            aws_access_key_id=cloud.env["AWS_ACCESS_KEY_ID"], aws_secret_access_key="test",
        )  # fmt: skip
        client_id = cloud.env["DOCENT_CLIENT_ID"]
        pool = CognitoPool(client, cloud.env["DOCENT_USER_POOL_ID"])
        return Cognito(client, client_id, lambda: pool.client_secret(client_id))


class TestMemoryAccounts(AccountsContract):
    @pytest.fixture
    def accounts(self) -> MemoryAccounts:
        return MemoryAccounts()


class Scripted:
    """A client that gives, operation by operation, what it was told to, and notes what it was asked."""

    def __init__(self, **answers: Any) -> None:
        self._answers, self.asked = answers, list[tuple[str, dict[str, Any]]]()

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**request: Any) -> Any:
            self.asked.append((operation, request))
            answers = self._answers.get(operation, self._answers.get("otherwise", {}))
            answer = answers.pop(0) if isinstance(answers, list) else answers
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


def refusing(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code}}, "operation")


CALLS: list[Callable[[Cognito], object]] = [
    lambda it: it.sign_up("a@b.example", "x", ""),
    lambda it: it.confirm("a@b.example", "1"),
    lambda it: it.resend("a@b.example"),
    lambda it: it.sign_in("a@b.example", "x"),
    lambda it: it.answer("a@b.example", Challenge("totp", "s"), "1"),
    lambda it: it.refresh("x"),
    lambda it: it.sign_out("x"),
    lambda it: it.forgot("a@b.example"),
    lambda it: it.reset("a@b.example", "1", "x"),
    lambda it: it.change("x", "old", "new"),
    lambda it: it.profile("x"),
    lambda it: it.rename("x", "A"),
    lambda it: it.erase("x"),
    lambda it: it.change_email("x", "a@b.example"),
    lambda it: it.confirm_email("x", "1"),
    lambda it: it.begin_totp("x"),
    lambda it: it.confirm_totp("x", "1"),
    lambda it: it.end_totp("x"),
]
POOL_CALLS: list[Callable[[CognitoPool], object]] = [
    lambda it: it.rules(),
    lambda it: it.invite("a@b.example", "builder"),
    lambda it: it.client_secret("client"),
]
OUTAGES = [
    (refusing("TooManyRequestsException"), TooManyRequests),
    (refusing("InternalErrorException"), Unavailable),
    (EndpointConnectionError(endpoint_url="http://x"), Unavailable),
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(("error", "expected"), OUTAGES)
def test_an_outage_is_never_the_callers_fault(
    call: Callable[[Cognito], object], error: Exception, expected: type[DocentError]
) -> None:
    with pytest.raises(expected):
        call(Cognito(Scripted(otherwise=error), "client", lambda: "secret"))


@pytest.mark.parametrize("call", POOL_CALLS)
@pytest.mark.parametrize(("error", "expected"), OUTAGES)
def test_nor_the_admins(
    call: Callable[[CognitoPool], object], error: Exception, expected: type[DocentError]
) -> None:
    with pytest.raises(expected):
        call(CognitoPool(Scripted(otherwise=error), "pool"))


OF_ONE_ACCOUNT = (
    (1, "confirm_sign_up"), (2, "resend_confirmation_code"), (7, "forgot_password"),
    (8, "confirm_forgot_password"),
)  # fmt: skip
UNKNOWN, KNOWN = refusing("UserNotFoundException"), refusing("NotAuthorizedException")


@pytest.mark.parametrize(
    ("call", "operation", "known", "unknown"),
    [
        (
            0,
            "sign_up",
            refusing("UsernameExistsException"),
            {"UserSub": "6c1b1a5e-0000-4000-8000-000000000000"},
        ),
        (1, "confirm_sign_up", KNOWN, UNKNOWN),
        (1, "confirm_sign_up", refusing("ExpiredCodeException"), refusing("CodeMismatchException")),
        (2, "resend_confirmation_code", refusing("InvalidParameterException"), UNKNOWN),
        (2, "resend_confirmation_code", {}, UNKNOWN),
        *(
            (call, operation, refusing(each), UNKNOWN)
            for call, operation in OF_ONE_ACCOUNT
            for each in COUNTED
        ),
        (2, "resend_confirmation_code", refusing("CodeDeliveryFailureException"), UNKNOWN),
        (7, "forgot_password", refusing("CodeDeliveryFailureException"), UNKNOWN),
        (3, "initiate_auth", KNOWN, UNKNOWN),
        (3, "initiate_auth", refusing("UserNotConfirmedException"), UNKNOWN),
        (7, "forgot_password", {}, UNKNOWN),
        (7, "forgot_password", refusing("InvalidParameterException"), UNKNOWN),
        (8, "confirm_forgot_password", refusing("CodeMismatchException"), UNKNOWN),
        (13, "update_user_attributes", refusing("AliasExistsException"), {}),
        (14, "verify_user_attribute", refusing("AliasExistsException"), refusing("CodeMismatchException")),
    ],
)
def test_the_known_and_the_unknown_get_one_answer_for_as_many_calls(
    call: int, operation: str, known: Any, unknown: Any
) -> None:
    outcomes = []
    for answer in (known, unknown):
        client = Scripted(**{operation: answer})
        try:
            told = type(CALLS[call](Cognito(client, "client", lambda: "secret"))).__name__
        except DocentError as error:
            told = f"{type(error).__name__} {error.code} {error.message}"
        outcomes.append((told, [name for name, _ in client.asked]))
    assert outcomes[0] == outcomes[1]


def test_a_code_that_was_not_sent_is_found_in_the_log_and_nobody_in_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = Scripted(forgot_password=refusing("CodeDeliveryFailureException"))
    Cognito(client, "client", lambda: "secret").forgot("a@b.example")
    (record,) = (each for each in caplog.records if each.message == "code_not_sent")
    assert record.why == "CodeDeliveryFailureException"  # type: ignore[attr-defined]
    assert "a@b" not in str(vars(record))


@pytest.mark.parametrize(
    ("call", "code"),
    [(0, "not_accepted"), (1, "wrong_code"), (5, "not_signed_in"), (8, "wrong_code"), (13, "not_accepted")],
)
def test_what_cognito_takes_from_nobody_is_no_outage(call: int, code: str) -> None:
    with pytest.raises(DocentError) as refused:
        CALLS[call](Cognito(Scripted(otherwise=refusing("InvalidParameterException")), "c", lambda: "secret"))
    assert refused.value.code == code


def test_nor_is_an_address_that_it_invites_nobody_at() -> None:
    with pytest.raises(DocentError) as refused:
        CognitoPool(Scripted(otherwise=refusing("InvalidParameterException")), "p").invite("a@b.c", "builder")
    assert refused.value.code == "not_accepted"


def test_a_refresh_token_that_was_used_up_is_refused() -> None:
    """MiniStack does not rotate them; this is Cognito's error."""
    client = Scripted(get_tokens_from_refresh_token=refusing("RefreshTokenReuseException"))
    with pytest.raises(NotSignedIn):
        Cognito(client, "client", lambda: "secret").refresh("used")


def test_a_refresh_token_is_exchanged_by_who_has_the_clients_secret() -> None:
    """MiniStack does not ask for it; Cognito does."""
    client = Scripted(get_tokens_from_refresh_token=refusing("NotAuthorizedException"))
    with pytest.raises(NotSignedIn):
        Cognito(client, "client", lambda: "secret").refresh("stolen")
    assert client.asked[0][1]["ClientSecret"] == "secret"


def test_who_goes_on_is_named_as_cognito_names_them() -> None:
    """By the user's own id and a proof for it; MiniStack takes the address too."""
    named = {"USER_ID_FOR_SRP": "u1"}
    asked = {"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "s", "ChallengeParameters": named}
    client = Scripted(initiate_auth=asked, respond_to_auth_challenge=refusing("NotAuthorizedException"))
    it = Cognito(client, "client", lambda: "secret")
    challenge = it.sign_in("a@b.example", "x")
    assert isinstance(challenge, Challenge)
    with pytest.raises(NotSignedIn):
        it.answer("a@b.example", challenge, "1")
    request = client.asked[1][1]
    assert (request["Session"], request["ChallengeResponses"]["USERNAME"]) == ("s", "u1")
    # As openssl computes it: printf 'u1client' | openssl dgst -sha256 -hmac secret -binary | base64
    assert request["ChallengeResponses"]["SECRET_HASH"] == "jkFPEBO+wAhGo3SwTpO9cT+nasaOiejVmKcWml/y4lo="


def test_a_rotated_refresh_token_is_handed_on() -> None:
    person = {"UserAttributes": [{"Name": "sub", "Value": "u1"}]}
    tokens = {"AccessToken": "a", "IdToken": "i", "RefreshToken": "next", "ExpiresIn": 3600}
    client = Scripted(get_tokens_from_refresh_token={"AuthenticationResult": tokens}, get_user=person)
    assert Cognito(client, "client", lambda: "secret").refresh("used").refresh_token == "next"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("NotAuthorizedException", "challenge_over"),
        ("CodeMismatchException", "wrong_code"),
        ("InvalidPasswordException", "weak_password"),
    ],
)
def test_an_answer_that_is_refused(error: str, code: str) -> None:
    client = Scripted(respond_to_auth_challenge=refusing(error))
    with pytest.raises(DocentError) as refused:
        Cognito(client, "client", lambda: "secret").answer("a@b.example", Challenge("totp", "s"), "1")
    assert refused.value.code == code


def test_a_challenge_that_nobody_knows_here() -> None:
    client = Scripted(initiate_auth={"ChallengeName": "SMS_MFA", "Session": "s"})
    with pytest.raises(NotAllowed) as refused:
        Cognito(client, "client", lambda: "secret").sign_in("a@b.example", "x")
    assert refused.value.code == "unknown_challenge"


def test_an_admin_asked_for_a_new_password() -> None:
    client = Scripted(initiate_auth=refusing("PasswordResetRequiredException"))
    with pytest.raises(NotAllowed) as refused:
        Cognito(client, "client", lambda: "secret").sign_in("a@b.example", "x")
    assert refused.value.code == "password_reset_required"


def test_an_invitation_goes_out_again_until_it_was_used() -> None:
    client = Scripted(admin_create_user=[refusing("UsernameExistsException"), {}])
    CognitoPool(client, "pool").invite("a@b.example", "builder")
    assert client.asked[1][1]["MessageAction"] == "RESEND"
    assert client.asked[2] == (
        "admin_add_user_to_group",
        {"UserPoolId": "pool", "Username": "a@b.example", "GroupName": "builder"},
    )
    used = [refusing("UsernameExistsException"), refusing("UnsupportedUserStateException")]
    client = Scripted(admin_create_user=used)
    with pytest.raises(Conflict):
        CognitoPool(client, "pool").invite("a@b.example", "admin")
    assert "admin_add_user_to_group" not in dict(client.asked)


def test_the_pool_is_asked_for_its_rules_once() -> None:
    policy = {"MinimumLength": 12, "RequireLowercase": True, "RequireSymbols": True}
    client = Scripted(describe_user_pool={"UserPool": {"Policies": {"PasswordPolicy": policy}}})
    pool = CognitoPool(client, "pool")
    assert pool.rules() == pool.rules() == PasswordRules(12, True, False, False, True)
    assert len(client.asked) == 1
