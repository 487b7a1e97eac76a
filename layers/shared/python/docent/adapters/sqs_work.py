"""What is to be done, in an SQS queue: beside S3's own messages, {"bot_id", "document_id"}."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from docent.errors import Unavailable


class SqsWork:
    """Satisfies Work."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._client, self._url = client, queue_url

    def add(self, bot_id: str, document_id: str, delay: int = 0) -> None:
        body = json.dumps({"bot_id": bot_id, "document_id": document_id})
        self._call("send_message", MessageBody=body, DelaySeconds=delay)

    def give_back(self, receipt: str, seconds: int) -> None:
        self._call("change_message_visibility", ReceiptHandle=receipt, VisibilityTimeout=seconds)

    def _call(self, operation: str, **request: Any) -> None:
        try:
            getattr(self._client, operation)(QueueUrl=self._url, **request)
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("The queue does not answer. Try again in a moment.") from error
