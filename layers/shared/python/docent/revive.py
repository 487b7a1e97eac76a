"""JSON that others wrote, made into our nouns again: every value of the type its field says."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_LARGEST = 2**53
_DEEPEST = 8


def parsed(text: bytes) -> Any:
    """The JSON of a text. Raises ValueError, for NaN and Infinity too."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def revived(kind: type[T], value: object) -> T:
    """A dataclass of its JSON object. Raises ValueError on unknown, missing or ill-typed fields."""
    return cast(T, _value(kind, value, kind.__name__))


def _value(kind: Any, value: object, name: str) -> Any:
    if is_dataclass(kind):
        return _noun(kind, value, name)
    if kind is Any:
        return _plain(value, name, _DEEPEST)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal and value in inner:
        return value
    if origin in (Union, UnionType):
        return (
            None
            if value is None
            else _value(next(each for each in inner if each is not type(None)), value, name)
        )
    if origin is tuple and isinstance(value, list) and (inner[-1] is ... or len(inner) == len(value)):
        each = [inner[0]] * len(value) if inner[-1] is ... else list(inner)
        return tuple(_value(of, part, name) for of, part in zip(each, value, strict=True))
    if origin is not None and issubclass(origin, Mapping) and isinstance(value, dict):
        return {_text(key, name): _value(inner[1], part, name) for key, part in value.items()}
    return _simple(kind, value, name)


def _noun(kind: Any, value: object, name: str) -> Any:
    known = {each.name for each in fields(kind)}
    if not isinstance(value, dict) or value.keys() - known:
        raise ValueError(f"{name} is not an object with known fields only")
    hints = get_type_hints(kind)
    try:
        return kind(**{each: _value(hints[each], part, f"{name}.{each}") for each, part in value.items()})
    except TypeError as error:
        raise ValueError(f"{name} lacks a field") from error


def _simple(kind: Any, value: object, name: str) -> Any:
    if kind is str and isinstance(value, str):
        return _text(value, name)
    if kind is bool and isinstance(value, bool):
        return value
    if (
        kind in (int, float)
        and isinstance(value, int)
        and not isinstance(value, bool)
        and abs(value) < _LARGEST
    ):
        return value
    if kind is float and isinstance(value, float) and math.isfinite(value):
        return value
    raise ValueError(f"{name} is of another type")


def _text(value: str, name: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} is not text") from error
    return value


def _plain(value: object, name: str, deep: int) -> Any:
    if isinstance(value, dict) and deep:
        return {_text(key, name): _plain(part, name, deep - 1) for key, part in value.items()}
    if isinstance(value, list) and deep:
        return [_plain(part, name, deep - 1) for part in value]
    if value is None:
        return None
    return _simple(type(value), value, name)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")
