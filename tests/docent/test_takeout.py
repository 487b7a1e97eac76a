from __future__ import annotations

import io
import json
from zipfile import ZIP_STORED, ZipFile

import pytest

from docent import bots, takeout
from docent.errors import NotFound, TransferFailed
from tests.contracts.documents import some_document
from tests.gatekeepers import MemoryKeys
from tests.moving import House


@pytest.fixture
def house() -> House:
    return House().lived_in()


def opened(archive: bytes) -> ZipFile:
    return ZipFile(io.BytesIO(archive))


def test_holds_originals_passages_vectors_settings_and_the_log(house: House) -> None:
    with opened(house.take_out()) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {each.compress_type for each in archive.infolist()} == {ZIP_STORED}
        ids = sorted({name.split("/")[1] for name in archive.namelist() if name.startswith("documents/")})
        assert len(ids) == 3
        texts = [archive.read(f"documents/{each}/original") for each in ids]
        assert b"The shop opens at nine." in texts
        rows = [len(archive.read(f"documents/{each}/chunks.jsonl").splitlines()) for each in ids]
        sizes = [len(archive.read(f"documents/{each}/vectors.bin")) for each in ids]
        assert sizes == [(house.embedder.dimension + 4) * count for count in rows]
        lines = archive.read("conversations/000001.jsonl").splitlines()
        assert [json.loads(line)["todo"] for line in lines] == ["", "unanswered", "down"]
        assert [each["question"] for each in json.loads(archive.read("bot.json"))["tests"]] == [
            "When does it open?", "Who is the moon?",
        ]  # fmt: skip


def test_names_no_account_and_no_bot(house: House) -> None:
    archive = house.take_out()
    assert house.bot_id.encode() not in archive
    assert b'"ann"' not in archive


def test_one_content_has_one_form_however_many_workers_wrote_it(house: House) -> None:
    whole = house.take_out()
    assert house.take_out() == whole
    assert house.take_out(seconds_left=lambda: 1.0) == whole


def test_goes_on_from_where_a_worker_was_killed(house: House) -> None:
    whole = house.take_out()
    moving = takeout.begin(house.bot, "ann", files=house.files, work=house.work)
    takeout.proceed(house.find(moving), sources=house.sources, seconds_left=lambda: 1.0)
    kept = dict(house.files.files)
    takeout.proceed(house.find(moving), sources=house.sources, seconds_left=lambda: 1.0)
    house.files.files = kept  # what the second one kept was lost with it
    while takeout.proceed(house.find(moving), sources=house.sources, seconds_left=lambda: 1.0) != "done":
        pass
    assert house.files.files[moving.archive] == whole


def test_says_how_far_it_is_and_what_it_leaves_out(house: House) -> None:
    house.documents.create(some_document(house.bot, filename="late.txt"))
    moving = takeout.begin(house.bot, "ann", files=house.files, work=house.work)
    assert (house.find(moving).status, house.work.waiting[-1]) == (
        "waiting", (house.bot_id, moving.transfer_id)
    )  # fmt: skip
    takeout.proceed(house.find(moving), sources=house.sources, seconds_left=lambda: 1.0)
    assert house.find(moving).status == "running"
    while takeout.proceed(house.find(moving), sources=house.sources, seconds_left=lambda: 1.0) != "done":
        pass
    done = house.find(moving)
    assert (done.left_out, done.bytes, done.kept) == (1, len(house.files.files[moving.archive]), {})
    with pytest.raises(NotFound):
        house.files.read(f"{moving.folder}tail", 10**9)


def test_a_bot_that_went_is_let_go(house: House) -> None:
    moving = takeout.begin(house.bot, "ann", files=house.files, work=house.work)
    begun = house.find(moving)
    house.bots.erase(house.bot_id, "ann")
    assert takeout.proceed(begun, sources=house.sources, seconds_left=lambda: 900.0) == "gone"
    with pytest.raises(NotFound):
        house.find(moving)


def test_knowledge_that_is_not_whole_is_told(house: House) -> None:
    key = next(key for key in house.knowledge.items if key[1].startswith("c."))
    del house.knowledge.items[key]
    with pytest.raises(TransferFailed, match="Upload it again"):
        house.take_out()


def test_a_deleted_bot_takes_its_archives_with_it(house: House) -> None:
    house.take_out()
    receipt = bots.delete(
        house.bot, writer=house.bots, documents=house.documents, document_writer=house.documents,
        knowledge=house.knowledge, files=house.files, conversations=house.talks, grants=MemoryKeys(),
    )  # fmt: skip
    assert receipt["probe"]["answers"] is False
    assert not house.files.files
