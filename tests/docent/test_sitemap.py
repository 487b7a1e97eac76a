import gzip

import pytest

from docent import sitemap
from docent.errors import DocumentRejected

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PAGES = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset {NAMESPACE} xmlns:i="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://example.com/a?b=1&amp;c=2 </loc><i:image><i:loc>https://example.com/p.png</i:loc></i:image></url>
<url><loc>https://example.com/d</loc><lastmod>2026-01-01</lastmod></url></urlset>""".encode()
FOUND = ["https://example.com/a?b=1&c=2", "https://example.com/d"]


def test_pages_and_further_sitemaps() -> None:
    assert sitemap.parse(PAGES) == (FOUND, [])
    assert sitemap.parse(b"\xef\xbb\xbf" + PAGES) == (FOUND, [])
    assert sitemap.parse(gzip.compress(PAGES)) == (FOUND, [])
    index = (
        f"<sitemapindex {NAMESPACE}><sitemap><loc>https://example.com/1.xml</loc></sitemap></sitemapindex>"
    )
    assert sitemap.parse(index.encode()) == ([], ["https://example.com/1.xml"])
    assert sitemap.parse("\n".join(FOUND).encode()) == (FOUND, [])


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"<html></html>", b"<urlset>", b"\x1f\x8bnot gzip",
     b'<?xml version="1.0" encoding="no"?><a/>',
     b'<!DOCTYPE x [<!ENTITY a "aaaa">]><urlset>&a;</urlset>'],
)  # fmt: skip
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentRejected) as caught:
        sitemap.parse(data)
    assert caught.value.reason == "not_a_page"


def test_a_bomb_is_refused() -> None:
    with pytest.raises(DocumentRejected) as caught:
        sitemap.parse(gzip.compress(b" " * (sitemap.LARGEST + 1)))
    assert caught.value.reason == "too_large"
