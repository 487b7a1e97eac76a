"""Generator on Amazon Bedrock: `ConverseStream`, as Nova and every other chat model there speaks it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.eventstream import ParserError
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EventStreamError,
    NoCredentialsError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError, TimeoutError

from docent.adapters.model_failures import Deadline, Idle, Patience, code_of, failure, wait_of
from docent.conversation import Prompt, Usage
from docent.errors import GenerationFailed

# Errors that come as an event of the stream have no status that tells them apart.
_IN_STREAM = {
    "throttlingException": "model_busy",
    "serviceUnavailableException": "model_busy",
    "validationException": "generation_failed",
}
# botocore's parser trusts frames whose checksums fit: whatever else they hold comes out as one of these.
_MISREAD = (
    ParserError,
    ResponseParserError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    struct.error,
)
_USELESS = {"tool_use", "malformed_model_output", "malformed_tool_use"}


class Nova:
    """One model of Bedrock. `client` gives the one for bedrock-runtime, made when it is first needed.

    That client must not try again by itself, and its read timeout should be `patience.text`.
    """

    def __init__(
        self, client: Callable[[], Any], model: str, patience: Patience, idle: Idle | None = None
    ) -> None:
        self.model = model
        self._client, self._patience, self._idle = client, patience, idle or Idle()

    def generate(self, prompt: Prompt) -> Iterator[str | Usage]:
        """The answer's text as it comes, a Usage at each sign of life, at last the one that was counted.

        Closing it closes the connection.

        Raises GenerationFailed with the codes of docent.adapters.model_failures.
        """
        client = self._client()
        if self._idle.too_long():
            client.close()  # its connections: it makes others
        deadline, begun = Deadline(self._patience), False
        try:
            stream = client.converse_stream(modelId=self.model, **_request(prompt))["stream"]
            begun = True
            try:
                yield from _read(iter(stream), deadline)
            finally:
                stream.close()
        except ClientError as error:  # also the ancestor of what is told in mid-stream
            raise _told(error) from error
        except (BotoCoreError, HTTPError) as error:
            raise failure(_lost(error, begun=begun)) from error
        except _MISREAD as error:
            raise failure("generation_failed") from error


def _request(prompt: Prompt) -> Mapping[str, Any]:
    turns = [text for turn in prompt.history for text in turn] + [prompt.user]
    return {
        "system": [{"text": prompt.system}],
        "messages": [
            {"role": "assistant" if at % 2 else "user", "content": [{"text": text}]}
            for at, text in enumerate(turns)
        ],
        "inferenceConfig": {"maxTokens": prompt.most_tokens},
    }


def _read(stream: Iterator[Mapping[str, Any]], deadline: Deadline) -> Iterator[str | Usage]:
    usage, reason = Usage(), ""
    for event in stream:
        # Reasoning and calls of tools come as deltas without text.
        yield usage
        text = event.get("contentBlockDelta", {}).get("delta", {}).get("text")
        if isinstance(text, str) and text:
            deadline.said = True
            yield text
        reason = event.get("messageStop", {}).get("stopReason") or reason
        counts = event.get("metadata", {}).get("usage", {})
        usage = Usage(counts["inputTokens"], counts["outputTokens"]) if counts else usage
        deadline.check()
    yield usage
    if problem := _problem(reason, deadline.said):
        raise failure(problem)


def _problem(reason: str, said: bool) -> str:
    """What is wrong with an answer that ended for this reason; empty if nothing is."""
    if reason in ("end_turn", "stop_sequence"):
        return "" if said else "generation_failed"
    if reason == "max_tokens":
        return "" if said else "model_cut_short"
    if not reason:
        return "model_cut_short" if said else "generation_failed"
    return "generation_failed" if reason in _USELESS else "model_refused"


def _told(error: ClientError) -> GenerationFailed:
    if isinstance(error, EventStreamError):
        return failure(_IN_STREAM.get(error.response["Error"]["Code"], "model_unreachable"))
    about = error.response["ResponseMetadata"]
    return failure(code_of(about["HTTPStatusCode"]), wait_of(about["HTTPHeaders"].get("retry-after", "")))


def _lost(error: Exception, *, begun: bool) -> str:
    if isinstance(error, NoCredentialsError):
        return "model_key_refused"
    if isinstance(error, TimeoutError | ReadTimeoutError | ConnectTimeoutError):
        return "model_timed_out"
    # Once it had the request the model may have worked, which is paid.
    had_it = begun or isinstance(error, ConnectionClosedError)
    return "model_cut_short" if had_it else "model_unreachable"
