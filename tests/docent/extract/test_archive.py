from __future__ import annotations

import io
import struct
import zipfile

import pytest

from docent.errors import DocumentRejected
from docent.extract import archive
from docent.extract.archive import Archive, parsed
from tests.files import office, zipped


def reason(data: bytes, name: str = "a.xml") -> str:
    with pytest.raises(DocumentRejected) as caught:
        Archive(data).xml(name)
    return caught.value.reason


def test_reads_members_whatever_the_case_of_their_names() -> None:
    assert Archive(zipped({"Word/Document.xml": "<a>b</a>"})).xml("word/document.xml").text == "b"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"no zip",
        zipped({"b.xml": "<a/>"}),
        zipped({"a.xml": "<a>"}),
        zipped({"a.xml": ""}),
    ],
)
def test_what_is_damaged_or_missing_is_unreadable(data: bytes) -> None:
    assert reason(data) == "unreadable"


def test_a_size_that_is_declared_too_big_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_OF_ONE", 100)
    assert reason(zipped({"a.xml": "x" * 101})) == "archive_bomb"


def test_a_size_that_lies_is_refused_while_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_OF_ONE", 1_000)
    data = bytearray(zipped({"a.xml": "x" * 5_000}))
    for header, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", data, data.index(header) + at, 10)
    assert reason(bytes(data)) in ("archive_bomb", "unreadable")


def test_many_members_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_OF_ALL", 150)
    opened = Archive(zipped({"a": "x" * 100, "b": "x" * 100}))
    opened.read("a")
    with pytest.raises(DocumentRejected) as caught:
        opened.read("b")
    assert caught.value.reason == "archive_bomb"


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    assert reason(zipped(dict.fromkeys("abc", "x"))) == "archive_bomb"


def test_an_encrypted_member_is_said() -> None:
    data = bytearray(zipped({"a.xml": "<a/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert reason(bytes(data)) == "password_protected"


def test_a_link_is_a_member_like_any_other() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        link = zipfile.ZipInfo("a.xml")
        link.external_attr = 0o120777 << 16
        written.writestr(link, "/etc/passwd")
    assert reason(file.getvalue()) == "unreadable"


def test_relations_lead_to_members_only() -> None:
    links = {"x/a.xml": {"up": ("image", "../../../etc/passwd"), "root": ("image", "/b.xml")}}
    related = Archive(office({"x/a.xml": "<a/>"}, links)).related("x/a.xml")
    assert related == {"up": ("image", "etc/passwd"), "root": ("image", "b.xml")}


def test_entities_are_not_resolved() -> None:
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
    with pytest.raises(DocumentRejected):
        parsed(f"<!DOCTYPE a [<!ENTITY l0 'ha'>{laughs}]><a>b&l11;c</a>".encode())
    found = parsed(b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>b&x;c</a>")
    assert found.text == "b"
    assert "root:" not in "".join(each.text or "" for each in found.iter())


def test_elements_come_one_at_a_time() -> None:
    data = zipped({"a.xml": "<a><b>1</b><c/><b>2</b></a>", "broken.xml": "<a><b>1</b>"})
    assert [each.text for each in Archive(data).elements("a.xml", "b")] == ["1", "2"]
    with pytest.raises(DocumentRejected):
        list(Archive(data).elements("broken.xml", "b"))
