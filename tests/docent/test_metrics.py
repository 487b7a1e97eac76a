"""metrics.py: numbers as CloudWatch reads them out of the log."""

from __future__ import annotations

import json

import pytest

from docent import metrics


def test_a_line_says_all_that_cloudwatch_needs(capsys: pytest.CaptureFixture[str]) -> None:
    metrics.emit("prod", FirstText=812.5, Refused=0)
    line = json.loads(capsys.readouterr().out)
    (about,) = line["_aws"]["CloudWatchMetrics"]
    assert line["_aws"]["Timestamp"] > 1_700_000_000_000
    assert about == {
        "Namespace": "Docent",
        "Dimensions": [["Environment"]],
        "Metrics": [{"Name": "FirstText", "Unit": "Milliseconds"}, {"Name": "Refused", "Unit": "None"}],
    }
    assert (line["Environment"], line["FirstText"], line["Refused"]) == ("prod", 812.5, 0)


def test_a_number_that_nobody_watches_is_refused() -> None:
    with pytest.raises(KeyError):
        metrics.emit("prod", Colour=3)
