"""One HTTP call, as the deploy command needs it: bounded, and a refusal is an answer."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import NamedTuple

from cloudformation.aws import NotDeployed


class Answer(NamedTuple):
    """A status, headers by lower-case names, a body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Fetch = Callable[[str, str, bytes | None], Answer]


def fetch(method: str, url: str, body: bytes | None = None, seconds: float = 30.0) -> Answer:
    """The answer, whatever its status. Raises NotDeployed where there is none."""
    kind = "application/zip" if method == "PUT" else "application/json"
    request = urllib.request.Request(url, body, {"Content-Type": kind}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=seconds) as found:
            return _answer(found.status, dict(found.headers), found.read())
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error.code, dict(error.headers), error.read())
    except (OSError, http.client.HTTPException) as error:
        raise NotDeployed(f"{url} does not answer: {error}") from error


def _answer(status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    return Answer(status, {name.lower(): value for name, value in headers.items()}, body)
