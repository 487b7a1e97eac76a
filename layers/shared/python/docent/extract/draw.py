"""Pages of a PDF as pictures, for whoever reads the text off them."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator, Sequence

import pypdfium2

_DPI = 300  # what recognisers of text are made for
# A grey pixel is a byte, and compressing adds little: so a PNG stays below the 10 MB that Textract takes.
_MOST_PIXELS = 9_000_000
_LONGEST_SIDE = 10_000


def draw(data: bytes, pages: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """(page, grey PNG) of each of these pages, 1-based, in 300 dpi where that is not too large.

    What cannot be drawn is left out.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    with document:
        document.init_forms()  # else what people filled in is not drawn
        for number in pages:
            try:
                yield number, _drawn(document, number - 1)
            except (pypdfium2.PdfiumError, IndexError):
                continue


def _drawn(document: pypdfium2.PdfDocument, index: int) -> bytes:
    page = document[index]
    try:
        bitmap = page.render(scale=_scale(*page.get_size()), grayscale=True)
        return png(memoryview(bitmap.buffer).cast("B"), bitmap.width, bitmap.height, bitmap.stride)
    finally:
        page.close()


def _scale(width: float, height: float) -> float:
    """Pixels a point."""
    pixels = math.sqrt(_MOST_PIXELS / max(1.0, width * height))
    return min(_DPI / 72, pixels, _LONGEST_SIDE / max(width, height, 1.0)) * 0.999  # sizes are rounded up


def png(grey: memoryview, width: int, height: int, stride: int) -> bytes:
    """A picture of one byte a pixel in rows of `stride` bytes, as PNG."""
    rows = b"".join(b"\0" + bytes(grey[at * stride : at * stride + width]) for at in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(*part) for part in parts)


def _part(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
