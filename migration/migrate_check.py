"""Go or no-go: `python -m migration check`. What must be true before people are sent to Docent.

Reads the state of the runs and looks at the deployment; changes nothing. Exit status 1 is no-go.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from docent.errors import DocentError
from docent.wired_stores import NEWCOMERS_SECRET
from docent.wiring import Wiring, wired
from migration import mapping, options
from migration.aws import client
from migration.mishap import told
from migration.pace import Pace
from migration.qdrant import opened
from migration.state import State
from migration.users import WAITING

_RUNS = {
    "users": "users", "database": "database", "vectors": "vectors",
    "files": "database with --files or --storage",
}  # fmt: skip
_FRESH = 24


class Finding(NamedTuple):
    """`right`: may go ahead, as far as this is concerned."""

    right: bool
    what: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="", help="address of a Qdrant server: are its points all here?")
    parser.add_argument("--path", default="", help="folder of Qdrant's local engine")
    parser.add_argument("--collections", type=Path, help="collection_mapping.json")
    parser.add_argument(
        "--hours", type=float, default=_FRESH, help=f"how old the last runs may be; default: {_FRESH}"
    )
    parser.add_argument("--state", type=Path, default=options.STATE, help="folder of progress and reports")


def run(given: argparse.Namespace) -> int:
    state, wires = options.state(given), wired()
    findings = [*runs(state, given.hours), *deployment(state, wires), *collections(given, state, wires)]
    for each in findings:
        print(f"{'go   ' if each.right else 'NO-GO'}  {each.what}")
    wrong = sum(not each.right for each in findings)
    print("Go." if not wrong else f"No-go: {wrong} of {len(findings)} checks failed.")
    return int(bool(wrong))


def runs(state: State, hours: float) -> Iterator[Finding]:
    """Each part was moved, lately, and nothing of it is short."""
    oldest = datetime.now(UTC) - timedelta(hours=hours)
    for name, command in _RUNS.items():
        last: dict[str, Any] | None = state.marked(f"run.{name}")
        if last is None:
            yield Finding(False, f"{name}: not moved, or not to the end. Run python -m migration {command}.")
            continue
        short = "; ".join(last["short"]) or "nothing is short"
        yield Finding(not last["short"], f"{name}: {short}")
        fresh = datetime.fromisoformat(last["at"]) >= oldest
        yield Finding(fresh, f"{name}: last run {last['at']}{'' if fresh else ': run it once more'}")


def deployment(state: State, wires: Wiring) -> Iterator[Finding]:
    """Who is expected can come in."""
    expected = sum(state.counts("users").get(each, 0) for each in WAITING)
    pool = client("cognito-idp", wires.settings).describe_user_pool(UserPoolId=wires.settings.user_pool_id)
    trigger = "UserMigration" in pool["UserPool"].get("LambdaConfig", {})
    told = "on" if trigger else "off: deploy with Migration=true"
    yield Finding(
        trigger or not expected, f"{expected:,} people are expected, and the migration trigger is {told}"
    )
    try:
        wires.secrets.secret(NEWCOMERS_SECRET)
    except DocentError as error:
        yield Finding(not expected, error.message)
    else:
        yield Finding(True, "what is kept of them can be opened")


def collections(given: argparse.Namespace, state: State, wires: Wiring) -> Iterator[Finding]:
    """Every point that is in Qdrant now has a fate, and the bot that it went to answers."""
    if not (given.collections and (given.url or given.path)):
        yield Finding(False, "no point of Qdrant was looked for: name --collections, and --url or --path")
        return
    with opened(given.url, given.path, Pace(0)) as qdrant:
        for target in mapping.read(given.collections):
            there, here = qdrant.count(target.collection), state.counts(f"points of {target.collection}")
            known = sum(here.values()) - here.get("failed", 0)
            yield Finding(
                there == known, f"{target.collection}: {there:,} points there, {known:,} with a fate"
            )
            bot = wires.bots.find(target.bot_id)
            chunks = bot.chunks if bot else 0
            moved = here.get("kept", 0) + here.get("embedded", 0)
            yield Finding(chunks >= moved, f"{target.collection}: its bot answers from {chunks:,} passages")


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="migrate_check.py", description=__doc__)
    arguments(parser)
    return told(run, parser.parse_args(given))


if __name__ == "__main__":
    sys.exit(main())
