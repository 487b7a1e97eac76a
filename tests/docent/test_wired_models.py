from __future__ import annotations

import pytest
from botocore.session import get_session

from docent.config import Settings
from docent.wired_models import Models

NOVA = "us.amazon.nova-2-lite-v1:0"
SMALL, LARGE = Settings().gemini_model, Settings().gemini_hard_model


def names(key: str, nova: str, model: str, hard: bool) -> list[str]:
    models = Models(Settings(nova_model=nova), lambda: key, get_session)
    return [each.model for each in models.chosen(model, hard)]


@pytest.mark.parametrize(
    ("key", "nova", "model", "hard", "expected"),
    [
        ("key", NOVA, "auto", False, [SMALL, NOVA]),
        ("key", NOVA, "auto", True, [LARGE, NOVA]),
        ("key", "", "auto", True, [LARGE]),
        ("key", NOVA, SMALL, True, [SMALL, NOVA]),
        ("key", NOVA, LARGE, False, [LARGE, NOVA]),
        ("key", NOVA, NOVA, True, [NOVA]),
        ("", NOVA, "auto", True, [NOVA]),
        ("", "", "auto", True, []),
        ("key", NOVA, "extractive", True, []),
    ],
)
def test_who_is_asked_in_which_order(
    key: str, nova: str, model: str, hard: bool, expected: list[str]
) -> None:
    assert names(key, nova, model, hard) == expected


def test_a_model_keeps_its_breaker_from_question_to_question() -> None:
    models = Models(Settings(nova_model=NOVA), lambda: "key", get_session)
    assert models.chosen("auto", False)[0] is models.chosen("auto", False)[0]
    assert models.chosen("auto", False)[1] is models.chosen("auto", True)[1]


@pytest.mark.parametrize(
    ("key", "followup", "model", "expected"),
    [
        ("key", SMALL, "auto", SMALL),
        ("key", SMALL, NOVA, SMALL),
        ("key", NOVA, "auto", NOVA),
        ("", NOVA, "auto", NOVA),
        ("", SMALL, "auto", None),
        ("key", "", "auto", None),
        ("key", SMALL, "extractive", None),
    ],
)
def test_who_says_what_a_follow_up_means(key: str, followup: str, model: str, expected: str | None) -> None:
    models = Models(Settings(nova_model=NOVA, followup_model=followup), lambda: key, get_session)
    rewriter = models.rewriter(model)
    assert (rewriter and rewriter.model) == expected
    assert models.rewriter(model) is rewriter
