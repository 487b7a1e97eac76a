"""From other builders: their exports are read like uploads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from docent.errors import BadInput
from migration.__main__ import main
from migration.bring import pairs_of
from tests.caller import Person
from tests.website import Site, website

pytestmark = pytest.mark.cloud


@pytest.mark.parametrize(
    "head", ["question,answer", "Q,A", "id,Question,Content", "input,output", "prompt,completion"]
)
def test_exports_are_known_by_their_header(head: str) -> None:
    row = "1,Open?,At nine." if head.startswith("id") else "Open?,At nine."
    (pair,) = pairs_of(f"{head}\n{row}\n\n".encode())
    assert pair == ("Open?", "At nine.")


def test_a_row_without_an_answer_is_named() -> None:
    with pytest.raises(BadInput, match="Row 3 has no answer"):
        pairs_of(b"input,output\na,b\nc,\n")


def test_many_pairs_are_one_answer_each() -> None:
    rows = "".join(f"Question {at}?,Answer {at}\n" for at in range(2_500))
    assert len(pairs_of(f"question,answer\n{rows}".encode())) == 2_500


def test_pairs_and_a_folder_answer_and_nothing_comes_twice(ann: Person, tmp_path: Path) -> None:
    bot_id, state = ann.bot(), ["--state", str(tmp_path / "state")]
    (tmp_path / "faq.csv").write_text("question,answer\nWhen do you open?,At nine.\n")
    (tmp_path / "docs" / "more").mkdir(parents=True)
    (tmp_path / "docs" / "a.txt").write_text("The hammer costs 20 euros.")
    (tmp_path / "docs" / "more" / "b.md").write_text("The nail costs 1 euro.")
    for _ in range(2):
        assert main(["import", "qa", str(tmp_path / "faq.csv"), "--bot", bot_id, *state]) == 0
        assert main(["import", "folder", str(tmp_path / "docs"), "--bot", bot_id, *state]) == 0
    ann.read_all()
    listed = ann.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=bot_id).json["documents"]
    assert sorted((each["filename"], each["status"]) for each in listed) == [
        ("a.txt", "ready"), ("b.md", "ready"), ("faq.qa.json", "ready"),
    ]  # fmt: skip
    (tmp_path / "docs" / "song.mp3").write_bytes(b"x")
    assert main(["import", "folder", str(tmp_path / "docs"), "--bot", bot_id, *state]) == 1
    assert main(["import", "folder", str(tmp_path / "docs"), "--bot", bot_id, "--stop", *state]) == 1
    short = json.loads((tmp_path / "state" / "import.json").read_text())["short"]
    assert short[0].startswith("Stopped, as --stop says, at song.mp3: ")
    told = json.loads((tmp_path / "state" / "import.json").read_text())
    assert {row["label"]: row["fate"] for row in told["rows"]}["song.mp3"] == "left"
    assert main(["import", "qa", str(tmp_path / "faq.csv"), "--bot", "bot_none", *state]) == 2


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site on loopback, which the setting lets us fetch from."""
    monkeypatch.setenv("DOCENT_FETCH_LOOPBACK", "1")
    monkeypatch.setenv("DOCENT_FETCH_DELAY", "0")
    with website() as site:
        site.put("/hours.md", "# Hours\n\nThe shop opens at nine.", "text/markdown")
        places = f"<url><loc>{site.url}/hours.md</loc></url>"
        names = "http://www.sitemaps.org/schemas/sitemap/0.9"
        site.put("/sitemap.xml", f'<urlset xmlns="{names}">{places}</urlset>', "application/xml")
        yield site


def test_the_pages_of_a_sitemap_answer(site: Site, ann: Person, tmp_path: Path) -> None:
    bot_id, state = ann.bot(), ["--state", str(tmp_path / "state")]
    for _ in range(2):
        assert main(["import", "sitemap", f"{site.url}/sitemap.xml", "--bot", bot_id, *state]) == 0
    ann.read_all()
    listed = ann.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=bot_id).json["documents"]
    assert [(each["source_url"], each["status"]) for each in listed] == [(f"{site.url}/hours.md", "ready")]
    assert "nine" in ann.ask(bot_id, "When does the shop open?").json["answer"]
