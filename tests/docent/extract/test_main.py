from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from docent.extract.__main__ import main


def answers(data: bytes, **asked: Any) -> list[dict[str, Any]]:
    """What the child says when it is asked to read these bytes."""
    given = {"size": len(data), "most_pages": 9, "seconds": 9, "memory": 256 << 20, **asked}
    done = subprocess.run(
        [sys.executable, "-m", main.__module__], input=json.dumps(given).encode() + b"\n" + data,
        capture_output=True, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_answers_with_progress_and_the_text() -> None:
    progress, found = answers("Öffnet um neun.".encode(), filename="a.txt")
    assert progress == {"done": 1, "total": 1}
    assert found["pages"] == [[0, "Öffnet um neun."]]
    assert found["page_count"] == 0


@pytest.mark.parametrize(
    ("data", "filename", "reason"),
    [(b"", "a.txt", "empty"), (b"x", "a.xyz", "unsupported_type"), (b"x" * (21 << 20), "a.md", "too_large")],
)
def test_answers_with_the_reason(data: bytes, filename: str, reason: str) -> None:
    (refused,) = answers(data, filename=filename)[-1:]
    assert refused["reason"] == reason
    assert refused["message"].endswith(".")


def test_ends_without_a_word_where_nothing_is_asked() -> None:
    command = [sys.executable, "-m", main.__module__]
    assert subprocess.run(command, input=b"", capture_output=True, check=True).stdout == b""
