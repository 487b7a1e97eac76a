"""Move people from Supabase to Cognito: `python -m migration users users_export.csv [--dry-run]`.

SOURCE is a CSV or JSON export of auth.users, or the address of Supabase's Postgres (postgresql://...).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from docent.wired_stores import NEWCOMERS_SECRET
from docent.wiring import wired
from migration import options
from migration.aws import client
from migration.import_job import ImportJob
from migration.mishap import told
from migration.pace import Pace, aside
from migration.people_sources import people
from migration.pool import Pool
from migration.users import Move, begun

_CALLS = 25.0  # of Cognito's 30 a second for changing accounts, which people signing up need, too


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help="a CSV or JSON export of auth.users, or postgresql://...")
    parser.add_argument(
        "--import-role", default="", metavar="ARN",
        help="use Cognito's import job, which writes its log by this role; else the migration trigger",
    )  # fmt: skip
    parser.add_argument(
        "--forget-missing", action="store_true",
        help="who is no longer in the source was deleted there, however many they are",
    )  # fmt: skip
    options.common(parser)
    options.stoppable(parser)


def run(given: argparse.Namespace) -> int:
    wires, state = wired(), options.state(given)
    if not given.dry_run:
        wires.secrets.secret(NEWCOMERS_SECRET, make=True)
    pool = Pool(client("cognito-idp", wires.settings), wires.settings.user_pool_id, Pace(_CALLS))
    report = begun(dry=given.dry_run)
    with report.written(state):
        Move(
            people(given.source), state, pool, wires.newcomers, Pace(given.per_second), aside, report,
            stop=given.stop, forget=given.forget_missing,
            job=ImportJob(pool, given.import_role, state, aside) if given.import_role else None,
        ).run()  # fmt: skip
    print(report.summary(state))
    print(f"Every row's fate: {report.path(state)}")
    return report.status


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="migrate_users.py", description=__doc__)
    arguments(parser)
    return told(run, parser.parse_args(given))


if __name__ == "__main__":
    sys.exit(main())
