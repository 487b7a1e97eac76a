from __future__ import annotations

from pathlib import Path

import pytest

from docent.config import Settings
from docent.wiring import Wiring

GATEWAY_SECONDS = 29


def test_the_model_is_loaded_once_whoever_asks_first(model_folder: Path) -> None:
    wires = Wiring(Settings(model_folder=str(model_folder)))
    wires.expect_question()
    wires.expect_question()
    assert wires.embedder is wires.embedder
    assert wires.embedder.dimension == 384


def test_a_missing_model_is_told_where_it_is_needed(tmp_path: Path) -> None:
    wires = Wiring(Settings(model_folder=str(tmp_path)))
    wires.expect_question()
    with pytest.raises(FileNotFoundError, match="make model"):
        _ = wires.embedder


def test_nobody_reads_pictures_unless_it_is_set() -> None:
    assert Wiring(Settings()).recogniser is None
    assert type(Wiring(Settings(ocr="tesseract")).recogniser).__name__ == "Tesseract"
    assert type(Wiring(Settings(ocr="textract")).recogniser).__name__ == "Textract"


@pytest.mark.parametrize("service", ["dynamodb", "s3", "sqs", "ssm", "cognito-idp"])
def test_a_service_that_hangs_is_given_up_before_the_gateway_answers_itself(service: str) -> None:
    config = Wiring(Settings())._client(service).meta.config
    tries = config.retries["total_max_attempts"]
    longest_pauses = sum(2.0**each for each in range(tries - 1))  # botocore's standard mode
    assert tries * config.read_timeout + longest_pauses < GATEWAY_SECONDS
