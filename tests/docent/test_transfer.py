from __future__ import annotations

from dataclasses import replace

import pytest

from docent import takeout, transfer
from docent.errors import NotFound
from docent.transfer import Report
from tests.moving import House


def test_is_found_as_it_was_left() -> None:
    house = House()
    moving = takeout.begin(house.bot, "ann", files=house.files, work=house.work)
    Report(moving, house.files)(status="running", step="documents", mark="doc_1", kept={"tags": ["a"]})
    found = house.find(moving)
    assert (found.status, found.step, found.mark, found.kept) == (
        "running", "documents", "doc_1", {"tags": ["a"]}
    )  # fmt: skip


@pytest.mark.parametrize("name", ["export_1", "../state", "doc_1", "export_../x", "", "crawl_1"])
def test_none_is_found_under_another_name(name: str) -> None:
    house = House()
    house.files.put(f"{house.bot_id}/doc_1/state", b"{}", "text/plain")
    with pytest.raises(NotFound):
        transfer.find(house.bot_id, name, house.files)


def test_what_the_queue_gave_up_ends_with_a_cure() -> None:
    house = House().lived_in()
    moving = house.expect(house.take_out())
    transfer.lost(moving.bot_id, moving.transfer_id, house.files)
    found = house.find(moving)
    assert (found.status, found.reason) == ("failed", "processing_error")
    assert "import the archive again" in found.message
    with pytest.raises(NotFound):
        house.files.read(moving.uploaded, 10**9)
    transfer.save(replace(found, status="done"), house.files)
    transfer.lost(moving.bot_id, moving.transfer_id, house.files)
    assert house.find(moving).status == "done"


def test_of_a_bot_that_went_nothing_is_left() -> None:
    house = House()
    house.files.put("bot_gone/import_1/original", b"x", "application/zip")
    transfer.lost("bot_gone", "import_1", house.files)
    assert not house.files.files


def test_tells_a_transfer_from_a_document() -> None:
    names = "export_1", "import_0a", "doc_1", "crawl_1", "import_"
    assert [transfer.is_transfer(name) for name in names] == [
        True, True, False, False, False,
    ]  # fmt: skip
