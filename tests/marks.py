"""What a reader takes for marks of citations in an answer, as renderers of Markdown find them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

# What models and documents put together to something like a marker, and what hides or changes one.
FRAGMENTS = (
    *("Ohio", " law", "Ohio law governs", " warranty covers parts", " three years", ". ", " ", "  ", "\n"),
    *("\n\n", "\n- ", "    ", "[", "]", "[[", "]]", "(", ")", "!", "\\", "|", "**", "_", "<b>", "&", "- "),
    *("`", "``", "```", "```\n", "\n```\n", "\n~~~\n", "~", "> ", "1", "9", ",", "[1]", "[2]", "[3]", "[0]"),
    *("[99]", "[1, 2]", "[1-9]", "【2】", "［9］", "[^1]", "[[9]]", "[9,\n10]", r"\[9]", r"\[2\]", "[p. 9]"),
    *("[Passage 2]", "[Quelle 9]", "[Fuente: 9]", "[9 - Governing Law]", "[2] UKSC", "[2023]", "law[0]"),
    *(" annex a", " MAX_FEE", "https://", "www.", "ftp://", "https://x.example/a", "(http://x.example)"),
)
_LIST = r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]"
_WIDGET = re.compile(rf"\\[\\`*_\[\]().#!~>-]|`[^`]+`|{_LIST}")
_MARK = re.compile(_LIST)
_FENCE = re.compile(r"\s*(?:```|~~~)")


def soup(rng: random.Random) -> list[str]:
    """Up to 30 pieces of an answer."""
    return [rng.choice(FRAGMENTS) for _ in range(rng.randint(1, 30))]


def marks(text: str) -> set[int]:
    """The numbers in brackets that the widget or a CommonMark renderer has outside of code."""
    found = [match[1] for block in _blocks(text) for match in _WIDGET.finditer(block) if match[1]]
    for token in MarkdownIt().parse(text):
        for child in token.children or ():
            found += _MARK.findall(child.content) if child.type == "text" else []
    return {int(n) for numbers in found for n in re.split(r"\s*,\s*", numbers)}


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs as the widget cuts them, without fenced code."""
    block, fenced = "", False
    for line in text.split("\n"):
        if _FENCE.match(line) or not line.strip():
            yield block
            block, fenced = "", fenced ^ bool(_FENCE.match(line))
        elif not fenced:
            block += line + "\n"
    yield block
