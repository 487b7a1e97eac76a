from __future__ import annotations

import csv
import io
import json

import pytest

from docent import transcript
from docent.log import Filters
from tests.contracts.conversations import logged
from tests.fakes import MemoryConversations

WICKED = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def kept() -> MemoryConversations:
    kept = MemoryConversations()
    kept.record(logged("con_1", "msg_1", question=WICKED, answer="Ja,\n„gut“ [1]."), 90)
    kept.record(logged("con_2", "msg_2", question="-1+1", rating="up"), 90)
    return kept


def test_a_spreadsheet_gets_rows_and_no_formulas(kept: MemoryConversations) -> None:
    text, after = transcript.export("bot_1", Filters(), "csv", "", log=kept)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["question"] for row in rows] == ["'-1+1", f"'{WICKED}"]
    assert rows[1]["answer"] == "Ja,\n„gut“ [1]."
    assert (rows[1]["sources"], rows[1]["asker"], rows[1]["cost_usd"]) == ("a.pdf p. 3", "owner", "0.0001")
    assert after == ""


def test_programs_get_one_object_a_line(kept: MemoryConversations) -> None:
    text, _ = transcript.export("bot_1", Filters(rating="up"), "jsonl", "", log=kept)
    (line,) = text.splitlines()
    assert json.loads(line)["message_id"] == "msg_2"


def test_what_is_too_much_for_one_answer_is_continued(
    kept: MemoryConversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcript, "LARGEST", 1)
    first, after = transcript.export("bot_1", Filters(), "csv", "", log=kept)
    second, end = transcript.export("bot_1", Filters(), "csv", after, log=kept)
    rows = list(csv.DictReader(io.StringIO(first + second, newline="")))
    assert ([row["message_id"] for row in rows], end) == (["msg_2", "msg_1"], "")
