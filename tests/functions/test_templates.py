"""What a bot can begin as: every template is taken, and the assessor assesses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.caller import Person
from tests.gemini_server import GeminiServer, saying

pytestmark = pytest.mark.cloud
FILE = Path(__file__).parents[2] / "frontend/app/src/bots/templates.json"
TEMPLATES: dict[str, dict[str, Any]] = {
    each["key"]: each["settings"] for each in json.loads(FILE.read_text("utf-8"))
}
RUBRIC = b"""# Coherence

Band 7: logically organises information; there is clear progression throughout.

# Vocabulary

Band 5: uses a limited range of vocabulary, minimally adequate for the task."""
ESSAY = "Assess this text. Cars are bad. Cars are bad because of smoke. So people should walk, I think."
TABLE = """| Criterion | Score | Evidence |
|---|---|---|
| Coherence | 7 [1] | "So people should walk" |
| Vocabulary | 5 [2] | "Cars are bad" |"""


@pytest.fixture
def assessor(ann: Person) -> str:
    bot_id: str = ann.call("bots", "POST", "/api/bots", {"name": "A", **TEMPLATES["assessor"]}).json["bot_id"]
    assert ann.upload(bot_id, "rubric.md", RUBRIC)["status"] == "ready"
    return bot_id


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_template_is_a_bots_settings(ann: Person, key: str) -> None:
    made = ann.call("bots", "POST", "/api/bots", {"name": "B", **TEMPLATES[key]})
    assert made.status == 201
    assert {name: made.json[name] for name in TEMPLATES[key]} == TEMPLATES[key]


def test_an_assessor_scores_by_criterion_with_evidence(
    ann: Person, assessor: str, gemini: GeminiServer
) -> None:
    gemini.will(saying(TABLE.replace("[2]", "[1]")))  # one passage, but each score has a quote of its own
    answer = ann.ask(assessor, ESSAY).json
    asked = str(gemini.requests[-1])
    assert "Criterion, Score and Evidence" in asked
    assert "progression" in asked
    assert answer["answer"] == TABLE
    quotes = " ".join(each["quote"] for each in answer["citations"])
    assert [each["filename"] for each in answer["citations"]] == ["rubric.md"] * 2
    assert all(quote["quote"] in RUBRIC.decode() for quote in answer["citations"])
    assert quotes


CRITERIA = ("Task response", "Coherence and cohesion", "Lexical resource", "Grammatical range")
LEVEL = "The writer handles {} at the level of band {}: " + "this is what a marker looks for, " * 8


def test_an_assessor_reads_the_whole_of_a_rubric_of_four_criteria_and_nine_bands(
    ann: Person, assessor: str, gemini: GeminiServer
) -> None:
    levels = [(name, band) for name in CRITERIA for band in range(9, 0, -1)]
    rubric = "\n\n".join(f"# {name}, band {band}\n\n{LEVEL.format(name, band)}" for name, band in levels)
    assert ann.upload(assessor, "bands.md", rubric.encode())["status"] == "ready"
    gemini.will(saying("| Criterion | Score | Evidence |"))
    ann.ask(assessor, ESSAY)
    asked = str(gemini.requests[-1])
    assert [level for level in levels if LEVEL.format(*level)[:60] not in asked] == []


def test_without_a_model_an_assessor_quotes_its_rubric_and_scores_nothing(ann: Person, assessor: str) -> None:
    answer = ann.ask(assessor, ESSAY).json
    assert answer["model"] == "extractive"
    assert "Score" not in answer["answer"]
    assert all(each["quote"] in RUBRIC.decode() for each in answer["citations"])
