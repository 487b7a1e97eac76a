"""The four built functions together, used as the app uses them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from tests.layers.runtime_api import Function
from tests.layers.sandbox import Sandbox, request

_EDGE = "boundary-of-the-form"


class Product:
    """Functions by name; `token` is the access token of the one who signed in."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self.functions, self.token = functions, ""
        self.account = {"password": "Correct-horse-1"}

    def call(self, function: str, method: str, resource: str, body: Any = None, **path: str) -> Any:
        """The JSON that a function under awslambdaric answers; fails on any status from 300."""
        event = request(method, resource, body, token=self.token, path=path or None)
        response = self.functions[function].result(event)
        assert response["statusCode"] < 300, response
        return json.loads(response["body"])

    def sign_in(self) -> None:
        """As somebody new: the emulator mixes up accounts of one address, whatever pool they are in."""
        self.account |= {"email": f"{uuid.uuid4().hex}@example.com", "name": "A"}
        self.call("auth", "POST", "/auth/signup", self.account)
        self.call("auth", "POST", "/auth/confirm", {"email": self.account["email"], "code": "123456"})
        self.sign_in_again()

    def sign_in_again(self) -> None:
        self.token = self.call("auth", "POST", "/auth/signin", self.account)["access_token"]

    def new_bot(self) -> str:
        bot_id: str = self.call("bots", "POST", "/api/bots", {"name": "Lease"})["bot_id"]
        return bot_id

    def upload(self, bot_id: str, filename: str, text: str) -> str:
        """Send a file by form and have it read; the id of the document."""
        form = (
            f'--{_EDGE}\r\nContent-Disposition: form-data; name="bot_id"\r\n\r\n{bot_id}\r\n'
            f'--{_EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
            f"Content-Type: text/plain\r\n\r\n{text}\r\n--{_EDGE}--\r\n"
        )
        event = request("POST", "/api/upload", token=self.token)
        event["headers"]["Content-Type"] = f"multipart/form-data; boundary={_EDGE}"
        received = self.functions["upload"].result({**event, "body": form})
        assert received["statusCode"] == 202, received
        document_id: str = json.loads(received["body"])["document_id"]
        self.tell_of(bot_id, document_id)
        return document_id

    def tell_of(self, bot_id: str, document_id: str) -> None:
        """The message that S3 queues once an original is there."""
        key = f"{bot_id}/{document_id}/original"
        told = queued({"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": key}}}]})
        assert self.functions["upload"].result(told) == {"batchItemFailures": []}


@contextmanager
def started(sandbox: Sandbox, environ: Mapping[str, str]) -> Iterator[Product]:
    """All four functions running: chat under our loop, the others under awslambdaric."""
    environ = {**environ, "DOCENT_STREAMING": "1"}
    with ExitStack() as running:
        yield Product(
            {
                name: running.enter_context(sandbox.function(name, environ, streaming=name == "chat"))
                for name in ("auth", "bots", "upload", "chat")
            }
        )


def queued(body: Mapping[str, Any]) -> dict[str, Any]:
    """An SQS event with one message."""
    return {
        "Records": [
            {
                "messageId": "m1",
                "receiptHandle": "r1",
                "body": json.dumps(body),
                "attributes": {"ApproximateReceiveCount": "1"},
                "eventSource": "aws:sqs",
            }
        ]
    }
