"""What the three counters of the door cost a question, and whether they are exact under a crowd.

    python -m benchmarks.limits

Starts an embedded cloud of its own. The figures of one call are of that emulator, whose writes are neither
DynamoDB's nor as fast; what carries over is how many writes a question makes.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from docent import limits
from docent.adapters.dynamo_limits import DynamoLimits
from docent.errors import TooManyRequests
from docent.gates import Asker, Limits, Rate
from local import cloud, deploy

CALLS, CROWD, THREADS = 300, 200, 32
ROOMY = limits.Rates(address=10_000, visitor=10_000, bot=10_000, builder=10_000)


class Open:
    """Limits that say yes: what a question costs without."""

    def take(self, key: str, rate: Rate, moment: float) -> float:
        return 0.0


def ask(store: Limits, rates: limits.Rates, visitor: int, address: int) -> bool:
    """Whether a visitor gets in."""
    buckets = limits.question("bot_1", Asker("visitor", f"vis_{visitor}"), f"address {address}", rates)
    try:
        limits.take(buckets, limits=store, clock=time.time)
    except TooManyRequests:
        return False
    return True


def timed(call: Callable[[], object]) -> str:
    """Median and 95th percentile of a call, in milliseconds."""
    laps = []
    for _ in range(CALLS):
        began = time.perf_counter()
        call()
        laps.append((time.perf_counter() - began) * 1000)
    return (
        f"median {statistics.median(laps):.2f} ms, 95th percentile {statistics.quantiles(laps, n=20)[18]:.2f}"
    )


def crowd(store: Limits, rates: limits.Rates, addresses: int, visitors: int) -> tuple[int, float]:
    """How many of 200 got in, and how many seconds it took."""
    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as many:
        got = list(many.map(lambda n: ask(store, rates, n % visitors, n % addresses), range(CROWD)))
    return sum(got), time.perf_counter() - began


def report(client: Any, table: str) -> None:
    fresh = iter(range(1_000))
    store = DynamoLimits(client, table)
    print(f"one question, without limits: {timed(lambda: ask(Open(), ROOMY, 0, 0))}")
    print(f"one question, three counters: {timed(lambda: ask(store, ROOMY, next(fresh), 0))}")
    for words, addresses, visitors, rates in (
        ("one address", 1, CROWD, limits.Rates(37, 999, 999, 999)),
        ("one visitor", CROWD, 1, limits.Rates(999, 37, 999, 999)),
        ("many addresses", CROWD, CROWD, limits.Rates(999, 999, 37, 999)),
    ):
        for item in client.scan(TableName=table)["Items"]:
            client.delete_item(TableName=table, Key={"pk": item["pk"]})
        got, seconds = crowd(store, rates, addresses, visitors)
        most = 37 + int(seconds * 37 / 60)
        print(f"{CROWD} at once, {words}: {got} got in; allowed in those {seconds:.1f} s: {most}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        running = cloud.start(28_431, Path(folder), save_seconds=3600)
        try:
            running.wait()
            outputs = deploy.deploy(running.endpoint, "http://127.0.0.1:8000")
            client = boto3.session.Session(region_name=deploy.REGION).client(
                "dynamodb", endpoint_url=running.endpoint,
                aws_access_key_id=deploy.ACCOUNT, aws_secret_access_key=cloud.SECRET,
                config=Config(max_pool_connections=THREADS),
            )  # fmt: skip
            report(client, outputs["UsageTable"])
        finally:
            running.stop()


if __name__ == "__main__":
    main()
