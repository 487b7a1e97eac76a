"""The process that stands for a warm function: an answer a line, whatever the event was."""

from __future__ import annotations

import io
import json

import pytest

from local.trigger import main
from tests.functions.test_migrate import event


def test_a_line_is_answered_by_a_line_and_a_failure_does_not_end_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = event("SomethingNew", "jo@example.com")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(["{}", json.dumps(unknown)]) + "\n"))
    assert main(["migrate"]) == 0
    told = capsys.readouterr()
    failed, answered = map(json.loads, told.out.splitlines())
    assert failed is None
    assert "KeyError" in told.err
    assert answered == {**unknown, "response": {}}
