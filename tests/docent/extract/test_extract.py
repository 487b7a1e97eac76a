from __future__ import annotations

import io
import zipfile

import pytest

from docent.errors import DocumentRejected
from docent.extract import extract, kind_of


def refused(data: bytes, filename: str) -> DocumentRejected:
    with pytest.raises(DocumentRejected) as caught:
        extract(data, filename, most_pages=9, progress=lambda done, total: None)
    return caught.value


def test_reads_text_as_one_page_without_number() -> None:
    told: list[tuple[int, int]] = []
    found = extract(b"# Title\r\n\r\nText.", "a.MD", most_pages=9, progress=lambda *at: told.append(at))
    assert [(page.number, page.text) for page in found.pages] == [(0, "# Title\n\nText.")]
    assert (found.page_count, found.silent_pages, told) == (0, (), [(1, 1)])


@pytest.mark.parametrize(
    ("data", "filename", "reason", "cure"),
    [
        (b"", "a.pdf", "empty", "upload it again"),
        (b" \n\t ", "a.txt", "empty", "upload it again"),
        (b"MZ", "a.exe", "unsupported_type", "Save the file as one of these"),
        (b"abc", "noending", "unsupported_type", "Save the file as one of these"),
        (b"%PDF-1.7 ...", "a.txt", "unsupported_type", "Correct the name's ending"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "a.docx", "unsupported_type", "Save it as .docx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "password_protected",
            "without one",
        ),
        (b"not a pdf at all", "a.pdf", "unreadable", "save it again"),
        (b"not a zip at all", "a.docx", "unreadable", "save it again"),
        (bytes(range(256)) * 40, "a.txt", "unreadable", "UTF-8"),
    ],
)
def test_says_why_a_file_cannot_be_used_and_the_cure(
    data: bytes, filename: str, reason: str, cure: str
) -> None:
    error = refused(data, filename)
    assert error.reason == reason
    assert cure in error.message


def test_a_word_document_by_another_name_is_told_apart() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert kind_of(file.getvalue(), "a.docx") == "docx"
    assert "holds a Word document" in refused(file.getvalue(), "a.pdf").message
