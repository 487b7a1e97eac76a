from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from docent.adapters.tesseract import Tesseract
from docent.errors import Unavailable
from tests.contracts.recogniser import NUMBER, RecogniserContract
from tests.fakes import ScriptedRecogniser

installed = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract is not installed (Debian: tesseract-ocr)"
)


@installed
class TestTesseract(RecogniserContract):
    @pytest.fixture
    def recogniser(self) -> Tesseract:
        return Tesseract("eng")

    def test_a_language_that_is_not_there_is_said(self) -> None:
        with pytest.raises(Unavailable, match="no data for xyz, .* DOCENT_OCR_LANGUAGES"):
            Tesseract("eng+xyz").recognise(b"")

    def test_a_page_that_takes_too_long_gives_no_text(self, tmp_path: Path, page: bytes) -> None:
        assert Tesseract("eng", command(tmp_path, "sleep 60"), seconds=0.2).recognise(page).text == ""


class TestScriptedRecogniser(RecogniserContract):
    @pytest.fixture
    def recogniser(self, page: bytes) -> ScriptedRecogniser:
        return ScriptedRecogniser({page: f"{NUMBER}\nIt is paid back within three days."})


def command(folder: Path, reading: str) -> str:
    """A command that knows English and reads pictures so."""
    script = folder / "tesseract"
    listing = "echo 'List of available languages'; echo eng"
    script.write_text(f'#!/bin/sh\nif [ "$1" = --list-langs ]; then {listing}; else exec {reading}; fi\n')
    script.chmod(0o755)
    return str(script)


def test_a_command_that_is_not_there_is_said_with_its_cure() -> None:
    with pytest.raises(Unavailable, match="apt-get install tesseract-ocr"):
        Tesseract("eng", "no-such-tesseract").recognise(b"")


def test_words_make_lines_and_lines_paragraphs(tmp_path: Path) -> None:
    rows = [(1, 1, 1, 96, "The"), (1, 1, 1, 94, "rent"), (1, 1, 2, 90, "rose."), (1, 2, 1, 80, "End.")]
    cells = [f"5\t1\t{b}\t{p}\t{n}\t1\t0\t0\t9\t9\t{sure}\t{text}" for b, p, n, sure, text in rows]
    (tmp_path / "tsv").write_text("\n".join(["a header", "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t", *cells]))
    read = Tesseract("eng", command(tmp_path, f"cat {tmp_path}/tsv")).recognise(b"")
    assert read.text == "The rent\nrose.\n\nEnd."
    assert read.sure == pytest.approx((96 * 3 + 94 * 4 + 90 * 5 + 80 * 4) / 1600)
