"""package.py: what is built, its sizes, and the answer when something is missing or too big."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudformation import package, template
from layers.vendor import build as vendor


def folder(root: Path, name: str, size: int) -> None:
    (root / name).mkdir(parents=True)
    (root / name / "file").write_bytes(b"\0" * size)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    for layer in ("core", "shared", "search", "documents", "passwords", "model", "runtime"):
        folder(tmp_path, f"layers/{layer}", 1000)
    for function in ("auth", "bots", "chat", "migrate", "upload"):
        folder(tmp_path, f"functions/{function}", 10)
    return tmp_path


def test_a_function_weighs_what_it_and_its_layers_weigh(built: Path) -> None:
    sizes = package.measure(built)
    assert {name: unzipped for name, (_, unzipped, _) in sizes.items()} == {
        "auth": 2010,
        "bots": 2010,
        "chat": 5010,
        "migrate": 3010,
        "upload": 5010,
    }
    assert sizes["auth"][2] == 40 * package.MiB
    assert sizes["chat"][2] == 150 * package.MiB


def test_the_table_says_what_is_too_big() -> None:
    sizes = {"auth": (["core"], 61 * package.MiB, 60 * package.MiB), "bots": (["core"], 0, package.MiB)}
    text = package.table(sizes)
    assert [line.endswith("TOO BIG") for line in text.splitlines()] == [False, True, False]
    assert "61.0 MB" in text
    assert package.too_big(sizes) == ["auth"]


def test_a_missing_model_says_how_to_build_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert package.main(["--arch", "host", "--out", str(tmp_path), "--model", str(tmp_path)]) == 1
    assert "make model" in capsys.readouterr().err


def test_templates_are_copied_and_a_changed_definition_makes_a_new_deployment(tmp_path: Path) -> None:
    package.write_templates(tmp_path)
    api = template.load("api.yaml", tmp_path)
    assert "/api/chat" in api["Resources"]["RestApi"]["Properties"]["Body"]["paths"]
    assert not [path for path in tmp_path.glob("*.yaml") if "Fn::Transform" in path.read_text()]
    deployments = [n for n, r in api["Resources"].items() if r["Type"] == "AWS::ApiGateway::Deployment"]
    assert len(deployments) == 2
    assert not set(deployments) & template.load("api.yaml")["Resources"].keys()
    read = [ref["Ref"] for ref in api["Resources"]["Stage"]["Properties"]["DeploymentId"]["Fn::If"][1:]]
    assert sorted(read) == sorted(deployments)


def test_the_paths_in_the_templates_are_those_of_the_build(tmp_path: Path) -> None:
    resources = template.load("api.yaml")["Resources"].values()
    code = {r["Properties"]["Code"] for r in resources if r["Type"] == "AWS::Lambda::Function"}
    assert code == {f"functions/{name}.zip" for name in ("auth", "bots", "chat", "migrate", "upload")}
    layers = {r["Properties"]["Content"] for r in resources if r["Type"] == "AWS::Lambda::LayerVersion"}
    assert layers == {
        f"layers/{n}.zip" for n in ("core", "shared", "search", "documents", "passwords", "model", "runtime")
    }


def test_what_did_not_change_is_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests and deployments read what stands there while it is asked for again."""
    monkeypatch.setattr(package.vendor, "LAYERS", ())  # they are other people's, and take a minute
    (model := tmp_path / "model").mkdir()
    (model / "model.onnx").write_bytes(b"the network")
    out, target = tmp_path / "out", vendor.target("host")
    monkeypatch.setenv("PATH", "")  # no shell, no make, no zip: so it works on Windows too
    package.package(out, target, model)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    package.package(out, target, model)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    (model / "model.onnx").write_bytes(b"another network")
    package.package(out, target, model)
    changed = {path.name for path in out.rglob("*") if path.stat().st_mtime_ns != before.get(path)}
    assert {"model.zip", "model.onnx"} <= changed
    assert "shared.zip" not in changed
