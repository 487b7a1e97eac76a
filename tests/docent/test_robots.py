from __future__ import annotations

from urllib.robotparser import RobotFileParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent import robots

TEXT = """\ufeff# hello
User-agent: other
Disallow: /

User-Agent: Docent/2
user-agent: third
Disallow: /private # not this
Allow: /private/open
Disallow: /*.pdf$
Disallow: /search?*q=
Crawl-delay: 2.5

Sitemap: https://example.com/map.xml
User-agent: *
Disallow: /all
"""


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("/", True),
        ("/all", True),
        ("/private", False),
        ("/private/closed", False),
        ("/private/open/a", True),
        ("/a.pdf", False),
        ("/a.pdf?x=1", True),
        ("/search?a=1&q=2", False),
        ("/robots.txt", True),
    ],
)
def test_the_group_that_names_us_decides(target: str, allowed: bool) -> None:
    assert robots.parse(TEXT).allow(target) is allowed


def test_the_rest() -> None:
    rules = robots.parse(TEXT)
    assert (rules.delay, rules.sitemaps) == (2.5, ("https://example.com/map.xml",))
    assert not robots.parse(TEXT, "somebody").allow("/all")
    assert robots.parse("").allow("/")
    assert robots.parse("<html>no such page</html>").allow("/")
    assert robots.parse("User-agent: *\nDisallow:").allow("/")
    assert robots.parse("User-agent: *\nCrawl-delay: 9999").delay == 30
    assert not robots.NOTHING.allow("/a")


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    rules = robots.parse("User-agent: *\nDisallow: /" + "a*" * 500 + "c$")
    assert rules.allow("/" + "a" * 2000 + "b")


paths = st.lists(st.sampled_from(["a", "b", "ab"]), max_size=3).map(lambda parts: "/" + "/".join(parts))


@given(st.lists(paths, min_size=1, max_size=4), paths)
def test_refusals_agree_with_the_standard_library(refused: list[str], target: str) -> None:
    text = "User-agent: *\n" + "\n".join(f"Disallow: {path}" for path in refused)
    oracle = RobotFileParser()
    oracle.parse(text.splitlines())
    assert robots.parse(text).allow(target) == oracle.can_fetch("docent", f"http://x.example{target}")
