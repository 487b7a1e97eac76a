"""Plain text and Markdown, in whatever encoding it came."""

from __future__ import annotations

import codecs

from docent.errors import DocumentRejected
from docent.extract.clean import clean

# UTF-32 first: its little-endian mark begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\v\f\r\x1a\x1b"})
_MOST_CONTROLS = 0.01
_SAMPLE = 1 << 20


def text(data: bytes) -> str:
    """The text, cleaned. Raises DocumentRejected (unreadable) for bytes that are no text."""
    return clean(decoded(data))


def decoded(data: bytes) -> str:
    """The text as it came. Raises DocumentRejected (unreadable) for bytes that are no text."""
    encoding = marked(data)
    if encoding:
        return _decoded(data, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, _guessed(data))
    return _decoded(data, _guessed(data)) if _is_binary(data) else text


def marked(data: bytes) -> str:
    """The encoding that a byte order mark says; empty where there is none."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise _unreadable() from error


def _guessed(data: bytes) -> str:
    """An encoding that makes sense of the bytes."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise _unreadable()
    return best.encoding


def _is_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    return len(sample) - len(sample.translate(None, _CONTROLS)) > _MOST_CONTROLS * len(sample)


def _unreadable() -> DocumentRejected:
    return DocumentRejected(
        "The file is not text in an encoding that can be recognised. Save it as UTF-8 and upload it again.",
        code="unreadable",
    )
