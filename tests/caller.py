"""The four functions, called as API Gateway and SQS call them, on the embedded cloud."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import urllib3

from functions.auth.handler import handler as auth
from functions.bots.handler import handler as bots
from functions.chat.handler import handler as chat
from functions.upload.handler import handler as upload
from tests.emulator import Account
from tests.logs import Overheard

Handler = Callable[[Mapping[str, Any], object], dict[str, Any]]
HANDLERS: dict[str, Handler] = {"auth": auth, "bots": bots, "chat": chat, "upload": upload}
PASSWORD = "Secret-123"


class Answer(NamedTuple):
    """Status, headers and body of an answer; `json` is the body read, where it is JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(self.json["error"]["code"])

    @property
    def events(self) -> list[tuple[str, Any]]:
        """Names and data of the server-sent events."""
        text = self.body if isinstance(self.body, str) else "".join(self.body)
        return [(block["event"], json.loads(block["data"])) for block in blocks(text)]


def blocks(text: str) -> list[dict[str, str]]:
    """The fields of each server-sent event; comments are left out."""
    parts = [each for each in text.split("\n\n") if each and not each.startswith(":")]
    return [dict(line.split(": ", 1) for line in each.split("\n")) for each in parts]


class Person:
    """Somebody who calls the API; signed in, once they have a token."""

    def __init__(self, account: Account, overheard: Overheard | None = None) -> None:
        self._account, self._overheard = account, overheard or Overheard()
        self.token = ""
        self.email = f"{uuid.uuid4().hex}@example.com"

    def call(
        self, function: str, method: str, resource: str, body: Any = None, *, raw: str | None = None,
        query: Mapping[str, str] | None = None, origin: str = "", token: str | None = None,
        address: str = "203.0.113.7", headers: Mapping[str, str] | None = None, **path: str,
    ) -> Answer:  # fmt: skip
        token = self.token if token is None else token
        given = {**({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})}
        answer = HANDLERS[function]({
            "httpMethod": method, "resource": resource, "pathParameters": path or None,
            "queryStringParameters": query, "body": raw if raw is not None else json.dumps(body or {}),
            "headers": {**given, **({"Origin": origin} if origin else {})},
            "requestContext": {"requestId": f"req-{uuid.uuid4()}", "identity": {"sourceIp": address}},
        }, None)  # fmt: skip
        self._overheard.say(body)
        kind = answer["headers"].get("Content-Type")
        if answer["statusCode"] < 300 and answer["body"] and kind == "application/json":
            self._overheard.say(json.loads(answer["body"]))
        return Answer(answer["statusCode"], answer["headers"], answer["body"])

    def sign_in(self) -> Person:
        credentials = {"email": self.email, "password": PASSWORD}
        assert self.call("auth", "POST", "/auth/signup", credentials).status == 201
        assert self.call("auth", "POST", "/auth/confirm", {**credentials, "code": "123456"}).status == 200
        self.token = self.call("auth", "POST", "/auth/signin", credentials).json["access_token"]
        return self

    def bot(self, **settings: Any) -> str:
        body = {"name": "Docs", "model": "extractive", **settings}
        return str(self.call("bots", "POST", "/api/bots", body).json["bot_id"])

    def announce(self, bot_id: str, filename: str, size: int, **more: Any) -> Answer:
        body = {"bot_id": bot_id, "filename": filename, "content_type": "x/y", "size": size, **more}
        return self.call("upload", "POST", "/api/upload", body)

    def upload(self, bot_id: str, filename: str, data: bytes) -> dict[str, Any]:
        """Post a file as a browser does, let it be read; the document afterwards."""
        ticket = self.announce(bot_id, filename, len(data)).json
        fields = {**ticket["upload"]["fields"], "file": (filename, data, "application/octet-stream")}
        posted = urllib3.request("POST", ticket["upload"]["url"], fields=fields, timeout=60)
        assert posted.status == 204
        self.read_all()
        return self.document(bot_id, ticket["document_id"])

    def read_all(self) -> None:
        """Do once what Lambda's event source does for ever: hand the queue's messages to the function."""
        sqs, url = self._account.client("sqs"), self._account.outputs["QueueUrl"]
        wait = 5
        while messages := sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=wait, AttributeNames=["All"]
        ).get("Messages"):  # fmt: skip
            wait = 0  # the emulator tells of an upload before it answers it
            records = [
                {
                    "messageId": each["MessageId"],
                    "receiptHandle": each["ReceiptHandle"],
                    "body": each["Body"],
                    "attributes": each["Attributes"],
                }
                for each in messages
            ]
            assert upload({"Records": records}, None) == {"batchItemFailures": []}
            for each in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])

    def document(self, bot_id: str, document_id: str) -> dict[str, Any]:
        found = self.call(
            "bots",
            "GET",
            "/api/bots/{bot_id}/documents/{document_id}",
            bot_id=bot_id,
            document_id=document_id,
        )
        document: dict[str, Any] = found.json
        return document

    def ask(self, bot_id: str, message: str, **more: Any) -> Answer:
        body = {"bot_id": bot_id, "message": message, **more.pop("body", {})}
        return self.call("chat", "POST", "/api/chat", body, **more)
