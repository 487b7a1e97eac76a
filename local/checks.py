"""What must be so before anything starts; every refusal says the cure."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sys
import time
from typing import IO

from local.cloud import HOST
from local.settings import Settings


class NotReady(RuntimeError):
    """Raised when Docent can't start here; the message says what to do."""


def python(version: tuple[int, ...] = sys.version_info[:2]) -> None:
    if version < (3, 11):
        found = ".".join(map(str, version))
        raise NotReady(f"Docent needs Python 3.11 or later; this is {found}. Run: make run PYTHON=python3.12")


def built(settings: Settings) -> None:
    """The model, the pages and what the settings ask for are there."""
    if not (settings.model / "model.onnx").exists():
        raise NotReady(f"The embedding model is not in {settings.model}. Run: make model")
    for page in (settings.app / "index.html", settings.widget / "docent.js"):
        if not page.exists():
            raise NotReady(f"{page} is not built. Run: make frontend")
    if settings.tesseract and not shutil.which("tesseract"):
        raise NotReady(
            "DOCENT_OCR=tesseract, and Tesseract is not installed. Install it (on Debian: apt-get install"
            " tesseract-ocr; with Homebrew: brew install tesseract), or leave DOCENT_OCR out."
        )


def ports(first: int, patience: float = 3.0) -> None:
    """The three ports from `first` on are free, soon: a Docent that was killed takes a moment to let go."""
    deadline = time.monotonic() + patience
    for port in range(first, first + 3):
        while not _free(port):
            if time.monotonic() > deadline:
                raise NotReady(
                    f"Port {port} is taken by another program; Docent needs {first} to {first + 2}."
                    f" Stop it, or choose other ports: DOCENT_PORT={_elsewhere(first)} make run"
                )
            time.sleep(0.1)


def alone(settings: Settings) -> IO[str]:
    """The lock of this home, held until the process ends. Raises NotReady if another Docent holds it."""
    settings.home.mkdir(parents=True, exist_ok=True)
    lock = (settings.home / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        told = lock.read().strip() or "it has only just started"
        lock.close()
        raise NotReady(
            f"Docent is already running with its state in {settings.home} ({told})."
            " Use that one, stop it, or start a second: DOCENT_HOME=.docent-2 DOCENT_PORT=8100 make run"
        ) from error
    lock.truncate(0)
    lock.write(f"{settings.origin}, process {os.getpid()}")
    lock.flush()
    return lock


def _free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _elsewhere(taken: int) -> int:
    """A first port with three free ones in a row."""
    tens = (first for first in range(taken // 10 * 10 + 100, 65533, 10))
    return next((first for first in tens if all(map(_free, range(first, first + 3)))), 18000)
