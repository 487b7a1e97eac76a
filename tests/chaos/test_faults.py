"""Services that fail while a bot is in use; `benchmarks.faults` goes through all of them in every way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from docent.wiring import wired
from tests import faults
from tests.emulator import Emulator
from tests.faults import Fault, Faults
from tests.outage import RIGHT, House
from tests.website import website

pytestmark = pytest.mark.cloud
SLOW_SECONDS = 12.0
AS_EVER = {"bots", "ask", "visitor", "search", "make"}


@pytest.fixture(scope="module")
def place(cloud: Emulator) -> Iterator[tuple[House, Faults]]:
    with (
        pytest.MonkeyPatch.context() as patch,
        website() as site,
        faults.before(cloud.endpoint, SLOW_SECONDS) as (url, aws),
    ):
        for name, value in cloud.env.items():
            patch.setenv(name, value.replace(cloud.endpoint, url))
        patch.setenv("DOCENT_FETCH_LOOPBACK", "1")
        patch.setenv("DOCENT_FETCH_DELAY", "0")
        wired.cache_clear()
        yield House(cloud.shared, site), aws
        wired.cache_clear()
    # What was waited for would meet other tests, to whom this machine is no site.
    cloud.client("sqs").purge_queue(QueueUrl=cloud.shared.outputs["QueueUrl"])


@pytest.mark.parametrize(
    ("service", "how", "cold", "answers"),
    [
        ("dynamodb", "failing", True, set()),
        ("dynamodb", "slow", False, set()),
        ("s3", "unreachable", False, AS_EVER | {"sign in"}),
        ("s3", "throttled", True, AS_EVER | {"sign in"}),
        ("sqs", "failing", False, AS_EVER | {"sign in", "upload", "delete"}),
        ("cognito-idp", "throttled", False, AS_EVER | {"upload", "page", "delete"}),
        ("cognito-idp", "unreachable", True, {"visitor"}),
    ],
)
def test_nothing_is_wrong_nothing_lost_and_all_comes_back(
    place: tuple[House, Faults], service: str, how: Fault, cold: bool, answers: set[str]
) -> None:
    house, aws = place
    lived = house.live_through(aws, service, how, cold=cold)
    assert lived.hit
    assert lived.during.wrong == {}
    assert lived.lost == []
    assert set(lived.after.outcomes.values()) == {RIGHT}
    assert {name for name, each in lived.during.outcomes.items() if each == RIGHT} == answers
