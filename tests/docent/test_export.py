from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any
from zipfile import ZipFile

import pytest

from docent import export, keys
from docent.conversation import Receipt
from docent.export import Holdings
from docent.gates import Deed
from docent.identity import User
from docent.ids import now
from docent.model import Bot
from docent.pinned import pin
from tests.contracts.bots import some_bot
from tests.contracts.conversations import some_turn
from tests.contracts.documents import some_document
from tests.contracts.members import some_member
from tests.fakes import MemoryBots, MemoryConversations, MemoryDocuments, MemoryFiles, MemoryLedger
from tests.gatekeepers import MemoryKeys, MemoryMembers, MemoryPinned, MemoryTrail

ANN = User("ann", "ann@example.com", "Ann", proven=True)


@pytest.fixture
def bots() -> MemoryBots:
    return MemoryBots()


@pytest.fixture
def bot(bots: MemoryBots) -> Bot:
    bot = some_bot("ann")
    bots.create(bot)
    return bot


@pytest.fixture
def holdings(bots: MemoryBots) -> Holdings:
    files, members = MemoryFiles(), MemoryMembers()
    return Holdings(
        bots=bots, documents=MemoryDocuments(bots), files=files, links=files,
        transcripts=MemoryConversations(), spending=MemoryLedger(), ring=MemoryKeys(), trail=MemoryTrail(),
        members=members, shares=members, pinned=MemoryPinned(), largest=10,
    )  # fmt: skip


def exported(holdings: Holdings) -> ZipFile:
    link = export.export(ANN, holdings=holdings, archives=holdings.files)  # type: ignore[arg-type]
    key = link.removeprefix("https://files.example/").partition("?")[0]
    assert key.startswith("exports/ann/")
    return ZipFile(io.BytesIO(holdings.files.read(key, 1_000_000)))


def given(holdings: Holdings, bot: Bot, document_id: str, filename: str, data: bytes | None) -> None:
    document = replace(some_document(bot, filename=filename), document_id=document_id)
    holdings.documents.create(document)  # type: ignore[attr-defined]
    if data is not None:
        holdings.files.put(document.original, data, "text/plain")


def read(archive: ZipFile, name: str) -> Any:
    return json.loads(archive.read(name))


def test_holds_all_of_the_person_and_nobody_elses(holdings: Holdings, bots: MemoryBots, bot: Bot) -> None:
    bots.create(some_bot("bob"))
    given(holdings, bot, "doc_1", "../Bericht ü.txt", b"inside")
    turn = some_turn("msg_1", bot_id=bot.bot_id)
    holdings.transcripts.record(turn, 90)  # type: ignore[attr-defined]
    receipt = Receipt("none", {}, 0.0, 0)
    holdings.spending.settle(bot.bot_id, now()[:10], 0.5, receipt)  # type: ignore[attr-defined]
    key, secret = keys.make(bot, "CI", ["chat"], ring=holdings.ring)
    deed = Deed(bot.bot_id, "deed_1", "ann", "key_made", "CI", now())
    holdings.trail.note(deed, 90)
    holdings.members.invite(some_member(bot.bot_id))
    holdings.shares.join(holdings.members.invite(some_member("bot_bobs", "a@example.com")), "ann")
    holdings.members.invite(some_member("bot_eves", ANN.email, "editor"))
    pin(bot, "Is it inside?", "a.txt", board=holdings.pinned)  # type: ignore[arg-type]
    archive, folder = exported(holdings), f"bots/{bot.bot_id}"
    assert archive.testzip() is None
    assert read(archive, "profile.json")["email"] == "ann@example.com"
    assert read(archive, f"{folder}/bot.json")["name"] == bot.name
    (document,) = read(archive, f"{folder}/documents.json")
    assert document["filename"] == "../Bericht ü.txt"
    assert archive.read(f"{folder}/{document['file']}") == b"inside"
    (line,) = archive.read(f"{folder}/conversations.jsonl").splitlines()
    assert json.loads(line)["question"] == turn.question
    assert read(archive, f"{folder}/spending.json") == {now()[:10]: 0.5}
    (kept,) = read(archive, f"{folder}/keys.json")
    assert kept["name"] == "CI"
    assert not {secret, key.digest} & set(map(str, kept.values()))
    assert [each["email"] for each in read(archive, f"{folder}/members.json")] == ["bob@example.com"]
    shared = [(each["bot_id"], each["role"]) for each in read(archive, "shared.json")]
    assert shared == [("bot_bobs", "viewer"), ("bot_eves", "editor")]
    (test,) = read(archive, f"{folder}/tests.json")
    assert (test["question"], test["filename"]) == ("Is it inside?", "a.txt")
    assert [each["action"] for each in read(archive, f"{folder}/trail.json")] == ["key_made"]
    assert {name.split("/")[1] for name in archive.namelist() if name.startswith("bots/")} == {bot.bot_id}


def test_a_file_that_does_not_fit_is_behind_a_link(
    holdings: Holdings, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_ORIGINALS", 12)
    given(holdings, bot, "doc_3", "c.txt", b"x" * 8)
    given(holdings, bot, "doc_2", "b.txt", b"x" * 8)
    given(holdings, bot, "doc_1", "a.txt", None)
    listed = read(exported(holdings), f"bots/{bot.bot_id}/documents.json")
    assert [("file" in each, "link" in each) for each in listed] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_more_than_a_page_of_bots(holdings: Holdings, bots: MemoryBots) -> None:
    for _ in range(60):
        bots.create(some_bot("ann"))
    names = exported(holdings).namelist()
    assert sum(name.endswith("bot.json") for name in names) == 60


@pytest.mark.parametrize(
    ("filename", "safe"),
    [
        ("a.pdf", "a.pdf"), ("../../etc/passwd", "_.._etc_passwd"), ("..\\x", "_x"), ("...", "file"),
        ("a\x00\nb", "a__b"), ("C:\\a", "C__a"), ("ü" * 300, "ü" * 150), ("con. ", "con"),
    ],
)  # fmt: skip
def test_names_stay_in_their_folder(filename: str, safe: str) -> None:
    assert export.safe_name(filename) == safe
