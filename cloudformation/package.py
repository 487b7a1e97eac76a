"""Builds what Lambda and API Gateway take: `python -m cloudformation.package [--arch arm64] [--out build]`.

Leaves in the out folder layers/NAME and functions/NAME, unpacked and as .zip, and the templates with
openapi.yaml, ready for `aws cloudformation package --template-file build/template.yaml`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

from cloudformation import archive, template
from cloudformation.definition import gateway_definition
from layers.vendor import build as vendor

ROOT = Path(__file__).parents[1]
MiB = 1024 * 1024
# Lambda's own limit, and what sign-in, which people wait for, may weigh.
LIMITS = {"auth": 60 * MiB, "migrate": 60 * MiB}
LIMIT = 250 * MiB


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0; 1 where a function is too big or something to build from is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m cloudformation.package", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--arch", choices=["arm64", "x86_64", "host"], default="arm64", help="default: arm64")
    parser.add_argument("--out", type=Path, default=ROOT / "build", help="default: build")
    parser.add_argument(
        "--model", type=Path, default=ROOT / "build" / "model", help="the built model's folder"
    )
    given = parser.parse_args(arguments)
    try:
        package(given.out, vendor.target(given.arch), given.model)
    except (RuntimeError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    sizes = measure(given.out)
    print(table(sizes))
    return 1 if too_big(sizes) else 0


def package(out: Path, target: vendor.Target, model: Path) -> None:
    """Build everything into `out`; vendor layers only where their lock file or the target changed.

    Raises RuntimeError where the model was not built.
    """
    if not (model / "model.onnx").exists():
        raise RuntimeError(f"There is no model in {model}: run `make model` first.")
    for layer in vendor.LAYERS:
        _vendor_layer(out / "layers" / layer, layer, target)
    docent = ROOT / "layers/shared/python/docent"
    _artefact(out / "layers/shared", "/opt", target, lambda to: _copy(docent, to / "python/docent"))
    _artefact(
        out / "layers/runtime", "/opt", target, lambda to: _copy(ROOT / "layers/runtime", to / "runtime")
    )
    _artefact(out / "layers/model", "/opt", target, lambda to: _copy(model, to / "model"))
    for handler in sorted((ROOT / "functions").glob("*/handler.py")):
        folder = handler.parent
        to = out / "functions" / folder.name
        _artefact(to, "/var/task", target, lambda to, folder=folder: _copy(folder, to))  # type: ignore[misc]
    write_templates(out)


def measure(out: Path) -> dict[str, tuple[list[str], int, int]]:
    """Function to its layers, the bytes of it and them unzipped, and the limit of those."""
    combined = template.layers_of(template.load("api.yaml"))
    return {
        name: (
            layers,
            archive.size(out / "functions" / name)
            + sum(archive.size(out / "layers" / layer) for layer in layers),
            LIMITS.get(name, LIMIT),
        )
        for name, layers in sorted(combined.items())
    }


def table(sizes: dict[str, tuple[list[str], int, int]]) -> str:
    """The sizes in MB (of 1,048,576 bytes), a line each function."""
    lines = [f"{'function':<10}{'with layers':<42}{'unzipped':>10}{'limit':>10}"]
    for name, (layers, unpacked, limit) in sizes.items():
        verdict = "  TOO BIG" if unpacked > limit else ""
        megabytes = f"{unpacked / MiB:>7.1f} MB{limit / MiB:>7.0f} MB"
        lines.append(f"{name:<10}{' '.join(layers):<42}{megabytes}{verdict}")
    return "\n".join(lines)


def too_big(sizes: dict[str, tuple[list[str], int, int]]) -> list[str]:
    """Functions that are over their limit."""
    return [name for name, (_, unpacked, limit) in sizes.items() if unpacked > limit]


def _vendor_layer(folder: Path, layer: str, target: vendor.Target) -> None:
    made_from = [*vendor.pinned(layer), str(target), Path(vendor.__file__).read_text()]
    digest = hashlib.sha256("\n".join(made_from).encode()).hexdigest()
    stamp = folder.with_suffix(".stamp")
    if stamp.exists() and stamp.read_text() == digest and folder.with_suffix(".zip").exists():
        return
    stamp.unlink(missing_ok=True)
    _artefact(folder, "/opt", target, lambda to: vendor.build(layer, to / "python", target))
    stamp.write_text(digest)


def _artefact(folder: Path, place: str, target: vendor.Target, fill: Callable[[Path], None]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    fill(folder)
    archive.compile_all(folder, place, target.python)
    archive.zip_folder(folder, folder.with_suffix(".zip"))


def _copy(source: Path, to: Path) -> None:
    shutil.copytree(source, to, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)


def write_templates(out: Path) -> None:
    """Copy the templates. A deployment is a snapshot of the API: its name changes with the definition,
    or the stage would go on showing the old one."""
    definition = gateway_definition(yaml.safe_load((template.FOLDER / "openapi.yaml").read_text()))
    text = json.dumps(definition, indent=1)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    # Included as text: CloudFormation makes no change set of nested stacks that hold a transform.
    included = "Fn::Transform: {Name: AWS::Include, Parameters: {Location: openapi.yaml}}"
    for name in ("template", "data", "api", "monitoring", "frontend"):
        source = (template.FOLDER / f"{name}.yaml").read_text().replace(included, json.dumps(definition))
        (out / f"{name}.yaml").write_text(source.replace("ApiDeployment", f"ApiDeployment{digest}"))


if __name__ == "__main__":
    sys.exit(main())
