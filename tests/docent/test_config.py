from __future__ import annotations

import pytest

from docent import config


def test_defaults_run_on_a_laptop() -> None:
    settings = config.read({})
    assert settings.environment == "local"
    assert settings.table("Usage") == "docent-local-Usage"


def test_reads_every_kind_of_setting() -> None:
    settings = config.read({
        "DOCENT_ENVIRONMENT": "prod", "DOCENT_STREAMING": "true", "DOCENT_PASSAGES": "9",
        "DOCENT_FETCH_DELAY": "0.25", "GEMINI_API_KEY": "k",
        "AWS_REGION": "eu-west-1", "DOCENT_USER_POOL_ID": "p",
    })  # fmt: skip
    assert (settings.environment, settings.streaming, settings.passages) == ("prod", True, 9)
    assert (settings.fetch_delay, settings.gemini_api_key) == (0.25, "k")
    assert settings.issuer == "https://cognito-idp.eu-west-1.amazonaws.com/p"


@pytest.mark.parametrize(
    ("name", "value"), [("DOCENT_PASSAGES", "many"), ("DOCENT_STREAMING", "perhaps"), ("DOCENT_OCR", "eyes")]
)
def test_names_the_variable_that_is_wrong(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"{name}='{value}'"):
        config.read({name: value})
