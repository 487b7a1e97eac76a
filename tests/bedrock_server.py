"""What Bedrock's ConverseStream says, as vnd.amazon.eventstream, for the server of tests.wire."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any
from zlib import crc32

from tests.wire import Reply

TYPE = "application/vnd.amazon.eventstream"


def frame(payload: bytes, **headers: str) -> bytes:
    """One message: lengths and their CRC, headers of type string, payload, CRC of it all."""
    named = b"".join(
        struct.pack(f"!B{len(name)}sBH{len(value)}s", len(name), name, 7, len(value), value)
        for name, value in ((f":{k.replace('_', '-')}".encode(), v.encode()) for k, v in headers.items())
    )
    prelude = struct.pack("!II", len(named) + len(payload) + 16, len(named))
    message = prelude + struct.pack("!I", crc32(prelude)) + named + payload
    return message + struct.pack("!I", crc32(message))


def event(kind: str, content: Any) -> bytes:
    payload = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return frame(payload, event_type=kind, content_type="application/json", message_type="event")


def error(kind: str) -> bytes:
    """An error in mid-stream, with a secret that must never be shown."""
    payload = json.dumps({"message": "vendor says arn:aws:SECRET"}).encode()
    return frame(payload, exception_type=kind, content_type="application/json", message_type="exception")


def delta(text: str) -> bytes:
    return event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": text}, "p": "abc"})


def thought(text: str) -> bytes:
    return event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"reasoningContent": {"text": text}}})


def ending(reason: str, tokens: tuple[int, int] = (100, 25)) -> list[bytes]:
    counts = {"inputTokens": tokens[0], "outputTokens": tokens[1], "totalTokens": sum(tokens)}
    return [
        event("contentBlockStop", {"contentBlockIndex": 0}),
        event("messageStop", {"stopReason": reason}),
        event("metadata", {"usage": counts, "metrics": {"latencyMs": 400}}),
    ]


def streaming(*pieces: bytes, **more: Any) -> Reply:
    return Reply([event("messageStart", {"role": "assistant"}), *pieces], content_type=TYPE, **more)


def saying(*texts: str) -> Reply:
    """A whole answer in these pieces; 100 tokens in, 25 out."""
    return streaming(*map(delta, texts), *ending("end_turn"))


def refusing(status: int, kind: str, headers: Mapping[str, str] | None = None) -> Reply:
    """An error as Bedrock words it."""
    body = json.dumps({"message": "vendor says arn:aws:SECRET"}).encode()
    return Reply([body], status, "application/json", {"x-amzn-errortype": kind, **(headers or {})})
