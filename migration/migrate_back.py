"""The way back: `python -m migration back OUT --path FOLDER`. Everything in Docent, as the old system had it.

Into OUT go CSV and SQL for Supabase's Postgres, and files that are new; what bots know goes into Qdrant.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from docent.model import Bot
from docent.wiring import Wiring, wired
from migration import back_tables, mapping, options, tables
from migration.aws import client
from migration.back_sql import write
from migration.back_vectors import Holdings, export
from migration.mishap import told
from migration.pace import Pace, aside
from migration.pool import Pool
from migration.qdrant import opened
from migration.report import Report
from migration.state import State

_TABLES = {"bots": {"table": "public.bots", "id": "id", "owner": "user_id", "name": "name",
                    "description": "description", "instructions": "instructions", "created_at": "created_at"},
           "conversations": {"table": "public.messages", "id": "id", "bot": "bot_id",
                             "conversation": "conversation_id", "question": "question", "answer": "answer",
                             "created_at": "created_at"}}  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, help="folder for the CSV and SQL files")
    parser.add_argument("--url", default="", help="address of a Qdrant server (QDRANT_API_KEY opens it)")
    parser.add_argument("--path", default="", help="folder of Qdrant's local engine")
    parser.add_argument("--collections", type=Path, help="collection_mapping.json: where each bot came from")
    parser.add_argument("--tables", type=Path, help="database_mapping.json: the tables and columns to write")
    options.common(parser)


def run(given: argparse.Namespace) -> int:
    state, wires = options.state(given), wired()
    report = Report("back", [], {}, dry=given.dry_run)
    bots = [bot for bot in wires.inventory.bots() if not bot.erasing]
    report.facts["bots"], report.facts["passages"] = len(bots), sum(bot.chunks for bot in bots)
    with report.written(state):
        if not given.dry_run:
            given.out.mkdir(mode=0o700, parents=True, exist_ok=True)
            _tables(given, wires, state, bots, report)
            if given.url or given.path:
                _vectors(given, wires, bots, report)
            where = bool(given.url or given.path)
            report.require(where, "What bots know is not written: name Qdrant by --url or --path.")
    print(report.summary(state))
    return report.status


def _tables(given: argparse.Namespace, wires: Wiring, state: State, bots: list[Bot], report: Report) -> None:
    pool = Pool(client("cognito-idp", wires.settings), wires.settings.user_pool_id, Pace(25.0))
    people = list(back_tables.people(pool.residents()))
    owners = {each.username: back_tables.old_id(each) for each in pool.residents()}
    former = back_tables.Former(state, owners)
    columns = tables.read("", given.tables).columns if given.tables else _TABLES
    rows = {
        "bots": lambda named: back_tables.bots(bots, former, named),
        "documents": lambda named: back_tables.files(
            bots, wires.documents, wires.files, former, named, given.out / "files"
        ),
        "conversations": lambda named: back_tables.conversations(bots, wires.conversations, former, named),
    }
    written = {
        "auth.users": write(given.out, "auth.users", ["id"], people),
        "auth.identities": write(
            given.out, "auth.identities", ["provider_id", "provider"], back_tables.identities(people)
        ),
    }
    for kind, named in columns.items():
        written[kind] = write(
            given.out, named["table"], [named["id"]], rows[kind](named), numbered=former.numbered(kind)
        )
    report.facts |= {f"{name}: rows written": count for name, count in written.items()}


def _vectors(given: argparse.Namespace, wires: Wiring, bots: list[Bot], report: Report) -> None:
    targets = {each.bot_id: each for each in (mapping.read(given.collections) if given.collections else ())}
    holdings = Holdings(wires.documents, wires.knowledge, wires.knowledge, wires.files)
    with opened(given.url, given.path, Pace(0)) as qdrant:
        for bot in bots:
            target = targets.get(bot.bot_id)
            name, vector = (target.collection, target.vector) if target else (bot.bot_id, "")
            done, wrong = export(
                bot, name, vector, target.paths if target else {},
                holdings=holdings, qdrant=qdrant, pace=Pace(given.per_second), tell=aside,
            )  # fmt: skip
            report.facts[f"{name}: points"] = done
            report.require(done == bot.chunks, f"{name}: {done:,} points of {bot.chunks:,} passages.")
            report.require(not wrong, f"{name}: {wrong:,} points were read back and differ.")


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="migrate_back.py", description=__doc__)
    arguments(parser)
    return told(run, parser.parse_args(given))


if __name__ == "__main__":
    sys.exit(main())
