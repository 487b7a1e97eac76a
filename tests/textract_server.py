"""A stand-in for Amazon Textract on loopback: JSON 1.1, as botocore asks and the service answers."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tests.wire import answering

_MAGIC = b"\x89PNG\r\n\x1a\n"


class TextractServer:
    """Answers with the next of `replies`, (status, body) each; with what `pages` say where there is none.

    `asked`: the target and the picture of every request, oldest first.
    """

    url: str

    def __init__(self) -> None:
        self.replies: list[tuple[int, Mapping[str, Any]]] = []
        self.pages: dict[bytes, Mapping[str, Any]] = {}
        self.asked: list[tuple[str, bytes]] = []

    def answer(self, target: str, body: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        picture = base64.b64decode(body["Document"]["Bytes"])
        self.asked.append((target, picture))
        if self.replies:
            return self.replies.pop(0)
        if not picture.startswith(_MAGIC):
            return 400, {
                "__type": "UnsupportedDocumentException",
                "Message": "Request has unsupported format",
            }
        return 200, self.pages.get(picture, saying())


def saying(*lines: tuple[str, float, float, float, float]) -> Mapping[str, Any]:
    """An answer of lines (text, left, top, width, height), with their words, as the service nests them."""
    blocks: list[dict[str, Any]] = [{"BlockType": "PAGE", "Id": "page", "Geometry": _geometry(0, 0, 1, 1)}]
    for number, (text, *box) in enumerate(lines):
        words = [
            {
                "BlockType": "WORD", "Id": f"word-{number}-{at}", "Text": word, "Confidence": 99.1,
                "TextType": "PRINTED", "Geometry": _geometry(*box),
            }
            for at, word in enumerate(text.split())
        ]  # fmt: skip
        blocks.append({
            "BlockType": "LINE", "Id": f"line-{number}", "Text": text, "Confidence": 99.1,
            "Geometry": _geometry(*box),
            "Relationships": [{"Type": "CHILD", "Ids": [word["Id"] for word in words]}],
        })  # fmt: skip
        blocks += words
    return {"Blocks": blocks, "DetectDocumentTextModelVersion": "1.0", "DocumentMetadata": {"Pages": 1}}


def _geometry(left: float, top: float, width: float, height: float) -> Mapping[str, Any]:
    corners: Sequence[tuple[float, float]] = (
        (left, top), (left + width, top), (left + width, top + height), (left, top + height),
    )  # fmt: skip
    return {
        "BoundingBox": {"Left": left, "Top": top, "Width": width, "Height": height},
        "Polygon": [{"X": x, "Y": y} for x, y in corners],
    }


@contextmanager
def textract_server() -> Iterator[TextractServer]:
    """A server on a free port until the block ends."""
    server = TextractServer()
    with answering(server.answer, "1.1") as server.url:
        yield server
