"""Move what bots know from Qdrant: `python -m migration vectors migrate-all collection_mapping.json`.

Qdrant is named by --url (and QDRANT_API_KEY) or, for the local engine, by --path.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from docent.wiring import Wiring, wired
from migration import mapping, migrate_bulk, options
from migration.collection import Collection, missing, questions
from migration.mishap import told
from migration.pace import Pace, aside
from migration.qdrant import Qdrant, opened
from migration.report import Report
from migration.state import State
from migration.vectors import MEANING, Stores


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=["migrate-all", "migrate"], help="all collections of the mapping, or one"
    )
    parser.add_argument("mapping", type=Path, help="collection_mapping.json")
    parser.add_argument("collection", nargs="?", help="with migrate: which one")
    parser.add_argument("--url", default="", help="address of a Qdrant server")
    parser.add_argument("--path", default="", help="folder of Qdrant's local engine")
    parser.add_argument(
        "--queries", type=Path, help="questions, one a line, whose neighbours are compared, too"
    )
    parser.add_argument(
        "--reads-per-second",
        type=float,
        default=0.0,
        metavar="N",
        help="requests to Qdrant at most; default: no limit",
    )
    parser.add_argument(
        "--bulk", default="", metavar="S3://BUCKET/PREFIX",
        help="for millions of points, into a deployment that knows nothing yet: by DynamoDB's import from S3",
    )  # fmt: skip
    options.common(parser)
    options.stoppable(parser)


def run(given: argparse.Namespace) -> int:
    if bool(given.url) == bool(given.path):
        print("Name Qdrant's address with --url, or its folder with --path.", file=sys.stderr)
        return 2
    targets = [
        each
        for each in mapping.read(given.mapping)
        if given.what == "migrate-all" or each.collection == given.collection
    ]
    state, wires = options.state(given), wired()
    kinds = [] if given.dry_run else [f"points of {each.collection}" for each in targets]
    # One collection says nothing of the others: its report is its own, and `check` does not go by it.
    name = "vectors" if given.what == "migrate-all" else "vectors-one"
    report = Report(name, kinds, MEANING, dry=given.dry_run)
    report.require(bool(targets), "No collection of the mapping is meant: check its name.")
    with report.written(state), opened(given.url, given.path, Pace(given.reads_per_second)) as qdrant:
        gone = [each for each in targets if not qdrant.there(each.collection)]
        for each in gone:
            report.require(False, f"There is no collection {each.collection}: check its name.")
        targets = [each for each in targets if each not in gone]
        if given.bulk and not given.dry_run:
            migrate_bulk.run(given.bulk, [
                made for each in targets if (made := collection(each, qdrant, wires, state, report, given))
            ], wires, state, report)  # fmt: skip
        for target in targets:
            if given.dry_run:
                plan(target, qdrant, wires, report)
            else:
                move(target, qdrant, wires, state, report, given)
    print(report.summary(state))
    print(f"{'The plan' if given.dry_run else 'Every point'}: {report.path(state)}")
    return report.status


def plan(target: mapping.Target, qdrant: Qdrant, wires: Wiring, report: Report) -> None:
    """What would be read, and where to."""
    bot = mapping.bot_of(target, wires.bots, wires.bots, dry=True)
    shape, count = qdrant.shape(target.collection, target.vector), qdrant.count(target.collection)
    goes = f"bot {bot.bot_id} ({bot.name})" if bot else "nowhere"
    report.facts[target.collection] = (
        f"{count:,} points of {shape.dimension} numbers, {shape.distance}, to {goes}"
    )
    report.require(bot is not None, f"{target.collection}: there is no bot {target.bot_id}.")


def move(
    target: mapping.Target, qdrant: Qdrant, wires: Wiring, state: State, report: Report,
    given: argparse.Namespace,
) -> None:  # fmt: skip
    found = collection(target, qdrant, wires, state, report, given)
    if found is None:
        missing(state, target, report)
    else:
        found.move()


def collection(
    target: mapping.Target, qdrant: Qdrant, wires: Wiring, state: State, report: Report,
    given: argparse.Namespace,
) -> Collection | None:  # fmt: skip
    """None where there is no bot that it could go to."""
    bot = mapping.bot_of(target, wires.bots, wires.bots, dry=False)
    if bot is None:
        return None
    return Collection(
        target, bot, qdrant, state, stores(wires), wires.knowledge, wires.knowledge,
        Pace(given.per_second), aside, report, questions(given.queries), given.stop,
    )  # fmt: skip


def stores(wires: Wiring) -> Stores:
    return Stores(
        wires.documents, wires.documents, wires.publisher, wires.knowledge, wires.files, wires.embedder
    )


def parsed(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="migrate_vectors.py", description=__doc__)
    arguments(parser)
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    return told(run, parsed(given))


if __name__ == "__main__":
    sys.exit(main())
