"""Move people from Supabase to Cognito: `python -m migration users users_export.csv [--dry-run]`.

SOURCE is a CSV or JSON export of auth.users, or the address of Supabase's Postgres (postgresql://...).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence

from docent.identity import Newcomer
from docent.wired_stores import NEWCOMERS_SECRET
from docent.wiring import wired
from migration import options
from migration.aws import client
from migration.pace import Pace, aside
from migration.people_sources import people
from migration.pool import Pool, password_column, run_job
from migration.users import Move

_CALLS = 25.0  # of Cognito's 30 a second for changing accounts, which people signing up need, too


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help="a CSV or JSON export of auth.users, or postgresql://...")
    parser.add_argument(
        "--import-role", default="", metavar="ARN",
        help="use Cognito's import job, which writes its log by this role; else the migration trigger",
    )  # fmt: skip
    options.common(parser)
    options.stoppable(parser)


def run(given: argparse.Namespace) -> int:
    wires, state = wired(), options.state(given)
    if not given.dry_run:
        wires.secrets.secret(NEWCOMERS_SECRET, make=True)
    pool = Pool(client("cognito-idp", wires.settings), wires.settings.user_pool_id, Pace(_CALLS))
    report = Move(
        people(given.source), state, pool, wires.newcomers, Pace(given.per_second), aside,
        dry=given.dry_run, stop=given.stop, import_people=_job(pool, given.import_role),
    ).run()  # fmt: skip
    print(report.summary(state))
    print(f"Every row's fate: {report.write(state)}")
    return report.status


def _job(pool: Pool, role: str) -> Callable[[Iterator[Newcomer]], None] | None:
    if not role or not password_column(pool.columns()):
        return None

    def import_people(newcomers: Iterator[Newcomer]) -> None:
        job = run_job(pool, role, newcomers)
        aside(f"import job {job['JobId']}: {job['Status']}, {job.get('ImportedUsers', 0):,} imported")

    return import_people


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="migrate_users.py", description=__doc__)
    arguments(parser)
    return run(parser.parse_args(given))


if __name__ == "__main__":
    sys.exit(main())
