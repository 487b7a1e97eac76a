"""What keeps the app's words in one place and its calls on the typed client: frontend/app/check.mjs."""

import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser  # `make check` has the app's packages
CHECK = Path(__file__).parents[2] / "frontend/app/check.mjs"
FINE = """
import { messages } from "../messages";
const size = (n: number) => `${n.toFixed(1)} ${messages.more}`;
export const Fine = () => <p className="figures left" style={{ font: "12px a serif" }}>{size(1)}</p>;
"""


def complaints(folder: Path, source: str, name: str = "screen.tsx") -> str:
    (folder / name).write_text(source, "utf-8")
    run = subprocess.run(["node", str(CHECK), str(folder)], stderr=subprocess.PIPE, text=True)
    assert (run.returncode == 0) == (run.stderr == "")
    return run.stderr


def test_a_screen_that_takes_its_words_from_messages_is_fine(tmp_path: Path) -> None:
    assert complaints(tmp_path, FINE) == ""


@pytest.mark.parametrize(
    "source",
    [
        "<p>Saved</p>", '<p>{on ? "Saved" : ""}</p>', '<input aria-label="Name" />',
        '<input placeholder={on ? "Name" : undefined} />', 'notifications.show({ message: "It is saved." })',
        'new Problem(0, "x", `The file ${name} was refused.`)',
    ],
)  # fmt: skip
def test_words_in_a_screen_are_found(tmp_path: Path, source: str) -> None:
    assert complaints(tmp_path, f"\nexport const it = {source};").startswith("screen.tsx:2: words belong in")


def test_a_date_in_the_browsers_language_is_found(tmp_path: Path) -> None:
    assert "LANGUAGE" in complaints(tmp_path, "export const it = new Date().toLocaleString();")
    assert complaints(tmp_path, "export const it = (1).toLocaleString(LANGUAGE, {});") == ""


@pytest.mark.parametrize(
    "call",
    ['fetch("/api/bots")', 'window.fetch("/api/bots")', "new XMLHttpRequest()", "createClient<paths>()"],
)
def test_a_call_beside_the_client_is_found(tmp_path: Path, call: str) -> None:
    assert "calls go through src/api/client" in complaints(
        tmp_path, f"export const it = {call};", "queries.ts"
    )
