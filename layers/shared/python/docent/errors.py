"""Everything that can go wrong and that a caller can do something about.

DocentError
├── BadInput                 the request itself is at fault
│   └── TooLong              a text field is over its limit
├── NotSignedIn              no token, or one that no longer counts
│   └── WrongCredentials     e-mail and password do not belong together
├── NotAllowed               known, but not allowed here
│   └── OriginNotAllowed     the site is not on the bot's list
├── NotFound                 it does not exist, or is somebody else's
├── Conflict                 it exists already, or changed meanwhile
├── TooLarge                 more bytes than one request may carry
├── UnsupportedType          a file of a kind that cannot be read
├── DocumentRejected         a file of the right kind that cannot be used; `reason` says why
├── TransferFailed           an export or import of a bot that cannot go on
├── TooManyRequests          a limit was reached; `retry_after` seconds
└── Unavailable              a service behind us does not answer; `retry_after` seconds
    └── GenerationFailed     a model gave no usable answer

`code` is part of the API and never changes; `message` tells the reader what happened and what to do.
"""

from __future__ import annotations


class DocentError(Exception):
    """Ancestor of every error that is answered in words of ours."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code


class BadInput(DocentError):
    """Raised when a field is missing, malformed or out of range; `field` names it."""

    code = "bad_input"

    def __init__(self, message: str, *, field: str | None = None, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field


class TooLong(BadInput):
    """Raised when a text field is over its limit."""

    code = "too_long"


class NotSignedIn(DocentError):
    """Raised when the bearer token is missing, expired, revoked or not ours."""

    code = "not_signed_in"


class WrongCredentials(NotSignedIn):
    """Raised when sign-in fails, whether or not the account exists."""

    code = "wrong_credentials"


class NotAllowed(DocentError):
    """Raised when the caller is known and the action is not theirs to do."""

    code = "not_allowed"


class OriginNotAllowed(NotAllowed):
    """Raised when a page asks for a bot that its site may not embed."""

    code = "origin_not_allowed"


class NotFound(DocentError):
    """Raised when a thing does not exist or belongs to somebody else: the two look the same."""

    code = "not_found"


class Conflict(DocentError):
    """Raised when a thing exists already, or was changed or removed meanwhile."""

    code = "conflict"


class TooLarge(DocentError):
    """Raised when a request carries more bytes than it may."""

    code = "too_large"


class UnsupportedType(DocentError):
    """Raised when a file is of a kind that Docent does not read."""

    code = "unsupported_type"


class DocumentRejected(DocentError):
    """Raised when a document cannot be used; `code` is the documented reason (see model.Reason)."""

    code = "unreadable"

    @property
    def reason(self) -> str:
        return self.code


class TransferFailed(DocentError):
    """Raised when an export or import cannot go on whatever is tried; `code` says why (transfer.Reason)."""

    code = "processing_error"


class TooManyRequests(DocentError):
    """Raised when a limit is reached; the caller may come back after `retry_after` seconds."""

    code = "too_many_requests"

    def __init__(self, message: str, *, retry_after: int = 1, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class Unavailable(DocentError):
    """Raised when a service that Docent stands on fails or times out."""

    code = "unavailable"

    def __init__(self, message: str, *, retry_after: int = 5, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class GenerationFailed(Unavailable):
    """Raised when a model is unreachable, refuses, or gives no text."""

    code = "generation_failed"
