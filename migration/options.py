"""What all commands of the move take."""

from __future__ import annotations

import argparse
from pathlib import Path

from migration.state import State

STATE = Path("migration-state")


def common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--state", type=Path, default=STATE, help="folder of progress and reports; default: migration-state"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
    parser.add_argument(
        "--per-second",
        type=float,
        default=0.0,
        metavar="N",
        help="changes a second at most; default: no limit",
    )


def stoppable(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stop", action="store_true", help="end at the first row that cannot be moved")


def state(given: argparse.Namespace) -> State:
    return State(given.state)
