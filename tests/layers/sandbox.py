"""Built functions as Lambda runs them: their own folder, their own layers, and nothing of the checkout."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloudformation import archive, package, template
from layers.vendor import build as vendor
from tests.layers.runtime_api import Function

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "build" / "host"


@dataclass(frozen=True)
class Sandbox:
    """Unzipped artefacts in `folder`: task/NAME is a function's /var/task, opt/NAME its /opt."""

    folder: Path
    target: vendor.Target

    def function(self, name: str, environ: Mapping[str, str], *, streaming: bool = False) -> Function:
        """Start a function: under AWS's awslambdaric, or under our loop as the template has it."""
        opt, task = self.folder / "opt" / name, self.folder / "task" / name
        # No site: neither the checkout's editable install nor anything else of the interpreter's is found.
        python = [self.target.python, "-S", "-s"]
        if streaming:
            command = [str(opt / "runtime/wrapper"), *python, "/var/runtime/bootstrap.py"]
            found = {}
        else:
            command = [*python, "-m", "awslambdaric", "handler.handler"]
            found = {"PYTHONPATH": os.pathsep.join([str(opt / "python"), str(self.folder / "ric")])}
        return Function(command, task, {**environ, **found, "DOCENT_MODEL_FOLDER": str(opt / "model")})


def built() -> vendor.Target:
    """Build for this machine into build/host, where what did not change stays.

    One process at a time: tests that run side by side would empty the folders that others read.
    """
    target = vendor.target("host")
    BUILT.mkdir(parents=True, exist_ok=True)
    with (BUILT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        package.package(BUILT, target, ROOT / "build" / "model")
    return target


def unzipped(folder: Path) -> Sandbox:
    """The built artefacts, unzipped, and awslambdaric from its lock."""
    target = built()
    for name, layers in template.layers_of(template.load("api.yaml")).items():
        unzip(BUILT / "functions" / f"{name}.zip", folder / "task" / name)
        for layer in layers:
            if not (folder / layer).exists():
                unzip(BUILT / "layers" / f"{layer}.zip", folder / layer)
            # Linked, not copied: Lambda merges a function's layers into one /opt, and so do we.
            shutil.copytree(folder / layer, folder / "opt" / name, copy_function=os.link, dirs_exist_ok=True)
    ric = vendor.entries("dev", {"awslambdaric", "simplejson", "snapshot-restore-py"})
    vendor.install(ric, folder / "ric", target)
    archive.compile_all(folder / "ric", "/var/runtime", target.python)  # as Lambda's own is
    return Sandbox(folder, target)


def unzip(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as zipped:
        for entry in zipped.infolist():
            Path(zipped.extract(entry, folder)).chmod(entry.external_attr >> 16)


def request(
    method: str, resource: str, body: Any = None, *, token: str = "",
    path: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """A REST proxy event as API Gateway sends it."""
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    return {
        "resource": resource,
        "path": resource.format(**(path or {})),
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()} or None,
        "pathParameters": path,
        "stageVariables": None,
        "requestContext": {"requestId": "0f3b", "stage": "v1", "identity": {"sourceIp": "203.0.113.7"}},
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }
