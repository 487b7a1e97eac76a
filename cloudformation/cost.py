"""What a month costs: `python -m cloudformation.cost [--bots 10] [--documents 1000] [--questions 10000]`.

What a question and a document use is below, with where each number is from; prices are in prices.toml.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cloudformation import template
from docent import prices
from docent.conversation import Usage

# A document: passages of 320 tokens, 26 a second: fewer than a core here does (benchmarks.embedding).
SECONDS_TO_READ, PASSAGES_A_SECOND = 2.0, 26.0
BYTES_A_PASSAGE = {"blocks": 560, "text": 1_900}  # benchmarks.search_cost, with the item's own keys
# A question: turn, receipt, budgets, counters, the answer on its way are written; bot and passages read.
WRITES_A_QUESTION, READS_A_QUESTION = 16, 8
TOKENS = Usage(2_600, 250)  # six passages, the rules, a short history; an answer of some sentences
SECONDS_A_QUESTION = 2.5  # most of it waiting for the model
COLD, CALLS_A_QUESTION, LOG_BYTES = 0.01, 1.5, 1_500
GB = {"chat": 1769 / 1024, "upload": 2.0}
# A month in which nobody asks. Lambda keeps five pollers at a queue, and each waits for 20 s at a time
# (getlift/lift#132 on GitHub counted them). The watch looks every five minutes, at documents and at what the
# queue gave up: half a second, most of it waiting. Code: the zips of one release.
POLLS, WATCHES = 5 * 3 * 60 * 24 * 30, 12 * 24 * 30
SECONDS_A_WATCH, READS_A_WATCH, CODE_GB = 0.5, 0.5, 0.07
ALARMS, METRICS = 10, 10  # of monitoring.yaml by default; metrics in months with calls alone
KB_UNIT, READ_UNIT = 1_024, 4_096


@dataclass(frozen=True, slots=True)
class Load:
    """A month: what is stored, what came new, what was asked. `people` signed in."""

    bots: int
    documents: int
    new: int
    questions: int
    passages: int
    megabytes: float
    people: int
    model: str


NOBODY = Load(0, 0, 0, 0, 0, 0, 0, "")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m cloudformation.cost", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--bots", type=count, default=10)
    parser.add_argument("--documents", type=count, default=1_000, help="kept; default: 1000")
    parser.add_argument("--new", type=count, help="of them new this month; default: all")
    parser.add_argument("--questions", type=count, default=10_000, help="a month; default: 10000")
    parser.add_argument("--passages", type=count, default=40, help="of one document; default: 40")
    parser.add_argument("--megabytes", type=number, default=0.5, help="of one document; default: 0.5")
    parser.add_argument("--people", type=count, default=10, help="who sign in; default: 10")
    parser.add_argument("--model", default="gemini-3.5-flash-lite", help="default: gemini-3.5-flash-lite")
    given = vars(parser.parse_args(arguments))
    given["new"] = given["documents"] if given["new"] is None else given["new"]
    print(table(Load(**given), read()))
    return 0


def count(text: str) -> int:
    return int(number(str(int(text))))


def number(text: str) -> float:
    found = float(text)
    if not 0 <= found < 1e15:
        raise argparse.ArgumentTypeError(f"{text} is no number of these: give 0 or more.")
    return found


def read() -> dict[str, Any]:
    """prices.toml."""
    found: dict[str, Any] = tomllib.loads((template.FOLDER / "prices.toml").read_text("utf-8"))
    return found


def used(load: Load) -> dict[str, float]:
    """How much of each priced thing the month takes."""
    held = load.documents * load.passages * sum(BYTES_A_PASSAGE.values()) / 1e9
    cold_reads = (
        COLD * load.documents / max(1, load.bots) * load.passages * BYTES_A_PASSAGE["blocks"] / READ_UNIT
    )
    reading = load.new * (SECONDS_TO_READ + load.passages / PASSAGES_A_SECOND)
    a_document: float = load.passages * -(-BYTES_A_PASSAGE["text"] // KB_UNIT)
    a_document += load.passages * BYTES_A_PASSAGE["blocks"] / KB_UNIT + 20
    return {
        "lambda_gb_second": load.questions * SECONDS_A_QUESTION * GB["chat"]
        + (reading + WATCHES * SECONDS_A_WATCH) * GB["upload"],
        "lambda_million_requests": (load.questions * CALLS_A_QUESTION + load.new * 4 + WATCHES) / 1e6,
        "api_million_requests": (load.questions * CALLS_A_QUESTION + load.new * 10) / 1e6,
        "table_million_writes": (load.questions * WRITES_A_QUESTION + load.new * a_document) / 1e6,
        "table_million_reads": (load.questions * (READS_A_QUESTION + cold_reads) + WATCHES * READS_A_WATCH)
        / 1e6,
        "table_gb_month": held,
        "backup_gb_month": held,
        "bucket_gb_month": load.documents * load.megabytes / 1e3 + CODE_GB,
        "bucket_thousand_puts": load.new * 3 / 1e3,
        "queue_million_requests": (load.new * 3 + POLLS + WATCHES) / 1e6,
        "logs_gb": (load.questions * CALLS_A_QUESTION + load.new * 4) * LOG_BYTES / 1e9,
        "person_month": load.people,
        "app_gb_served": load.people * 0.01,
        "alarm_month": ALARMS,
        "metric_month": METRICS * bool(load.questions or load.new),
    }


def dollars(amounts: Mapping[str, float], found: Mapping[str, Any], *, free: bool) -> dict[str, float]:
    """Each of them in dollars; `free`: less what costs nothing every month."""
    left = {
        name: max(0.0, amount - (found["free"].get(name, 0) if free else 0))
        for name, amount in amounts.items()
    }
    return {name: amount * found["each"][name] for name, amount in left.items()}


def idle(environments: int, found: Mapping[str, Any]) -> float:
    """Dollars of a month in which nobody asks, nothing is stored, and an account has so many environments."""
    amounts = {name: amount * environments for name, amount in used(NOBODY).items()}
    return sum(dollars(amounts, found, free=True).values())


def answers(usd: float, model: str) -> int:
    """How many a budget pays for; what comes after them is answered by quotes. 0 of what costs nothing."""
    each = prices.cost(model, TOKENS)
    return int(usd / each) if each else 0


def budgets() -> dict[str, float]:
    """Of one bot and of all, in dollars a day, as they are by default."""
    known = template.load("template.yaml")["Parameters"]
    return {name: float(known[name]["Default"]) for name in ("BotUsdPerDay", "UsdPerDay")}


def table(load: Load, found: Mapping[str, Any]) -> str:
    """The month, item by item, beside what others cost while nobody asks."""
    amounts = used(load)
    with_free, without = (dollars(amounts, found, free=each) for each in (True, False))
    model = load.questions * prices.cost(load.model, TOKENS)
    lines = [
        f"{load.bots:,} bots, {load.documents:,} documents ({load.new:,} new), {load.questions:,} questions",
        f"AWS's prices of {found['as_of']}, models' of {prices.AS_OF}, us-east-1",
        f"{'':28}{'amount':>16}{'USD':>12}{'after the free tier':>22}",
    ]
    lines += [
        f"{name.replace('_', ' '):28}{amount:>16,.2f}{without[name]:>12.2f}{with_free[name]:>22.2f}"
        for name, amount in amounts.items()
    ]
    whole, paid = sum(without.values()), sum(with_free.values())
    lines += [
        f"{'AWS':28}{'':>16}{whole:>12.2f}{paid:>22.2f}",
        f"{load.model:28}{load.questions:>16,}{model:>12.2f}{model:>22.2f}",
        f"{'all':28}{'':>16}{whole + model:>12.2f}{paid + model:>22.2f}",
        "",
        *(
            f"{f'{name}={usd:g}: answers of that model a day':56}{answers(usd, load.model):>12,}"
            for name, usd in budgets().items()
        ),
        "",
        "A month in which nobody asks, and nothing is stored:",
        f"{'Docent: its watch, its queue, its alarms, its code':56}{idle(1, found):>12.2f}",
        f"{'Docent twice in one account, for what is free is once':56}{idle(2, found):>12.2f}",
    ]
    lines += [f"{name:56}{each:>12.2f}" for name, each in found["idle"]["others"].items()]
    lines += [f"Docent with {name:44}{each:>12.2f}" for name, each in found["idle"]["parameters"].items()]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
