"""Recogniser by the command `tesseract`, where it is installed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby

from docent.config import inherited
from docent.errors import Unavailable
from docent.model import Recognised

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "LANG", "LC_ALL")
_SECONDS = 60  # for a page; a dense one takes under ten
# Its TSV: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
_COLUMNS, _SURE = 12, 10
_LINE, _PARAGRAPH = slice(2, 5), slice(2, 4)


class Tesseract:
    """`languages` as the command names them, joined by a plus: `eng+deu`."""

    def __init__(self, languages: str, command: str = "tesseract", seconds: float = _SECONDS) -> None:
        self._languages, self._command, self._seconds = languages, command, seconds

    def recognise(self, picture: bytes) -> Recognised:
        """The text of a PNG. Raises Unavailable where the command or a language is not installed."""
        arguments = ["stdin", "stdout", "-l", self._installed, "--psm", "1", "--dpi", "300", "tsv"]
        try:
            ran = _run([self._command, *arguments], picture, self._seconds)
        except subprocess.TimeoutExpired:
            return Recognised()
        return _recognised(ran.stdout.decode("utf-8", "replace")) if ran.returncode == 0 else Recognised()

    @cached_property
    def _installed(self) -> str:
        """The languages, all of which are there."""
        try:
            ran = _run([self._command, "--list-langs"], b"", self._seconds)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Unavailable(
                "DOCENT_OCR is set to tesseract, which does not run here. Install it (on Debian: apt-get"
                " install tesseract-ocr), or leave DOCENT_OCR out."
            ) from error
        there = set(ran.stdout.decode("utf-8", "replace").split())
        if lacking := [each for each in self._languages.split("+") if each not in there]:
            raise Unavailable(
                f"Tesseract has no data for {', '.join(lacking)}, as DOCENT_OCR_LANGUAGES asks. Install it"
                f" (on Debian: apt-get install tesseract-ocr-{lacking[0]}), or leave it out."
            )
        return self._languages


def _run(command: list[str], given: bytes, seconds: float) -> subprocess.CompletedProcess[bytes]:
    # Its threads slow one another down: pages are read side by side.
    environ = {**inherited(*_PASSED_ON), "OMP_THREAD_LIMIT": "1"}
    return subprocess.run(
        command, input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ, timeout=seconds
    )


def _recognised(tsv: str) -> Recognised:
    words = list(_words(tsv))
    paragraphs = []
    for _, paragraph in groupby(words, key=lambda word: word[_PARAGRAPH]):
        lines = groupby(paragraph, key=lambda word: word[_LINE])
        paragraphs.append("\n".join(" ".join(word[-1] for word in line) for _, line in lines))
    sure = sum(float(word[_SURE]) * len(word[-1]) for word in words) / 100
    return Recognised("\n\n".join(paragraphs), sure / max(1, sum(len(word[-1]) for word in words)))


def _words(tsv: str) -> Iterator[list[str]]:
    for line in tsv.splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) == _COLUMNS and cells[-1].strip() and float(cells[_SURE]) >= 0:
            yield cells
