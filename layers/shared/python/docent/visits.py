"""Fetching pages as a well-behaved guest: robots.txt kept, redirects few, statuses told in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from docent import robots, urls
from docent.errors import BadInput, DocumentRejected
from docent.model import WebAnswer
from docent.ports import Pages
from docent.robots import Rules

MOST_REDIRECTS = 5
AGAIN_SECONDS = 2.0
_LONGEST_WAIT = 10.0  # a site that asks for more is asked no more


class Visits:
    """Visits of one task; each site's robots.txt is read once. `loopback` as in docent.urls.

    With a `pause`, what a site could not give for the moment is asked for once more after it.
    """

    def __init__(
        self, pages: Pages, *, loopback: bool = False, pause: Callable[[float], None] | None = None
    ) -> None:
        self._pages, self._loopback, self._pause = pages, loopback, pause
        self._rules: dict[str, Rules] = {}

    def fetch(self, url: str, most: int, within: str = "") -> WebAnswer:
        """The page at the end of at most five redirects, `within` an origin if one is given.

        Raises DocumentRejected: unreachable, robots_forbidden, blocked_address, not_a_page (redirected to
        another site than `within`), too_large.
        """
        for _ in range(MOST_REDIRECTS + 1):
            if within and urls.origin(url) != within:
                raise DocumentRejected(
                    f"The page leads to another site, {urls.origin(url)}. Add that one by itself.",
                    code="not_a_page",
                )
            if not self.rules(url).allow(urls.target(url)):
                raise _forbidden(url)
            answer = self._get(url, most)
            if not answer.location:
                return _found(answer)
            url = self._next(answer)
        raise DocumentRejected(
            "The address leads from redirect to redirect. Open it in a browser and add the one it ends at.",
            code="unreachable",
        )

    def rules(self, url: str) -> Rules:
        """What robots.txt of this page's site says; nothing may be read where it cannot be had."""
        origin = urls.origin(url)
        if origin not in self._rules:
            self._rules[origin] = self._read_rules(f"{origin}/robots.txt")
        return self._rules[origin]

    def _read_rules(self, url: str) -> Rules:
        for _ in range(MOST_REDIRECTS + 1):
            try:
                answer = self._get(url, robots.LARGEST)
            except DocumentRejected as error:
                if error.reason == "too_large":
                    return robots.NOTHING
                raise
            if not answer.location:
                break
            url = self._next(answer)
        else:
            return robots.EVERYTHING
        if _is_out_of_order(answer):
            raise _no_answer(answer)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            return robots.EVERYTHING
        return robots.parse(answer.data.decode("utf-8", "replace"))

    def _get(self, url: str, most: int) -> WebAnswer:
        if self._pause is None:
            return self._pages.get(url, most)
        try:
            answer = self._pages.get(url, most)
        except DocumentRejected as error:
            if error.reason != "unreachable":
                raise
            wait = AGAIN_SECONDS
        else:
            wait = max(AGAIN_SECONDS, answer.retry_after)
            if not _is_out_of_order(answer) or wait > _LONGEST_WAIT:
                return answer
        self._pause(wait)
        return self._pages.get(url, most)

    def _next(self, answer: WebAnswer) -> str:
        try:
            return urls.checked(urls.absolute(answer.url, answer.location), loopback=self._loopback)
        except BadInput as error:
            raise DocumentRejected(
                "The page leads to an address that cannot be used. Add the page it should lead to.",
                code="unreachable",
            ) from error


def readable(answer: WebAnswer) -> bytes:
    """The bytes to keep. Text whose encoding only the server told gets it written down: UTF-8 with a mark."""
    if not answer.charset or not answer.content_type.startswith(("text/", "application/xhtml")):
        return answer.data
    if answer.data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return answer.data
    try:
        return b"\xef\xbb\xbf" + answer.data.decode(answer.charset).encode()
    except (UnicodeDecodeError, LookupError):  # the server is wrong about it: let the reader find out
        return answer.data


def _is_out_of_order(answer: WebAnswer) -> bool:
    return answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.TOO_MANY_REQUESTS


def _found(answer: WebAnswer) -> WebAnswer:
    if answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        raise DocumentRejected(
            f"There is no such page (the site answered {answer.status}). Check the address.",
            code="unreachable",
        )
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise DocumentRejected(
            f"The site lets only some people see this page (it answered {answer.status}). Save the page and"
            " upload the file.",
            code="unreachable",
        )
    if answer.status != HTTPStatus.OK:
        raise _no_answer(answer)
    if not answer.data.strip():
        raise DocumentRejected("The page is empty. Check the address.", code="empty")
    return replace(answer, data=readable(answer))


def _no_answer(answer: WebAnswer) -> DocumentRejected:
    return DocumentRejected(
        f"The site did not give the page (it answered {answer.status}). Add it again later.",
        code="unreachable",
    )


def _forbidden(url: str) -> DocumentRejected:
    return DocumentRejected(
        f"The site's robots.txt asks programs not to read {urls.target(url)}. If the site is yours, allow"
        " `docent` there; else save the page and upload the file.",
        code="robots_forbidden",
    )
