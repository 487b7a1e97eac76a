"""Seconds from `python -m local` to an open product, on a home that is new and on one that is there, limit 5.

python -m benchmarks.start
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time

from tests.emulator import free_ports

LIMIT = 5.0
RUNS = 3


def started(port: int, home: str) -> float:
    """Start the product, wait until it says that it is open, stop it; the seconds until it was open."""
    environ = {**os.environ, "DOCENT_PORT": str(port), "DOCENT_HOME": home}
    begun = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "local"], env=environ, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        seconds = next((time.monotonic() - begun for line in run.stdout if "is open" in line), None)
        if seconds is None:
            raise SystemExit("It did not start; see the messages above.")
        run.send_signal(signal.SIGTERM)
        run.stdout.read()
    return seconds


def main() -> None:
    port = free_ports(3)
    with tempfile.TemporaryDirectory() as home:
        print(f"new home    {started(port, home):5.1f} s")
        for _ in range(RUNS):
            print(f"again       {started(port, home):5.1f} s   limit {LIMIT:.1f} s")


if __name__ == "__main__":
    main()
