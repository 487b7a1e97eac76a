from __future__ import annotations

from typing import Any

import pytest

from docent import bot_settings
from docent.errors import BadInput
from docent.fields import Fields


def given(values: dict[str, Any], *, new: bool = False) -> dict[str, Any]:
    return bot_settings.given(Fields(values), new=new, models=("gemini-x",))


def test_only_what_was_given_is_set() -> None:
    assert given({}) == {}
    assert given({"budget_usd_per_day": None, "threshold": 1, "conversation_days": None}) == {
        "budget_usd_per_day": None, "threshold": 1.0, "conversation_days": None,
    }  # fmt: skip
    assert given({"name": " A ", "model": "gemini-x", "unknown": 1}) == {"name": "A", "model": "gemini-x"}


def test_the_same_site_counts_once() -> None:
    sites = {"allowed_origins": ["https://a.example/x", "a.example"]}
    assert given(sites) == {"allowed_origins": ("https://a.example",)}


def test_a_new_bot_needs_a_name() -> None:
    with pytest.raises(BadInput) as refused:
        given({"description": "x"}, new=True)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    "values",
    [{"budget_usd_per_day": True}, {"budget_usd_per_day": -1}, {"threshold": 2}, {"threshold": "high"},
     {"conversation_days": 0}, {"model": "gemini-y"}],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(values: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        given(values)
    assert refused.value.field == next(iter(values))
