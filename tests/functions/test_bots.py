from __future__ import annotations

from typing import Any

import pytest
import urllib3

from docent.wiring import wired
from tests.caller import Person

pytestmark = pytest.mark.cloud
BOT = "/api/bots/{bot_id}"


def test_a_bot_is_made_changed_listed_and_deleted(ann: Person) -> None:
    settings = {
        "name": " Shop ", "description": "d", "instructions": "Be brief.", "model": "auto",
        "refusal": "No idea.",
        "allowed_origins": ["shop.example/contact", "https://shop.example"], "starters": ["Hi?"],
        "theme": {"color": "#112233"}, "budget_usd_per_day": 2,
    }  # fmt: skip
    made = ann.call("bots", "POST", "/api/bots", settings)
    assert made.status == 201
    bot = made.json
    assert {name: bot[name] for name in settings} == {
        **settings, "name": "Shop", "allowed_origins": ["https://shop.example"],
    }  # fmt: skip
    wanted = {"description": "", "budget_usd_per_day": None, "threshold": 0.2}
    changed = ann.call("bots", "PATCH", BOT, wanted, bot_id=bot["bot_id"])
    assert changed.json == {**bot, **wanted, "updated_at": changed.json["updated_at"]}
    assert ann.call("bots", "GET", "/api/bots").json == {"bots": [changed.json]}
    receipt = ann.call("bots", "DELETE", BOT, bot_id=bot["bot_id"])
    assert (receipt.status, receipt.json["probe"]["answers"]) == (200, False)
    assert ann.call("bots", "GET", BOT, bot_id=bot["bot_id"]).code == "bot_not_found"
    assert ann.call("bots", "GET", "/api/bots").json == {"bots": []}


def test_a_new_bot_has_the_budget_of_the_deployment_unless_it_is_given_another(
    ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def budget(**settings: Any) -> Any:
        return ann.call("bots", "POST", "/api/bots", {"name": "A", **settings}).json["budget_usd_per_day"]

    assert (budget(), budget(budget_usd_per_day=0.5), budget(budget_usd_per_day=None)) == (5, 0.5, None)
    for given, had in (("0.25", 0.25), ("0", None)):
        monkeypatch.setenv("DOCENT_BOT_USD_PER_DAY", given)
        wired.cache_clear()
        assert budget() == had


def test_settings_smaller_than_any_that_is_kept_are_nothing(ann: Person) -> None:
    bot_id = ann.bot(threshold=1e-200)
    assert ann.call("bots", "PATCH", BOT, {"budget_usd_per_day": 5e-324}, bot_id=bot_id).status == 200
    found = ann.call("bots", "GET", BOT, bot_id=bot_id).json
    assert (found["threshold"], found["budget_usd_per_day"]) == (0, 0)


def test_lists_are_read_page_by_page(ann: Person) -> None:
    made = [ann.bot(name=str(number)) for number in range(3)]
    first = ann.call("bots", "GET", "/api/bots", query={"limit": "2"}).json
    rest = ann.call("bots", "GET", "/api/bots", query={"limit": "2", "next": first["next"]}).json
    assert [each["bot_id"] for each in (*first["bots"], *rest["bots"])] == made[::-1]
    assert "next" not in rest


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": None}, "name"),
        ({"instructions": "x" * 4001}, "instructions"),
        ({"model": "gpt"}, "model"),
        ({"allowed_origins": ["*"]}, "allowed_origins"),
        ({"allowed_origins": "https://a.example"}, "allowed_origins"),
        ({"theme": {"color": "red"}}, "theme"),
        ({"starters": [""]}, "starters"),
        ({"budget_usd_per_day": -1}, "budget_usd_per_day"),
        ({"budget_usd_per_day": "1"}, "budget_usd_per_day"),
        ({"threshold": 1.1}, "threshold"),
        ({"threshold": True}, "threshold"),
    ],
)
def test_a_bad_setting_is_named_and_nothing_is_made(
    ann: Person, settings: dict[str, Any], field: str
) -> None:
    refused = ann.call("bots", "POST", "/api/bots", {"name": "Docs", **settings})
    assert (refused.status, refused.json["error"]["field"]) == (400, field)
    assert ann.call("bots", "GET", "/api/bots").json == {"bots": []}


def test_a_strangers_bot_is_as_good_as_none(ann: Person, stranger: Person) -> None:
    bot_id = ann.bot()
    document = ann.upload(bot_id, "a.txt", b"The shop opens at nine.")["document_id"]
    operations = [
        ("bots", "GET", BOT), ("bots", "PATCH", BOT), ("bots", "DELETE", BOT),
        ("bots", "GET", f"{BOT}/documents"),
        ("bots", "GET", f"{BOT}/embed"), ("chat", "POST", f"{BOT}/search"),
        ("bots", "GET", BOT + "/documents/{document_id}"),
        ("bots", "DELETE", BOT + "/documents/{document_id}"),
        ("bots", "GET", BOT + "/documents/{document_id}/chunks"),
    ]  # fmt: skip
    for function, method, resource in operations:
        theirs = stranger.call(
            function, method, resource, {"query": "x"}, bot_id=bot_id, document_id=document
        )
        none = stranger.call(
            function, method, resource, {"query": "x"}, bot_id="bot_none", document_id=document
        )
        assert (theirs.status, theirs.code) == (none.status, none.code) == (404, "bot_not_found")
    assert stranger.ask(bot_id, "Hello?").code == "bot_not_found"
    assert stranger.announce(bot_id, "a.txt", 3).code == "bot_not_found"
    assert ann.call("bots", "GET", BOT, bot_id=bot_id).json["documents"] == 1


def test_the_snippet_names_the_bot(ann: Person) -> None:
    bot_id = ann.bot(allowed_origins=["https://shop.example"])
    embed = ann.call("bots", "GET", f"{BOT}/embed", bot_id=bot_id).json
    assert f'data-bot="{bot_id}"' in embed["script"]
    assert embed["allowed_origins"] == ["https://shop.example"]


def test_a_document_is_listed_shown_in_chunks_and_deleted(ann: Person) -> None:
    bot_id = ann.bot()
    document = ann.upload(bot_id, "hours.txt", b"The shop opens at nine.")
    path = {"bot_id": bot_id, "document_id": document["document_id"]}
    (listed,) = ann.call("bots", "GET", f"{BOT}/documents", bot_id=bot_id).json["documents"]
    detail = document["coverage"].pop("pages_detail")
    assert listed == document
    assert [each["chunks"] for each in detail] == [1]
    (chunk,) = ann.call("bots", "GET", BOT + "/documents/{document_id}/chunks", **path).json["chunks"]
    assert chunk["text"] == "The shop opens at nine."
    receipt = ann.call("bots", "DELETE", BOT + "/documents/{document_id}", **path).json
    assert receipt["removed"] == {"documents": 1, "blocks": 1, "chunks": 1, "files": 1}
    assert receipt["probe"] == {"answers": False, "left": {"blocks": 0, "chunks": 0, "files": 0}}
    assert ann.call("bots", "GET", BOT + "/documents/{document_id}", **path).code == "document_not_found"
    assert ann.call("bots", "GET", BOT, bot_id=bot_id).json["documents"] == 0


def test_health_needs_nobody(ann: Person) -> None:
    assert ann.call("bots", "GET", "/health", token="").json == {"status": "ok"}


def test_the_original_can_be_downloaded_for_a_while(ann: Person, stranger: Person) -> None:
    bot_id, path = ann.bot(), "/api/bots/{bot_id}/documents/{document_id}/original"
    document_id = ann.upload(bot_id, "Bericht ü.txt", b"The shop opens at nine.")["document_id"]
    link = ann.call("bots", "GET", path, bot_id=bot_id, document_id=document_id)
    assert (link.status, link.json["expires_in"]) == (200, 300)
    file = urllib3.request("GET", link.json["url"], timeout=60)
    assert (file.status, file.data) == (200, b"The shop opens at nine.")
    assert file.headers["content-disposition"].startswith("attachment")
    assert stranger.call("bots", "GET", path, bot_id=bot_id, document_id=document_id).status == 404
    waiting = ann.announce(bot_id, "b.txt", 3).json["document_id"]
    assert ann.call("bots", "GET", path, bot_id=bot_id, document_id=waiting).code == "file_not_found"
