"""What calls the upload function on this machine: the queue and the clock."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local import children
from local.events import Context

log = logging.getLogger("docent.local")

Function = Callable[[Mapping[str, Any], Any], Any]

BATCH = 1
TIMEOUT = 300.0
# Short, and renewed while a message is being worked on: what a killed worker held comes back soon.
VISIBILITY = 30
WATCH_SECONDS = 30.0
WAIT_SECONDS = 10


class Worker:
    """Takes messages off one queue. `arn` is the queue's, as records name it."""

    def __init__(self, client: Any, queue_url: str, function: Function, visibility: int = VISIBILITY) -> None:
        self._client, self._url, self._function, self._visibility = client, queue_url, function, visibility
        account, name = queue_url.split("/")[-2:]
        self._region = client.meta.region_name
        self._arn = f"arn:aws:sqs:{self._region}:{account}:{name}"
        self._held: list[dict[str, Any]] = []

    def once(self, wait: int = 20) -> int:
        """Take and handle one batch: how many messages there were. Waits up to `wait` seconds for one."""
        answer = self._client.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=BATCH, WaitTimeSeconds=wait,
            VisibilityTimeout=self._visibility, AttributeNames=["All"], MessageAttributeNames=["All"],
        )  # fmt: skip
        messages = answer.get("Messages", [])
        if messages:
            self._handle(messages)
        return len(messages)

    def give_back(self) -> None:
        """Let others see what is being worked on; for a worker that is about to end."""
        self._hide(self._held, 0)

    def _handle(self, messages: list[dict[str, Any]]) -> None:
        with self._kept(messages):
            failed = self._call(messages)
        for message in messages:
            if message["MessageId"] not in failed:
                self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])

    def _call(self, messages: list[dict[str, Any]]) -> set[str]:
        """Ids of the messages that failed: all of them if the function raises, as in Lambda."""
        event = {"Records": [self._record(message) for message in messages]}
        context = Context("docent-local-upload", str(uuid.uuid4()), time.monotonic() + TIMEOUT)
        try:
            answer = self._function(event, context) or {}
            return {each["itemIdentifier"] for each in answer.get("batchItemFailures", ())}
        except Exception:  # the edge: the queue keeps what a function could not do
            log.exception("the function failed; its messages come back")
            return {message["MessageId"] for message in messages}

    def _record(self, message: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": message.get("MessageAttributes", {}),
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": self._arn,
            "awsRegion": self._region,
        }

    @contextmanager
    def _kept(self, messages: list[dict[str, Any]]) -> Iterator[None]:
        """Hide the messages from others for as long as the work on them lasts."""
        done = threading.Event()

        def renew() -> None:
            while not done.wait(self._visibility / 3):
                self._hide(messages, self._visibility)

        self._held = messages
        threading.Thread(target=renew, daemon=True).start()
        try:
            yield
        finally:
            done.set()
            self._held = []

    def _hide(self, messages: list[dict[str, Any]], seconds: int) -> None:
        for message in messages:
            try:
                self._client.change_message_visibility(
                    QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=seconds
                )
            except (BotoCoreError, ClientError) as error:
                log.warning("a message could not be held (%s)", type(error).__name__)


class Rounds:
    """One worker's day: a message, and from time to time a look for what went astray."""

    def __init__(self, worker: Worker, watch: Callable[[], object]) -> None:
        self._worker, self._watch = worker, watch
        self._due = 0.0

    def run(self) -> None:
        """Work for ever; wait a moment where the cloud can't be reached."""
        while True:
            try:
                self.once()
            except (BotoCoreError, ClientError) as error:
                log.warning("the queue does not answer (%s); trying again", type(error).__name__)
                time.sleep(1)

    def once(self, wait: int = WAIT_SECONDS) -> None:
        self._worker.once(wait)
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + WATCH_SECONDS
        try:
            self._watch()
        except Exception:  # the edge: the next round looks again
            log.exception("the look for what went astray failed")


def main() -> None:
    from functions.upload.handler import WATCH, handler

    worker = Worker(boto3.client("sqs"), os.environ["DOCENT_QUEUE_URL"], handler)
    rounds = Rounds(worker, lambda: handler({"source": WATCH}, None))

    def leave(number: int, frame: FrameType | None) -> None:
        worker.give_back()
        os._exit(0)  # not by an exception: a pool of threads would first finish what it was given

    signal.signal(signal.SIGTERM, leave)
    children.stop_with_parent()
    os.nice(5)
    rounds.run()


if __name__ == "__main__":
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s")
    main()
