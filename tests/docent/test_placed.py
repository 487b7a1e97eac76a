from __future__ import annotations

import pytest

from docent.model import Bot
from docent.placed import look
from tests.fakes import MemoryPages

WIDGET, API = "https://cdn.docent.example/docent.js", "https://api.docent.example/v1"
BOT = Bot("bot_1", "ann", "B", allowed_origins=("https://*.shop.example",))
PAGE = "https://www.shop.example/help"
TAG = f'<script async src="{WIDGET}" data-bot="bot_1" data-api="{API}"></script>'


def problems(body: str, *, url: str = PAGE, policy: str = "") -> list[str]:
    pages = MemoryPages()
    pages.put(url, body, policy=policy)
    found = look(BOT, url, widget_url=WIDGET, api_url=API, pages=pages)
    assert found["url"] == url
    return list(found["problems"])


def test_a_page_with_the_tag_on_a_site_of_the_list_is_well() -> None:
    assert problems(f"<p>Help</p>{TAG}") == []


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("<p>Help", ["tag_missing"]),
        (f"<!-- {TAG} -->", ["tag_missing"]),
        (TAG.replace("bot_1", "bot_2"), ["other_bot"]),
        (TAG.replace("bot_1", "bot_2") + TAG, []),
    ],
)
def test_a_missing_or_another_tag_is_told(body: str, codes: list[str]) -> None:
    assert problems(body) == codes


def test_a_site_that_is_not_on_the_list_is_told() -> None:
    assert problems(TAG, url="https://other.example/") == ["origin_not_allowed"]


@pytest.mark.parametrize(
    ("policy", "codes"),
    [
        ("", []),
        ("img-src 'none'", []),
        ("default-src 'self'", ["csp_script", "csp_connect"]),
        ("default-src *", []),
        ("default-src https:", []),
        ("script-src https://cdn.docent.example; connect-src https://*.docent.example", []),
        ("script-src https://cdn.docent.example/docent.js; connect-src 'none'", ["csp_connect"]),
        ("script-src https://cdn.docent.example/other.js", ["csp_script"]),
        ("script-src http://cdn.docent.example", []),
        ("script-src https://cdn.docent.example:8443", ["csp_script"]),
        ("script-src https://cdn.docent.example:*", []),
        ("script-src 'nonce-abc'", []),
        ("script-src *; script-src-elem 'self'", ["csp_script"]),
        ("script-src *, script-src 'self'", ["csp_script"]),
    ],
)
def test_a_policy_is_read_as_browsers_do(policy: str, codes: list[str]) -> None:
    assert problems(TAG, policy=policy) == codes


def test_a_policy_in_the_page_counts_beside_that_of_its_header() -> None:
    meta = "<meta http-equiv=Content-Security-Policy content=\"script-src 'self'\">"
    assert problems(meta + TAG, policy="connect-src 'self'") == ["csp_script", "csp_connect"]


def test_a_redirect_counts_where_it_leads() -> None:
    pages = MemoryPages()
    pages.put(PAGE, status=301, location="https://elsewhere.example/")
    pages.put("https://elsewhere.example/", TAG)
    found = look(BOT, PAGE, widget_url=WIDGET, api_url=API, pages=pages)
    assert (found["origin"], found["problems"]) == ("https://elsewhere.example", ["origin_not_allowed"])
