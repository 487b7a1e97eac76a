"""Passages a second of sentence-transformers; benchmarks.ingestion starts it with the texts as input."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from layers.model import build


def official() -> Any:
    """sentence-transformers with the weights that ours are built from. Raises ImportError."""
    from sentence_transformers import SentenceTransformer

    with tempfile.TemporaryDirectory() as folder:
        shutil.unpack_archive(build.fetch(Path(folder)), Path(folder) / "unpacked", "zip")
        (weights,) = (Path(folder) / "unpacked").glob("*/model")
        model = SentenceTransformer(str(weights), device="cpu")
    model.max_seq_length = 512
    return model


def main() -> None:
    """Prints the rate, with the same weights, cut at as many tokens, sorted and batched as it likes best."""
    import torch

    given = json.load(sys.stdin)
    torch.set_num_threads(given["threads"])
    model = official()
    model.encode(given["texts"][:4])
    rates = []
    for batch in (1, 8, 32):
        begun = time.monotonic()
        model.encode(given["texts"], batch_size=batch, normalize_embeddings=True)
        rates.append(len(given["texts"]) / (time.monotonic() - begun))
    print(max(rates))


if __name__ == "__main__":
    main()
