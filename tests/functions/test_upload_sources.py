"""Web pages and questions with answers, from the API to an answer, on the embedded cloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.caller import HANDLERS, Answer, Person
from tests.website import Site, website

pytestmark = pytest.mark.cloud


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site on loopback, which the setting lets us fetch from."""
    monkeypatch.setenv("DOCENT_FETCH_LOOPBACK", "1")
    monkeypatch.setenv("DOCENT_FETCH_DELAY", "0")
    with website() as site:
        site.put("/hours.md", "# Hours\n\nThe shop opens at nine.", "text/markdown")
        site.put("/prices.md", "# Prices\n\nA day costs twenty euros.", "text/markdown")
        yield site


def add(person: Person, bot_id: str, url: str, **more: Any) -> Answer:
    return person.call("upload", "POST", "/api/upload/url", {"bot_id": bot_id, "url": url, **more})


def documents(person: Person, bot_id: str) -> dict[str, dict[str, Any]]:
    listed = person.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=bot_id).json["documents"]
    return {each["filename"]: each for each in listed}


def test_a_page_is_fetched_read_and_answers(site: Site, ann: Person) -> None:
    bot_id = ann.bot()
    added = add(ann, bot_id, f"{site.url}/hours.md#top")
    assert (added.status, added.json["status"], added.json["progress"]["stage"]) == (202, "queued", "waiting")
    ann.read_all()
    document = ann.document(bot_id, added.json["document_id"])
    assert (document["status"], document["source_url"]) == ("ready", f"{site.url}/hours.md")
    assert document["filename"] == f"{site.url.removeprefix('http://')}/hours.md"
    assert "nine" in ann.ask(bot_id, "When does the shop open?").json["answer"]


def test_a_page_that_cannot_be_had_says_why(site: Site, ann: Person) -> None:
    bot_id = ann.bot()
    site.redirect("/inside", "http://169.254.169.254/latest/meta-data/")
    site.put("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    for path in ("/none", "/inside", "/closed"):
        assert add(ann, bot_id, site.url + path).status == 202
    ann.read_all()
    found = {each["source_url"].removeprefix(site.url): each for each in documents(ann, bot_id).values()}
    reasons = {path: (each["status"], each["reason"]) for path, each in found.items()}
    assert reasons == {
        "/none": ("failed", "unreachable"),
        "/inside": ("failed", "blocked_address"),
        "/closed": ("failed", "robots_forbidden"),
    }
    assert site.paths == ["/none", "/inside"]


def test_the_pages_of_a_sitemap(site: Site, ann: Person) -> None:
    bot_id = ann.bot()
    listed = "".join(f"<url><loc>{site.url}/{name}.md</loc></url>" for name in ("hours", "prices"))
    site.put("/sitemap.xml", f"<urlset>{listed}</urlset>", "application/xml")
    added = add(ann, bot_id, f"{site.url}/sitemap.xml", mode="sitemap")
    assert added.status == 202
    assert len(added.json["documents"]) == 2
    ann.read_all()
    assert [each["status"] for each in documents(ann, bot_id).values()] == ["ready", "ready"]
    refused = add(ann, bot_id, f"{site.url}/hours.md", mode="sitemap")
    assert (refused.status, refused.code) == (422, "not_a_page")


def test_a_site_from_its_start_page(site: Site, ann: Person) -> None:
    bot_id = ann.bot()
    site.put(
        "/", '<h1>Shop</h1><p>Welcome to our shop.</p><a href="hours.md">h</a><a href="/prices.md">p</a>'
    )
    added = add(ann, bot_id, site.url, mode="site", limits={"pages": 3, "depth": 1})
    assert [each["source_url"] for each in added.json["documents"]] == [f"{site.url}/"]
    ann.read_all()
    host = site.url.removeprefix("http://")
    found = documents(ann, bot_id)
    assert set(found) == {f"{host}.html", f"{host}/hours.md", f"{host}/prices.md"}
    assert found[f"{host}/prices.md"]["status"] == "ready"
    assert site.paths == ["/", "/hours.md", "/prices.md"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"url": "ftp://a.example/"}, 400, "bad_input"),
        ({"url": "http://2130706433/"}, 400, "bad_input"),
        ({"url": "http://10.0.0.1/"}, 422, "blocked_address"),
        ({"url": "https://a.example/", "mode": "all"}, 400, "bad_input"),
        ({"url": "https://a.example/", "limits": []}, 400, "bad_input"),
        ({"url": "https://a.example/", "mode": "site", "limits": {"pages": 501}}, 400, "bad_input"),
        ({}, 400, "bad_input"),
    ],
)
def test_what_is_refused_leaves_no_document(
    ann: Person, body: dict[str, Any], status: int, code: str
) -> None:
    bot_id = ann.bot()
    refused = ann.call("upload", "POST", "/api/upload/url", {"bot_id": bot_id, **body})
    assert (refused.status, refused.code) == (status, code)
    assert documents(ann, bot_id) == {}


def test_without_the_setting_loopback_is_closed(ann: Person) -> None:
    bot_id = ann.bot()
    assert add(ann, bot_id, "http://localhost/").status == 202
    ann.read_all()
    (document,) = documents(ann, bot_id).values()
    assert (document["status"], document["reason"]) == ("failed", "blocked_address")
    assert add(ann, bot_id, "http://127.0.0.1:8000/").status == 400
    assert add(ann, bot_id, "http://127.0.0.1/").code == "blocked_address"


@pytest.mark.parametrize("path", ["/api/upload/url", "/api/upload/qa"])
def test_only_the_owner_may(ann: Person, stranger: Person, path: str) -> None:
    body = {"bot_id": ann.bot(), "url": "https://a.example/", "pairs": [{"question": "a", "answer": "b"}]}
    assert stranger.call("upload", "POST", path, body).status == 404
    assert stranger.call("upload", "POST", path, body, token="").status == 401


PAIRS = [
    {"question": "When does the shop open?", "answer": "At nine."},
    {"question": "What does a day cost?", "answer": "Twenty euros."},
]


def test_pairs_become_passages_that_answer(ann: Person) -> None:
    bot_id = ann.bot()
    added = ann.call("upload", "POST", "/api/upload/qa", {"bot_id": bot_id, "name": "FAQ", "pairs": PAIRS})
    assert (added.status, added.json["filename"]) == (202, "FAQ.qa.json")
    ann.read_all()
    document = ann.document(bot_id, added.json["document_id"])
    assert (document["status"], document["chunks"]) == ("ready", 2)
    answer = ann.ask(bot_id, "When does the shop open?").json
    assert "nine" in answer["answer"]
    assert answer["citations"][0]["heading"] == "When does the shop open?"


def test_pairs_as_csv(ann: Person) -> None:
    bot_id, text = ann.bot(), "question;answer\nWhen?;At nine.\nHow much?;Twenty.\n"
    form = (
        f'--x\r\nContent-Disposition: form-data; name="bot_id"\r\n\r\n{bot_id}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="prices.csv"\r\n\r\n'
        f"{text}\r\n--x--\r\n"
    )
    posted = _post(ann, form, "multipart/form-data; boundary=x")
    assert (posted["statusCode"], '"prices.qa.json"' in posted["body"]) == (202, True)
    again = _post(ann, text, "text/csv", {"bot_id": bot_id})
    assert again["statusCode"] == 202
    assert len(documents(ann, bot_id)) == 1
    assert _post(ann, "When?;\n", "text/csv", {"bot_id": bot_id})["statusCode"] == 400
    ann.read_all()
    (document,) = documents(ann, bot_id).values()
    assert (document["status"], document["chunks"]) == ("ready", 2)


def _post(person: Person, body: str, kind: str, query: dict[str, str] | None = None) -> dict[str, Any]:
    return HANDLERS["upload"]({
        "httpMethod": "POST", "resource": "/api/upload/qa", "body": body, "queryStringParameters": query,
        "headers": {"authorization": f"Bearer {person.token}", "content-type": kind},
    }, None)  # fmt: skip
