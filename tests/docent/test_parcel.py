"""Archives that somebody tampered with: each is refused in words, and leaves nothing that answers."""

from __future__ import annotations

import hashlib
import io
import json
import struct
from collections.abc import Callable
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from docent import archived, intake, stored_zip
from docent.errors import TransferFailed
from tests.moving import House, stored

Content = dict[str, bytes]


@pytest.fixture
def content() -> Content:
    with ZipFile(io.BytesIO(House().lived_in().take_out())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Content, *, listed: bool = True) -> bytes:
    """An archive of it, with a manifest that fits unless told otherwise."""
    if listed:
        content = {name: each for name, each in content.items() if name != "manifest.json"}
        digests = {name: (len(each), hashlib.sha256(each).hexdigest()) for name, each in content.items()}
        content = {**content, "manifest.json": archived.manifest(digests)}
    return stored(content)


def refused(archive: bytes) -> tuple[str, str]:
    """Code and message with which it fails; nothing of what it holds answers."""
    house = House()
    moving = house.expect(archive)
    with pytest.raises(TransferFailed) as failure:
        intake.proceed(moving, places=house.places(), seconds_left=lambda: 900.0)
    return failure.value.code, failure.value.message


def named(content: Content, ending: str) -> str:
    return next(name for name in content if name.endswith(ending))


def changed(content: Content, ending: str, change: Callable[[Any], None]) -> bytes:
    name = named(content, ending)
    lines = (
        [json.loads(line) for line in content[name].splitlines()]
        if ending.endswith("l")
        else [json.loads(content[name])]
    )
    change(lines[0])
    return packed({**content, name: b"".join(json.dumps(line).encode() + b"\n" for line in lines)})


def test_one_that_nobody_touched_comes_in(content: Content) -> None:
    assert House().bring_in(packed(content)).documents == 3


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 10_000, b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive(data: bytes) -> None:
    code, message = refused(data)
    assert code in ("not_an_archive", "archive_damaged")
    assert "Export" in message or "“Export this bot”" in message


def test_one_byte_that_moved_is_noticed(content: Content) -> None:
    name = named(content, "vectors.bin")
    data = bytearray(content[name])
    data[0] ^= 1
    assert refused(packed({**content, name: bytes(data)}, listed=False))[0] == "archive_damaged"
    whole = bytearray(packed(content))
    whole[whole.index(content[name])] ^= 1
    assert refused(bytes(whole))[0] == "archive_damaged"


def test_what_would_grow_when_it_is_read(content: Content) -> None:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in {**content, "documents/doc_1/original": bytes(50_000_000)}.items():
            archive.writestr(name, data)
    assert refused(file.getvalue())[0] == "archive_damaged"


def test_entries_that_lie_on_each_other(content: Content) -> None:
    big, entries = bytes(100_000), []
    data = packed(content)
    entry, head = stored_zip.entry("documents/doc_1/original", big, 0)
    body = head + big
    entries = [entry, entry._replace(name="documents/doc_2/original")]
    assert refused(body + stored_zip.directory(entries, len(body)))[0] == "archive_damaged"
    assert data


def test_a_directory_that_would_fill_the_memory() -> None:
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 9, 9, 2**30, 0, 0)
    assert refused(bytes(1_000) + end)[0] == "not_an_archive"
    locator = b"PK\x06\x07" + bytes(16)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 9, 9, 100, 0, 0)
    assert refused(bytes(1_000) + locator + end)[0] == "not_an_archive"


@pytest.mark.parametrize(
    "name",
    [
        "../bot.json", "documents/../../other_bot/doc_1/original", "documents/doc_1/../x", "/etc/passwd",
        "documents/bot_9/original", "documents/doc_A/original", "conversations/1.jsonl", "keys.json",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere(content: Content, name: str) -> None:
    assert refused(packed({**content, name: b"x"}))[0] == "archive_damaged"


def test_a_manifest_that_lists_something_else(content: Content) -> None:
    without = {name: data for name, data in content.items() if not name.endswith("vectors.bin")}
    assert refused(packed(without, listed=False))[0] == "archive_damaged"
    for text in (b"", b"[]", b"{}", b'{"format": "x", "version": 1, "entries": {}}', b'{"entries": 3}'):
        assert refused(packed({**content, "manifest.json": text}, listed=False))[0] == "archive_damaged"
    later = content["manifest.json"].replace(b'"version": 1', b'"version": 2')
    code, message = refused(packed({**content, "manifest.json": later}, listed=False))
    assert code == "archive_too_new"
    assert "Update Docent" in message


@pytest.mark.parametrize(
    ("ending", "field", "value"),
    [
        ("bot.json", "settings", {"name": "A", "user_id": "ann"}),
        ("bot.json", "settings", {"name": "A", "theme": {"color": "red;}"}}),
        ("bot.json", "settings", {"name": "A", "allowed_origins": ["no origin"]}),
        ("bot.json", "settings", {}),
        ("bot.json", "tests", [{"question": "q" * 5_000, "filename": "", "created_at": "2026-01-01"}]),
        ("bot.json", "tests", [{"question": "q", "filename": "", "created_at": "soon"}]),
        ("document.json", "filename", "../../etc/passwd"),
        ("document.json", "content_type", "text/evil"),
        ("document.json", "source_url", "javascript:alert(1)"),
        ("document.json", "version", "v1.000"),
        ("document.json", "version", "v2"),
        ("document.json", "status", "deleting"),
        ("document.json", "chunks", 7_000_000),
        ("document.json", "chunks", 17),
        ("document.json", "sha256", "00"),
        ("document.json", "sha256", "0" * 64),
        ("document.json", "created_at", "yesterday"),
        ("document.json", "bot_id", "bot_of_ann"),
        ("chunks.jsonl", "text", "x" * 400_000),
        ("chunks.jsonl", "text", None),
        ("000001.jsonl", "conversation_id", "con_1#msg_2"),
        ("000001.jsonl", "conversation_id", "con_zzz"),
        ("000001.jsonl", "page", "javascript:alert(1)"),
        ("000001.jsonl", "asker", "key_1"),
        ("000001.jsonl", "rating", "best"),
        ("000001.jsonl", "answer", "x" * 400_000),
        ("000001.jsonl", "created_at", "never"),
        ("000001.jsonl", "todo", "burn"),
    ],
)
def test_what_it_says_is_checked(content: Content, ending: str, field: str, value: Any) -> None:
    def change(values: dict[str, Any]) -> None:
        values[field] = value

    code, message = refused(changed(content, ending, change))
    assert code in ("archive_damaged", "too_large")
    assert message.endswith(".")


def test_ids_of_other_bots_mean_nothing(content: Content) -> None:
    """Who names a bot or an answer of another in an archive gets neither: only the new bot is written to."""
    house = House().lived_in()
    before = (house.bot, list(house.talks.of_bot(house.bot_id)), dict(house.files.files))

    def change(values: dict[str, Any]) -> None:
        values |= {"message_id": before[1][0].message_id, "bot_id": house.bot_id}

    moving = house.expect(changed(content, "000001.jsonl", change))
    intake.proceed(moving, places=house.places(), seconds_left=lambda: 900.0)
    assert (house.bot, list(house.talks.of_bot(house.bot_id))) == before[:2]
    assert {key: house.files.files[key] for key in before[2]} == before[2]
    assert len({each.message_id for each in house.talks.recorded}) == len(house.talks.recorded)


def test_vectors_that_are_none(content: Content) -> None:
    name = named(content, "vectors.bin")
    nan = content[name][:-4] + struct.pack("<f", float("nan"))
    assert refused(packed({**content, name: nan}))[0] == "archive_damaged"
    assert refused(packed({**content, name: content[name][:-1]}))[0] == "archive_damaged"


def test_two_documents_of_one_name(content: Content) -> None:
    folder = named(content, "document.json").rpartition("/")[0]
    twin = {
        name.replace(folder, "documents/doc_zzz"): data for name, data in content.items() if folder in name
    }  # fmt: skip
    both = dict(sorted({**content, **twin}.items()))
    assert refused(packed(both))[0] == "archive_damaged"
