"""Embedder on onnxruntime: all-MiniLM-L6-v2 as `layers/model/build.py` makes it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from docent.ports import Matrix

LONGEST = 512  # positions the network has; what a text has beyond them is not seen


class MiniLM:
    """Embeds each text by itself, `threads` at a time, so that a text's vector never depends on others.

    That is also the fastest way for passages: padding is wasted and cores are better used by texts.
    Raises FileNotFoundError where `folder` holds no model.
    """

    def __init__(self, folder: str | Path, threads: int | None = None) -> None:
        self._folder = Path(folder)
        described = _description(self._folder)
        self.model = str(described["model"])
        self.dimension = int(described["dimension"])
        self._threads = threads or os.cpu_count() or 1

    def embed(self, texts: Sequence[str]) -> Matrix:
        """(len(texts), dimension) float32, each row of length one; no rows for no texts."""
        inputs = [_clipped(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        if len(inputs) < 2:
            vectors = [self._vector(ids) for ids in inputs]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                vectors = list(pool.map(self._vector, inputs))
        return np.array(vectors, np.float32).reshape(len(inputs), self.dimension)

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each text without the two special ones, never truncated."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    def _vector(self, ids: list[int]) -> Matrix:
        (embedding,) = self._session.run(None, {"input_ids": np.array([ids], np.int64)})
        vector: Matrix = embedding[0]
        return vector

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()  # as published it pads to 128 tokens and cuts there
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # The fusions of higher levels take longer to load and gain nothing on this quantised graph.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.log_severity_level = 3
        path = str(self._folder / "model.onnx")
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _description(folder: Path) -> dict[str, Any]:
    try:
        described: dict[str, Any] = json.loads((folder / "model.json").read_text())
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"There is no embedding model in {folder}. Run `make model`, or set DOCENT_MODEL_FOLDER to it."
        ) from error
    return described


def _clipped(ids: list[int]) -> list[int]:
    """Keeps the closing special token of a text that is too long."""
    return ids if len(ids) <= LONGEST else [*ids[: LONGEST - 1], ids[-1]]
