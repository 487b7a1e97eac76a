"""The points of a document as they were, kept beside it: ids, payloads and vectors for the way back.

Compressed JSON lines in reading order: {"id", "payload", "vector": base64 of little-endian float32 or null}.
"""

from __future__ import annotations

import base64
import json
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import numpy as np

from docent.model import Document
from migration.staging import Staged

KIND = "application/zlib"


def key(document: Document) -> str:
    """Where it lies in the file store: it goes when the document goes."""
    return f"{document.folder}points"


class PointsFile:
    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._packer = out, zlib.compressobj(1)

    def add(self, rows: Sequence[Staged]) -> None:
        for row in rows:
            vector = None if row.vector is None else base64.b64encode(row.vector.tobytes()).decode()
            line = json.dumps({"id": row.id, "payload": row.payload, "vector": vector})
            self._out.write(self._packer.compress(f"{line}\n".encode()))

    def data(self) -> bytes:
        self._out.write(self._packer.flush())
        self._out.seek(0)
        return self._out.read()


@contextmanager
def writing() -> Iterator[PointsFile]:
    with tempfile.TemporaryFile() as out:
        yield PointsFile(out)


def read(data: bytes) -> Iterator[dict[str, Any]]:
    """What was added, `vector` as a float32 array or None."""
    for line in zlib.decompress(data).splitlines():
        values = json.loads(line)
        if values["vector"] is not None:
            values["vector"] = np.frombuffer(base64.b64decode(values["vector"]), "<f4")
        yield values
