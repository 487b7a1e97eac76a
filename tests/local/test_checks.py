import os
import re
import socket
from pathlib import Path

import pytest

from local import checks
from local.settings import Settings
from tests.emulator import free_ports


@pytest.fixture
def taken() -> socket.socket:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", free_ports(3)))
        listening.listen()
        yield listening


def test_an_old_python_is_told_which_will_do():
    with pytest.raises(checks.NotReady, match=r"3\.11 or later; this is 3\.10.*make run PYTHON="):
        checks.python((3, 10))
    checks.python()


def test_a_taken_port_is_named_with_free_ones(taken: socket.socket):
    first = taken.getsockname()[1]
    with pytest.raises(checks.NotReady) as refused:
        checks.ports(first - 1, patience=0)
    assert f"Port {first} is taken" in str(refused.value)
    checks.ports(int(re.search(r"DOCENT_PORT=(\d+)", str(refused.value))[1]), patience=0)


def test_a_port_that_is_let_go_is_waited_for(taken: socket.socket):
    first = taken.getsockname()[1]
    taken.close()
    checks.ports(first)


def test_a_recogniser_that_is_asked_for_has_to_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings = Settings(model=tmp_path, pages=tmp_path, tesseract=True)
    for page in (tmp_path / "model.onnx", settings.app / "index.html", settings.widget / "docent.js"):
        page.parent.mkdir(parents=True, exist_ok=True)
        page.touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(checks.NotReady, match="leave DOCENT_OCR out"):
        checks.built(settings)
    command = tmp_path / "tesseract"
    command.touch(mode=0o755)
    checks.built(settings)


def test_what_is_not_built_is_named(tmp_path: Path):
    settings = Settings(model=tmp_path, pages=tmp_path)
    with pytest.raises(checks.NotReady, match="make model"):
        checks.built(settings)
    (tmp_path / "model.onnx").touch()
    with pytest.raises(checks.NotReady, match="make frontend"):
        checks.built(settings)
    for page in (settings.app / "index.html", settings.widget / "docent.js"):
        page.parent.mkdir(parents=True)
        page.touch()
    checks.built(settings)


def test_a_home_has_one_docent(tmp_path: Path):
    first, second = Settings(8123, tmp_path / "home"), Settings(8200, tmp_path / "home")
    with checks.alone(first):
        with pytest.raises(checks.NotReady) as refused:
            checks.alone(second)
        assert f"http://127.0.0.1:8123, process {os.getpid()}" in str(refused.value)
        assert "DOCENT_HOME=" in str(refused.value)
        checks.alone(Settings(8200, tmp_path / "other")).close()
    checks.alone(second).close()
