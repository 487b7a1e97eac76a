from __future__ import annotations

import pytest

from docent import config
from docent.conversation import Usage
from docent.prices import PRICES, UNLISTED, cost, price

MILLION = Usage(1_000_000, 1_000_000)


@pytest.mark.parametrize("model", ["", "none", "extractive"])
def test_what_we_make_ourselves_is_free(model: str) -> None:
    assert cost(model, MILLION) == 0


@pytest.mark.parametrize(
    ("model", "listed"),
    [
        ("gemini-3.5-flash-lite", "gemini-3.5-flash-lite"),
        ("gemini-3.5-flash-lite-001", "gemini-3.5-flash-lite"),
        ("gemini-3.5-flash", "gemini-3.5-flash"),
        ("us.amazon.nova-pro-v1:0", "amazon.nova-pro"),
        ("amazon.nova-lite-v1:0", "amazon.nova-lite"),
    ],
)
def test_a_model_is_known_by_the_longest_beginning_of_its_id(model: str, listed: str) -> None:
    assert price(model) == PRICES[listed]


def test_what_is_not_listed_counts_as_the_dearest() -> None:
    assert price("gemini-9-ultra") == UNLISTED
    assert all(UNLISTED.output >= each.output for each in PRICES.values())


def test_the_default_models_are_listed() -> None:
    assert set(config.Settings().models) <= set(PRICES)


def test_cost_is_by_the_million() -> None:
    assert cost("gemini-3.5-flash-lite", Usage(2_000, 100)) == pytest.approx(2_000 * 0.3e-6 + 100 * 2.5e-6)
