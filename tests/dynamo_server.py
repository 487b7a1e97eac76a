"""A stand-in for DynamoDB's wire protocol (JSON 1.0) on loopback: it says what a test scripts.

Requests are held to the shapes of botocore's own service model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.session import get_session
from botocore.validate import validate_parameters

from tests.wire import answering

MODEL = get_session().get_service_model("dynamodb")


class DynamoServer:
    """`answers`: for each operation (status, body), the last one again and again. `asked`: what came."""

    url: str

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    @property
    def client(self) -> Any:
        return boto3.session.Session(region_name="us-east-1").client(
            "dynamodb", endpoint_url=self.url, aws_access_key_id="test", aws_secret_access_key="test",
            config=Config(retries={"mode": "standard", "total_max_attempts": 2}, read_timeout=10),
        )  # fmt: skip

    def answer(self, target: str, body: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        operation = target.partition(".")[2]
        validate_parameters(body, MODEL.operation_model(operation).input_shape)
        self.asked.append((operation, body))
        answers = self.answers[operation]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@contextmanager
def dynamo_server() -> Iterator[DynamoServer]:
    server = DynamoServer()
    with answering(server.answer, "1.0") as server.url:
        yield server
