"""A collection that does not hold still, and stores that do not take everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qdrant_client.models import PointIdsList, PointStruct

from docent.errors import NotAllowed, Unavailable
from migration.mishap import Stopped
from migration.qdrant import Point, Qdrant
from tests.migration.memory import Moved
from tests.migration.qdrant_points import langchain


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[Moved]:
    made = Moved(tmp_path)
    yield made
    made.state.db.close()
    made.client.close()


def change(client: Any, number: int) -> None:
    """One point goes, another comes."""
    vector, text = [1.0] * client.get_collection("cups").config.params.vectors.size, f"Cup of {number}."
    client.upsert("cups", [PointStruct(id=number, vector=vector, payload=langchain(text, 0))])
    client.delete("cups", PointIdsList(points=[number - 100]))


class Restless(Qdrant):
    """Changes once, behind the page that is being read."""

    def pages(self, *given: Any, **more: Any) -> Iterator[Any]:
        for number, page in enumerate(super().pages(given[0], given[1], given[2], 10)):
            if number == 1:
                change(self.client, 103)
            yield page


class NeverStill(Restless):
    """Changes at every look."""

    looks = 104

    def payloads(self, collection: str) -> Iterator[Point]:
        type(self).looks += 1
        change(self.client, self.looks)
        return super().payloads(collection)


class Amended(Qdrant):
    """What was read is given another text, while more is read."""

    def pages(self, *given: Any, **more: Any) -> Iterator[Any]:
        for number, page in enumerate(super().pages(given[0], given[1], given[2], 10)):
            if number == 2:
                self.client.set_payload("cups", {"page_content": "Cups are free."}, points=[3])
                self.client.set_payload("cups", {"page_content": ""}, points=[4])
            yield page


def test_what_changes_while_it_is_read_is_read_again(moved: Moved) -> None:
    report = moved.run(Restless)
    assert report.facts["cups: changed while it was read"] == 1  # what came lay ahead, what went behind
    assert report.short == []
    assert moved.counts == {"kept": 30}
    expected = {*moved.texts, "Cup of 103."} - {moved.texts[3]}
    assert moved.held == sorted(expected)


def test_what_is_changed_or_emptied_while_it_is_read_is_read_again(moved: Moved) -> None:
    report = moved.run(Amended)
    assert report.facts["cups: changed while it was read"] == 2
    assert report.short == []
    assert moved.counts == {"kept": 29, "left_no_text": 1}
    assert moved.held == sorted({*moved.texts, "Cups are free."} - set(moved.texts[3:5]))
    moved.client.set_payload("cups", {"page_content": "Cups are back."}, points=[4])
    assert moved.run().short == []
    assert moved.counts == {"kept": 30}
    assert "Cups are back." in moved.held


def test_a_collection_that_is_empty_now_takes_nothing_away(moved: Moved) -> None:
    assert moved.run().short == []
    moved.client.delete("cups", PointIdsList(points=list(range(30))))
    assert any("holds no text any more" in each for each in moved.run().short)
    assert moved.held == sorted(moved.texts)


def test_one_that_never_held_anything_is_moved_at_once(moved: Moved) -> None:
    moved.client.delete("cups", PointIdsList(points=list(range(30))))
    assert moved.run().short == []
    assert moved.held == []


def test_half_a_surrogate_hinders_nobody(moved: Moved) -> None:
    moved.client.set_payload("cups", {"page_content": "Broken \ud83d cup.", "more": "\udc00"}, points=[3])
    assert moved.run().short == []
    assert "Broken ? cup." in moved.held


def test_files_of_one_name_in_two_folders_are_two(moved: Moved) -> None:
    for id, place in enumerate(("/a/readme.md", "/b/readme.md", "/c/b/readme.md")):
        moved.client.set_payload("cups", {"metadata": {"source": place}}, points=[id])
    for id, page in ((5, "https://x.example/en/install"), (6, "https://x.example/fr/install")):
        moved.client.set_payload("cups", {"metadata": {"source": page}}, points=[id])
    for _ in range(2):
        assert moved.run().short == []
        found = moved.stores.documents.in_bot(moved.bot.bot_id).items
        names = {each.filename: each.source_url for each in found if "manual" not in each.filename}
        assert names == {
            "readme.md": "", "b readme.md": "", "c b readme.md": "",
            "x.example/en/install": "https://x.example/en/install",
            "x.example/fr/install": "https://x.example/fr/install",
        }  # fmt: skip


def test_a_collection_that_never_stands_still_is_short(moved: Moved) -> None:
    report = moved.run(NeverStill)
    assert any("keeps changing: stop writing to it" in each for each in report.short)
    assert moved.run().short == []  # once it stands still


def refusing(moved: Moved, filename: str) -> Any:
    """The store takes all but one document."""
    store = moved.knowledge.store

    def refuse(bot_id: str, blocks: Any, chunks: Any) -> None:
        if any(each.filename == filename for each in chunks):
            raise NotAllowed("This one is refused.")
        store(bot_id, blocks, chunks)

    return refuse


def test_what_cannot_be_stored_has_its_fate_and_the_rest_is_moved(moved: Moved) -> None:
    whole = moved.knowledge.store
    moved.knowledge.store = refusing(moved, "manual-1.pdf")  # type: ignore[method-assign]
    report = moved.run()
    assert moved.counts == {"failed": 10, "kept": 20}
    assert any("10 points could not be stored" in each for each in report.short)
    (why,) = {fate.why for fate in moved.state.fates("points of cups") if fate.fate == "failed"}
    assert why == "This one is refused."
    moved.knowledge.store = whole  # type: ignore[method-assign]
    assert moved.run().short == []
    assert moved.counts == {"kept": 30}
    assert moved.held == sorted(moved.texts)


def test_a_store_that_is_away_ends_it_and_it_goes_on_later_with_what_is_there_then(moved: Moved) -> None:
    whole = moved.stores.files.put

    def away(*given: Any) -> None:
        raise Unavailable("The store does not answer.")

    moved.stores.files.put = away  # type: ignore[method-assign, assignment]
    with pytest.raises(Unavailable):
        moved.run()
    moved.stores.files.put = whole  # type: ignore[method-assign]
    moved.client.set_payload("cups", {"page_content": "Cups are free."}, points=[3])
    assert moved.run().short == []
    assert moved.held == sorted({*moved.texts, "Cups are free."} - {moved.texts[3]})


def test_it_stops_there_where_that_was_asked_for(moved: Moved) -> None:
    moved.knowledge.store = refusing(moved, "manual-1.pdf")  # type: ignore[method-assign]
    with pytest.raises(Stopped, match=r"cups: manual-1\.pdf: This one is refused\."):
        moved.run(stop=True)
    assert moved.counts == {"failed": 10, "kept": 10}
