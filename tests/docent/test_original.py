from __future__ import annotations

import hashlib

import pytest

from docent import original
from docent.errors import DocumentRejected
from tests.contracts.bots import some_bot
from tests.contracts.documents import some_document
from tests.fakes import MemoryFiles


def refused(data: bytes | None, sha256: str = "") -> str:
    document, files = some_document(some_bot(), sha256=sha256), MemoryFiles()
    if data is not None:
        files.put(document.original, data, "text/plain")
    with pytest.raises(DocumentRejected) as caught:
        original.read(document, files, largest=3)
    return caught.value.reason


def test_gives_the_bytes_that_were_announced() -> None:
    document, files = some_document(some_bot(), sha256=hashlib.sha256(b"abc").hexdigest()), MemoryFiles()
    files.put(document.original, b"abc", "text/plain")
    assert original.read(document, files, largest=3) == b"abc"


def test_says_what_is_wrong_with_it() -> None:
    assert refused(b"") == "empty"
    assert refused(b"abcd") == "too_large"
    assert refused(None) == "upload_never_came"
    assert refused(b"abc", sha256="0" * 64) == "content_mismatch"
