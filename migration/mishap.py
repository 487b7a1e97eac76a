"""What ends a run before its end, told in a sentence: what it was, and that nothing is lost by it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError

from docent.errors import DocentError

_STOPPED = 130  # as shells have it
# By package: to import them takes seconds.
_OTHERS = {
    "psycopg": "Postgres", "qdrant_client": "Qdrant", "urllib3": "A server", "sqlite3": "The state folder",
}  # fmt: skip
_AGAIN = "Nothing is lost: run the same command again, and it goes on where it was."


class Stopped(Exception):
    """Ends a run at a row that could not be moved, where that was asked for; the message names it."""


def sentence(error: BaseException) -> str:
    """What happened, for people; nothing for a fault of ours."""
    if isinstance(error, KeyboardInterrupt):
        return "Stopped."
    if isinstance(error, DocentError):
        return error.message
    if isinstance(error, OSError | ValueError):  # a file, a mapping, an address
        return str(error).strip()
    if isinstance(error, ClientError | BotoCoreError):
        return f"AWS: {error}"
    package = _OTHERS.get(type(error).__module__.partition(".")[0])
    return f"{package}: {str(error).strip()}" if package else ""


def told(run: Callable[[argparse.Namespace], int], given: argparse.Namespace) -> int:
    """The exit status of the run; 2 where it could not go on, told on the standard error."""
    try:
        return run(given)
    except (Exception, KeyboardInterrupt) as error:
        why = sentence(error)
        if not why:
            raise
        print(f"{why}\n{_AGAIN}", file=sys.stderr)
        return _STOPPED if isinstance(error, KeyboardInterrupt) else 2
