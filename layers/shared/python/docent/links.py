"""Where a page leads."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from docent import urls
from docent.model import WebAnswer

# What a site links to that holds no text for us; asked for, each would only cost the site.
_NO_PAGES = re.compile(
    r"\.(7z|avi|bmp|css|dmg|eot|exe|gif|gz|ico|iso|jpe?g|m?js|m4a|mov|mp[34]|mpg|og[gv]|otf|png|rar|rss|svg|tar"
    r"|tgz|tiff?|ttf|wav|web[mp]|wmv|woff2?|xml|zip)",
    re.I,
)


def find(html: str, base: str, *, loopback: bool = False) -> list[str]:
    """Pages of the same origin that this one links to, in order, each once."""
    parser = _Links()
    parser.feed(html)
    if parser.nofollow:
        return []
    home, start = urls.origin(base), urls.absolute(base, parser.base)
    found = (urls.joined(start, link, loopback=loopback) for link in parser.links)
    return list(dict.fromkeys(url for url in found if url and urls.origin(url) == home and _may_be_page(url)))


def named(answer: WebAnswer, *, loopback: bool = False) -> WebAnswer:
    """The answer under the address that its page calls the right one (`rel=canonical`).

    Believed only of the same path under the same origin: what differs is the query, as where a page is listed
    sorted or counted otherwise. Many sites call their start page the right address of every page.
    """
    if "html" not in answer.content_type:
        return answer
    parser = _Links()
    parser.feed(answer.data.decode("utf-8", "replace"))
    right = urls.joined(urls.absolute(answer.url, parser.base), parser.canonical, loopback=loopback)
    same = right and urls.origin(right) == urls.origin(answer.url) and _path(right) == _path(answer.url)
    return replace(answer, url=right) if right and same and parser.canonical else answer


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/")


def _may_be_page(url: str) -> bool:
    return not _NO_PAGES.fullmatch(PurePosixPath(urlsplit(url).path).suffix)


class _Links(HTMLParser):
    """Collects href of `a` and `area`, as far as the page asks to follow them, and its canonical name."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.base, self.canonical, self.nofollow = "", "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("a", "area") and "href" in given and "nofollow" not in given.get("rel", "").lower():
            self.links.append(given["href"])
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split() and not self.canonical:
            self.canonical = given.get("href", "")
        elif tag == "base" and not self.base:
            self.base = given.get("href", "")
        elif tag == "meta" and given.get("name", "").lower() in ("robots", "docent"):
            self.nofollow |= bool(
                {"nofollow", "none"} & set(given.get("content", "").lower().replace(",", " ").split())
            )
