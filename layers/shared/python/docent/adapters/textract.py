"""Recogniser by Amazon Textract: DetectDocumentText, a page a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from docent.columns import Line, in_order
from docent.errors import Unavailable
from docent.model import Recognised

# What is wrong with this picture alone.
_UNREADABLE = frozenset({"BadDocumentException", "DocumentTooLargeException", "UnsupportedDocumentException"})


class Textract:
    """Satisfies Recogniser. The client tries again where it is throttled."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def recognise(self, picture: bytes) -> Recognised:
        """The text of a PNG of at most 10 MB. Raises Unavailable."""
        try:
            answer = self._client.detect_document_text(Document={"Bytes": picture})
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _UNREADABLE:
                return Recognised()
            raise Unavailable(
                f"Amazon Textract refused ({code}). Delete the document and upload it again later; if that"
                " does not help, ask the admin whether Docent may use Textract in this region."
            ) from error
        except BotoCoreError as error:
            raise Unavailable(
                "Amazon Textract does not answer. Delete the document and upload it again later."
            ) from error
        return _recognised([each for each in answer.get("Blocks", ()) if each["BlockType"] == "LINE"])


def _recognised(blocks: Sequence[Mapping[str, Any]]) -> Recognised:
    weight = sum(len(each["Text"]) for each in blocks)
    sure = sum(each["Confidence"] * len(each["Text"]) for each in blocks) / 100
    return Recognised("\n".join(in_order([_line(each) for each in blocks])), sure / max(1, weight))


def _line(block: Mapping[str, Any]) -> Line:
    box = block["Geometry"]["BoundingBox"]
    left, top = box["Left"], box["Top"]
    return Line(block["Text"], left, top, left + box["Width"], top + box["Height"])
