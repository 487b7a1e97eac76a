from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.config import Config
from botocore.session import get_session

from docent.adapters.textract import Textract
from docent.errors import Unavailable
from tests.contracts.recogniser import NUMBER, RecogniserContract
from tests.textract_server import TextractServer, saying, textract_server

BUSY = 400, {"__type": "ProvisionedThroughputExceededException", "message": "Provisioned rate exceeded"}


@pytest.fixture
def server() -> Iterator[TextractServer]:
    with textract_server() as running:
        yield running


@pytest.fixture
def textract(server: TextractServer) -> Textract:
    return Textract(client(server.url))


def client(url: str) -> Any:
    return get_session().create_client(
        "textract", region_name="us-east-1", endpoint_url=url,
        aws_access_key_id="test", aws_secret_access_key="test",
        config=Config(retries={"mode": "standard", "max_attempts": 2}, connect_timeout=2, read_timeout=5),
    )  # fmt: skip


class TestTextract(RecogniserContract):
    @pytest.fixture
    def recogniser(self, textract: Textract, server: TextractServer, page: bytes) -> Textract:
        server.pages[page] = saying(
            ("It is paid back within three days.", 0.12, 0.1, 0.4, 0.02), (NUMBER, 0.12, 0.07, 0.3, 0.02)
        )
        return textract


def test_it_is_asked_with_the_picture_itself(textract: Textract, server: TextractServer) -> None:
    textract.recognise(b"\x89PNG\r\n\x1a\n and so on")
    assert server.asked == [("Textract.DetectDocumentText", b"\x89PNG\r\n\x1a\n and so on")]


def test_columns_are_read_one_after_the_other(textract: Textract, server: TextractServer) -> None:
    sides = [(side, 0.08 if side == "left" else 0.53, row) for row in range(5) for side in ("left", "right")]
    lines = [(f"{side} {row}", at, 0.1 + 0.03 * row, 0.39, 0.02) for side, at, row in sides]
    server.replies = [(200, saying(*lines))]
    assert textract.recognise(b"").text.split("\n") == [
        f"{side} {row}" for side in ("left", "right") for row in range(5)
    ]


def test_throttling_is_tried_again(textract: Textract, server: TextractServer) -> None:
    server.replies = [BUSY, (200, saying(("The rent rose.", 0.1, 0.1, 0.3, 0.02)))]
    read = textract.recognise(b"")
    assert (read.text, len(server.asked)) == ("The rent rose.", 2)
    assert read.sure == pytest.approx(0.991)


def test_a_refusal_is_said_without_the_vendors_words(textract: Textract, server: TextractServer) -> None:
    server.replies = [(400, {"__type": "AccessDeniedException", "Message": "arn:aws:secret"})]
    with pytest.raises(Unavailable, match="AccessDeniedException") as caught:
        textract.recognise(b"")
    assert "secret" not in caught.value.message


def test_a_service_that_is_away_is_said() -> None:
    with textract_server() as server:
        away = Textract(client(server.url))
    with pytest.raises(Unavailable, match="does not answer"):
        away.recognise(b"")
