"""JSON and JSON lines: lists of records as tables, all else as lines of "path: value"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from docent import tables
from docent.errors import DocumentRejected
from docent.extract import text as plain
from docent.extract.clean import clean

_MOST_COLUMNS, _LONGEST_CELL = 12, 200
_DEEPEST = 60


def text(data: bytes) -> str:
    """The values with their names. Raises DocumentRejected (unreadable)."""
    try:
        value = _loaded(plain.decoded(data).lstrip("\ufeff"))
        return clean("\n".join(_lines(value, ""))).strip()
    except (ValueError, RecursionError) as error:
        raise DocumentRejected(
            f"The file is not valid JSON ({error}). Correct it and upload it again.", code="unreadable"
        ) from error


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        return [json.loads(line, parse_int=str, parse_float=str) for line in lines]


def _lines(value: Any, path: str) -> Iterator[str]:
    if path.count(" > ") > _DEEPEST:
        raise ValueError(f"it is nested more than {_DEEPEST} deep")
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _lines(inner, f"{path} > {name}" if path else str(name))
    elif isinstance(value, list):
        yield from _list(value, path)
    elif value not in (None, ""):
        yield f"{path}: {_word(value)}" if path else _word(value)


def _list(items: list[Any], path: str) -> Iterator[str]:
    columns = _columns(items)
    if columns:
        yield f"\n{path}" if path else ""
        yield tables.written([columns, *([_word(item.get(name)) for name in columns] for item in items)])
        yield ""
    elif all(not isinstance(item, (dict, list)) for item in items):
        words = [_word(item) for item in items if item not in (None, "")]
        yield from [f"{path}: {'; '.join(words)}"] if path and words else words
    else:
        for item in items:
            yield ""
            yield from _lines(item, path)


def _columns(items: list[Any]) -> list[str]:
    """Names of the columns where the items are flat records that make a table; else none."""
    if len(items) < 2 or not all(isinstance(item, dict) for item in items):
        return []
    names = list(dict.fromkeys(name for item in items for name in item))
    flat = all(
        not isinstance(value, (dict, list)) and len(str(value)) <= _LONGEST_CELL
        for item in items
        for value in item.values()
    )
    return [str(name) for name in names] if flat and 1 < len(names) <= _MOST_COLUMNS else []


def _word(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
