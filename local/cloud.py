"""The embedded cloud: MiniStack in a process of its own, on loopback, its state on disk."""

from __future__ import annotations

import http.client
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from local import children

HOST = "127.0.0.1"
SECRET = "local"


class NotStarted(RuntimeError):
    """Raised when a part of the local cloud does not come up; the message holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """A running emulator. Its `endpoint` is what AWS_ENDPOINT_URL takes."""

    port: int
    child: children.Child

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.port}"

    def stop(self) -> None:
        self.child.stop()

    def wait(self, seconds: float = 120.0) -> None:
        """Return once it answers. Raises NotStarted if it ends or says nothing for `seconds`."""
        deadline = time.monotonic() + seconds
        while not (self.child.alive and _answers(self.port)):
            if not self.child.alive or time.monotonic() > deadline:
                raise NotStarted(f"The embedded cloud did not start.\n{self.child.last_words()}")
            time.sleep(0.02)


def start(port: int, home: Path, *, save_seconds: float = 2.0, python: Path | None = None) -> Cloud:
    """Start it on `port` with its state under `home`; call `wait` before the first request."""
    command = [str(python or interpreter()), "-m", "local.ministack_server"]
    child = children.start("cloud", command, _environment(port, home, save_seconds), home / "logs")
    return Cloud(port, child)


def interpreter() -> Path:
    """The Python that holds MiniStack. Raises NotStarted where it is not set up."""
    python = children.ROOT / ".venv-cloud" / "bin" / "python"
    if not python.exists():
        raise NotStarted("The embedded cloud is not set up. Run `make run`, which sets up all it needs.")
    return python


def _environment(port: int, home: Path, save_seconds: float) -> dict[str, str]:
    """All that MiniStack sees: nothing of ours may turn a service on, or point it at a real account."""
    state = home.absolute() / "cloud"
    state.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    return {
        **kept,
        # Without AUTH any confirmation code is accepted.
        "AUTH": "true",
        # By whom Cognito's triggers are run: local/trigger.py.
        "DOCENT_PYTHON": sys.executable,
        # Forms for uploads must be signed with this one.
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "BIND_HOST": HOST, "GATEWAY_PORT": str(port), "MINISTACK_HOST": HOST,
        "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0",
        "PERSIST_STATE": "1", "STATE_DIR": str(state / "state"),
        "S3_PERSIST": "1", "S3_DATA_DIR": str(state / "files"),
        "SAVE_SECONDS": str(save_seconds),
        # Or it would tidy up containers of its own kind on this machine.
        "DOCKER_HOST": "unix:///nonexistent",
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
