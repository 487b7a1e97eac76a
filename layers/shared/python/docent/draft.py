"""What was read of a document, between reading it and publishing it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from docent.model import Chunk


@dataclass(frozen=True, slots=True)
class Draft:
    """The chunks in order, and the fields with which the document is published (JSON values)."""

    chunks: Sequence[Chunk]
    fields: Mapping[str, Any]


def dump(draft: Draft) -> bytes:
    """Compressed JSON."""
    text = json.dumps({"chunks": [asdict(each) for each in draft.chunks], "fields": dict(draft.fields)})
    return zlib.compress(text.encode(), 1)


def load(data: bytes) -> Draft:
    """The inverse of dump."""
    content = json.loads(zlib.decompress(data))
    return Draft([_chunk(each) for each in content["chunks"]], content["fields"])


def _chunk(values: dict[str, Any]) -> Chunk:
    return Chunk(**{**values, "turns": tuple((at, page) for at, page in values["turns"])})
