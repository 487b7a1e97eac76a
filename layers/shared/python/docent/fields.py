"""Typed reading of what a request says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docent import errors

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fields:
    """Typed reading of a JSON object; every method raises BadInput naming the field. Null is nothing."""

    values: Mapping[str, Any]

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, *, most: int, default: str | None = None, least: int = 0) -> str:
        """Text of `least` to `most` characters, trimmed; required where there is no default."""
        value = self.values.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or _LONE_SURROGATE.search(value):
            raise errors.BadInput(f"Give `{name}` as text.", field=name)
        if len(value) > most:
            raise errors.TooLong(
                f"`{name}` has {len(value):,} characters; the most is {most:,}. Shorten it.", field=name
            )
        value = value.strip()
        if len(value) < (least or default is None):
            raise errors.BadInput(f"`{name}` is empty. Fill it in.", field=name)
        return value

    def secret(self, name: str, *, most: int) -> str:
        """Text taken as it is, spaces included; but not of spaces alone."""
        self.text(name, most=most)
        return str(self.values[name])

    def integer(self, name: str, *, least: int, most: int, default: int | None = None) -> int:
        value = self._given(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise errors.BadInput(f"Give `{name}` as a whole number from {least} to {most}.", field=name)
        return value

    def flag(self, name: str) -> bool:
        value = self._given(name, False)
        if not isinstance(value, bool):
            raise errors.BadInput(f"Give `{name}` as true or false.", field=name)
        return value

    def choice(self, name: str, among: tuple[str, ...], default: str) -> Any:
        """One of the words `among`."""
        value = self._given(name, default)
        if value not in among:
            raise errors.BadInput(f"Give `{name}` as one of {', '.join(among)}.", field=name)
        return value

    def object(self, name: str) -> Mapping[str, Any]:
        """A JSON object; an empty one where it is not given."""
        value = self._given(name, {})
        if not isinstance(value, dict):
            raise errors.BadInput(f"Give `{name}` as a JSON object.", field=name)
        return value

    def texts(self, name: str, *, count: int, most: int) -> tuple[str, ...]:
        """A list of at most `count` non-empty texts."""
        value = self.values.get(name)
        if not isinstance(value, list) or len(value) > count:
            raise errors.BadInput(f"Give `{name}` as a list of at most {count} texts.", field=name)
        return tuple(Fields({name: item}).text(name, most=most) for item in value)

    def _given(self, name: str, default: Any) -> Any:
        return self.values[name] if name in self else default
