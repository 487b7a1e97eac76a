"""`make run` in a home of its own, for benchmarks that ask the whole product."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from tests.emulator import free_ports


@contextmanager
def running() -> Iterator[tuple[str, str]]:
    """`make run` on a new home, without a key, until the block ends: where the app is, and the demo site."""
    port = free_ports(3)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GEMINI_")}
    with tempfile.TemporaryDirectory() as home:
        environ |= {"DOCENT_PORT": str(port), "DOCENT_HOME": home}
        with subprocess.Popen(
            ["make", "run", f"DOCENT_HOME={home}"],
            env=environ, stdout=subprocess.PIPE, text=True, start_new_session=True,
        ) as make:  # fmt: skip
            assert make.stdout is not None
            try:
                if not any("is open" in line for line in make.stdout):
                    raise SystemExit("It did not start; see the messages above.")
                yield f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
            finally:
                os.killpg(make.pid, signal.SIGTERM)
                make.stdout.read()
