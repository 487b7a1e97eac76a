"""A stand-in for DynamoDB's wire protocol (JSON 1.0) on loopback: it says what a test scripts.

Requests are held to the shapes of botocore's own service model.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
from botocore.config import Config
from botocore.session import get_session
from botocore.validate import validate_parameters

MODEL = get_session().get_service_model("dynamodb")


class DynamoServer:
    """`answers`: for each operation (status, body), the last one again and again. `asked`: what came."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    @property
    def client(self) -> Any:
        return boto3.session.Session(region_name="us-east-1").client(
            "dynamodb", endpoint_url=self.url, aws_access_key_id="test", aws_secret_access_key="test",
            config=Config(retries={"mode": "standard", "total_max_attempts": 2}, read_timeout=10),
        )  # fmt: skip

    def answer(self, operation: str, body: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        validate_parameters(body, MODEL.operation_model(operation).input_shape)
        self.asked.append((operation, body))
        answers = self.answers[operation]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@contextmanager
def dynamo_server() -> Iterator[DynamoServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            operation = self.headers["X-Amz-Target"].partition(".")[2]
            status, answer = server.answer(operation, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = DynamoServer(f"http://127.0.0.1:{listening.server_port}")
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join(5)
