from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks import eval as trial
from benchmarks.eval import Outcome, Question

FOUND = Outcome("a", True, (1, 3), True, 1.0, 2)
LATE = Outcome("b", True, (7,), True, 2.0)
LOST = Outcome("c", True, (2,), False, 3.0)
REFUSED = Outcome("d", False, (), False, 4.0)
FOOLED = Outcome("e", False, (), True, 5.0)


def test_questions_are_read_from_json_lines_and_csv(tmp_path: Path) -> None:
    wanted = [Question("Deposit?", "rules.txt", "fifty euros"), Question("Opera?")]
    lines = tmp_path / "q.jsonl"
    lines.write_text("\n".join(json.dumps(asdict(each)) for each in wanted) + "\n\n", "utf-8")
    table = tmp_path / "q.csv"
    table.write_text("question,document,phrase\nDeposit?,rules.txt,fifty euros\nOpera?,,\n", "utf-8-sig")
    assert trial.questions(lines) == trial.questions(table) == wanted
    assert [each.answerable for each in wanted] == [True, False]


@pytest.mark.parametrize("text", ["", "no json", '{"phrase": "x"}', "[1]", '{"question": "Wie hoch?"}'])
def test_a_file_without_questions_is_refused_with_the_cure(tmp_path: Path, text: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_bytes(text.replace("ie", "\xfc").encode("latin-1"))
    with pytest.raises(SystemExit, match="question"):
        trial.questions(file)


def test_a_question_may_be_a_number(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"question": 112}\n')
    assert trial.questions(file) == [Question("112")]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"summary": {}, "outcomes": [{"question": "a"}]}'])
def test_what_is_no_earlier_result_is_refused_before_anything_is_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "q.csv").write_text("question\nWhen?\n")
    (tmp_path / "old.json").write_text(text)
    with pytest.raises(SystemExit, match="JSON=FILE"):
        trial.main([str(tmp_path), str(tmp_path / "q.csv"), "--against", str(tmp_path / "old.json")])


def test_a_result_of_another_commit_is_compared_by_what_both_know() -> None:
    newer = {**asdict(FOUND), "seconds": 1}
    older = {name: value for name, value in asdict(LATE).items() if name != "of"}
    now = [Outcome("a", True, (), True, 1.0), Outcome("b", True, (1,), True, 1.0)]
    assert list(trial.moved(now, [newer, older])) == ["now wrong: a", "now right: b"]


def test_line_breaks_in_quotes_and_separators_of_unicode_part_no_rows(tmp_path: Path) -> None:
    table, lines = tmp_path / "q.csv", tmp_path / "q.jsonl"
    table.write_text('question,phrase\n"How long is\nthe delivery?",three days\n', "utf-8")
    lines.write_text('{"question": "How long is\u2028the delivery?", "phrase": "three days"}\n', "utf-8")
    assert trial.questions(table) == [Question("How long is\nthe delivery?", phrase="three days")]
    assert trial.questions(lines) == [Question("How long is\u2028the delivery?", phrase="three days")]


@pytest.mark.parametrize(
    ("folder", "file"), [("", "q.csv"), ("docs", ""), ("docs", "none.csv"), ("none", "q.csv")]
)
def test_nothing_is_read_where_a_folder_or_file_is_missing(
    tmp_path: Path,
    folder: str,
    file: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "q.csv").write_text("question\nWhen?\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        trial.main([folder, file])
    assert "make eval DOCS=folder QUESTIONS=file" in capsys.readouterr().err


def test_what_was_not_found_counts_against_ndcg() -> None:
    assert trial.summary([Outcome("a", True, (1,), True, 1.0, 1)])["nDCG@10"] == 1
    one_of_five = trial.summary([Outcome("a", True, (1,), True, 1.0, 5)])["nDCG@10"]
    assert one_of_five == pytest.approx(1 / sum(1 / math.log2(rank + 1) for rank in range(1, 6)), abs=1e-4)


def test_a_summary_counts_what_was_found_and_what_was_refused() -> None:
    found = trial.summary([FOUND, LATE, LOST, REFUSED, FOOLED])
    assert (found["hit@1"], found["hit@5"], found["ms (median)"]) == (0.3333, 0.6667, 3.0)
    assert found["MRR@10"] == pytest.approx((1 + 1 / 7 + 1 / 2) / 3, abs=1e-4)
    assert (found["refused rightly"], found["refused wrongly"]) == (0.5, 0.5)
    assert trial.summary([REFUSED])["hit@5"] is None


def test_what_moved_since_an_earlier_run_is_named() -> None:
    before = [asdict(each) for each in (FOUND, LATE, REFUSED)]
    now = [Outcome("a", True, (), True, 1.0), Outcome("b", True, (1,), True, 1.0), REFUSED, FOOLED]
    assert list(trial.moved(now, before)) == ["now wrong: a", "now right: b"]


def test_a_folder_is_read_asked_and_compared(
    tmp_path: Path, model_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "docs"
    asked, kept = folder / "q.csv", folder / "kept" / "old.json"
    folder.mkdir()
    (folder / "rules.txt").write_text("The deposit for a bike is fifty euros.\n\nLost keys cost more.")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    asked.write_text(
        "question,document,phrase\nWhat is the deposit for a bike?,rules.txt,\nAnd a lock?,Rules.txt,\n"
        "And keys?,,sixty\n"
    )
    monkeypatch.setattr(trial.material, "CHECKOUT", model_folder.parents[1])
    trial.main([str(folder), str(asked), "--json", str(kept)])
    trial.main([str(folder), str(asked), "--against", str(kept)])
    printed = capsys.readouterr().out
    assert "broken.pdf: " in printed
    assert "Rules.txt: no document of this name" in printed
    assert "And keys?: no passage holds “sixty”" in printed
    assert "2 passages" not in printed
    assert json.loads(kept.read_text())["summary"]["hit@1"] == 0.3333
    assert "hit@5              0.3333   +0" in printed
