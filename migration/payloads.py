"""What the payload of a point says: its text, and of which document and page it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from docent import urls
from docent.errors import BadInput
from docent.uploads import safe_name

# Where LangChain, LlamaIndex and hand-made loaders put things; the first that is there counts.
_PATHS: Mapping[str, tuple[str, ...]] = {
    "text": ("page_content", "text", "content", "chunk", "chunk_text", "document", "_node_content.text"),
    "filename": (
        "metadata.file_name", "metadata.filename", "file_name", "filename", "metadata.source", "source",
        "_node_content.metadata.file_name", "file_path", "url",
    ),
    "file": (
        "metadata.file_path", "file_path", "_node_content.metadata.file_path", "metadata.source", "source",
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
    """What one point says. `page` is 0 where there are none, `order` where it stands among its page's.

    `file` is the path or address that its document has, as it is written.
    """

    text: str
    filename: str = ""
    page: int = 0
    order: float = 0.0
    url: str = ""
    file: str = ""

    @property
    def names(self) -> Iterator[str]:
        """What its document may be called, the plainest first: files of one name may lie in two folders."""
        yield self.filename
        folders = [] if self.url else [each for each in re.split(r"[/\\]", self.file)[:-1] if each.strip(".")]
        for at in range(len(folders) - 1, -1, -1):
            yield safe_name(" ".join([*folders[at:], self.filename]))


def piece(payload: Mapping[str, Any], paths: Mapping[str, str]) -> Piece | None:
    """None where it has no text. `paths` names places other than the usual: {"text": "body.plain"}."""
    given = _opened(payload)
    text = _found(given, "text", paths)[1]
    if not isinstance(text, str) or not text.strip():
        return None
    source = _clean(str(_found(given, "filename", paths)[1] or ""))
    file = _clean(str(_found(given, "file", paths)[1] or ""))
    at, page = _found(given, "page", paths)
    shift = 1 if at in _FROM_NOUGHT else 0
    order = _number(_found(given, "order", paths)[1])
    return Piece(
        _clean(text[:_LONGEST]), _name(source), int(max(0, _number(page, -shift) + shift)), order,
        source if _is_page(source) else "",
        file if _name(file) == _name(source) else source,
    )  # fmt: skip


def with_text(payload: Mapping[str, Any], text: str, paths: Mapping[str, str]) -> dict[str, Any]:
    """The payload with another text, where its own stands."""
    path = _found(_opened(payload), "text", paths)[0].split(".")
    if path[0] == "_node_content" and isinstance(payload.get(path[0]), str):
        return {**payload, path[0]: json.dumps(_replaced(_loaded(payload[path[0]]), path[1:], text))}
    return _replaced(payload, path, text)


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


def _replaced(values: Mapping[str, Any], path: Sequence[str], text: str) -> dict[str, Any]:
    first, *rest = path
    return {**values, first: _replaced(values[first], rest, text) if rest else text}


def _clean(text: str) -> str:
    """Without halves of surrogates, which no store takes."""
    return text.encode("utf-8", "replace").decode()


def _is_page(source: str) -> bool:
    return urlsplit(source).scheme in ("http", "https")


def _name(source: str) -> str:
    """A page has its host and path, as where Docent reads it itself; a file the last part of its path."""
    try:
        return urls.name(source, "") if _is_page(source) else safe_name(source)
    except (BadInput, ValueError):
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
