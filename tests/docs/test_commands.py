"""Every shell command in the documentation is run, or checked as far as that can be done cheaply."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.docs import pages
from tests.emulator import free_ports

COMMANDS = [
    (name, line)
    for name in pages.names()
    for block in pages.scripts(name)
    if "curl" not in block
    for line in block.splitlines()
    if line.strip()
]
WITH_HELP = {
    "cloudformation.package",
    "cloudformation.deploy",
    "cloudformation.cost",
    "cloudformation.status",
    "cloudformation.recovery",
}


def run(*command: str) -> str:
    """What a command prints in the checkout. It must not fail, nor know of a make that runs these tests."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(command, cwd=pages.ROOT, env=environ, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def check_make(words: Sequence[str]) -> None:
    """The target exists; `make help` is cheap enough to run."""
    printed = run("make", *(() if list(words) == ["help"] else ("-n",)), *words)
    assert list(words) != ["help"] or {"run", "test", "check"} <= {
        line.split()[0] for line in printed.splitlines()
    }


def check_python(words: Sequence[str]) -> None:
    """The module is there and knows the options."""
    assert words[0] == "-m"
    module, options = words[1], [word for word in words[2:] if word.startswith("-")]
    spec = importlib.util.find_spec(module)
    assert spec, f"there is no {module}"
    if module == "pytest":
        run(sys.executable, "-m", "pytest", "--version")
        assert all((pages.ROOT / word).exists() for word in words[2:] if word.startswith("tests/"))
    elif module == "migration":
        described = run(sys.executable, "-m", module, words[2], "--help")
        assert all(option in described for option in options)
    elif module in WITH_HELP:
        described = run(sys.executable, "-m", module, "--help")
        assert all(option in described for option in options)
    else:
        assert not options
        assert "def main(" in Path(spec.origin or "").read_text()


def check_tool(words: Sequence[str]) -> None:
    """A tool beside this Python; its own command says whether it knows the options."""
    run(str(Path(sys.executable).with_name(words[0])), *words[1:], "--help")


def check_script(words: Sequence[str]) -> None:
    run("bash", "-n", *words)


def check_eval(words: Sequence[str]) -> None:
    """The shell takes up what a command of ours prints."""
    python, *arguments = shlex.split(words[0].removeprefix("$(").removesuffix(")"))
    assert python == ".venv/bin/python"
    check_python(arguments)


CHECKS: dict[str, Callable[[Sequence[str]], None]] = {
    "make": check_make, ".venv/bin/python": check_python, ".ci/run": check_script,
    "eval": check_eval, ".venv/bin/ruff": check_tool, ".venv/bin/lint-imports": check_tool,
}  # fmt: skip


@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_a_command_does_what_the_page_says(page: str, command: str) -> None:
    words = shlex.split(command)
    while re.match(r"[A-Z_]+=", words[0]):
        assert words.pop(0).split("=")[0] in {"DOCENT_PORT", "DOCENT_HOME", "GEMINI_API_KEY"}
    check = CHECKS.get(words[0])
    assert check, f"{page}: no test knows how to check `{command}`. Write one here, or leave it out."
    arguments = words if words[0] == ".ci/run" else words[1:]
    check([words[0].rpartition("/")[2], *arguments] if check is check_tool else arguments)


def test_there_are_commands_to_check() -> None:
    assert {"make run", "make test"} <= {command for _, command in COMMANDS}


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A running product, without the built pages: they are not asked for."""
    for page in ("app/dist/index.html", "widget/dist/docent.js"):
        (tmp_path / "pages" / page).parent.mkdir(parents=True)
        (tmp_path / "pages" / page).write_text("")
    port, said = free_ports(3), tmp_path / "said"
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GEMINI_")}
    environ |= {"DOCENT_PORT": str(port), "DOCENT_HOME": str(tmp_path / "home")}
    environ |= {"DOCENT_PAGES": str(tmp_path / "pages")}
    with said.open("wb") as out:
        product = subprocess.Popen(
            [sys.executable, "-m", "local"], env=environ, stdout=out, stderr=out, cwd=pages.ROOT
        )
    deadline = time.monotonic() + 240
    while "Docent is open" not in said.read_text() and time.monotonic() < deadline:
        assert product.poll() is None, said.read_text()
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    product.send_signal(signal.SIGTERM)
    product.wait(120)


@pytest.mark.cloud
@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_the_api_by_hand(url: str, model_folder: Path, tmp_path: Path) -> None:
    blocks = [block for block in pages.scripts("docs/api.md") if "curl" in block]
    script = "".join(blocks).replace("http://127.0.0.1:8000", url)
    assert script.count(url) == 1
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "200 euros" in done.stdout
    assert [
        each for each in ("start", "delta", "citation", "done") if f"event: {each}" not in done.stdout
    ] == []
    assert '"budget_usd_per_day": 2.5' in done.stdout
    assert '"answers": false' in done.stdout


def test_curl_stands_only_where_it_is_run() -> None:
    assert [name for name in pages.names() if any("curl" in block for block in pages.scripts(name))] == [
        "docs/api.md"
    ]
