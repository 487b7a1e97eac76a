"""From other builders: `python -m migration import qa|folder|sitemap WHAT --bot BOT`.

`qa`: questions and answers as Chatbase, Dify or anybody exports them (CSV); `folder`: its files, with those
in folders below; `sitemap`: the pages of a site. Docent reads them like uploads.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from docent import crawl, qa, uploads
from docent.errors import DocentError
from docent.extract import text
from docent.extract.qa import Pair
from docent.model import Bot, Document
from docent.wiring import Wiring, wired
from migration import options
from migration.mishap import Stopped
from migration.pace import Pace
from migration.report import Report
from migration.state import Fate, State

KIND = "imports"
MEANING = {
    "queued": "is here, and read by Docent now",
    "left": "cannot be taken: see why",
}
# Headers of exports: Dify's annotations, Chatbase's Q&A and others' beside question and answer.
_QUESTIONS = {"question", "questions", "q", "input", "prompt", "user"}
_ANSWERS = {"answer", "answers", "a", "content", "output", "response", "completion", "bot"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["qa", "folder", "sitemap"])
    parser.add_argument("source", help="a CSV file, a folder, or the address of a site or its sitemap")
    parser.add_argument("--bot", required=True, help="the bot that learns it")
    options.common(parser)
    options.stoppable(parser)


def run(given: argparse.Namespace) -> int:
    wires, state = wired(), options.state(given)
    report = Report("import", [KIND], MEANING, dry=given.dry_run)
    bot = wires.bots.find(given.bot)
    if bot is None:
        print(f"There is no bot {given.bot}.", file=sys.stderr)
        return 2
    with report.written(state):
        _bring(given, bot, wires, state, report)
    print(report.summary(state))
    print(f"Every item's fate: {report.path(state)}")
    return report.status


def _bring(given: argparse.Namespace, bot: Bot, wires: Wiring, state: State, report: Report) -> None:
    ways = {"qa": _pairs, "folder": _folder, "sitemap": _sitemap}
    count, pace = 0, Pace(given.per_second)
    for name, put in ways[given.what](given.source, bot, wires):
        count += 1
        id = f"{bot.bot_id} {name}"
        before = state.fate(KIND, id)
        if given.dry_run or (given.what == "sitemap" and before and before.fate == "queued"):
            continue  # pages are read again by Docent; what is uploaded again is known by its content
        pace.take()
        fate, why = _attempt(put)
        state.note(KIND, Fate(id, fate, why, name))
        if given.stop and fate == "left":
            raise Stopped(f"{name}: {why}")
    report.facts["found"] = count
    left = sum(fate.fate == "left" for fate in state.fates(KIND))
    report.require(count > 0, "Nothing was found there.")
    report.require(given.dry_run or not left, f"{left} could not be taken: see why.")


Put = Callable[[], Document | Sequence[Document]]


def _attempt(put: Put) -> tuple[str, str]:
    try:
        made = put()
    except DocentError as error:
        return "left", error.message
    return "queued", ", ".join(each.document_id for each in ([made] if isinstance(made, Document) else made))


def _pairs(source: str, bot: Bot, wires: Wiring) -> Iterator[tuple[str, Put]]:
    """As many documents as it takes: one holds 2,000 pairs."""
    path = Path(source)
    pairs = pairs_of(path.read_bytes())
    for number, first in enumerate(range(0, len(pairs), qa.MOST_PAIRS)):
        part = pairs[first : first + qa.MOST_PAIRS]
        name = path.stem + (f" ({number + 1})" if number else "")
        yield name, partial(
            qa.receive, bot, part, name,
            documents=wires.documents, writer=wires.documents, files=wires.files,
        )  # fmt: skip


def pairs_of(data: bytes) -> list[Pair]:
    """The pairs of an export. Rows that cannot be used are an error that names the first. Raises BadInput."""
    rows = list(csv.reader(io.StringIO(text.decoded(data), newline="")))
    heads = [cell.strip().lower() for cell in rows[0]] if rows else []
    asked = next((at for at, head in enumerate(heads) if head in _QUESTIONS), None)
    told = next((at for at, head in enumerate(heads) if head in _ANSWERS), None)
    if asked is None or told is None:
        return qa.of_csv(data)
    plain = io.StringIO()
    writer = csv.writer(plain)
    filled = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    found: list[Pair] = []
    for first in range(0, len(filled), qa.MOST_PAIRS):
        plain.seek(0)
        plain.truncate()
        writer.writerow(["question", "answer"])
        for row in filled[first : first + qa.MOST_PAIRS]:
            writer.writerow([row[at] if at < len(row) else "" for at in (asked, told)])
        found += qa.of_csv(plain.getvalue().encode())
    return found


def _folder(source: str, bot: Bot, wires: Wiring) -> Iterator[tuple[str, Put]]:
    root = Path(source)
    for path in sorted(each for each in root.rglob("*") if each.is_file() and each.name[0] != "."):
        yield path.relative_to(root).as_posix(), partial(_upload, path, bot, wires)


def _upload(path: Path, bot: Bot, wires: Wiring) -> Document:
    largest = wires.settings.largest_file
    uploads.checked(path.name, path.stat().st_size, largest)  # before it is read into memory
    return uploads.receive(
        bot, path.name, path.read_bytes(), largest=largest,
        documents=wires.documents, writer=wires.documents, files=wires.files,
    )  # fmt: skip


def _sitemap(source: str, bot: Bot, wires: Wiring) -> Iterator[tuple[str, Put]]:
    settings = wires.settings
    manners = crawl.Manners(settings.largest_file, settings.fetch_delay, settings.fetch_loopback)
    yield source, partial(
        crawl.begin, bot, source, "sitemap", crawl.Limits(pages=crawl.MOST_PAGES), manners,
        pages=wires.pages, files=wires.files, writer=wires.documents, work=wires.work,
    )  # fmt: skip
