"""cost.py: a month in dollars."""

from __future__ import annotations

import pytest

from cloudformation import cost
from cloudformation.cost import Load

IDLE = Load(0, 0, 0, 0, 40, 0.5, 0, "gemini-3.5-flash-lite")


def test_an_idle_month_costs_nothing() -> None:
    assert sum(cost.dollars(cost.used(IDLE), cost.read(), free=True).values()) == 0


def test_every_amount_has_a_price_and_every_gift_an_amount() -> None:
    found = cost.read()
    assert cost.used(IDLE).keys() == found["each"].keys()
    assert found["free"].keys() <= found["each"].keys()


def test_what_is_free_is_taken_off_once() -> None:
    amounts = dict.fromkeys(cost.used(IDLE), 0.0) | {"logs_gb": 7.0}
    assert cost.dollars(amounts, cost.read(), free=True)["logs_gb"] == pytest.approx(2 * 0.50)
    assert cost.dollars(amounts, cost.read(), free=False)["logs_gb"] == pytest.approx(7 * 0.50)


def test_the_table_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert cost.main(["--bots", "1000", "--documents", "500000", "--questions", "1000000"]) == 0
    rows = {line[:28].strip(): line[28:].split() for line in capsys.readouterr().out.splitlines()}
    names = [name.replace("_", " ") for name in cost.used(IDLE)]
    assert float(rows["AWS"][0]) == pytest.approx(sum(float(rows[name][1]) for name in names), abs=0.1)
    assert float(rows["all"][0]) == pytest.approx(
        float(rows["AWS"][0]) + float(rows["gemini-3.5-flash-lite"][1])
    )


def test_twice_the_questions_cost_no_less() -> None:
    one, two = (
        Load(10, 100, 100, questions, 40, 0.5, 10, "gemini-3.5-flash-lite")
        for questions in (10**6, 2 * 10**6)
    )
    for name, amount in cost.used(one).items():
        assert cost.used(two)[name] >= amount
