"""A zip archive of stored entries, written piece by piece by one process after the other.

Nothing is compressed: the same content gives the same bytes with every library, nothing can blow up when it
is read, and any entry can be read by itself. Times are those of the zip format's first day. At most 65,535
entries and 4 GiB (no Zip64). Layout: APPNOTE.TXT 6.3.10 of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple

MOST_ENTRIES = 65_535
LARGEST = 2**32 - 1
_DATE = 0x21  # 1980-01-01, midnight
_VERSION, _UNIX_FILE = 20, 0o100600 << 16
_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
END_BYTES = _END.size


class Entry(NamedTuple):
    """Where an entry lies: `offset` of its header, `crc` (CRC-32) and `size` of its content."""

    name: str
    size: int
    crc: int
    offset: int


def entry(name: str, data: bytes, offset: int) -> tuple[Entry, bytes]:
    """An entry that begins at `offset`, and its header; its content follows. `name` is ASCII."""
    made = Entry(name, len(data), zlib.crc32(data), offset)
    text = name.encode("ascii")
    head = _LOCAL.pack(
        0x04034B50, _VERSION, 0, 0, 0, _DATE, made.crc, made.size, made.size, len(text), 0
    )  # fmt: skip
    return made, head + text


def directory(entries: Sequence[Entry], offset: int) -> bytes:
    """What ends the archive, from `offset` on."""
    lines = b"".join(map(_line, entries))
    count = len(entries)
    return lines + _END.pack(0x06054B50, 0, 0, count, count, len(lines), offset, 0)


def listed(end: bytes) -> tuple[int, int]:
    """(entries, bytes of the directory) as the last END_BYTES of an archive say. Raises ValueError."""
    if len(end) != END_BYTES:
        raise ValueError("it is too short for a zip archive")
    signature, disk, start, here, count, size, _, comment = _END.unpack(end)
    if signature != 0x06054B50 or disk or start or here != count or comment:
        raise ValueError("it does not end like a zip archive of one part without a comment")
    return count, size


def _line(each: Entry) -> bytes:
    text = each.name.encode("ascii")
    head = _CENTRAL.pack(
        0x02014B50, 3 << 8 | _VERSION, _VERSION, 0, 0, 0, _DATE, each.crc, each.size, each.size,
        len(text), 0, 0, 0, 0, _UNIX_FILE, each.offset,
    )  # fmt: skip
    return head + text
