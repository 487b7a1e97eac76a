from __future__ import annotations

import datetime
import gzip
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from docent.adapters.web_pages import WebPages
from docent.errors import BadInput, DocumentRejected
from tests.contracts.pages import PagesContract
from tests.fakes import MemoryPages
from tests.website import Page, Site, website


@pytest.fixture
def web() -> Iterator[Site]:
    with website() as site:
        site.put("/page", "<p>Hello")
        site.redirect("/moved", "/page")
        yield site


class TestWebPages(PagesContract):
    @pytest.fixture
    def pages(self) -> WebPages:
        return WebPages(timeout=5, loopback=True)

    @pytest.fixture
    def site(self, web: Site) -> str:
        return web.url


class TestMemoryPages(PagesContract):
    @pytest.fixture
    def site(self) -> str:
        return "https://site.example"

    @pytest.fixture
    def pages(self, site: str) -> MemoryPages:
        pages = MemoryPages()
        pages.put(f"{site}/page", "<p>Hello")
        pages.put(f"{site}/moved", status=302, location="/page")
        return pages


def pointing(*addresses: str) -> WebPages:
    """Pages whose name server knows every host by these addresses."""
    return WebPages(timeout=5, resolve=lambda host, port: addresses)


def reason(pages: WebPages, url: str, most: int = 1000) -> str:
    with pytest.raises(DocumentRejected) as caught:
        pages.get(url, most)
    return caught.value.reason


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fd00::1",
     "100.64.0.1", "fe80::1%eth0", "0.0.0.0"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_blocked(address: str) -> None:
    assert reason(pointing(address), "http://innocent.example/") == "blocked_address"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/"]
)
def test_a_numeric_address_inside_is_blocked(url: str) -> None:
    assert reason(WebPages(), url) == "blocked_address"


def test_localhost_is_blocked_and_not_even_asked(web: Site) -> None:
    port = web.url.rpartition(":")[2]
    for url in ("http://localhost/", f"http://localhost:{port}/page"):
        with pytest.raises((DocumentRejected, BadInput)):
            WebPages(timeout=5).get(url, 1000)
    assert web.asked == []


def test_of_several_addresses_only_those_outside_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def connect(address: tuple[str, int], *rest: object, **more: object) -> socket.socket:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    assert reason(pointing("10.0.0.1", "8.8.8.8", "::1"), "http://mixed.example/") == "unreachable"
    assert tried == ["8.8.8.8"]


def test_a_name_server_that_changes_its_mind_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when it is checked, private when a client would look again."""
    answers = iter([["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"]])
    tried: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        return next(answers)

    def connect(address: tuple[str, int], *rest: object, **more: object) -> socket.socket:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    pages = WebPages(timeout=5, resolve=resolve)
    assert reason(pages, "http://rebinding.example/") == "unreachable"
    assert reason(pages, "http://rebinding.example/") == "blocked_address"
    assert tried == ["8.8.8.8"]


def test_the_host_is_asked_for_by_its_name(web: Site) -> None:
    port = web.url.rpartition(":")[2]
    pages = WebPages(timeout=5, loopback=True, resolve=lambda host, port: ["127.0.0.1"])
    answer = pages.get(f"http://shop.example:{port}/page", 100)
    assert (answer.status, answer.url) == (200, f"http://shop.example:{port}/page")
    ((_, headers),) = web.asked
    assert headers["Host"] == f"shop.example:{port}"
    assert headers["User-Agent"].startswith("Docent/")


def test_other_ports_are_for_this_machine_only() -> None:
    pages = WebPages(timeout=5, loopback=True, resolve=lambda host, port: ["8.8.8.8"])
    assert reason(pages, "http://public.example:6379/") == "blocked_address"


def test_gzip_is_unpacked_and_bounded(web: Site) -> None:
    packed = {"Content-Encoding": "gzip"}
    web.put("/packed", gzip.compress(b"Hello"), headers=packed)
    web.put("/bomb", gzip.compress(b"0" * 10_000_000), headers=packed)
    web.put("/torn", gzip.compress(b"Hello")[:-9], headers=packed)
    web.put("/other", b"Hello", headers={"Content-Encoding": "br"})
    pages = WebPages(timeout=5, loopback=True)
    assert pages.get(f"{web.url}/packed", 100).data == b"Hello"
    assert reason(pages, f"{web.url}/bomb", 100_000) == "too_large"
    assert reason(pages, f"{web.url}/torn") == "unreachable"
    assert reason(pages, f"{web.url}/other") == "unreachable"


def test_a_body_without_a_length_is_bounded_too(web: Site) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 10_000)
        except OSError:
            return

    web.put("/endless", "", serve=endless)
    assert reason(WebPages(timeout=5, loopback=True), f"{web.url}/endless", 50_000) == "too_large"


@pytest.mark.parametrize("head", [b"", b"HTTP/1.0 200 OK\r\n\r\n"], ids=["headers", "body"])
def test_dripping_bytes_do_not_hold_us(web: Site, head: bytes) -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            handler.wfile.write(head or b"HTTP/1.0 200 OK\r\nX: ")
            while not over.wait(0.05):
                handler.wfile.write(b"x")
        except OSError:
            return

    web.put("/drip", "", serve=drip)
    assert reason(WebPages(timeout=0.5, loopback=True), f"{web.url}/drip") == "unreachable"
    over.set()


def test_half_an_answer_is_none(web: Site) -> None:
    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nonly this")

    def rubbish(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"what is this?\r\n\r\n")

    web.put("/half", "", serve=half)
    web.put("/rubbish", "", serve=rubbish)
    for path in ("/half", "/rubbish"):
        assert reason(WebPages(timeout=5, loopback=True), web.url + path) == "unreachable"


def test_the_type_and_the_charset(web: Site) -> None:
    web.put("/a", "x", "Text/HTML; Charset=ISO-8859-1")
    web.put("/b", "x", "nonsense")
    pages = WebPages(timeout=5, loopback=True)
    first, second = (pages.get(web.url + path, 10) for path in ("/a", "/b"))
    assert (first.content_type, first.charset) == ("text/html", "iso-8859-1")
    assert (second.content_type, second.charset) == ("text/plain", "")


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Port of a server whose certificate, trusted here, is for shop.example alone."""
    certificate, key = certified("shop.example", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with website(context) as site:
        site.put("/page", "<p>Hello")
        yield int(site.url.rpartition(":")[2])


def test_the_certificate_must_be_the_hosts_own(secure: int) -> None:
    pages = WebPages(timeout=5, loopback=True, resolve=lambda host, port: ["127.0.0.1"])
    assert pages.get(f"https://shop.example:{secure}/page", 100).data == b"<p>Hello"
    assert reason(pages, f"https://other.example:{secure}/page") == "unreachable"


def certified(host: str, folder: Path) -> tuple[Path, Path]:
    """Files of a certificate that signs itself, and of its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)]),
    )
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return files


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7), ("", 0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0), ("²", 0)]
)
def test_when_to_come_again_is_told(web: Site, header: str, seconds: int) -> None:
    web.put("/busy", "later", status=429, headers={"Retry-After": header})
    answer = WebPages(timeout=5, loopback=True).get(f"{web.url}/busy", 1000)
    assert (answer.status, answer.retry_after) == (429, seconds)


class TestPosting:
    def test_what_is_sent_arrives_and_its_status_is_told(self):
        got: list[tuple[bytes, str]] = []

        def take(request: BaseHTTPRequestHandler) -> None:
            body = request.rfile.read(int(request.headers["Content-Length"]))
            got.append((body, request.headers["webhook-id"]))
            request.send_response(202)
            request.end_headers()

        with website() as site:
            site.pages["/in"] = Page(serve=take)
            status = WebPages(timeout=5, loopback=True).post(f"{site.url}/in", b"{}", {"webhook-id": "msg_1"})
        assert (status, got) == (202, [(b"{}", "msg_1")])

    def test_a_host_with_a_private_address_is_sent_nothing(self):
        with pytest.raises(DocumentRejected) as refused:
            pointing("10.0.0.5").post("https://desk.example/in", b"{}", {})
        assert refused.value.reason == "blocked_address"
