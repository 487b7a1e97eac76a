"""Recorded bodies of Gemini and Bedrock, of the test data, and what the vendors' own readers make of them."""

from __future__ import annotations

import json
import os
from pathlib import Path

from botocore.eventstream import EventStreamBuffer, ParserError
from google import genai
from google.genai import errors as genai_errors

from docent.conversation import Generator, Usage
from docent.errors import GenerationFailed
from tests.contracts.generator import prompt
from tests.wire import Reply

KEY = "AIzaSECRET"
RECORDED = Path(os.environ.get("DOCENT_DATA", "../shared/data")) / "llm-wire"
STREAMS = sorted(
    [
        *RECORDED.glob("firebase-mock-responses/*/streaming-*.txt"),
        *RECORDED.glob("gemini-recorded/*stream*.bin"),
    ]
)
GEMINI = sorted(
    path
    for path in RECORDED.glob("[fg]*/**/*")
    if path.suffix in (".txt", ".json", ".bin")
    and "schema" not in path.parts
    and not (path.parent.name == "gemini-recorded" and path.suffix == ".json")
)
BEDROCK = sorted(RECORDED.glob("bedrock-recorded/*.bin"))


def outcome(generator: Generator) -> tuple[str, Usage | GenerationFailed | None]:
    """All text that came, and what came last: the usage or the failure."""
    text, last = "", None
    try:
        for part in generator.generate(prompt()):
            if isinstance(part, str):
                text += part
            else:
                last = part
    except GenerationFailed as failure:
        return text, failure
    return text, last


def as_stream(body: bytes) -> tuple[bytes, int]:
    """The body as a stream of events, and the status it came with."""
    try:
        found = json.loads(body)
    except ValueError:
        return body, 200
    if isinstance(found, dict) and "error" in found:
        return body, found["error"]["code"]
    events = found if isinstance(found, list) else [found]
    return b"".join(b"data: " + json.dumps(each).encode() + b"\n\n" for each in events), 200


def from_bedrock(path: Path) -> Reply:
    """The body as it came, with its status."""
    about = json.loads(path.with_name(path.name.replace(".response.bin", ".json")).read_text())
    return Reply([path.read_bytes()], about["status"]["code"], about["response_headers"]["content-type"])


def by_google(url: str) -> str:
    """What google-genai says of the same body, up to its first error."""
    text = ""
    client = genai.Client(api_key=KEY, http_options={"base_url": url})
    try:
        for chunk in client.models.generate_content_stream(model="gemini-3.5-flash-lite", contents="?"):
            for candidate in (chunk.candidates or [])[:1]:
                parts = (candidate.content and candidate.content.parts) or []
                text += "".join(part.text or "" for part in parts if not part.thought)
    except (genai_errors.APIError, genai_errors.UnknownApiResponseError):
        pass
    finally:
        client.close()
    return text


def by_frames(body: bytes) -> str:
    """The text in the frames of an event stream; none where the body is no stream."""
    frames, text = EventStreamBuffer(), ""
    frames.add_data(body)
    try:
        for frame in frames:
            text += json.loads(frame.payload).get("delta", {}).get("text") or ""
    except ParserError:
        return ""
    return text
