"""What the three counters of the door cost a question, and whether they are exact under a crowd.

    python -m benchmarks.limits

Starts an embedded cloud of its own. The figures of one call are of that emulator, whose writes are neither
DynamoDB's nor as fast; what carries over is how many writes a question makes. The crowd are 200 threads that
begin together, while visitors of another bot ask on.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import Any

import boto3
from botocore.config import Config

from docent import limits
from docent.adapters.dynamo_limits import DynamoLimits
from docent.errors import TooManyRequests
from docent.gates import Asker, Limits, Rate
from local import cloud, deploy

CALLS, CROWD, OTHERS = 300, 200, 20
MOST = 37
ROOMY = limits.Rates(address=10_000, visitor=10_000, bot=10_000, builder=10_000)


class Open:
    """Limits that say yes: what a question costs without."""

    def take(self, key: str, rate: Rate, moment: float) -> float:
        return 0.0


@dataclass(frozen=True)
class Asked:
    """Whether a question got in, when it was answered, and how many milliseconds that took."""

    got_in: bool
    at: float
    took: float


def ask(store: Limits, rates: limits.Rates, visitor: int, address: int, bot: int = 1) -> Asked:
    asker = Asker("visitor", f"vis_{bot}_{visitor}")
    buckets = limits.question(f"bot_{bot}", asker, f"address {bot} {address}", rates)
    began, got_in = time.perf_counter(), True
    try:
        limits.take(buckets, limits=store, clock=time.time)
    except TooManyRequests:
        got_in = False
    ended = time.perf_counter()
    return Asked(got_in, ended, (ended - began) * 1000)


def spread(asked: Iterable[Asked]) -> str:
    laps = [each.took for each in asked]
    return (
        f"median {statistics.median(laps):.2f} ms, 95th percentile {statistics.quantiles(laps, n=20)[18]:.2f}"
    )


def crowd(store: Limits, rates: limits.Rates, addresses: int, visitors: int) -> str:
    """200 questions to one bot at once, and 20 to another meanwhile: who got in, and how long they waited."""
    together = Barrier(CROWD + OTHERS)

    def one(n: int) -> Asked:
        together.wait()
        other = n >= CROWD
        return ask(store, ROOMY if other else rates, n % visitors, n % addresses, bot=2 if other else 1)

    began = time.perf_counter()
    with ThreadPoolExecutor(CROWD + OTHERS) as many:
        asked = list(many.map(one, range(CROWD + OTHERS)))
    of_bot, others = asked[:CROWD], asked[CROWD:]
    most = MOST + int((max(each.at for each in of_bot) - began) * MOST / 60)
    got, free = (sum(each.got_in for each in some) for some in (of_bot, others))
    return (
        f"{got} got in of {most} allowed in that time, {spread(of_bot)};"
        f" another bot's {free} of {OTHERS}, {spread(others)}"
    )


def report(client: Any, table: str) -> None:
    store = DynamoLimits(client, table)
    print(f"one question, without limits: {spread(ask(Open(), ROOMY, 0, 0) for _ in range(CALLS))}")
    print(f"one question, three counters: {spread(ask(store, ROOMY, n, 0) for n in range(CALLS))}")
    for words, addresses, visitors, rates in (
        ("one address", 1, CROWD, limits.Rates(MOST, 999, 999, 999)),
        ("one visitor", CROWD, 1, limits.Rates(999, MOST, 999, 999)),
        ("many addresses", CROWD, CROWD, limits.Rates(999, 999, MOST, 999)),
    ):
        for item in client.scan(TableName=table)["Items"]:
            client.delete_item(TableName=table, Key={"pk": item["pk"]})
        print(f"{CROWD} at once, {words}: {crowd(store, rates, addresses, visitors)}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        running = cloud.start(28_431, Path(folder), save_seconds=3600)
        try:
            running.wait()
            outputs = deploy.deploy(running.endpoint, "http://127.0.0.1:8000")
            client = boto3.session.Session(region_name=deploy.REGION).client(
                "dynamodb", endpoint_url=running.endpoint,
                aws_access_key_id=deploy.ACCOUNT, aws_secret_access_key=cloud.SECRET,
                config=Config(max_pool_connections=CROWD + OTHERS),
            )  # fmt: skip
            report(client, outputs["UsageTable"])
        finally:
            running.stop()


if __name__ == "__main__":
    main()
