import inspect
import signal
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from botocore import loaders
from hypothesis import HealthCheck, settings

from docent.wiring import wired
from layers.model import build as model_build
from local import cloud as local_cloud
from tests.caller import Person
from tests.emulator import Emulator, free_ports
from tests.gemini_server import GeminiServer, gemini_server
from tests.logs import Overheard, overhearing

# How long one example takes says more about the machine than about the code. The same examples in every run:
# whoever changed nothing sees nothing fail.
settings.register_profile(
    "docent", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("docent")
# Tests make hundreds of clients. They share the service models, which each would read from disk anew.
loaders.create_loader = lru_cache(loaders.create_loader)


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """The embedded cloud with data.yaml deployed. Mark what uses it with `cloud`."""
    running = local_cloud.start(free_ports(), tmp_path_factory.mktemp("cloud"), save_seconds=3600)
    try:
        running.wait()
        yield Emulator(running, Path("build/model").absolute())
    finally:
        running.stop()


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The embedding model, built if it is not there yet."""
    folder = Path(__file__).parents[1] / "build" / "model"
    model_build.build(folder)
    return folder


@pytest.fixture
def bounded() -> Iterator[None]:
    """Ends a test that has used a minute of processor; what takes time by length uses a second or two."""

    def give_up(number: int, frame: object) -> None:
        pytest.fail("a minute of processor was not enough: does it take the square of the length?")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, 60)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.fixture(autouse=True)
def one_day() -> None:
    """Budgets, exports and statistics go by days, in UTC: what would stand at midnight begins after it."""
    left = 86_400 - time.time() % 86_400
    if left < 60:
        time.sleep(left)


@pytest.fixture(autouse=True)
def overheard(request: pytest.FixtureRequest) -> Iterator[Overheard]:
    """Listens to every test: nothing that was said in it may stand in the log at its end."""
    with overhearing() as heard:
        yield heard
    files = {request.path, Path(inspect.getsourcefile(request.function) or request.path)}
    assert not heard.leaked(*files)


@pytest.fixture
def people(
    cloud: Emulator, monkeypatch: pytest.MonkeyPatch, overheard: Overheard
) -> Iterator[Callable[[], Person]]:
    """Makes signed-in people, each with an account of their own."""
    account = cloud.account()
    for name, value in account.env.items():
        monkeypatch.setenv(name, value)
    cloud.wire()
    yield lambda: Person(account, overheard).sign_in()
    wired.cache_clear()


@pytest.fixture
def ann(people: Callable[[], Person]) -> Person:
    return people()


@pytest.fixture
def stranger(people: Callable[[], Person]) -> Person:
    return people()


@pytest.fixture
def unlimited(cloud: Emulator, people: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is held back by the limits of addresses and accounts."""
    for name in ("ATTEMPTS_PER_ADDRESS", "SESSIONS_PER_ADDRESS", "QUESTIONS_PER_BUILDER"):
        monkeypatch.setenv(f"DOCENT_{name}", "1000000")
    cloud.wire()


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch) -> Iterator[GeminiServer]:
    """Gemini's wire format on loopback; ask for it after the bot is there."""
    with gemini_server() as server:
        monkeypatch.setenv("GEMINI_API_KEY", "key")
        monkeypatch.setenv("GEMINI_BASE_URL", server.url)
        wired.cache_clear()
        yield server
