from __future__ import annotations

from pathlib import Path

import pytest

from docent.config import Settings
from docent.conversation import Receipt
from docent.errors import Unavailable
from docent.wiring import Wiring
from tests.dynamo_server import dynamo_server

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


def test_money_is_never_given_back_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A 500 does not tell whether the write was done."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with dynamo_server() as dynamo:
        monkeypatch.setenv("AWS_ENDPOINT_URL", dynamo.url)
        ledger = Wiring(Settings(region="us-east-1")).ledger
        dynamo.answers["UpdateItem"] = [(500, {"__type": "InternalServerError"}), (200, {})]
        with pytest.raises(Unavailable):
            ledger.settle("bot_1", "2026-01-31", -0.06, Receipt("small"))
        assert len(dynamo.asked) == 1
        dynamo.answers["UpdateItem"] = [(500, {"__type": "InternalServerError"}), (200, {})]
        assert ledger.reserve("bot_1", "2026-01-31", 0.06, 0.10)
        keys = [request["Key"]["pk"]["S"].split("#")[1] for _, request in dynamo.asked]
        assert keys == ["bot_1"] * 3 + ["all"]


@pytest.mark.parametrize("service", ["dynamodb", "s3", "sqs", "ssm", "cognito-idp"])
def test_a_service_that_hangs_is_given_up_before_the_gateway_answers_itself(service: str) -> None:
    config = Wiring(Settings())._client(service).meta.config
    tries = config.retries["total_max_attempts"]
    longest_pauses = sum(2.0**each for each in range(tries - 1))  # botocore's standard mode
    assert tries * config.read_timeout + longest_pauses < GATEWAY_SECONDS
