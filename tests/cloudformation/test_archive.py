"""archive.py: zips that are equal when their content is, with byte code that Lambda will use."""

from __future__ import annotations

import importlib.util
import sys
import zipfile
from pathlib import Path

import pytest

from cloudformation import archive


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "layer"
    (folder / "python").mkdir(parents=True)
    (folder / "python/b.py").write_text("def f():\n    raise ValueError\n")
    (folder / "a").write_text("#!/bin/sh\n")
    (folder / "a").chmod(0o755)
    return folder


def test_equal_folders_give_equal_zips(folder: Path, tmp_path: Path) -> None:
    archive.zip_folder(folder, tmp_path / "1.zip")
    for path in folder.rglob("*"):
        path.touch()
    archive.zip_folder(folder, tmp_path / "2.zip")
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_zips_are_sorted_dated_1980_and_keep_what_may_run(folder: Path, tmp_path: Path) -> None:
    archive.zip_folder(folder, tmp_path / "a.zip")
    entries = zipfile.ZipFile(tmp_path / "a.zip").infolist()
    assert [(e.filename, e.external_attr >> 16) for e in entries] == [("a", 0o755), ("python/b.py", 0o644)]
    assert {e.date_time[0] for e in entries} == {1980}


def test_byte_code_is_unchecked_and_names_the_place_it_will_run_at(folder: Path) -> None:
    archive.compile_all(folder, "/opt", sys.executable)
    compiled = Path(importlib.util.cache_from_source(str(folder / "python/b.py"))).read_bytes()
    unchecked_hash = 0b01
    assert int.from_bytes(compiled[4:8], "little") == unchecked_hash
    assert b"/opt/python/b.py" in compiled


def test_size_counts_files_only(folder: Path) -> None:
    assert archive.size(folder) == len("#!/bin/sh\n") + len("def f():\n    raise ValueError\n")


def test_a_digest_is_of_names_and_content_but_not_of_times(folder: Path) -> None:
    before = archive.digest(folder, "__pycache__")
    (folder / "a").touch()
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "b.pyc").write_bytes(b"1")
    assert archive.digest(folder, "__pycache__") == before
    (folder / "a").chmod(0o644)
    without_its_bit = archive.digest(folder, "__pycache__")
    (folder / "a").rename(folder / "c")
    assert len({before, without_its_bit, archive.digest(folder, "__pycache__")}) == 3
