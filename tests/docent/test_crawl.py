from __future__ import annotations

from typing import Any

import pytest

from docent import crawl
from docent.crawl import Limits, Manners
from docent.errors import BadInput, DocumentRejected, Unavailable
from docent.model import Document
from tests.contracts.bots import some_bot
from tests.fakes import FullWork, MemoryBots, MemoryDocuments, MemoryFiles, MemoryPages, MemoryWork

SITE = "https://site.example"
MANNERS = Manners(largest=10_000, delay=0.5)


class World:
    """Everything a crawl touches, in memory; time passes only while it pauses."""

    def __init__(self) -> None:
        self.bots, self.bot = MemoryBots(), some_bot()
        self.bots.create(self.bot)
        self.documents = MemoryDocuments(self.bots)
        self.files, self.pages, self.work = MemoryFiles(), MemoryPages(), MemoryWork()
        self.pauses: list[float] = []

    def begin(self, path: str = "/", mode: Any = "page", **limits: int) -> list[Document]:
        return crawl.begin(
            self.bot, SITE + path, mode, Limits(**limits), MANNERS,
            pages=self.pages, files=self.files, writer=self.documents, work=self.work,
        )  # fmt: skip

    def proceed(self) -> str:
        bot_id, crawl_id = self.work.waiting.pop(0)
        return crawl.proceed(
            bot_id, crawl_id, MANNERS,
            bots=self.bots, pages=self.pages, files=self.files, documents=self.documents,
            writer=self.documents, work=self.work, pause=self.pauses.append, clock=lambda: sum(self.pauses),
        )  # fmt: skip

    def crawl(self) -> int:
        """Proceed to the end: in how many messages."""
        slices = 0
        while self.work.waiting:
            self.proceed()
            slices += 1
        return slices

    def found(self) -> dict[str, Document]:
        """Documents by the path they came from."""
        return {each.source_url.removeprefix(SITE): each for each in self.documents.documents.values()}

    def kept(self) -> set[str]:
        return set(self.files.files)


@pytest.fixture
def world() -> World:
    return World()


def linking(*paths: str) -> str:
    return "<p>Text</p>" + "".join(f'<a href="{path}">x</a>' for path in paths)


def test_a_page_becomes_the_original_of_a_document(world: World) -> None:
    world.pages.put(f"{SITE}/help", linking("/other"))
    (document,) = world.begin("/help#part")
    assert (document.status, document.filename) == ("queued", "site.example/help.html")
    assert world.crawl() == 1
    done = world.found()["/help"]
    assert (done.status, done.content_type, done.bytes) == ("queued", "text/html", len(linking("/other")))
    assert world.files.files == {done.original: linking("/other").encode()}
    assert len(world.found()) == 1


@pytest.mark.parametrize(
    ("path", "kind", "filename"),
    [
        ("/a", "application/pdf", "site.example/a.pdf"),
        ("/a.pdf", "application/octet-stream", "site.example/a.pdf"),
        ("/a.md", "text/plain", "site.example/a.md"),
        ("/a", "text/plain", "site.example/a.txt"),
        ("/a.php", "application/xhtml+xml", "site.example/a.php.html"),
    ],
)
def test_the_type_names_the_file(world: World, path: str, kind: str, filename: str) -> None:
    world.pages.put(SITE + path, "text", kind)
    world.begin(path)
    world.crawl()
    assert world.found()[path].filename == filename


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/none", "unreachable"), ("/picture", "not_a_page"), ("/closed", "robots_forbidden"),
     ("/big", "too_large"), ("/inside", "blocked_address")],
)  # fmt: skip
def test_what_cannot_be_had_fails_with_its_reason(world: World, path: str, reason: str) -> None:
    world.pages.put(f"{SITE}/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    world.pages.put(f"{SITE}/picture", "x", "image/png")
    world.pages.put(f"{SITE}/big", "x" * 10_001)
    world.pages.put(f"{SITE}/inside", status=302, location="http://169.254.169.254/")
    world.begin(path)
    world.crawl()
    failed = world.found()[path]
    assert (failed.status, failed.reason) == ("failed", reason)
    assert len(failed.message) > 10
    assert world.kept() == set()


def test_what_the_queue_does_not_take_leaves_nothing(world: World) -> None:
    world.pages.put(SITE + "/", linking("/a"), "text/html")
    world.work = FullWork()
    with pytest.raises(Unavailable):
        world.begin(mode="site", pages=5)
    assert (world.documents.documents, world.kept()) == ({}, set())


def test_an_address_that_cannot_be_used_is_refused_at_once(world: World) -> None:
    given: dict[str, Any] = {
        "pages": world.pages, "files": world.files, "writer": world.documents, "work": world.work,
    }  # fmt: skip
    with pytest.raises(BadInput):
        crawl.begin(world.bot, "ftp://site.example/", "page", Limits(), MANNERS, **given)
    with pytest.raises(DocumentRejected):
        crawl.begin(world.bot, "http://10.0.0.1/", "site", Limits(), MANNERS, **given)
    assert (world.found(), world.kept(), world.work.waiting) == ({}, set(), [])


def test_a_site_is_followed_within_its_origin_depth_and_number(world: World) -> None:
    world.pages.put(f"{SITE}/robots.txt", "User-agent: *\nDisallow: /closed\nCrawl-delay: 2", "text/plain")
    world.pages.put(f"{SITE}/", linking("/a", "/b", "/closed", "https://other.example/", "/photo"))
    world.pages.put(f"{SITE}/a", linking("/", "/deep", "/b"))
    world.pages.put(f"{SITE}/b", linking("/gone"))
    world.pages.put(f"{SITE}/deep", linking("/deeper"))
    world.pages.put(f"{SITE}/photo", "x", "image/png")
    (start,) = world.begin("/", "site", depth=2)
    world.crawl()
    found = world.found()
    assert set(found) == {"/", "/a", "/b", "/deep", "/gone"}
    assert found["/"].document_id == start.document_id
    assert (found["/gone"].status, found["/gone"].reason) == ("failed", "unreachable")
    assert world.kept() == {found[path].original for path in ("/", "/a", "/b", "/deep")}
    assert f"{SITE}/closed" not in world.pages.asked
    assert set(world.pauses) == {2.0}


def test_no_more_pages_than_allowed(world: World) -> None:
    world.pages.put(f"{SITE}/", linking(*(f"/{n}" for n in range(20))))
    for n in range(20):
        world.pages.put(f"{SITE}/{n}", "text")
    world.begin("/", "site", pages=5)
    world.crawl()
    assert len(world.found()) == len(world.kept()) == 5


def test_the_site_is_where_the_start_page_leads(world: World) -> None:
    world.pages.put("http://site.example/", status=301, location=f"{SITE}/home")
    world.pages.put(f"{SITE}/home", linking("/home", "/a"))
    world.pages.put(f"{SITE}/a", linking("/moved"))
    world.pages.put(f"{SITE}/moved", status=302, location="/home")
    crawl.begin(
        world.bot, "http://site.example", "site", Limits(), MANNERS,
        pages=world.pages, files=world.files, writer=world.documents, work=world.work,
    )  # fmt: skip
    world.crawl()
    assert sorted(world.found()) == ["/a", "/home"]


def test_a_long_crawl_goes_on_in_further_messages(world: World) -> None:
    world.pages.put(f"{SITE}/", linking(*(f"/{n}" for n in range(99))))
    for n in range(99):
        world.pages.put(f"{SITE}/{n}", "text")
    world.begin("/", "site", pages=100)
    assert world.crawl() == 2
    assert len(world.kept()) == 100


def test_a_worker_that_dies_anywhere_loses_nothing_and_doubles_nothing(world: World) -> None:
    world.pages.put(f"{SITE}/", linking("/a", "/b"))
    world.pages.put(f"{SITE}/a", linking("/c"))
    for path in ("/b", "/c"):
        world.pages.put(SITE + path, "text")
    world.begin("/", "site")
    message = world.work.waiting[0]
    calls = Dying(world)
    for survived in range(200):
        calls.left = survived
        world.work.waiting = [message]
        try:
            world.proceed()
        except MemoryError:
            continue
        break
    assert set(world.found()) == {"/", "/a", "/b", "/c"}
    assert len(world.documents.documents) == 4
    assert world.kept() == {each.original for each in world.found().values()}


class Dying:
    """Lets `left` writes through, then the worker dies at each."""

    def __init__(self, world: World) -> None:
        self.left = 0
        for port, names in ((world.documents, ("create", "advance")), (world.files, ("put",))):
            for name in names:
                setattr(port, name, self._counted(getattr(port, name)))

    def _counted(self, call: Any) -> Any:
        def counted(*given: Any, **named: Any) -> Any:
            if not self.left:
                raise MemoryError
            self.left -= 1
            return call(*given, **named)

        return counted


def test_a_deleted_document_is_not_fetched_and_a_deleted_bot_ends_the_crawl(world: World) -> None:
    world.pages.put(f"{SITE}/", "text")
    (document,) = world.begin("/", "site")
    world.documents.withdraw(document)
    world.crawl()
    assert world.kept() == set()
    assert f"{SITE}/" not in world.pages.asked
    world.begin("/", "site")
    world.bots.bots.clear()
    world.crawl()
    assert world.kept() == set()


def sitemap(*urls: str) -> str:
    return "<urlset>" + "".join(f"<url><loc>{url}</loc></url>" for url in urls) + "</urlset>"


def test_a_sitemap_names_its_pages_at_once(world: World) -> None:
    index = f"<sitemapindex><sitemap><loc>{SITE}/1.xml</loc></sitemap></sitemapindex>"
    world.pages.put(f"{SITE}/map.xml", index, "application/xml")
    listed = [f"{SITE}/a", f"{SITE}/a#x", f"{SITE}/b", "https://other.example/c", "http://10.0.0.1/"]
    world.pages.put(f"{SITE}/1.xml", sitemap(*listed), "application/xml")
    world.pages.put(f"{SITE}/a", linking("/not-listed"))
    world.pages.put(f"{SITE}/b", "text")
    documents = world.begin("/map.xml", "sitemap")
    assert [each.source_url for each in documents] == [f"{SITE}/a", f"{SITE}/b"]
    world.crawl()
    assert set(world.found()) == {"/a", "/b"}
    assert len(world.kept()) == 2


def test_a_sitemap_that_is_none_leaves_nothing(world: World) -> None:
    world.pages.put(f"{SITE}/map.xml", sitemap("https://other.example/"), "application/xml")
    for path in ("/map.xml", "/none.xml"):
        with pytest.raises(DocumentRejected):
            world.begin(path, "sitemap")
    assert (world.found(), world.kept(), world.work.waiting) == ({}, set(), [])


def test_pages_that_differ_by_their_query_and_name_one_address_are_one_document(world: World) -> None:
    page = "<html><head><link rel='canonical' href='/list'></head><body>A list of things.</body></html>"
    queries = ("?sort=a", "?sort=b", "")
    world.pages.put(f"{SITE}/", "".join(f"<a href='/list{query}'>list</a>" for query in queries))
    for query in queries:
        world.pages.put(f"{SITE}/list{query}", page)
    world.begin(mode="site")
    world.crawl()
    assert set(world.found()) == {"/", "/list"}
