"""What is served where, by the process itself; test_main.py and the browser tests see the whole product."""

import http.client
import sys
import time
from collections.abc import Iterator

import pytest

from local import children
from local.settings import scrubbed
from tests.emulator import Emulator, free_ports

pytestmark = pytest.mark.cloud


@pytest.fixture(scope="module")
def port(cloud: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port, pages = free_ports(2), tmp_path_factory.mktemp("pages")
    for page in ("app/dist/index.html", "widget/dist/docent.js"):
        (pages / page).parent.mkdir(parents=True)
        (pages / page).write_text(page)
    environ = {**scrubbed(), **cloud.env, "DOCENT_PORT": str(port), "DOCENT_PAGES": str(pages)}
    child = children.start("serve", [sys.executable, "-m", "local.serve"], environ, pages / "logs")
    deadline = time.monotonic() + 120
    while get(port, "/health")[0] != 200 and time.monotonic() < deadline:
        time.sleep(0.05)
    yield port
    child.stop()
    assert child.process.returncode == 0, child.last_words()


def get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        with connection.getresponse() as answer:
            return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        connection.close()


def test_the_api_and_the_pages_share_an_origin(port: int):
    assert get(port, "/auth/me")[0] == 401
    assert get(port, "/bots/bot_1") == (200, "app/dist/index.html")
    assert get(port, "/widget/docent.js") == (200, "widget/dist/docent.js")
    assert f"http://127.0.0.1:{port + 1}" in get(port, "/config.json")[1]


def test_the_demo_site_has_its_own(port: int):
    assert "Fernwood" in get(port + 1, "/")[1]
    assert get(port + 1, "/auth/me")[0] == 404
