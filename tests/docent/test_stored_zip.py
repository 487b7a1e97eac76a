from __future__ import annotations

import io
from zipfile import ZipFile

import pytest

from docent import stored_zip
from tests.moving import stored


def test_python_reads_what_is_written() -> None:
    content = {"a/b.txt": b"hello", "empty": b"", "c": bytes(70_000)}
    with ZipFile(io.BytesIO(stored(content))) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == content
        assert {each.date_time for each in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert stored(content) == stored(content)


def test_tells_what_the_end_says() -> None:
    data = stored({"a": b"1", "bc": b"2"})
    assert stored_zip.listed(data[-stored_zip.END_BYTES :]) == (2, 46 + 1 + 46 + 2)


@pytest.mark.parametrize("end", [b"", b"x" * 22, b"PK\x05\x06" + b"\1" * 18])
def test_refuses_another_end(end: bytes) -> None:
    with pytest.raises(ValueError, match="zip archive"):
        stored_zip.listed(end)
