"""Each model fails in each way in turn: every question is answered, with a citation. See tests.drill."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from docent.breaker import FAILURES
from tests import drill
from tests.drill import CASES, GEMINI_FAILS, GEMINI_SAYS, NOVA_FAILS, NOVA_SAYS, WAIT, Drill
from tests.fakes import WordEmbedder
from tests.wire import Reply, Server


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Server, Server]]:
    with drill.servers() as both:
        yield both


@pytest.fixture
def drilled(servers: tuple[Server, Server]) -> Drill:
    for server in servers:
        server.requests.clear()
    return Drill(*servers, WordEmbedder())


@pytest.mark.parametrize(("name", "first", "second"), CASES, ids=[case[0] for case in CASES])
def test_a_question_is_answered_with_a_citation(
    servers: tuple[Server, Server], name: str, first: Reply, second: Reply
) -> None:
    for server, reply in zip(servers, (first, second), strict=True):
        server.will(reply)
    answered = Drill(*servers, WordEmbedder(), WAIT if "slow" in name else 8.0).ask()
    assert "Ohio" in answered.text
    assert "Ohio" in answered.citations[0].quote
    assert f"[{answered.citations[0].n}]" in answered.text
    assert "vendor" not in answered.text


def test_who_answers(drilled: Drill) -> None:
    down = GEMINI_FAILS["status 503"], NOVA_FAILS["status 503"]
    drilled.first.will(GEMINI_SAYS)
    drilled.second.will(NOVA_SAYS)
    models = [drilled.ask().model]
    drilled.first.will(down[0])
    models.append(drilled.ask().model)
    drilled.second.will(down[1])
    models.append(drilled.ask().model)
    assert models == ["gemini-3.5-flash-lite", drill.NOVA, "extractive"]


def test_a_model_that_is_down_is_left_alone(drilled: Drill) -> None:
    drilled.first.will(GEMINI_FAILS["status 404"])
    drilled.second.will(NOVA_SAYS)
    assert {drilled.ask().model for _ in range(FAILURES + 3)} == {drill.NOVA}
    assert len(drilled.first.requests) == 1


def test_what_fails_late_is_asked_once(drilled: Drill) -> None:
    drilled.first.will(GEMINI_FAILS["late status 503"])
    drilled.second.will(NOVA_FAILS["late status 503"])
    assert drilled.ask().model == "extractive"
    assert len(drilled.first.requests) == len(drilled.second.requests) == 1
