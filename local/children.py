"""Child processes that write to a log file and never outlive us."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Child:
    """A running child. Its standard input is a pipe that closes when we die: it stops when that happens."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def terminate(self) -> None:
        """Ask it to stop, without waiting for it."""
        if self.alive:
            self.process.terminate()

    def stop(self, grace: float = 20.0) -> None:
        """Ask it to stop, and kill it after `grace` seconds."""
        self.terminate()
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()

    def last_words(self, lines: int = 12) -> str:
        """The end of its log, and where the rest is."""
        text = self.log.read_text(errors="replace").splitlines()[-lines:]
        return "\n".join([*(f"  | {line}" for line in text), f"  All of it: {self.log}"])


def start(name: str, command: Sequence[str], environ: Mapping[str, str], logs: Path) -> Child:
    """Run `command` with exactly this environment; what it says goes to `logs`/`name`.log, started anew."""
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"{name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=dict(environ), stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT,
            start_new_session=True, cwd=ROOT,
        )  # fmt: skip
    return Child(name, process, log)


def stop_with_parent() -> None:
    """Called in a child: ask this process to stop (SIGTERM) once its standard input closes."""

    def wait() -> None:
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
