"""What Gemini's REST API says, in the recorded wire format, for the server of tests.wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests import wire
from tests.wire import Reply

GeminiServer = wire.Server
gemini_server = wire.serving


def event(*parts: Mapping[str, Any], finish: str = "", usage: tuple[int, ...] = ()) -> bytes:
    """One server-sent event; `usage` counts prompt, answer and thoughts, as many of these as it has."""
    candidate: dict[str, Any] = {"content": {"parts": list(parts), "role": "model"}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    found: dict[str, Any] = {"candidates": [candidate], "modelVersion": "gemini-test"}
    if usage:
        names = "promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"
        found["usageMetadata"] = dict(zip(names, usage, strict=False))
    return b"data: " + json.dumps(found, ensure_ascii=False).encode() + b"\r\n\r\n"


def saying(*texts: str) -> Reply:
    """A whole answer in these pieces; 100 tokens in, 20 out, 5 of thought."""
    *first, last = texts
    pieces = [event({"text": text}) for text in first]
    return Reply([*pieces, event({"text": last}, finish="STOP", usage=(100, 20, 5))])


def refusing(status: int, reason: str = "", **headers: str) -> Reply:
    """An error as Google words it, with a secret that must never be shown."""
    error = {"code": status, "message": "vendor says AIzaSECRET", "details": [{"reason": reason}]}
    body = json.dumps({"error": error}).encode()
    return Reply([body], status, "application/json", {k.replace("_", "-"): v for k, v in headers.items()})
