"""A trigger as Lambda runs it, warm: `python -m local.trigger NAME` answers an event a line.

MiniStack's process has neither our packages nor boto3; this one has its environment from there. It ends when
its standard input does. Where the function fails it prints null, and why on its standard error.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from typing import Any

Handler = Callable[[Mapping[str, Any], object], dict[str, Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    (name,) = sys.argv[1:] if arguments is None else arguments
    handler, out = import_module(f"functions.{name}.handler").handler, sys.stdout
    with redirect_stdout(sys.stderr):  # what the function prints is its log, not its answer
        for line in sys.stdin:
            print(json.dumps(_answer(handler, line)), file=out, flush=True)
    return 0


def _answer(handler: Handler, line: str) -> dict[str, Any] | None:
    try:
        return handler(json.loads(line), None)
    except Exception:  # as Lambda does: the function failed, the next event is another's
        traceback.print_exc()
        return None


if __name__ == "__main__":
    raise SystemExit(main())
