"""cost.py: a month in dollars."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudformation import cost
from cloudformation.cost import Load
from cloudformation.template import load
from docent import metrics, prices
from tests.docs import pages

IDLE = cost.NOBODY


def test_an_idle_month_costs_less_than_a_cent() -> None:
    assert 0 < cost.idle(1, cost.read()) < 0.005


def test_what_is_free_is_free_once_an_account() -> None:
    """Of two: 656,640 requests to a queue each, and ten alarms; a million and ten are free."""
    assert cost.used(IDLE)["queue_million_requests"] == 0.65664
    assert cost.idle(2, cost.read()) == pytest.approx(0.31328 * 0.40 + 10 * 0.10, abs=0.01)


@pytest.mark.parametrize("asked", [["--bots", "-1"], ["--questions", "many"], ["--megabytes", "nan"]])
def test_a_number_of_nothing_is_refused(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cost.main(asked)
    assert f"argument {asked[0]}" in capsys.readouterr().err


def test_the_table_prints_what_idle_costs_as_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "POLLS", 3 * cost.POLLS)
    row = next(each for each in cost.table(IDLE, cost.read()).splitlines() if each.startswith("Docent: its"))
    assert float(row.split()[-1]) == pytest.approx(cost.idle(1, cost.read()), abs=0.005)
    assert float(row.split()[-1]) > 0.3


def test_a_budget_pays_for_as_many_answers_as_the_table_and_the_page_say() -> None:
    page = " ".join(pages.text("docs/scale.md").split())
    for model in ("gemini-3.5-flash-lite", "gemini-3.8-flash"):
        printed = cost.table(replace(IDLE, model=model), cost.read())
        for name, usd in cost.budgets().items():
            count = cost.answers(usd, model)
            assert 0 <= usd - count * prices.cost(model, cost.TOKENS) < prices.cost(model, cost.TOKENS)
            (row,) = (line for line in printed.splitlines() if line.startswith(f"{name}={usd:g}: "))
            assert row.split()[-1] == f"{count:,}"
            assert f"{count:,} by {model}" in page.replace("`", "")
    assert cost.answers(5, "") == 0


def test_alarms_and_metrics_are_those_of_the_templates() -> None:
    found = [each for part in ("monitoring.yaml", "api.yaml") for each in load(part)["Resources"].values()]
    alarms = [each for each in found if each["Type"] == "AWS::CloudWatch::Alarm"]
    assert len([each for each in alarms if "Condition" not in each]) == cost.ALARMS
    assert len(metrics.UNITS) == cost.METRICS
    more = cost.read()["idle"]["parameters"]
    for parameter, condition in (("Shift", "Shifting"), ("ModelUsdPerDay", "WithModelCost")):
        count = len([each for each in alarms if each.get("Condition") == condition])
        assert more[parameter] == pytest.approx(count * cost.read()["each"]["alarm_month"])


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
