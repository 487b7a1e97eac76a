"""Whether a page that should show a bot can: its tag, its site, its content security policy."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from docent import urls
from docent.access import covers
from docent.model import Bot
from docent.ports import Pages
from docent.visits import Visits

LARGEST = 5 * 2**20


def look(
    bot: Bot, url: str, *, widget_url: str, api_url: str, pages: Pages, loopback: bool = False
) -> dict[str, Any]:
    """What a browser that opens the page would come upon. `problems`: codes, the first to mend first.

    The page is fetched as it is now, without running its scripts: a tag that a script writes is not seen.
    Raises BadInput, DocumentRejected where it cannot be fetched.
    """
    answer = Visits(pages, loopback=loopback).fetch(urls.checked(url, loopback=loopback), LARGEST)
    page = _Page(answer.url)
    if answer.content_type in ("text/html", "application/xhtml+xml", ""):
        page.feed(answer.data.decode("utf-8", "replace"))  # what is looked for is ASCII in any charset
    origin = urls.origin(answer.url)
    ids = [each["data-bot"] for each in page.tags]
    policies = [each for each in (answer.policy, *page.policies) if each]
    tag = next((each for each in page.tags if each["data-bot"] == bot.bot_id), None)
    script = (tag or {}).get("src") or widget_url
    found = {
        "tag_missing": not ids,
        "other_bot": bool(ids) and tag is None,
        "origin_not_allowed": not any(covers(each, origin) for each in bot.allowed_origins),
        "csp_script": not _allowed("script-src", script, policies, origin),
        "csp_connect": not _allowed("connect-src", api_url, policies, origin),
    }
    return {"url": answer.url, "origin": origin, "problems": [code for code, wrong in found.items() if wrong]}


class _Page(HTMLParser):
    """The widget's tags of a page, and the policies that it carries itself."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.tags: list[dict[str, str]] = []
        self.policies: list[str] = []
        self._base = base

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-bot" in given and tag in ("script", "docent-chat", "iframe"):
            self.tags.append({**given, "src": urljoin(self._base, given["src"]) if "src" in given else ""})
        if tag == "meta" and given.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append(given.get("content", ""))


def _allowed(directive: str, url: str, policies: Sequence[str], origin: str) -> bool:
    """Whether every policy lets the page load this (Content Security Policy Level 3, 6.7.2)."""
    each = (policy for header in policies for policy in header.split(","))
    return all(_matches(_sources(directive, policy), url, origin) for policy in each)


def _sources(directive: str, policy: str) -> Sequence[str] | None:
    """The sources of a directive or of the one in its place; None where the policy says nothing of it."""
    given: dict[str, Sequence[str]] = {}
    for part in policy.split(";"):
        name, *sources = part.split() or [""]
        given.setdefault(name.lower(), sources)
    element = "script-src-elem" if directive == "script-src" else directive
    return next((given[each] for each in (element, directive, "default-src") if each in given), None)


def _matches(sources: Sequence[str] | None, url: str, origin: str) -> bool:
    if sources is None:
        return True
    if any(each.startswith(("'nonce-", "'strict-dynamic'")) for each in sources):
        return True  # its tag may carry the nonce: nothing can be said against it from here
    target = urls.origin(url)
    return any(_covers(each.lower(), target, url, origin) for each in sources)


def _covers(source: str, target: str, url: str, origin: str) -> bool:
    scheme, _, host = target.partition("://")
    if source == "*":
        return True
    if source == "'self'":
        return target == origin
    if source.endswith(":"):
        return scheme == source[:-1]
    site, slash, path = source.removeprefix("https://").removeprefix("http://").partition("/")
    asked = source.partition("://")[0] if "://" in source else ""
    if asked and asked != scheme and (asked, scheme) != ("http", "https"):
        return False
    if site.endswith(":*"):
        site, host = site[:-2], host.partition(":")[0]
    named = host.endswith(site[1:]) if site.startswith("*.") else host == site
    return named and (not slash or not path or url.partition(target)[2].startswith(f"/{path}"))
