"""Vendor layers: pinned wheels for Lambda's Python, less what a function never reads."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

from docent.config import inherited

Arch = Literal["arm64", "x86_64", "host"]

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
LAMBDAS = "3.13"
LAYERS = ("core", "search", "documents", "passwords")
# What these declare they never import here: onnxruntime's protobuf and sympy, tokenizers' huggingface-hub.
_WITHOUT_DEPENDENCIES = {"search"}
_LEFT_OUT = {"core": {"pycparser"}}
_PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}
_SERVICES = ("bedrock-runtime", "cognito-idp", "dynamodb", "s3", "sqs", "ssm", "textract")
_ENDPOINTS = "botocore/data/endpoints.json"
_MODELS = "botocore/data/*/*/service-2.json.gz"
_VERSION = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)"
_UNREAD = (
    ".lock", "bin/*",
    "*.pyi", "*.pxd", "*.pyx", "*.c", "*.h", "*.hpp", "*.a",
    "*/tests/*", "*/test/*",
    "*.dist-info/RECORD", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED", "*.dist-info/WHEEL",
    "*.dist-info/direct_url.json", "*.dist-info/*.cdx.json", "*.dist-info/*.cyclonedx.json",
    "numpy/f2py/*",
    # The extension module holds all of it a second time.
    "onnxruntime/capi/libonnxruntime.so*",
    "onnxruntime/backend/*", "onnxruntime/datasets/*", "onnxruntime/quantization/*",
    "onnxruntime/tools/*", "onnxruntime/transformers/*",
    "pypdfium2_cli/*",
    "lxml/includes/*", "lxml/isoschematron/*",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """Where the layers will run. `python` is an interpreter of that version on this machine."""

    arch: Arch
    version: str
    python: str


def target(arch: Arch) -> Target:
    """Lambda's Python 3.13 of an architecture. Raises RuntimeError where none is here to write its byte code.

    "host" is this machine's own: its Python 3.13, or the running interpreter where there is none.
    """
    try:
        return Target(arch, LAMBDAS, find_python(LAMBDAS))
    except RuntimeError:
        if arch != "host":
            raise
        return Target(arch, f"{sys.version_info.major}.{sys.version_info.minor}", sys.executable)


def find_python(version: str) -> str:
    """Path of an interpreter of this version. Raises RuntimeError where there is none."""
    pyenv = Path(inherited("PYENV_ROOT").get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for candidate in (
        [sys.executable],
        [f"python{version}"],
        ["py", f"-{version}"],  # the launcher of Windows
        *([str(each)] for each in sorted(pyenv.glob(f"{version}*/bin/python"))),
    ):
        try:
            # A pyenv shim is found on the path and still fails where its version is not the chosen one.
            found = subprocess.run([*candidate, "-c", _VERSION], capture_output=True, text=True)
        except FileNotFoundError:
            continue
        if found.stdout.startswith(f"{version} "):
            return found.stdout.split(maxsplit=1)[1].strip()
    raise RuntimeError(
        f"No Python {version} here, and only it writes byte code that Lambda's reads. Install it."
    )


def build(layer: str, folder: Path, for_: Target) -> None:
    """Install a vendor layer's packages into `folder`. Raises CalledProcessError; uv says why on stderr."""
    install(pinned(layer), folder, for_)
    trim(folder)


def install(entries: list[str], folder: Path, for_: Target) -> None:
    """Install just these entries of a lock file into `folder`. Raises CalledProcessError."""
    folder.mkdir(parents=True, exist_ok=True)
    locked = folder.with_suffix(".txt")
    locked.write_text("\n".join(entries))
    place = ["--python-platform", _PLATFORMS[for_.arch]] if for_.arch in _PLATFORMS else []
    subprocess.run(
        [
            _uv(), "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes",
            "--link-mode", "copy", "--python", for_.python, "--python-version", for_.version, *place,
            "--target", str(folder), "-r", str(locked),
        ],
        check=True,
    )  # fmt: skip
    locked.unlink()


def pinned(layer: str) -> list[str]:
    """The lock file's entries, hashes included, of the packages that the layer carries."""
    wanted = _declared(layer) if layer in _WITHOUT_DEPENDENCIES else None
    return [entry for entry in entries(layer, wanted) if _name(entry) not in _LEFT_OUT.get(layer, set())]


def entries(lock: str, wanted: set[str] | None = None) -> list[str]:
    """Entries of requirements/`lock`.txt, hashes included: all, or those of the wanted packages."""
    found = re.split(r"\n(?=[a-z0-9])", (REQUIREMENTS / f"{lock}.txt").read_text("utf-8"))
    return [entry for entry in found if wanted is None or _name(entry) in wanted]


def trim(folder: Path) -> None:
    """Remove what no function reads, and folders that are empty then."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and not read(path.relative_to(folder).as_posix()):
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    shutil.rmtree(folder / "bin", ignore_errors=True)
    if (endpoints := folder / _ENDPOINTS).exists():
        endpoints.write_text(known_endpoints(endpoints.read_text("utf-8")), "utf-8")
    for packed in folder.glob(_MODELS):
        told = gzip.decompress(packed.read_bytes()).decode()
        packed.with_suffix("").write_text(undocumented(told), "utf-8")  # botocore takes either
        packed.unlink()


def known_endpoints(table: str) -> str:
    """botocore's table of endpoints, of our services only: it is parsed whole before the first call."""
    told = json.loads(table)
    for partition in told["partitions"]:
        every = partition["services"]
        partition["services"] = {name: every[name] for name in _SERVICES if name in every}
    return json.dumps(told, separators=(",", ":"))


def undocumented(model: str) -> str:
    """A service's model without its manual, most of what a client parses before its first call."""
    return json.dumps(json.loads(model, object_hook=_undocumented), separators=(",", ":"))


def _undocumented(part: dict[str, Any]) -> dict[str, Any]:
    """Its text emptied, for botocore wants it there. What is named so and no text is a field of a shape."""
    return part | {"documentation": ""} if isinstance(part.get("documentation"), str) else part


def read(path: str) -> bool:
    """Whether a function may read this file of a layer, named relative to the packages' folder."""
    data = re.match(r"boto(?:3|core)/data/([^/]+)/", path)
    if data:
        return data[1] in _SERVICES and "examples" not in path
    return not any(fnmatch(path, pattern) for pattern in _UNREAD)


def _declared(layer: str) -> set[str]:
    return {
        _name(line) for line in (REQUIREMENTS / f"{layer}.in").read_text("utf-8").splitlines() if _name(line)
    }


def _name(entry: str) -> str:
    found = re.match(r"[a-z0-9][a-z0-9._-]*", entry)
    return found[0] if found else ""


def _uv() -> str:
    """Beside the running interpreter, by its name on Windows too; else on the path."""
    beside = (Path(sys.executable).with_name(name) for name in ("uv", "uv.exe"))
    return next((str(each) for each in beside if each.exists()), "uv")
