"""What the payload of a point says: its text, and of which document and page it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from docent.errors import BadInput
from docent.uploads import safe_name

# Where LangChain, LlamaIndex and hand-made loaders put things; the first that is there counts.
_PATHS: Mapping[str, tuple[str, ...]] = {
    "text": ("page_content", "text", "content", "chunk", "chunk_text", "document", "_node_content.text"),
    "filename": (
        "metadata.file_name", "metadata.filename", "file_name", "filename", "metadata.source", "source",
        "_node_content.metadata.file_name", "file_path", "url",
    ),
    "page": (
        "metadata.page_label", "page_label", "metadata.page_number", "page_number", "metadata.page", "page",
        "_node_content.metadata.page_label",
    ),
    "order": ("metadata.chunk_index", "chunk_index", "metadata.start_index", "chunk_id", "index"),
}  # fmt: skip
_FROM_NOUGHT = {"metadata.page"}  # LangChain's PDF loaders count pages from 0
_LONGEST = 30_000  # characters of one passage: some 100 KB of UTF-8 at most, where an item may have 400


class Piece(NamedTuple):
    """What one point says. `page` is 0 where there are none, `order` where it stands among its page's."""

    text: str
    filename: str = ""
    page: int = 0
    order: float = 0.0
    url: str = ""


def piece(payload: Mapping[str, Any], paths: Mapping[str, str]) -> Piece | None:
    """None where it has no text. `paths` names places other than the usual: {"text": "body.plain"}."""
    given = _opened(payload)
    text = _found(given, "text", paths)[1]
    if not isinstance(text, str) or not text.strip():
        return None
    source = str(_found(given, "filename", paths)[1] or "")
    at, page = _found(given, "page", paths)
    shift = 1 if at in _FROM_NOUGHT else 0
    order = _number(_found(given, "order", paths)[1])
    return Piece(
        text[:_LONGEST], _name(source), int(max(0, _number(page, -shift) + shift)), order,
        source if urlsplit(source).scheme in ("http", "https") else "",
    )  # fmt: skip


def cut_short(payload: Mapping[str, Any], paths: Mapping[str, str]) -> bool:
    """Whether the text is longer than a passage may be."""
    found = _found(_opened(payload), "text", paths)[1]
    return isinstance(found, str) and len(found) > _LONGEST


def _opened(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """With what LlamaIndex keeps as JSON within it."""
    node = payload.get("_node_content")
    return {**payload, "_node_content": _loaded(node)} if isinstance(node, str) else payload


def _found(payload: Mapping[str, Any], name: str, paths: Mapping[str, str]) -> tuple[str, Any]:
    for path in (paths[name],) if name in paths else _PATHS[name]:
        for value in _at(payload, path):
            return path, value
    return "", None


def _at(value: Any, path: str) -> Iterator[Any]:
    """What stands at a path with dots, if anything does."""
    for part in path.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return
        value = value[part]
    if value is not None and value != "":
        yield value


def _name(source: str) -> str:
    parts = urlsplit(source)
    named = (PurePosixPath(parts.path).name or parts.netloc) if parts.scheme in ("http", "https") else source
    try:
        return safe_name(named)
    except BadInput:
        return ""


def _number(value: Any, otherwise: float = 0.0) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return otherwise
    return number if abs(number) < 1e9 else otherwise


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return {}
