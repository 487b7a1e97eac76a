"""What people see and what is lost while a service fails: `python -m benchmarks.faults [service ...]`.

The four functions in this process, beside the embedded cloud; before the cloud and before what stands in for
the models, a gateway (tests/faults.py) that lets one of them fail. `slow` is the worst kind: what is asked is
done, and the answer comes after all time-outs. Meanwhile everything is asked for at once, a file is uploaded,
and another that waits in the queue is read; `cold` is a function that has just started. Then the service is
well again, nobody does anything, and all that was taken must get ready, and everything answer.

Right is the answer with its source; 503 and 429 must carry Retry-After, the one shape of errors, and nothing
of the vendor's. All else is wrong, and so is a document that was taken and is not ready a minute later.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

from docent.wiring import wired
from local import cloud
from tests import bedrock_server, drill, faults, gemini_server
from tests.emulator import Emulator, free_ports
from tests.faults import FAULTS, SERVICES, Faults
from tests.outage import OPERATIONS, RIGHT, House, Outcome
from tests.website import Site, website
from tests.wire import serving

SLOW_SECONDS = 12.0  # longer than any time-out
SAYS = "The rent is due on the third of each month [1]."
NAMES = {"cognito-idp": "Cognito", "dynamodb": "DynamoDB", "s3": "S3", "sqs": "SQS"}
Made = TypeVar("Made")
UNLIMITED = ("QUESTIONS_PER_BUILDER", "QUESTIONS_PER_BOT", "QUESTIONS_PER_ADDRESS", "ATTEMPTS_PER_ADDRESS")


def main(*wanted: str) -> int:
    """Exit status 0 where nothing was wrong, nothing lost, and all came back by itself."""
    logging.disable()
    outcomes: list[Outcome] = []
    with place() as (emulator, aws), website() as site:
        services = [each for each in SERVICES if not wanted or each in wanted]
        if services:
            house = _quietly(House, emulator.shared, site)
            _head()
        for service, how, cold in product(services, FAULTS, (False, True)):
            lived = _quietly(house.live_through, aws, service, how, cold=cold)
            outcomes.append(_tell(f"{NAMES[service]} {how}{', cold' if cold else ''}", lived))
        if not wanted or "models" in wanted:
            _head()
            outcomes += models(emulator, site)
    bad = [each for each in outcomes if not each.good]
    print(f"\n{len(outcomes)} failures lived through, {len(bad)} of them badly")
    return int(bool(bad))


def models(emulator: Emulator, site: Site) -> Iterator[Outcome]:
    """Gemini in each way; then Nova, of a bot that is set to it and while Gemini is down: quotes come last.

    Each time a function that has just started: else its breakers would not even ask who failed before.
    """
    with ExitStack() as stack:
        gemini, nova = (stack.enter_context(serving()) for _ in range(2))
        gemini.will(gemini_server.saying(SAYS))
        nova.will(bedrock_server.saying(SAYS))
        (first_url, first), (second_url, second) = (
            stack.enter_context(faults.before(each.url, SLOW_SECONDS)) for each in (gemini, nova)
        )
        os.environ |= {
            "GEMINI_API_KEY": "key", "GEMINI_BASE_URL": first_url, "DOCENT_NOVA_MODEL": drill.NOVA,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": second_url,
        }  # fmt: skip
        wired.cache_clear()
        house = _quietly(House, emulator.shared, site, "auto")
        for how in FAULTS:
            yield _tell(f"Gemini {how}", _quietly(house.live_through, first, "gemini", how, cold=True))
        alone = _quietly(House, emulator.shared, site, drill.NOVA)
        for how in FAULTS:
            lived = _quietly(alone.live_through, second, "bedrock", how, cold=True)
            yield _tell(f"Nova {how}, Gemini well", lived)
        first.strike("gemini", "failing")
        for how in FAULTS:
            lived = _quietly(house.live_through, second, "bedrock", how, cold=True)
            yield _tell(f"Gemini failing, Nova {how}", lived)


@contextmanager
def place() -> Iterator[tuple[Emulator, Faults]]:
    """The embedded cloud, and this process wired to it through the gateway."""
    with tempfile.TemporaryDirectory() as folder:
        running = cloud.start(free_ports(), Path(folder), save_seconds=3600)
        try:
            running.wait()
            emulator = Emulator(running, Path("build/model").absolute())
            with faults.before(emulator.endpoint, SLOW_SECONDS) as (url, aws):
                os.environ |= {k: v.replace(emulator.endpoint, url) for k, v in emulator.env.items()}
                os.environ |= {f"DOCENT_{name}": "1000000" for name in UNLIMITED}
                os.environ |= {"DOCENT_FETCH_LOOPBACK": "1", "DOCENT_FETCH_DELAY": "0"}
                yield emulator, aws
        finally:
            running.stop()


def _quietly(make: Callable[..., Made], *args: Any, **kwargs: Any) -> Made:
    """Without the functions' metrics, which they print."""
    with redirect_stdout(StringIO()):
        return make(*args, **kwargs)


def _head() -> None:
    columns = "".join(f"{name:>9}" for name in OPERATIONS)
    print(f"\n{'what fails':32}{columns}{'seconds':>9}{'lost':>6}  back   who wrote")


def _tell(name: str, lived: Outcome) -> Outcome:
    during = "".join(f"{lived.during.outcomes[each].partition(' ')[0]:>9}" for each in OPERATIONS)
    back = "yes" if set(lived.after.outcomes.values()) == {RIGHT} else "NO"
    writers = f"{', '.join(lived.during.writers)}, then {', '.join(lived.after.writers)}"
    writers += "" if lived.hit else "  NOTHING FAILED"
    print(f"{name:32}{during}{lived.during.seconds:9.1f}{len(lived.lost):6}  {back:5}  {writers}", flush=True)
    for each in (*lived.during.wrong.items(), *lived.after.wrong.items(), *lived.lost):
        print(f"    {each}")
    return lived


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
