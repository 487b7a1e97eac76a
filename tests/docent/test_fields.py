from __future__ import annotations

from typing import Any

import pytest

from docent import errors
from docent.fields import Fields


@pytest.mark.parametrize("value", [None, "", "   ", 5, ["a"], {"a": 1}, "x" * 11, "\ud800"])
def test_a_text_must_be_one_and_not_too_long(value: Any) -> None:
    with pytest.raises(errors.BadInput) as refused:
        Fields({"name": value}).text("name", most=10)
    assert refused.value.field == "name"


def test_texts_are_trimmed_and_secrets_are_not() -> None:
    fields = Fields({"name": " a ", "password": " a "})
    assert (fields.text("name", most=3), fields.secret("password", most=3)) == ("a", " a ")


@pytest.mark.parametrize("nothing", ["", "  ", None])
def test_a_secret_is_not_empty(nothing: str | None) -> None:
    with pytest.raises(errors.BadInput) as refused:
        Fields({"password": nothing}).secret("password", most=3)
    assert refused.value.field == "password"


@pytest.mark.parametrize("value", [True, "5", 0, 11, 5.0, None])
def test_a_number_must_be_in_its_range(value: Any) -> None:
    with pytest.raises(errors.BadInput):
        Fields({"n": value}).integer("n", least=1, most=10)


@pytest.mark.parametrize("value", ["yes", 1, [], "true"])
def test_a_flag_is_true_or_false(value: Any) -> None:
    with pytest.raises(errors.BadInput):
        Fields({"stream": value}).flag("stream")


@pytest.mark.parametrize("value", ["a", [1], [""], ["a", "b", "c"], ["long text"]])
def test_a_list_of_texts_is_checked_item_by_item(value: Any) -> None:
    with pytest.raises(errors.BadInput):
        Fields({"starters": value}).texts("starters", count=2, most=5)


def test_null_is_as_if_nothing_was_given() -> None:
    fields = Fields({"a": None})
    assert fields.flag("a") is False
    assert fields.integer("a", least=1, most=1, default=1) == 1
    assert fields.choice("a", ("x", "y"), "x") == "x"
    assert fields.object("a") == {}
    with pytest.raises(errors.BadInput):
        fields.integer("a", least=1, most=1)
