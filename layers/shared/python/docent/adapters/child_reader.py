"""Reader and Pictures in a child process: a file that hangs, swells or crashes ends its own process only.

The child is `python -m docent.extract`. It is given the file and nothing more: neither the environment, where
the credentials are, nor an open file. It answers in JSON, which cannot run anything here.
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import os
import select
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Thread
from typing import IO, Any

from docent.config import inherited
from docent.errors import DocumentRejected, Unavailable
from docent.model import Extraction, Page

_PASSED_ON = ("LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ")
# How libraries in C give up when they get no more memory, and how a system that has none left ends a process.
_NO_MEMORY = (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGKILL)


class ChildReader:
    """Reads each file in a process of its own. `seconds` of clock and of processor, `memory` in bytes.

    The process for the next file is started ahead, so that a file does not wait for it.
    """

    def __init__(self, most_pages: int, seconds: int, memory: int) -> None:
        self._most_pages, self._seconds, self._memory = most_pages, seconds, memory
        self._ahead: list[subprocess.Popen[bytes]] = []
        weakref.finalize(self, _end_all, self._ahead)

    def read(self, data: bytes, filename: str, *, progress: Callable[[int, int], None]) -> Extraction:
        """The text of a file. Raises DocumentRejected; Unavailable where no process can be started."""
        with self._child(data, filename=filename, most_pages=self._most_pages) as answers:
            for answer in answers:
                if "pages" in answer:
                    break
                progress(answer["done"], answer["total"])
            return _extraction(answer)

    def pictures(self, data: bytes, pages: Sequence[int]) -> Mapping[int, bytes]:
        """Grey PNGs of these pages. Raises DocumentRejected; Unavailable where no process can be started."""
        with self._child(data, draw=list(pages)) as answers:
            drawn = itertools.takewhile(lambda answer: "drawn" not in answer, answers)
            return {each["page"]: base64.b64decode(each["png"]) for each in drawn}

    @contextlib.contextmanager
    def _child(self, data: bytes, **asked: Any) -> Iterator[Iterator[dict[str, Any]]]:
        """The answers of a process that was given the file; the process ends with the block."""
        child = self._waiting()
        limits = {"size": len(data), "seconds": self._seconds, "memory": self._memory}
        line = json.dumps({**asked, **limits}).encode() + b"\n"
        Thread(target=_feed, args=(child.stdin, line, data), daemon=True).start()
        try:
            yield self._answers(child)
        finally:
            _end(child)
            with contextlib.suppress(Unavailable):  # it will be said when the next file comes
                self._ahead.append(_started())

    def _waiting(self) -> subprocess.Popen[bytes]:
        """A process that has read nothing yet."""
        while self._ahead:
            child = self._ahead.pop()
            if child.poll() is None:
                return child
            _end(child)
        return _started()

    def _answers(self, child: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
        """What the child says, line by line.

        Raises DocumentRejected when it rejects the file, when time is up and when the child ends.
        """
        due, rest = time.monotonic() + self._seconds, bytearray()
        assert child.stdout is not None
        while True:
            ready, _, _ = select.select([child.stdout], [], [], max(0.0, due - time.monotonic()))
            if not ready:
                raise timed_out(self._seconds)
            block = os.read(child.stdout.fileno(), 1 << 20)
            if not block:
                raise self._ended(child)
            rest += block
            if b"\n" in block:
                *lines, rest = rest.split(b"\n")
                yield from map(_answer, lines)

    def _ended(self, child: subprocess.Popen[bytes]) -> DocumentRejected:
        """Why a child that gave no answer has ended."""
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode == -signal.SIGXCPU or used.ru_utime + used.ru_stime >= self._seconds:
            return timed_out(self._seconds)
        if -child.returncode in _NO_MEMORY:
            return swollen(self._memory)
        return DocumentRejected(
            "The file is damaged in a way that stops its reading. Open it in the program it was made with,"
            " save it again and upload that.",
            code="unreadable",
        )


def _started() -> subprocess.Popen[bytes]:
    environ = {**inherited(*_PASSED_ON), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    # Without `site`: what it would add to the path is given, and reading it takes a third of the start.
    command = [sys.executable, "-S", "-P", "-B", "-m", "docent.extract"]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ
        )
    except OSError as error:
        raise Unavailable("No process could be started to read the file.") from error


def timed_out(seconds: int) -> DocumentRejected:
    return DocumentRejected(
        f"Reading the file took longer than {seconds} seconds. Split it, or save it in a simpler format, and"
        " upload that.",
        code="timed_out",
    )


def swollen(memory: int) -> DocumentRejected:
    return DocumentRejected(
        f"Reading the file takes more than {memory >> 20} MB of memory. Split it, or take large pictures and"
        " tables out, and upload that.",
        code="too_large",
    )


def _answer(line: bytearray) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(line)
    if "reason" in answer:
        raise DocumentRejected(answer["message"], code=answer["reason"])
    return answer


def _extraction(answer: Mapping[str, Any]) -> Extraction:
    return Extraction(
        pages=tuple(Page(number, text) for number, text in answer["pages"]),
        page_count=answer["page_count"],
        silent_pages=tuple(answer["silent_pages"]),
        garbled_pages=tuple(answer["garbled_pages"]),
        apart=answer["apart"],
        images={int(page): count for page, count in answer["images"].items()},
        notes=tuple(answer["notes"]),
        drawable=answer["drawable"],
    )


def _feed(stream: IO[bytes] | None, asked: bytes, data: bytes) -> None:
    assert stream is not None
    with contextlib.suppress(OSError, ValueError):  # the child has ended, which its reader sees too
        stream.write(asked)
        stream.write(data)
        stream.close()


def _end_all(children: list[subprocess.Popen[bytes]]) -> None:
    while children:
        _end(children.pop())


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.returncode is None:
        child.kill()
        child.wait()
    for stream in (child.stdin, child.stdout):
        assert stream is not None
        with contextlib.suppress(OSError):  # it may hold what the child did not want
            stream.close()
