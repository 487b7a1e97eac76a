"""What the errors of Amazon Cognito mean. Shared by the cognito_* adapters."""

from __future__ import annotations

from typing import NoReturn

from botocore.exceptions import ClientError, ParamValidationError

from docent.errors import BadInput, NotSignedIn, TooManyRequests, Unavailable

UNKNOWN = ("UserNotFoundException",)
INVALID = ("InvalidParameterException",)
# Counted or found out for each account by itself: who is told of them learns that there is one.
COUNTED = ("LimitExceededException", "TooManyFailedAttemptsException")
UNDELIVERED = ("CodeDeliveryFailureException",)
_CODE = (
    "That code is not right or has run out. Check it, or have a new one sent."
    " After many tries, wait an hour first."
)
_WRONG_CODE = ("CodeMismatchException", "ExpiredCodeException")
_WEAK = ("InvalidPasswordException", "PasswordHistoryPolicyViolationException")
_BUSY = ("TooManyRequestsException", *COUNTED)


def code_of(error: Exception) -> str:
    """The name that AWS gives the error, or would if botocore asked at all; empty where it never answered."""
    if isinstance(error, ParamValidationError):
        return INVALID[0]
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


def translate(
    error: Exception, *, code: tuple[str, ...] = (), signed_out: tuple[str, ...] = (),
    entered: tuple[str, ...] = (),
) -> NoReturn:  # fmt: skip
    """Raise what an error means; `code`, `signed_out` and `entered` name what depends on the call."""
    name = code_of(error)
    if name in (*_WRONG_CODE, *code):
        raise BadInput(_CODE, field="code", code="wrong_code") from error
    if name in signed_out:
        raise NotSignedIn("Your session has ended. Sign in again.") from error
    if name in entered:
        message = "The sign-in service takes no such address or password. Check both, for spaces too."
        raise BadInput(message, code="not_accepted") from error
    if name in _WEAK:
        message = "That password is too weak or was used before. Choose another."
        raise BadInput(message, field="password", code="weak_password") from error
    if name in _BUSY:
        raise TooManyRequests("Too many tries. Wait some minutes and try again.", retry_after=300) from error
    raise Unavailable("The sign-in service does not answer as it should. Try again in a moment.") from error
