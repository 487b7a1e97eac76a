from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent import urls
from docent.errors import BadInput, DocumentRejected


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://Example.COM", "https://example.com/"),
        ("HTTPS://example.com:443/a#part", "https://example.com/a"),
        ("http://example.com:80/", "http://example.com/"),
        ("http://example.com:443/", "http://example.com:443/"),
        ("https://example.com./a", "https://example.com/a"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.com/grün?q=ä", "https://example.com/gr%C3%BCn?q=%C3%A4"),
        ("https://example.com/a%2Fb?x=%26", "https://example.com/a%2Fb?x=%26"),
        ("https://example.com/?utm_source=x&page=2&gclid=1", "https://example.com/?page=2"),
        ("https://example.com/?utm_source=x", "https://example.com/"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        (" https://example.com/a ", "https://example.com/a"),
    ],
)
def test_one_spelling(given: str, kept: str) -> None:
    assert urls.checked(given) == kept
    assert urls.checked(kept) == kept


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "https://",
        "https:///a", "javascript:alert(1)", "https://ann:secret@example.com/", "https://ann@example.com/",
        "http://example.com:22/", "http://example.com:8080/", "http://example.com:99999/",
        "http://a b.example/",
        "http://example.com\\@127.0.0.1/", "http://exam\tple.com/", "http://example.com/\r\nX: y",
        "http://[::1", "http://" + "a" * 64 + ".example/", "https://example.com/" + "a" * 2000,
        "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/",
        "http://017700000001/", "http://127.0.0.0x1/", "http://1.2.3.4.5/", "http://0/",
    ],
)  # fmt: skip
def test_no_page(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        urls.checked(url)
    assert caught.value.field == "url"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "169.254.169.254", "10.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]",
     "１２７.０.０.１", "127。0。0。1", "127.0.0.1."],
)  # fmt: skip
def test_numeric_addresses_of_private_machines_are_closed(host: str) -> None:
    with pytest.raises((DocumentRejected, BadInput)):
        urls.checked(f"http://{host}/")


def test_the_test_setting_opens_loopback_on_any_port_and_no_more() -> None:
    assert urls.checked("http://127.0.0.1:8123/a", loopback=True) == "http://127.0.0.1:8123/a"
    for host in ("10.0.0.1", "169.254.169.254"):
        with pytest.raises(DocumentRejected):
            urls.checked(f"http://{host}/", loopback=True)


@given(st.integers(0, 2**32 - 1))
def test_a_number_is_no_name(number: int) -> None:
    for spelling in (str(number), hex(number), f"0{number:o}"):
        with pytest.raises((BadInput, DocumentRejected)):
            urls.checked(f"http://{spelling}/")


@given(st.text(max_size=60))
def test_whatever_is_given_ends_in_one_of_three_ways(text: str) -> None:
    try:
        once = urls.checked("https://" + text)
    except (BadInput, DocumentRejected):
        return
    assert urls.checked(once) == once
    assert once.isascii()


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("b", "https://example.com/a/b"),
        ("../c?d#e", "https://example.com/c?d"),
        ("//other.example/x", "https://other.example/x"),
        ("/with space", "https://example.com/with%20space"),
        ("#top", "https://example.com/a/"),
        ("mailto:ann@example.com", None),
        ("javascript:void(0)", None),
        ("http://10.0.0.1/", None),
        ("http://[", None),
    ],
)
def test_links(link: str, page: str | None) -> None:
    assert urls.joined("https://example.com/a/", link) == page


KNOWN = (".html", ".htm", ".pdf", ".md")


@pytest.mark.parametrize(
    ("url", "suffix", "name"),
    [
        ("https://example.com/", ".html", "example.com.html"),
        ("https://example.com/help/", ".html", "example.com/help.html"),
        ("https://example.com/help/start.htm", ".html", "example.com/help/start.html"),
        ("https://example.com/v1.2", ".html", "example.com/v1.2.html"),
        ("https://example.com/price%20list.PDF", ".pdf", "example.com/price list.pdf"),
        ("https://example.com/show?id=7", ".html", "example.com/show (id=7).html"),
    ],
)
def test_names(url: str, suffix: str, name: str) -> None:
    assert urls.name(url, suffix, known=KNOWN) == name


def test_long_names_stay_apart() -> None:
    names = {urls.name(f"https://example.com/{'a' * 400}/{n}", ".html") for n in range(3)}
    assert len(names) == 3
    assert all(len(each) <= 250 and each.endswith(".html") for each in names)
