"""Find what should not be in the stores of a deployment, and mend it: `python -m migration.doctor [--mend]`.

Which deployment: the environment says, as it does to a function (DOCENT_ENVIRONMENT, DOCENT_BUCKET,
DOCENT_QUEUE_URL, AWS_REGION and the usual credentials). Without --mend nothing is changed.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence

from docent.doctor import MEANING, Doctor
from docent.wiring import Wiring, wired


def doctor(wires: Wiring) -> Doctor:
    """The doctor of the deployment that the wiring is of."""
    return Doctor(
        inventory=wires.inventory, bots=wires.bots, bot_writer=wires.bots, documents=wires.documents,
        writer=wires.documents, publisher=wires.publisher, knowledge=wires.knowledge, files=wires.files,
        conversations=wires.conversations, grants=wires.grants, work=wires.work,
        shelves=wires.knowledge, chunks=wires.knowledge,
    )  # fmt: skip


def main(
    arguments: Sequence[str] | None = None,
    make: Callable[[], Doctor] = lambda: doctor(wired()),
    tell: Callable[[str], None] = print,
) -> int:
    """Exit status 1 where something was found and not mended."""
    parser = argparse.ArgumentParser(prog="python -m migration.doctor", description=__doc__)
    parser.add_argument("--mend", action="store_true", help="put right what is found")
    mend = parser.parse_args(arguments).mend
    physician, found = make(), Counter[str]()
    for finding in physician.examine():
        found[finding.kind] += 1
        tell(f"{finding.kind}: bot {finding.bot_id} {finding.document_id}".rstrip())
        if mend:
            physician.mend(finding)
    for kind, meaning in MEANING.items():
        if found[kind]:
            tell(f"{found[kind]:6,} {kind}: {meaning}")
    tell(_verdict(sum(found.values()), mend))
    return int(bool(found) and not mend)


def _verdict(count: int, mended: bool) -> str:
    if not count:
        return "All is well."
    return f"{count:,} mended." if mended else f"{count:,} found. Run it again with --mend to put them right."


if __name__ == "__main__":
    raise SystemExit(main())
