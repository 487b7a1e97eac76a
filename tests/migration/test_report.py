from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from migration.mishap import Stopped
from migration.report import Report
from migration.state import Fate, State

MEANING = {"moved": "is here", "failed": "could not be moved"}


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    made = State(tmp_path / "state")
    for number in range(1_200):
        made.note("rows", Fate(f"{number:04}", "moved", label=f"line {number}"))
    for number in range(7, 15):
        made.note("rows", Fate(f"{number:04}", "failed", "it is broken", f"line {number}"))
    yield made
    made.db.close()


def report(*, dry: bool = False) -> Report:
    return Report("test", ["rows", "others"], MEANING, dry=dry)


def test_what_was_done_is_told_with_the_rows_to_look_at(state: State) -> None:
    made = report()
    made.facts |= {"points": 20_000, "jobs": ["one", "two"]}
    made.require(False, "8 rows failed.")
    assert made.summary(state).splitlines() == [
        "test: what was done",
        "  rows: 1,200 rows",
        "            8  failed: could not be moved",
        "        1,192  moved: is here",
        "  points: 20,000",
        "  jobs: one; two",
        "  SHORT: 8 rows failed.",
        *(f"    line {number}: failed, it is broken" for number in range(7, 12)),
        "1 short: see above. What is done stays done; run it again after that.",
    ]
    assert made.status == 1


def test_a_plan_says_that_it_is_one(state: State) -> None:
    first, *_, last = report(dry=True).summary(state).splitlines()
    assert first == "test: the plan; nothing was changed"
    assert last == "Nothing is short. Run it without --dry-run to do it."
    with report(dry=True).written(state):
        """Nothing to do."""
    assert state.marked("run.test") is None


def test_every_row_stands_in_both_files_the_rare_ones_first(state: State) -> None:
    made = report()
    with made.written(state):
        """Done before."""
    rows = [line.split("\t") for line in made.path(state).read_text().splitlines() if "\t" in line]
    assert [row[3] for row in rows] == ["failed"] * 8 + ["moved"] * 1_192
    told = json.loads((state.folder / "test.json").read_text())
    assert told["counts"] == {"rows": {"failed": 8, "moved": 1_192}, "others": {}}
    assert len(told["rows"]) == len(rows) == 1_200
    assert told["rows"][7] == {
        "kind": "rows", "id": "0007", "fate": "failed", "why": "it is broken", "label": "line 7",
    }  # fmt: skip
    assert state.marked("run.test")["counts"] == told["counts"]


def test_a_run_that_ends_before_its_end_leaves_no_report_of_an_earlier_one(state: State) -> None:
    good = report()
    with good.written(state):
        good.facts["points"] = 1
    with report().written(state):
        assert state.marked("run.test") is None  # as a kill would leave it
        assert not good.path(state).exists()
    with pytest.raises(OSError, match="full"), report().written(state):
        raise OSError("the disk is full")
    (short,) = state.marked("run.test")["short"]
    assert short == "It ended before its end: the disk is full"
    assert f"SHORT: {short}" in good.path(state).read_text()
    assert json.loads(good.path(state, "json").read_text())["facts"] == {}
    with pytest.raises(KeyError), report().written(state):
        raise KeyError("ours")
    assert state.marked("run.test")["short"] == ["It ended before its end: KeyError('ours')"]


def test_a_run_that_is_stopped_at_a_row_ends_with_its_report(state: State) -> None:
    stopped = report()
    with stopped.written(state):
        raise Stopped("line 3: it is broken")
    assert stopped.status == 1
    assert "SHORT: Stopped, as --stop says, at line 3: it is broken" in stopped.path(state).read_text()


def test_no_two_runs_use_one_folder(state: State) -> None:
    other = State(state.folder)
    with report().written(state):
        with pytest.raises(ValueError, match="Another run uses"), report().written(other):
            pytest.fail("both ran")
        assert state.counts("rows")["moved"] == 1_192
    with report().written(other):
        """It is free again."""
    other.db.close()
