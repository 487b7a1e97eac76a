"""A trigger as Lambda runs it: `python -m local.trigger NAME` reads an event and prints the answer.

MiniStack's process has neither our packages nor boto3; this one has its environment from there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib import import_module


def main(arguments: Sequence[str] | None = None) -> int:
    (name,) = sys.argv[1:] if arguments is None else arguments
    handler = import_module(f"functions.{name}.handler").handler
    json.dump(handler(json.load(sys.stdin), None), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
