"""Ids that sort by birth, and the time of day as text that sorts."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from datetime import UTC, datetime, timedelta

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class _Births:
    """Milliseconds since 1970, each given once."""

    def __init__(self) -> None:
        self._last, self._lock = 0, threading.Lock()

    def next(self) -> int:
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 1_000_000)
            return self._last


_births = _Births()


def new_id(prefix: str) -> str:
    """An opaque id that sorts by time of birth: 48 bits of milliseconds, 80 random (ULID, lower case).

    Ids of one process are never of the same millisecond.
    """
    return f"{prefix}_{_digits(_births.next() << 80 | secrets.randbits(80), 26)}"


def first_id(prefix: str, moment: str) -> str:
    """The id that sorts before all born at this moment (ISO 8601) or later."""
    milliseconds = max(0, int(datetime.fromisoformat(moment).timestamp() * 1000))
    return f"{prefix}_{_digits(milliseconds << 80, 26)}"


def derived_id(prefix: str, parent: str, text: str) -> str:
    """The id of what `text` stands for under a parent: always the same one, born when the parent was."""
    drawn = int.from_bytes(hashlib.sha256(f"{parent} {text}".encode()).digest()[:10], "big")
    return f"{prefix}_{parent.rpartition('_')[2][:10]}{_digits(drawn, 16)}"


def born_id(prefix: str, moment: str, number: int, text: str) -> str:
    """The id of what `text` stands for, born at a moment (ISO 8601): always the same one. Those of one moment
    sort by `number`, below 2**20."""
    drawn = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return f"{first_id(prefix, moment)[:-16]}{_digits(number, 4)}{_digits(drawn, 12)}"


def _digits(number: int, count: int) -> str:
    return "".join(_ALPHABET[number >> 5 * at & 31] for at in range(count - 1, -1, -1))


def moment(seconds: float) -> str:
    """Seconds since 1970 as `now` writes them."""
    return _written(datetime.fromtimestamp(seconds, UTC))


def age(moment: str) -> float:
    """Seconds since a moment that `now` told."""
    return time.time() - datetime.fromisoformat(moment).timestamp()


def now(after: float = 0.0) -> str:
    """The moment `after` seconds from now as ISO 8601 in UTC with milliseconds; such texts sort by time."""
    return _written(datetime.now(UTC) + timedelta(seconds=after))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
