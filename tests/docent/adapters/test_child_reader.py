from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from docent.adapters.child_reader import ChildReader
from docent.errors import DocumentRejected
from docent.extract.archive import MOST_OF_ONE
from tests.contracts.pictures import PicturesContract
from tests.contracts.reader import ReaderContract
from tests.fakes import MemoryPictures, PlainReader
from tests.files import office, pdf

MEMORY = 256 * 2**20


@pytest.fixture
def child_reader() -> ChildReader:
    return ChildReader(most_pages=9, seconds=120, memory=MEMORY)  # for a machine that is busy


class TestChildReader(ReaderContract):
    @pytest.fixture
    def reader(self, child_reader: ChildReader) -> ChildReader:
        return child_reader


class TestChildPictures(PicturesContract):
    @pytest.fixture
    def pictures(self, child_reader: ChildReader) -> ChildReader:
        return child_reader


class TestMemoryPictures(PicturesContract):
    @pytest.fixture
    def pictures(self) -> MemoryPictures:
        return MemoryPictures(pages=2)


class TestPlainReader(ReaderContract):
    @pytest.fixture
    def reader(self) -> PlainReader:
        return PlainReader()


def reason(reader: ChildReader, data: bytes, filename: str) -> str:
    with pytest.raises(DocumentRejected) as caught:
        reader.read(data, filename, progress=lambda done, total: None)
    assert caught.value.message.endswith("upload that.") or "upload the parts" in caught.value.message
    return caught.value.reason


def swelling() -> bytes:
    """A DOCX of a few kilobytes with so many small elements that their tree takes gigabytes."""
    body = b"<w:document xmlns:w='w'>" + b"<a/>" * (MOST_OF_ONE // 4 - 100) + b"</w:document>"
    return office({"word/document.xml": body})


def test_a_file_that_swells_ends_its_own_process_only(child_reader: ChildReader) -> None:
    data = swelling()
    assert len(data) < 200_000
    assert reason(child_reader, data, "a.docx") == "too_large"
    assert child_reader.read(b"still here", "a.txt", progress=lambda done, total: None).characters == 10


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = ChildReader(most_pages=9, seconds=1, memory=MEMORY)
    slow = b"[" + b'{"a": [1, {"b": 2}]},' * 2_000_000 + b"0]"
    assert reason(reader, slow, "a.json") in ("timed_out", "too_large")


def test_a_process_that_hangs_is_killed() -> None:
    patient, hurried = (ChildReader(most_pages=9, seconds=seconds, memory=MEMORY) for seconds in (120, 1))
    stopped(patient)
    hurried._ahead.append(patient._ahead.pop())
    assert reason(hurried, b"abc", "a.txt") == "timed_out"


def test_a_process_that_crashes_is_said(child_reader: ChildReader) -> None:
    def crash(done: int, total: int) -> None:
        os.kill(child, signal.SIGSEGV)

    child_reader.read(b"abc", "a.txt", progress=lambda done, total: None)
    child = child_reader._ahead[0].pid
    lines = "\n\n".join(f"{n}" for n in range(300_000))
    with pytest.raises(DocumentRejected) as caught:
        child_reader.read(lines.encode(), "a.txt", progress=crash)
    assert caught.value.reason == "unreadable"


def stopped(reader: ChildReader) -> None:
    """Stop the process that waits for the next file, as one that hangs would."""
    reader.read(b"abc", "a.txt", progress=lambda done, total: None)
    os.kill(reader._ahead[0].pid, signal.SIGSTOP)


def test_a_process_that_died_while_waiting_is_replaced(child_reader: ChildReader) -> None:
    child_reader.read(b"abc", "a.txt", progress=lambda done, total: None)
    child_reader._ahead[0].kill()
    child_reader._ahead[0].wait()
    assert child_reader.read(b"def", "a.txt", progress=lambda done, total: None).pages[0].text == "def"


def test_the_process_knows_no_secret(child_reader: ChildReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    child_reader.read(b"abc", "a.txt", progress=lambda done, total: None)
    environ = Path(f"/proc/{child_reader._ahead[0].pid}/environ")
    if not environ.exists():
        pytest.skip("this system shows no process's environment")
    assert b"secret" not in environ.read_bytes()


def test_nothing_is_left_running(child_reader: ChildReader) -> None:
    child_reader.read(b"abc", "a.txt", progress=lambda done, total: None)
    (child,) = child_reader._ahead
    del child_reader
    assert child.poll() is None or child.returncode is not None


def test_a_damaged_file_is_said_by_the_child(child_reader: ChildReader) -> None:
    whole = office({"word/document.xml": "x" * 1000})
    assert reason(child_reader, whole[:-30], "a.docx") == "unreadable"


def test_a_page_that_takes_too_much_to_draw_ends_its_own_process_only() -> None:
    reader = ChildReader(most_pages=9, seconds=120, memory=16 * 2**20)
    with pytest.raises(DocumentRejected):
        reader.pictures(pdf("One."), [1])
