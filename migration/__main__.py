"""Moving to Docent: `python -m migration COMMAND ...`. The runbook is docs/migration.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from migration import (
    bring,
    migrate_back,
    migrate_check,
    migrate_database,
    migrate_users,
    migrate_vectors,
)
from migration.mishap import told

_COMMANDS = {
    "users": (migrate_users, "people, from Supabase to Cognito"),
    "vectors": (migrate_vectors, "what bots know, from Qdrant"),
    "database": (migrate_database, "bots, conversations and files, from Supabase"),
    "check": (migrate_check, "go or no-go: may people be sent to Docent?"),
    "back": (migrate_back, "all of it back: CSV and SQL for Supabase, points for Qdrant"),
    "import": (bring, "questions and answers, folders and sitemaps, from other builders"),
}


def main(given: Sequence[str] | None = None) -> int:
    """Exit status 0; 1 where anything is short, 2 for a wrong command line."""
    parser = argparse.ArgumentParser(prog="python -m migration", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, about) in _COMMANDS.items():
        command = commands.add_parser(name, help=about, description=module.__doc__)
        module.arguments(command)
        command.set_defaults(run=module.run)
    parsed = parser.parse_args(given)
    return told(parsed.run, parsed)


if __name__ == "__main__":
    sys.exit(main())
