"""The embedded cloud with functions that run as the template has them; lambda_server is its process."""

from __future__ import annotations

import re
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from cloudformation.fetch import Answer
from layers.vendor import build as vendor
from local import children, cloud, deploy


@contextmanager
def running(port: int, home: Path) -> Iterator[cloud.Cloud]:
    """The emulator on `port`, with its state and logs under `home`, until the block ends."""
    python = home / "python"
    home.mkdir(parents=True, exist_ok=True)
    # No site: nothing of this interpreter's own packages is found, as on Lambda.
    python.write_text(f'#!/bin/sh\nexec "{vendor.target("host").python}" -S -s "$@"\n')
    python.chmod(0o755)
    environ = {**cloud._environment(port, home, 3600), "FUNCTIONS_PYTHON": str(python)}
    command = [str(cloud.interpreter()), "-m", "tests.lambda_server"]
    # What functions are unpacked to is left behind by MiniStack: hundreds of MB.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        child = children.start("cloud", command, {**environ, "TMPDIR": scratch}, home / "logs")
        started = cloud.Cloud(port, child)
        try:
            started.wait()
            yield started
        finally:
            started.stop()


class Reach(Protocol):
    def __call__(self, method: str, url: str, body: bytes | None, token: str = "", /) -> Answer: ...


def credentials(running: cloud.Cloud) -> dict[str, str]:
    """What points the AWS tools at it. It is the emulator's first account, whose API answers the unsigned."""
    return {
        "AWS_ENDPOINT_URL": running.endpoint, "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": deploy.ACCOUNT, "AWS_SECRET_ACCESS_KEY": cloud.SECRET,
    }  # fmt: skip


def through(endpoint: str) -> Reach:
    """What reaches the deployment's own addresses, by the emulator's ways to them."""

    def reach(method: str, url: str, body: bytes | None, token: str = "", /) -> Answer:
        host, path = re.fullmatch(r"https://([^/]+)(.*)", url).groups()  # type: ignore[union-attr]
        if ".execute-api." in host:
            path, host = f"/_aws/execute-api/{host.partition('.')[0]}{path}", ""
        headers = {"Content-Type": "application/json", "X-Forwarded-Proto": "https"}
        headers |= {"Host": host} if host else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(endpoint + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=300) as found:
                return Answer(found.status, dict(found.headers), found.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())

    return reach
