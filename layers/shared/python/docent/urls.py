"""Addresses of web pages: checked, in one spelling each, and as names of documents."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import PurePosixPath
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from docent import addresses
from docent.errors import BadInput, DocumentRejected

LONGEST = 2_000
_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*\.?", re.I)
_TRACKING = re.compile(r"utm_\w+|gclid|fbclid|msclkid|mc_[ce]id")
_KEPT = "/:@!$&'()*+,;=~-._%"
_LONGEST_NAME = 240


def checked(url: str, *, loopback: bool = False) -> str:
    """The one spelling of a page's address: no fragment, no tracking, host in lower-case ASCII.

    Raises BadInput for what is no address of a web page, DocumentRejected (blocked_address) for one that
    names a machine outside the public internet. `loopback` allows this machine, on any port.
    """
    url = url.strip()
    if len(url) > LONGEST or _UNSAFE.search(url):
        raise _bad("It is too long, or has spaces or backslashes in it.")
    try:
        parts = urlsplit(url)
        port, host = parts.port, _host(parts)
    except (ValueError, UnicodeError) as error:
        raise _bad("It cannot be read.") from error
    if parts.scheme not in _PORTS or not host:
        raise _bad("It must begin with https:// or http:// and name a site.")
    if "@" in parts.netloc:
        raise _bad("It must not hold a user name or password.")
    if port not in (None, 80, 443) and not loopback:
        raise _bad("Only the usual ports, 80 and 443, are asked.")
    _check_literal(host, loopback)
    return _canonical(parts, host, port)


def joined(base: str, link: str, *, loopback: bool = False) -> str | None:
    """The page that a link on `base` leads to; None where it leads to no page."""
    try:
        return checked(absolute(base, link), loopback=loopback)
    except (BadInput, DocumentRejected, ValueError):
        return None


def absolute(base: str, link: str) -> str:
    """Where a link or redirect on `base` leads, as it is written."""
    return urljoin(base, link.strip().replace(" ", "%20"))


def origin(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def target(url: str) -> str:
    """Path and query, as a request line has them."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def name(url: str, suffix: str, *, known: Iterable[str] = ()) -> str:
    """A document's name for a page: its host and path, with the ending of its kind.

    An ending that is one of `known` gives way to `suffix`.
    """
    parts = urlsplit(url)
    path = unquote(parts.path).strip("/")
    text = "".join(c for c in f"{parts.netloc}/{path}" if c.isprintable()).rstrip("/")
    ending = PurePosixPath(path).suffix
    if ending.lower() in {suffix, *known}:
        text = text.removesuffix(ending)
    if parts.query:
        text += f" ({parts.query})"
    if len(text) + len(suffix) > _LONGEST_NAME:
        text = f"{text[: _LONGEST_NAME - 20]} {hashlib.sha256(url.encode()).hexdigest()[:8]}"
    return text + suffix


def _host(parts: SplitResult) -> str:
    """The host as DNS is asked for it; full-width digits and the like become plain ones."""
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        return host
    encoded = host.encode("idna").decode().lower().rstrip(".")
    if not _HOST.fullmatch(encoded):
        raise ValueError("a host that no name server knows")
    return encoded


def _check_literal(host: str, loopback: bool) -> None:
    """Addresses in numbers: the usual spelling only, for 127.1, 0x7f000001 and 2130706433 are one machine."""
    if ":" not in host and not _NUMERIC.fullmatch(host):
        return
    try:
        literal = str(ip_address(host))
    except ValueError as error:
        raise _bad("Write a numeric address in the usual way, or better the site's name.") from error
    if not addresses.permitted(literal, loopback=loopback):
        raise DocumentRejected(
            f"{host} is not an address on the public internet. Give the address of a public page.",
            code="blocked_address",
        )


def _canonical(parts: SplitResult, host: str, port: int | None) -> str:
    site = f"[{host}]" if ":" in host else host
    if port not in (None, _PORTS[parts.scheme]):
        site += f":{port}"
    path = quote(parts.path or "/", _KEPT)
    kept = [each for each in parts.query.split("&") if not _TRACKING.fullmatch(each.partition("=")[0])]
    query = quote("&".join(kept), _KEPT + "?[]")
    return f"{parts.scheme}://{site}{path}" + (f"?{query}" if query else "")


def _bad(why: str) -> BadInput:
    return BadInput(f"This address cannot be used. {why} Example: https://example.com/help", field="url")
