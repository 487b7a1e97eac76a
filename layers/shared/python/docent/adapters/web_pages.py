"""Pages of the public web by urllib3, with the way to private networks closed.

A name is resolved once, its addresses are checked, and the connection goes to a checked address: a name
server that answers otherwise a moment later changes nothing. Redirects are not followed here, so that whoever
follows one passes the same checks again.
"""

from __future__ import annotations

import http.client
import socket
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from email.message import Message
from typing import TypeVar
from urllib.parse import urlsplit

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from docent import addresses, urls
from docent.errors import DocumentRejected
from docent.model import WebAnswer

_T = TypeVar("_T")
Resolve = Callable[[str, int], Sequence[str]]
_AGENT = "Docent/1 (fetches pages that somebody adds to a chatbot)"
_ACCEPT = "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5"
_PIECE = 64 * 1024
_MOST_ADDRESSES = 2


def resolve(host: str, port: int) -> Sequence[str]:
    """Addresses of a host, as literals, in the order the system prefers. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class WebPages:
    """Satisfies Pages and Webhooks. `timeout`: seconds for an answer; `loopback`: ask this machine too."""

    def __init__(self, *, timeout: float = 20.0, loopback: bool = False, resolve: Resolve = resolve) -> None:
        self._timeout, self._loopback, self._resolve = timeout, loopback, resolve

    def get(self, url: str, most: int) -> WebAnswer:
        return self._spoken(url, lambda connection, url: _answer(connection, url, most))

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        return self._spoken(url, lambda connection, url: _posted(connection, url, body, headers))

    def _spoken(self, url: str, speak: Callable[[HTTPConnection, str], _T]) -> _T:
        """What comes of speaking to the host, at one of its checked addresses."""
        url = urls.checked(url, loopback=self._loopback)
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        failure: Exception | None = None
        for address in self._permitted(host, port)[:_MOST_ADDRESSES]:
            connection = _connection(parts.scheme, host, address, port, self._timeout)
            try:
                with _within(connection, self._timeout):
                    return speak(connection, url)
            except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
                failure = error
        raise _unreachable(host) from failure

    def _permitted(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be asked."""
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise _unreachable(host) from error
        permitted = [each for each in found if self._may_ask(each, port)]
        if not permitted:
            raise DocumentRejected(
                f"{host} is not on the public internet, so Docent does not fetch from it. Save the page and"
                " upload the file.",
                code="blocked_address",
            )
        return permitted

    def _may_ask(self, address: str, port: int) -> bool:
        usual = port in (80, 443)
        return addresses.permitted(address, loopback=self._loopback) and (
            usual or addresses.is_loopback(address)
        )


def _connection(scheme: str, host: str, address: str, port: int, timeout: float) -> HTTPConnection:
    """To the checked address; the certificate must still be the host's."""
    if scheme == "http":
        return HTTPConnection(address, port, timeout=timeout)
    return HTTPSConnection(
        address, port, timeout=timeout, server_hostname=host, assert_hostname=host, cert_reqs="CERT_REQUIRED"
    )


@contextmanager
def _within(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """Connect, and cut that after `seconds`, however slowly bytes drip. Raises TimeoutError then."""
    over = threading.Event()
    connection.connect()
    timer = threading.Timer(seconds, _cut, [connection.sock, over])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()
    if over.is_set():  # what has no length looks whole when it is cut
        raise TimeoutError("the answer took too long")


def _cut(sock: socket.socket, over: threading.Event) -> None:
    """Wake whoever reads; a TLS socket's own way would take away what they are reading from."""
    over.set()
    with suppress(OSError):  # it ended by itself
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _answer(connection: HTTPConnection, url: str, most: int) -> WebAnswer:
    headers = {
        "Host": urlsplit(url).netloc, "User-Agent": _AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip",
    }  # fmt: skip
    connection.request("GET", urls.target(url), headers=headers, preload_content=False, decode_content=False)
    with closing(connection.getresponse()) as response:
        kind, charset = _kind(response.headers.get("Content-Type", ""))
        location = response.headers.get("Location", "") if 300 <= response.status < 400 else ""
        data = b"" if location else _body(response, most)
        wait = response.headers.get("Retry-After", "")
        policy = response.headers.get("Content-Security-Policy", "")
    seconds = int(wait) if wait.isascii() and wait.isdigit() else 0  # a date is as good as nothing
    return WebAnswer(url, response.status, kind, charset, location, data, seconds, policy)


def _posted(connection: HTTPConnection, url: str, body: bytes, headers: Mapping[str, str]) -> int:
    host = {"Host": urlsplit(url).netloc, "User-Agent": "Docent/1"}
    connection.request(
        "POST", urls.target(url), body=body, headers={**host, **headers}, preload_content=False
    )
    with closing(connection.getresponse()) as response:
        return response.status


def _body(response: BaseHTTPResponse, most: int) -> bytes:
    """The body, unpacked, never more than `most` bytes of it in memory."""
    if (response.length_remaining or 0) > most:
        raise _too_large(most)
    raw = bytearray()
    while piece := response.read(_PIECE):
        raw += piece
        if len(raw) > most:
            raise _too_large(most)
    if response.length_remaining:  # cut off: half a page must not pass for a whole one
        raise ConnectionError("the answer ended early")
    return _unpacked(bytes(raw), response.headers.get("Content-Encoding", "identity").lower(), most)


def _unpacked(raw: bytes, encoding: str, most: int) -> bytes:
    if encoding in ("identity", "") or not raw:
        return raw
    if encoding not in ("gzip", "x-gzip"):
        raise ConnectionError("an encoding that was not asked for")
    unpacker = zlib.decompressobj(31)
    try:
        data = unpacker.decompress(raw, most + 1)
    except zlib.error as error:
        raise ConnectionError("not gzip") from error
    if len(data) > most:
        raise _too_large(most)
    if not unpacker.eof:
        raise ConnectionError("the answer ended early")
    return data


def _kind(header: str) -> tuple[str, str]:
    """Content type and charset of a header, in lower case."""
    message = Message()
    message["Content-Type"] = header
    kind = message.get_content_type() if header else ""
    return kind, str(message.get_content_charset() or "")


def _unreachable(host: str) -> DocumentRejected:
    return DocumentRejected(
        f"{host} did not answer as it should. Check that the page opens in a browser, then add it again.",
        code="unreachable",
    )


def _too_large(most: int) -> DocumentRejected:
    return DocumentRejected(
        f"The page has more than {most / 2**20:,.0f} MB. Save it in parts and upload those.", code="too_large"
    )
