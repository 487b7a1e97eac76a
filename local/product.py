"""All of Docent on this machine: its processes, in the order they need each other, kept alive."""

from __future__ import annotations

import http.client
import sys
import time
from collections.abc import Callable, Mapping

from local import children, cloud, deploy, site
from local.cloud import HOST, NotStarted
from local.settings import Settings, scrubbed

Tell = Callable[[str], None]

MOST_RESTARTS = 5
WORKERS = 2


class Product:
    """A running product; `tell` is given a line on each thing that begins."""

    def __init__(self, settings: Settings, tell: Tell) -> None:
        self._settings, self._tell = settings, tell
        self._children: dict[str, children.Child] = {}
        self._restarts = 0
        self._environ: Mapping[str, str] = {}

    def start(self) -> None:
        """Start everything; returns once the API answers. Raises NotStarted or NotDeployed."""
        self._start_cloud()
        self._tell("setting up accounts, tables, bucket and queue ...")
        origin, port = self._settings.origin, str(self._settings.port)
        outputs = deploy.deploy(self._endpoint, f"{origin},http://localhost:{port}")
        ours = deploy.environment(self._endpoint, outputs, origin, self._settings.model)
        mine = {
            "DOCENT_PORT": port, "DOCENT_PAGES": str(self._settings.pages), "PYTHONUNBUFFERED": "1",
            "DOCENT_WIDGET_PIN": site.pin(self._settings.widget),
        }  # fmt: skip
        self._environ = {**scrubbed(), **ours, **mine}
        self._tell("starting the API, the pages and the readers of documents ...")
        for name in self._names():
            self._launch(name)
        self._wait()

    def tend(self) -> None:
        """Start again what has died. Raises NotStarted when things keep dying."""
        for name, child in list(self._children.items()):
            if not child.alive:
                self._restarts += 1
                if self._restarts > MOST_RESTARTS:
                    raise NotStarted(
                        f"The {name} process keeps ending. Its last words:\n{child.last_words()}"
                    )
                self._tell(f"the {name} process ended; starting it again. Its log was:\n{child.last_words()}")
                self._start_cloud() if name == "cloud" else self._launch(name)

    def stop(self) -> None:
        """Stop everything, the cloud last, which saves what it holds."""
        users = [child for name, child in self._children.items() if name != "cloud"]
        for child in users:
            child.terminate()
        for child in [*users, *self._children.values()]:
            child.stop()
        self._children.clear()

    @property
    def _endpoint(self) -> str:
        return f"http://{HOST}:{self._settings.port + 2}"

    def _start_cloud(self) -> None:
        self._tell("starting the embedded cloud ...")
        emulator = cloud.start(self._settings.port + 2, self._settings.home)
        self._children["cloud"] = emulator.child
        emulator.wait()

    def _names(self) -> list[str]:
        return ["api", *(f"worker-{number}" for number in range(1, WORKERS + 1))]

    def _launch(self, name: str) -> None:
        module = "local.serve" if name == "api" else "local.worker"
        command = [sys.executable, "-m", module]
        self._children[name] = children.start(name, command, self._environ, self._settings.logs)

    def _wait(self, seconds: float = 60.0) -> None:
        api, deadline = self._children["api"], time.monotonic() + seconds
        while not self._healthy():
            if not api.alive or time.monotonic() > deadline:
                raise NotStarted(f"The API did not start.\n{api.last_words()}")
            time.sleep(0.02)

    def _healthy(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self._settings.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
