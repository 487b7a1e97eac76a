"""Embedding of passages: `python -m benchmarks.embedding [FOLDER OF ANOTHER MODEL]`.

Passages a second of one core's processor time: one at a time and in batches of equally long ones, at each
level of ONNX Runtime's optimiser, and how much vectors depend on the way. Another model's folder stands
beside: today's against yesterday's. `benchmarks.ingestion` has sentence-transformers beside it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

MODEL = Path("build/model")
TOKENS, PASSAGES, ROUNDS = 300, 24, 4
LEVELS = ("BASIC", "EXTENDED", "ALL")
Ids = npt.NDArray[np.int64]
Run = Callable[[Ids], npt.NDArray[np.float32]]


def main() -> None:
    passages = cut(MODEL)
    ways = {f"{level.lower()}, alone": (session(MODEL, level), 1) for level in LEVELS}
    ways |= {f"basic, in {size}s": (session(MODEL, "BASIC"), size) for size in (2, 4)}
    for folder in map(Path, sys.argv[1:]):
        ways[f"basic, alone, {folder}"] = (session(folder, "BASIC"), 1)
    best = timed(ways, passages)
    expected = embedded(ways["basic, alone"], passages)
    for name, way in ways.items():
        cosine = np.vecdot(embedded(way, passages), expected).min()
        print(f"{name}: {best[name]:.1f} passages of {TOKENS} tokens a second, cosine at least {cosine:.4f}")


def cut(folder: Path) -> list[Ids]:
    """Passages of our own pages, of equally many tokens."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    told = " ".join(path.read_text() for path in sorted(Path("docs").glob("*.md")))
    ids = tokenizer.encode(told, add_special_tokens=False).ids
    first, last = tokenizer.encode("").ids
    starts = range(0, PASSAGES * TOKENS, TOKENS)
    return [np.array([[first, *ids[at : at + TOKENS - 2], last]], np.int64) for at in starts]


def session(folder: Path, level: str) -> Run:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, f"ORT_ENABLE_{level}")
    made = onnxruntime.InferenceSession(
        str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )

    def run(ids: Ids) -> npt.NDArray[np.float32]:
        vectors: npt.NDArray[np.float32] = made.run(None, {"input_ids": ids})[0]
        return vectors

    return run


def timed(ways: dict[str, tuple[Run, int]], passages: Sequence[Ids]) -> dict[str, float]:
    """Passages a second of processor, the best of some rounds for each batch; all ways in turn."""
    best: dict[str, dict[int, float]] = {name: {} for name in ways}
    for _ in range(ROUNDS):
        for name, (run, size) in ways.items():
            for at in range(0, len(passages), size):
                batch = np.concatenate(passages[at : at + size])
                started = time.process_time()
                run(batch)
                seconds = time.process_time() - started
                best[name][at] = min(seconds, best[name].get(at, seconds))
    return {name: len(passages) / sum(seconds.values()) for name, seconds in best.items()}


def embedded(way: tuple[Run, int], passages: Sequence[Ids]) -> npt.NDArray[np.float32]:
    run, size = way
    batches = [np.concatenate(passages[at : at + size]) for at in range(0, len(passages), size)]
    return np.concatenate([run(batch) for batch in batches])


if __name__ == "__main__":
    main()
