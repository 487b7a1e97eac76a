import sys
import time
from pathlib import Path

from local import children

LISTENS = "import signal, time; print('ready', flush=True); time.sleep(300)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + LISTENS
FAITHFUL = "from local.children import stop_with_parent; stop_with_parent();" + LISTENS


def run(tmp_path: Path, code: str, **environ: str) -> children.Child:
    child = children.start("child", [sys.executable, "-c", code], environ, tmp_path / "logs")
    deadline = time.monotonic() + 60
    while "ready" not in child.log.read_text() and child.alive and time.monotonic() < deadline:
        time.sleep(0.01)
    return child


def test_it_is_asked_to_stop(tmp_path: Path):
    child = run(tmp_path, LISTENS)
    assert child.alive
    child.stop()
    assert not child.alive
    child.stop()


def test_it_is_killed_if_it_does_not_listen(tmp_path: Path):
    child = run(tmp_path, DEAF)
    child.stop(grace=0.2)
    assert child.process.returncode == -9


def test_it_stops_when_we_are_gone(tmp_path: Path):
    child = run(tmp_path, FAITHFUL)
    child.process.stdin.close()
    assert child.process.wait(60) == -15


def test_its_environment_is_what_is_given(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SECRET", "no")
    child = run(tmp_path, "import os; print(sorted(os.environ))", GIVEN="yes")
    child.process.wait(60)
    child.stop()
    assert "GIVEN" in child.log.read_text()
    assert "SECRET" not in child.log.read_text()


def test_its_last_words(tmp_path: Path):
    child = run(tmp_path, "[print(n) for n in range(50)]")
    child.process.wait(60)
    child.stop()
    assert child.last_words(2) == f"  | 48\n  | 49\n  All of it: {child.log}"
