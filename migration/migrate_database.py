"""Move tables from Supabase: `python -m migration database postgresql://... database_mapping.json`.

Bots and conversations first; once vectors are here, again with --files or --storage, for the files.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from docent.wiring import Wiring, wired
from migration import options, tables
from migration.database import KINDS, MEANING, Database, Target
from migration.mishap import told
from migration.originals import FolderFiles, Originals, SupabaseFiles
from migration.pace import Pace, aside
from migration.report import Report


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help="postgresql://...")
    parser.add_argument("mapping", type=Path, help="database_mapping.json")
    parser.add_argument("--files", type=Path, metavar="FOLDER", help="where the documents' files lie")
    parser.add_argument(
        "--storage", default="", metavar="URL", help="Supabase project with them: needs --bucket"
    )
    parser.add_argument("--bucket", default="", help="of Supabase's storage; SUPABASE_SERVICE_KEY opens it")
    options.common(parser)
    options.stoppable(parser)


def run(given: argparse.Namespace) -> int:
    state, wires = options.state(given), wired()
    report = Report("database", [] if given.dry_run else KINDS, MEANING, dry=given.dry_run)
    pace = Pace(given.per_second)
    source = tables.read(given.source, given.mapping)
    database = Database(source, state, target(wires), _originals(given, pace), pace, aside, given.stop)
    with report.written(state):
        (database.plan if given.dry_run else database.move)(report)
    if not given.dry_run and (database.originals or "documents" not in source.columns):
        state.mark("run.files", state.marked("run.database"))
    print(report.summary(state))
    print(f"{'The plan' if given.dry_run else 'Every row'}: {report.path(state)}")
    return report.status


def target(wires: Wiring) -> Target:
    return Target(
        wires.bots, wires.bots, wires.documents, wires.documents, wires.files, wires.conversations,
        wires.conversations, wires.settings.conversation_days, wires.settings.largest_file,
    )  # fmt: skip


def _originals(given: argparse.Namespace, pace: Pace) -> Originals | None:
    if given.files:
        return FolderFiles(given.files)
    return SupabaseFiles(given.storage, given.bucket, pace) if given.storage else None


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="migrate_database.py", description=__doc__)
    arguments(parser)
    return told(run, parser.parse_args(given))


if __name__ == "__main__":
    sys.exit(main())
