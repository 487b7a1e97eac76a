"""What ends a run before its end, told in a sentence: what it was, and that nothing is lost by it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError

from docent.errors import DocentError

_STOPPED = 130  # as shells have it
_OTHERS = {"psycopg": "Postgres", "qdrant_client": "Qdrant"}  # by package: to import them takes seconds
_AGAIN = "Nothing is lost: run the same command again, and it goes on where it was."


def told(run: Callable[[argparse.Namespace], int], given: argparse.Namespace) -> int:
    """The exit status of the run; 2 where it could not go on, told on the standard error."""
    try:
        return run(given)
    except KeyboardInterrupt:
        print(f"Stopped. {_AGAIN}", file=sys.stderr)
        return _STOPPED
    except DocentError as error:
        why = error.message
    except (OSError, ValueError) as error:  # a file, a mapping, an address
        why = str(error)
    except (ClientError, BotoCoreError) as error:
        why = f"AWS: {error}"
    except Exception as error:
        package = type(error).__module__.partition(".")[0]
        if package not in _OTHERS:
            raise
        why = f"{_OTHERS[package]}: {error}"
    print(f"{why.strip()}\n{_AGAIN}", file=sys.stderr)
    return 2
