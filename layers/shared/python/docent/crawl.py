"""Web pages in: one page, the pages of a sitemap, or a site from its start page on.

A crawl keeps what it still has to fetch in the file store, under an id of its own, and goes on from there:
work cut off anywhere is taken up again, at most one page is fetched twice. It asks for one page at a time.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Literal, cast

from docent import links, sitemap, uploads, urls
from docent.endings import QUEUE_SECONDS
from docent.errors import Conflict, DocumentRejected, NotFound
from docent.ids import derived_id, new_id, now
from docent.model import Bot, Document, Progress, WebAnswer
from docent.ports import Bots, Documents, DocumentWriter, Files, Pages, Work
from docent.visits import Visits

Mode = Literal["page", "sitemap", "site"]
MODES = ("page", "sitemap", "site")
MOST_PAGES, MOST_DEPTH = 500, 10
PAGES, DEPTH = 50, 3
SLICE_SECONDS = 30.0
_MOST_SITEMAPS = 20
_STATE = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """`pages`: how many documents a crawl makes at most; `depth`: how many links away from the start."""

    pages: int = PAGES
    depth: int = DEPTH


@dataclass(frozen=True, slots=True)
class Manners:
    """How a deployment fetches. `delay`: seconds between two pages of a site; `largest` page in bytes."""

    largest: int
    delay: float = 0.5
    loopback: bool = False


@dataclass(slots=True)
class Crawl:
    """What is left of a crawl: `waiting` holds (document_id, url, depth); `seen` all addresses it knows.

    `pages`: documents it may still make; `within`: the origin it keeps to, once that is known.
    """

    bot_id: str
    crawl_id: str
    within: str = ""
    depth: int = 0
    pages: int = 1
    waiting: list[tuple[str, str, int]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """Prefix of its one file in the file store."""
        return f"{self.bot_id}/{self.crawl_id}/"

    def take_in(self, found: Sequence[str], depth: int) -> list[Document]:
        """The documents of addresses not seen before, as far as the limit allows."""
        known = set(self.seen)
        fresh = [url for url in dict.fromkeys(found) if url not in known][: self.pages]
        self.pages -= len(fresh)
        documents = [_document(self.bot_id, self.crawl_id, url) for url in fresh]
        self.seen += fresh
        self.waiting += [(each.document_id, url, depth) for each, url in zip(documents, fresh, strict=True)]
        return documents


def begin(
    bot: Bot,
    url: str,
    mode: Mode,
    limits: Limits,
    manners: Manners,
    *,
    pages: Pages,
    files: Files,
    writer: DocumentWriter,
    work: Work,
) -> list[Document]:
    """The documents of the pages that are known now, queued; a site's others follow as they are found.

    Raises BadInput or DocumentRejected where the address cannot be used, or its sitemap cannot be read.
    """
    url = urls.checked(url, loopback=manners.loopback)
    crawl, found = Crawl(bot.bot_id, new_id("crawl")), [url]
    if mode == "site":
        crawl.depth, crawl.pages = limits.depth, limits.pages
    elif mode == "sitemap":
        crawl.pages = limits.pages
        crawl.within, found = _listed(url, Visits(pages, loopback=manners.loopback), manners)
    documents = crawl.take_in(found, 0)
    _save(crawl, files)
    for document in documents:
        writer.create(document)
    uploads.add(bot.bot_id, crawl.crawl_id, work=work, undo=lambda: _forget(crawl, documents, files, writer))
    return documents


def again(document: Document, *, files: Files, writer: DocumentWriter, work: Work) -> Document:
    """A page that could not be fetched, queued to be fetched again. Raises Conflict if it did not fail."""
    waiting = [(document.document_id, document.source_url, 0)]
    crawl = Crawl(document.bot_id, new_id("crawl"), waiting=waiting, seen=[document.source_url])
    queued = uploads.queued_again(document, writer=writer)
    _save(crawl, files)
    undo = partial(uploads.failed_again, queued, document, writer=writer)
    uploads.add(document.bot_id, crawl.crawl_id, work=work, undo=undo)
    return queued


def _forget(crawl: Crawl, documents: Sequence[Document], files: Files, writer: DocumentWriter) -> None:
    for document in documents:
        writer.erase(document.bot_id, document.document_id)
    files.erase(crawl.folder)


def proceed(
    bot_id: str,
    crawl_id: str,
    manners: Manners,
    *,
    bots: Bots,
    pages: Pages,
    files: Files,
    documents: Documents,
    writer: DocumentWriter,
    work: Work,
    pause: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> str:
    """Fetch pages for half a minute: `crawling` if some are left for the next message, else `done`."""
    crawl = _saved(bot_id, crawl_id, files)
    bot = bots.find(bot_id)
    if crawl is None or bot is None or bot.erasing:
        files.erase(f"{bot_id}/{crawl_id}/")
        return "done"
    visits = Visits(pages, loopback=manners.loopback, pause=pause)
    guest = _Guest(crawl, manners, visits, documents, writer, files)
    until = clock() + SLICE_SECONDS
    while crawl.waiting:
        pause(guest.visit(*crawl.waiting[0]))
        del crawl.waiting[0]
        _save(crawl, files)
        if crawl.waiting and clock() >= until:
            work.add(bot_id, crawl_id)
            return "crawling"
    files.erase(crawl.folder)
    return "done"


@dataclass(frozen=True, slots=True)
class _Guest:
    """Brings in the pages of one crawl, one after the other."""

    crawl: Crawl
    manners: Manners
    visits: Visits
    documents: Documents
    writer: DocumentWriter
    files: Files

    def visit(self, document_id: str, url: str, depth: int) -> float:
        """Fetch a page and hand it to ingestion; the seconds to wait before the next.

        A page that cannot be had ends its document as failed, with the reason.
        """
        document = self.documents.find(self.crawl.bot_id, document_id)
        if document is None or document.status != "queued":  # deleted, or fetched before a message came again
            return 0.0
        try:
            document = self.writer.advance(document, progress=Progress("fetching"))
            answer = self.visits.fetch(url, self.manners.largest, self.crawl.within)
            answer = links.named(answer, loopback=self.manners.loopback)
            if answer.url != url and answer.url in self.crawl.seen:
                self.writer.erase(document.bot_id, document_id)  # another name of a page that is there
            else:
                self._keep(document, answer, depth)
        except DocumentRejected as error:
            self._end(document, error, depth)
        except Conflict:  # deleted meanwhile
            return 0.0
        return self._delay(url)

    def _keep(self, document: Document, answer: WebAnswer, depth: int) -> None:
        """The links first: once the original is there, nobody comes back for them."""
        suffix = uploads.suffix_of(answer)
        self.crawl.within = self.crawl.within or urls.origin(answer.url)
        if suffix == ".html" and depth < self.crawl.depth:
            self._note(self.crawl.take_in(self._links(answer), depth + 1))
        self.crawl.seen.append(answer.url)
        _save(self.crawl, self.files)
        kind = uploads.KINDS[suffix]
        self.writer.advance(
            document, filename=urls.name(answer.url, suffix, known=uploads.KINDS), source_url=answer.url,
            content_type=kind, bytes=len(answer.data), progress=Progress("waiting"),
        )  # fmt: skip
        self.files.put(document.original, answer.data, kind)

    def _links(self, answer: WebAnswer) -> list[str]:
        html = answer.data.decode("utf-8", "replace")
        found = links.find(html, answer.url, loopback=self.manners.loopback)
        return [each for each in found if self.visits.rules(each).allow(urls.target(each))]

    def _note(self, found: Sequence[Document]) -> None:
        for document in found:
            with suppress(Conflict):  # made already by a message that came twice: the ids are the same
                self.writer.create(document)

    def _end(self, document: Document, error: DocumentRejected, depth: int) -> None:
        if depth and error.reason == "not_a_page":  # nobody asked for it: a link led to a picture, say
            self.writer.erase(document.bot_id, document.document_id)
            return
        with suppress(Conflict):
            self.writer.advance(
                document, deadline="",
                status="failed", reason=error.reason, message=error.message, progress=Progress("failed"),
            )  # fmt: skip

    def _delay(self, url: str) -> float:
        try:
            return max(self.manners.delay, self.visits.rules(url).delay)
        except DocumentRejected:
            return self.manners.delay


def _listed(url: str, visits: Visits, manners: Manners) -> tuple[str, list[str]]:
    """The site of a sitemap, and the pages there that it and the sitemaps it names list."""
    first = visits.fetch(url, sitemap.LARGEST)
    within, answers = urls.origin(first.url), [first]
    found: list[str] = []
    waiting, read = [], {first.url}
    while answers:
        answer = answers.pop()
        listed = sitemap.parse(answer.data)
        found += _own(listed.pages, answer.url, manners)
        waiting += [each for each in _own(listed.sitemaps, answer.url, manners) if each not in read]
        if waiting and len(read) < _MOST_SITEMAPS and len(found) < MOST_PAGES:
            read.add(waiting[0])
            answers.append(visits.fetch(waiting.pop(0), sitemap.LARGEST, within))
    if not found:
        raise DocumentRejected(
            f"The sitemap lists no page of {within}. Give the sitemap of the site whose pages you want.",
            code="not_a_page",
        )
    return within, found


def _own(found: Sequence[str], base: str, manners: Manners) -> list[str]:
    """Those of the addresses that are on the site of `base`, in one spelling each."""
    checked = (urls.joined(base, each, loopback=manners.loopback) for each in found)
    return [url for url in checked if url and urls.origin(url) == urls.origin(base)]


def _document(bot_id: str, crawl_id: str, url: str) -> Document:
    """The document of a page. Its id follows from the crawl and the address, so that it is made once only."""
    moment, path = now(), urls.target(url).partition("?")[0].lower()
    suffix = next((each for each in uploads.KINDS if path.endswith(each)), ".html")
    return Document(
        bot_id=bot_id, document_id=derived_id("doc", crawl_id, url),
        filename=urls.name(url, suffix, known=uploads.KINDS), content_type=uploads.KINDS[suffix],
        status="queued", source_url=url, progress=Progress("waiting"), created_at=moment, updated_at=moment,
        deadline=now(QUEUE_SECONDS),
    )  # fmt: skip


def _save(crawl: Crawl, files: Files) -> None:
    files.put(f"{crawl.folder}crawl", json.dumps(asdict(crawl)).encode(), "application/json")


def _saved(bot_id: str, crawl_id: str, files: Files) -> Crawl | None:
    try:
        values: dict[str, Any] = json.loads(files.read(f"{bot_id}/{crawl_id}/crawl", _STATE))
    except NotFound:
        return None
    waiting = [cast(tuple[str, str, int], tuple(each)) for each in values.pop("waiting")]
    return Crawl(**values, waiting=waiting)
