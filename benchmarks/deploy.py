"""How long a first deployment takes, step by step: `python -m benchmarks.deploy`.

The deploy command against the embedded cloud, with the functions' own zips, built anew. What AWS needs beyond
that is added on paper, since it makes things that the embedded cloud only notes down: seconds that its users
commonly see, not measured by us. Limit: ten minutes.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from cloudformation import aws, deploy
from cloudformation.environments import Environment
from tests import lambda_cloud
from tests.emulator import free_ports

LIMIT_SECONDS = 600
MEGABITS = 20  # a second, upwards
# In the order of the stacks; parts of one stack are made side by side.
ON_PAPER = {
    "tables, bucket, queues, user pool": 60,
    "layers, functions, roles, API": 100,
    "CloudFront in front of the widget": 240,
    "alarms, dashboard": 30,
    "the app on Amplify": 45,
}
GIVEN = {"Hosting": "elsewhere", "AppOrigin": "https://app.example.com", "StreamAnswers": "false"}


def main() -> int:
    """Exit status 0 where steps and paper together stay within the limit."""
    with (
        tempfile.TemporaryDirectory() as folder,
        lambda_cloud.running(free_ports(), Path(folder, "home")) as cloud,
    ):
        os.environ |= lambda_cloud.credentials(cloud)
        out, pages = Path(folder, "out"), deploy.ROOT / "frontend" / "widget" / "dist"
        at = Environment(
            "dev", aws.connect("us-east-1"), lambda line: None, lambda_cloud.through(cloud.endpoint), 0.05
        )
        at.deploy(lambda arch: deploy.build(out, "host"), GIVEN, pages, pages)
        megabytes = sum(each.stat().st_size for each in out.rglob("*.zip")) / 1e6
        first = dict(at.took)
        started = time.perf_counter()
        at.deploy(lambda arch: deploy.build(out, "host"), GIVEN, pages, pages)
        again = time.perf_counter() - started
    whole = _report(first, megabytes)
    print(f"\nthe same again, which changes nothing: {again:.1f} s here")
    return int(whole > LIMIT_SECONDS)


def _report(took: dict[str, float], megabytes: float) -> float:
    print("A first deployment against the embedded cloud, seconds")
    for name, seconds in took.items():
        print(f"  {name:40}{seconds:8.1f}")
    paper = {f"{megabytes:.0f} MB at {MEGABITS} Mbit/s": megabytes * 8 / MEGABITS, **ON_PAPER}
    print("what AWS adds, on paper")
    for name, seconds in paper.items():
        print(f"  {name:40}{seconds:8.0f}")
    whole = sum(took.values()) + sum(paper.values())
    print(f"{'together':42}{whole:8.0f}, limit {LIMIT_SECONDS}")
    return whole


if __name__ == "__main__":
    sys.exit(main())
