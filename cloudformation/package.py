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
from functools import partial
from pathlib import Path

import yaml

from cloudformation import archive, template
from cloudformation.definition import gateway_definition
from layers.vendor import build as vendor

ROOT = Path(__file__).parents[1]
MiB = 1024 * 1024
# A tenth over what they weigh (docs/contributors.md, cold_start); Lambda's own limit is 250 MB.
LIMITS = {"auth": 40 * MiB, "migrate": 40 * MiB, "bots": 40 * MiB, "chat": 150 * MiB, "upload": 175 * MiB}
_UNCOPIED = "__pycache__"


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
    """Build into `out` what changed since it was built there; what did not is not touched.

    Raises RuntimeError where the model was not built.
    """
    if not (model / "model.onnx").exists():
        raise RuntimeError(f"There is no model in {model}: run `make model` first.")
    layers = out / "layers"
    for layer in vendor.LAYERS:
        made_from = [*vendor.pinned(layer), Path(vendor.__file__).read_text("utf-8")]
        fill = partial(vendor.build, layer, for_=target)
        _artefact(layers / layer, "/opt", target, made_from, lambda to, fill=fill: fill(to / "python"))  # type: ignore[misc]
    _copied(layers / "shared", "/opt", target, ROOT / "layers/shared/python/docent", "python/docent")
    _copied(layers / "runtime", "/opt", target, ROOT / "layers/runtime", "runtime")
    _copied(layers / "model", "/opt", target, model, "model")
    for handler in sorted((ROOT / "functions").glob("*/handler.py")):
        folder = handler.parent
        _copied(out / "functions" / folder.name, "/var/task", target, folder, "")
    write_templates(out)


def measure(out: Path) -> dict[str, tuple[list[str], int, int]]:
    """Function to its layers, the bytes of it and them unzipped, and the limit of those."""
    combined = template.layers_of(template.load("api.yaml"))
    return {
        name: (
            layers,
            archive.size(out / "functions" / name)
            + sum(archive.size(out / "layers" / layer) for layer in layers),
            LIMITS[name],
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


def _copied(to: Path, place: str, target: vendor.Target, source: Path, within: str) -> None:
    made_from = [archive.digest(source, _UNCOPIED)]
    copy = partial(shutil.copytree, source, ignore=shutil.ignore_patterns(_UNCOPIED), dirs_exist_ok=True)
    _artefact(to, place, target, made_from, lambda folder: copy(folder / within))


def _artefact(
    folder: Path, place: str, target: vendor.Target, made_from: Sequence[str], fill: Callable[[Path], object]
) -> None:
    """Have `fill` fill the folder, and zip it, unless it was made of the same before."""
    recipe = [*made_from, str(target), Path(archive.__file__).read_text("utf-8")]
    digest = hashlib.sha256("\n".join(recipe).encode()).hexdigest()
    stamp, zipped = folder.with_suffix(".stamp"), folder.with_suffix(".zip")
    if stamp.exists() and stamp.read_text("utf-8") == digest and zipped.exists():
        return
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    fill(folder)
    archive.compile_all(folder, place, target.python)
    archive.zip_folder(folder, zipped)
    stamp.write_text(digest)


def write_templates(out: Path) -> None:
    """Copy the templates. A deployment is a snapshot of the API: its name changes with the definition,
    or the stage would go on showing the old one."""
    definition = gateway_definition(yaml.safe_load((template.FOLDER / "openapi.yaml").read_text("utf-8")))
    text = json.dumps(definition, indent=1)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    # Included as text: CloudFormation makes no change set of nested stacks that hold a transform.
    included = "Fn::Transform: {Name: AWS::Include, Parameters: {Location: openapi.yaml}}"
    for name in ("template", "data", "api", "monitoring", "frontend"):
        source = (
            (template.FOLDER / f"{name}.yaml").read_text("utf-8").replace(included, json.dumps(definition))
        )
        text, written = source.replace("ApiDeployment", f"ApiDeployment{digest}"), out / f"{name}.yaml"
        if not written.exists() or written.read_text("utf-8") != text:
            written.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
