"""What is to be done, in an SQS queue: beside S3's own messages, {"bot_id", "document_id"}."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from docent.errors import Unavailable


class SqsWork:
    """Satisfies Work."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._queue = _Queue(client, queue_url)

    def add(self, bot_id: str, document_id: str, delay: int = 0) -> None:
        body = json.dumps({"bot_id": bot_id, "document_id": document_id})
        self._queue.call("send_message", MessageBody=body, DelaySeconds=delay)

    def give_back(self, receipt: str, seconds: int) -> None:
        self._queue.call("change_message_visibility", ReceiptHandle=receipt, VisibilityTimeout=seconds)


class SqsGivenUp:
    """Satisfies GivenUp, of a dead-letter queue."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._queue = _Queue(client, queue_url)

    def take(self) -> Sequence[tuple[str, str]]:
        found = self._queue.call("receive_message", MaxNumberOfMessages=10).get("Messages", [])
        return [(each["Body"], each["ReceiptHandle"]) for each in found]

    def done(self, receipt: str) -> None:
        self._queue.call("delete_message", ReceiptHandle=receipt)


class _Queue:
    def __init__(self, client: Any, url: str) -> None:
        self._client, self._url = client, url

    def call(self, operation: str, **request: Any) -> Any:
        """Raises Unavailable."""
        try:
            return getattr(self._client, operation)(QueueUrl=self._url, **request)
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("The queue does not answer. Try again in a moment.") from error
