"""The network of all-MiniLM-L6-v2 as an ONNX graph, written from its weights without torch.

A BERT encoder (Devlin et al. 2018) of 6 layers, 12 heads and width 384; then the mean over the tokens
and scaling to length one, as sentence-transformers does after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDTH, LAYERS, HEADS = 384, 6, 12
HEAD_WIDTH = WIDTH // HEADS
OPSET = 20  # the first with Gelu as one operator
EPSILON = 1e-12

Weights = Mapping[str, npt.NDArray[np.float32]]


class Encoder:
    """Collects nodes and constants. Names passed between its methods are those of graph values."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        output = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, name: str, value: npt.ArrayLike, kind: type[np.generic] = np.float32) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value, dtype=kind), name)
        return name

    def integers(self, *values: int) -> str:
        return self.constant("integers_" + "_".join(map(str, values)), values, np.int64)

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def linear(self, x: str, name: str) -> str:
        kernel = self.constant(f"{name}.kernel", self.weights[f"{name}.weight"].T)
        return self.node("Add", self.node("MatMul", x, kernel), self.weight(f"{name}.bias"))

    def normed(self, x: str, name: str) -> str:
        scale, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.node("LayerNormalization", x, scale, bias, axis=-1, epsilon=EPSILON)

    def embedded(self, ids: str) -> str:
        """Word plus position plus segment, normed: (batch, tokens, width)."""
        words = self.node("Gather", self.weight("embeddings.word_embeddings.weight"), ids)
        count = self.node("Slice", self.node("Shape", ids), self.integers(1), self.integers(2))
        every = self.weight("embeddings.position_embeddings.weight")
        places = self.node("Slice", every, self.integers(0), count, self.integers(0))
        segment = self.constant("segment", self.weights["embeddings.token_type_embeddings.weight"][0])
        return self.normed(self.node("Add", self.node("Add", words, places), segment), "embeddings.LayerNorm")

    def attended(self, x: str, layer: str, places: str) -> str:
        """Scaled dot-product attention of one layer, before its output projection.

        `places` are ones, (batch, tokens): with a mask, the operator takes the way of computing that does not
        depend on the size of a processor's caches.
        """
        query, key, value = (
            self.linear(x, f"{layer}.attention.self.{part}") for part in ("query", "key", "value")
        )
        return self.node(
            "MultiHeadAttention", query, key, value, "", places,
            domain="com.microsoft", num_heads=HEADS, scale=HEAD_WIDTH**-0.5,
        )  # fmt: skip

    def layer(self, x: str, name: str, places: str) -> str:
        seen = self.linear(self.attended(x, name, places), f"{name}.attention.output.dense")
        x = self.normed(self.node("Add", seen, x), f"{name}.attention.output.LayerNorm")
        thought = self.node("Gelu", self.linear(x, f"{name}.intermediate.dense"))
        thought = self.linear(thought, f"{name}.output.dense")
        return self.normed(self.node("Add", thought, x), f"{name}.output.LayerNorm")

    def pooled(self, x: str) -> str:
        """Mean over the tokens, scaled to length one: (batch, width)."""
        mean = self.node("ReduceMean", x, self.integers(1), keepdims=0)
        return self.node("LpNormalization", mean, axis=-1, p=2)


def build(weights: Weights) -> onnx.ModelProto:
    """The model: int64 `input_ids` (batch, tokens) to float32 `embedding` (batch, 384).

    There is no mask: a batch holds texts of equally many tokens, so nothing is spent on padding.
    `weights` are named as in the model.safetensors of sentence-transformers/all-MiniLM-L6-v2.
    """
    encoder = Encoder(weights)
    x = encoder.embedded("input_ids")
    one = helper.make_tensor("one", TensorProto.INT32, [1], [1])
    places = encoder.node("ConstantOfShape", encoder.node("Shape", "input_ids"), value=one)
    for number in range(LAYERS):
        x = encoder.layer(x, f"encoder.layer.{number}", places)
    encoder.nodes.append(helper.make_node("Identity", [encoder.pooled(x)], ["embedding"]))
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])
    embedding = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])
    constants = list(encoder.constants.values())
    graph = helper.make_graph(encoder.nodes, "minilm", [ids], [embedding], constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    onnx.checker.check_model(model)
    return model
