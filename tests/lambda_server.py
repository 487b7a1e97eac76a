"""MiniStack with functions on Lambda's Python, from their layers; run by the Python of .venv-cloud.

It runs functions on its own interpreter, knows no /opt and leaves logging as it is; this gives them what
Lambda does. FUNCTIONS_PYTHON names the interpreter.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack import app
from ministack.core import iam_evaluator, lambda_runtime
from ministack.services.cloudformation import _stacks, provisioners

from local import ministack_server

LONGEST_LOG = 60.0
# Run before MiniStack's own worker: logs as on Lambda, the model where its layer was unpacked, and a line
# where the log of a call ends: when the worker asks for the next one, which is at the third line it reads.
_END = "end of this call's log"
_PRELUDE = f"""
import itertools, logging, os, sys
reads, read = itertools.count(), sys.stdin.readline
def readline():
    if next(reads) > 1:
        print({_END!r}, file=sys.stderr, flush=True)
    return read()
sys.stdin.readline = readline
logging.getLogger().addHandler(logging.StreamHandler(sys.stderr))
for layer in os.environ.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep):
    if os.path.isdir(os.path.join(layer, "model")):
        os.environ["DOCENT_MODEL_FOLDER"] = os.path.join(layer, "model")
"""


class Worker(lambda_runtime.Worker):
    """Checks tokens by the emulator's keys: the template names those of AWS."""

    def __init__(self, func_name: str, config: dict[str, Any], code_zip: bytes) -> None:
        variables = dict(config.get("Environment", {}).get("Variables", {}))
        endpoint = f"http://{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"
        variables["DOCENT_JWKS_URL"] = f"{endpoint}/{variables['DOCENT_USER_POOL_ID']}/.well-known/jwks.json"
        super().__init__(func_name, {**config, "Environment": {"Variables": variables}}, code_zip)

    def _drain_stderr_bounded(self, *_: Any, **__: Any) -> str:
        """All that the call logged; MiniStack's own takes what comes within 250 ms."""
        lines: list[str] = []
        deadline = time.monotonic() + LONGEST_LOG
        while time.monotonic() < deadline and (self._stderr_thread.is_alive() or self._stderr_queue.qsize()):
            with contextlib.suppress(queue.Empty):
                if (line := self._stderr_queue.get(timeout=0.1)) == _END:
                    break
                lines.append(line)
        return "\n".join(lines)


class Unpacked(zipfile.ZipFile):
    """Unpacks each zip once, by its content, in a process of its own: else all other calls would wait."""

    folders = tempfile.TemporaryDirectory()
    lock = threading.Lock()

    def extractall(self, path: Any = None, members: Any = None, pwd: bytes | None = None) -> None:
        assert self.filename
        kept = Path(self.folders.name, hashlib.sha256(Path(self.filename).read_bytes()).hexdigest())
        with self.lock:
            if not kept.exists():
                part = kept.with_suffix(".part")
                subprocess.run([sys.executable, "-m", "zipfile", "-e", self.filename, str(part)], check=True)
                part.rename(kept)
        shutil.copytree(kept, path, copy_function=os.link, dirs_exist_ok=True)


def remembering(update: Callable[..., Any]) -> Callable[..., Any]:
    """MiniStack forgets, in stacks inside others, the attributes of what an update does not change."""

    def remember(kind: str, physical: str, old: Any, new: Any, stack: str, logical: str, **more: Any) -> Any:
        known = _stacks[stack]["_resources"].get(logical, {}).get("Attributes")
        return update(kind, physical, old, new, stack, logical, **{"old_attrs": known, **more})

    return remember


def install() -> None:
    """Have MiniStack start functions so; once a process."""
    found = lambda_runtime._detect_runtime_binary

    def detect(runtime: str) -> tuple[str, str]:
        binary, script = found(runtime)
        python = runtime.startswith("python")
        return (os.environ["FUNCTIONS_PYTHON"], _PRELUDE + script) if python else (binary, script)

    lambda_runtime._detect_runtime_binary = detect
    provisioners._update_resource = remembering(provisioners._update_resource)
    lambda_runtime.Worker = Worker
    # Loopback is taken for TLS: functions have roles here, to which the buckets are closed without it.
    pin = iam_evaluator.pin_request_origin
    app.pin_request_origin = lambda address, secure: pin(address, True)
    lambda_runtime.zipfile = SimpleNamespace(ZipFile=Unpacked, BadZipFile=zipfile.BadZipFile)


if __name__ == "__main__":
    install()
    asyncio.run(ministack_server.main())
