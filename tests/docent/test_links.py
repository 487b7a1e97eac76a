from __future__ import annotations

from dataclasses import replace

import pytest

from docent import links
from docent.model import WebAnswer

SITE = "https://example.com"
PAGE = "https://example.com/help/start"


def test_pages_of_the_same_origin_each_once_in_order() -> None:
    html = """<A HREF="b">B</a> <a href='/a#x'>A</a><a href="/a">again</a><area href="c?d=1&amp;e=2">
      <a href="https://other.example/">o</a><a href="http://example.com/">plain</a><a href="mailto:x@y">m</a>
      <a href="/photo.JPG">p</a><a href="/app.js">j</a><a rel="nofollow" href="/no">n</a><a>none</a><a href"""
    assert links.find(html, PAGE) == [
        "https://example.com/help/b", "https://example.com/a", "https://example.com/help/c?d=1&e=2",
    ]  # fmt: skip


def test_the_base_of_a_page_counts() -> None:
    assert links.find('<base href="/docs/"><a href="a">', PAGE) == ["https://example.com/docs/a"]
    assert links.find('<base href="https://other.example/"><a href="a">', PAGE) == []


def test_a_page_may_ask_not_to_follow() -> None:
    assert links.find('<meta name="Robots" content="noindex, NOFOLLOW"><a href="/a">', PAGE) == []


@pytest.mark.parametrize(
    ("page", "right", "url"),
    [
        ("/shop?sort=price", "/shop", "/shop"),
        ("/shop?utm_source=a", f"{SITE}/shop/", "/shop/"),
        ("/shop?page=2", "/shop?page=2", "/shop?page=2"),
        ("/shop", "/", "/shop"),
        ("/shop?a=1", "https://other.example/shop", "/shop?a=1"),
        ("/shop?a=1", "", "/shop?a=1"),
        ("/shop?a=1", "file:///shop", "/shop?a=1"),
    ],
)
def test_a_page_goes_by_the_address_it_calls_right_if_only_the_query_differs(
    page: str, right: str, url: str
) -> None:
    html = f"<html><head><link rel='canonical' href='{right}'></head><body>a</body></html>"
    answer = WebAnswer(f"{SITE}{page}", 200, "text/html", data=html.encode())
    assert links.named(answer).url == f"{SITE}{url}"
    plain = replace(answer, content_type="text/plain")
    assert links.named(plain) is plain
