"""What a site's robots.txt lets us read (RFC 9309)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

AGENT = "docent"
LARGEST = 500 * 1024
_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")
_LONGEST_DELAY = 30.0


@dataclass(frozen=True, slots=True)
class Rules:
    """`rules` holds (path pattern, allowed); `delay`: seconds the site wants between two requests."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allow(self, target: str) -> bool:
        """Whether path and query may be fetched: the longest matching pattern decides; at a tie, allow."""
        if target.partition("?")[0] == "/robots.txt":
            return True
        matching = [(len(pattern), allowed) for pattern, allowed in self.rules if _matches(pattern, target)]
        return max(matching, default=(0, True))[1]


EVERYTHING = Rules()
NOTHING = Rules((("/", False),))


def parse(text: str, agent: str = AGENT) -> Rules:
    """The rules of the groups that name `agent`, else of those for everybody."""
    said = filter(None, map(_LINE.match, text.lstrip("\ufeff").splitlines()))
    lines = [(each[1].lower(), each[2].strip()) for each in said]
    groups = list(_groups(lines))
    ours = [group for names, group in groups if any(_names(each, agent) for each in names)]
    chosen = ours or [group for names, group in groups if "*" in names]
    directives = [each for group in chosen for each in group]
    return Rules(
        tuple((value, key == "allow") for key, value in directives if key in ("allow", "disallow") and value),
        max((_seconds(value) for key, value in directives if key == "crawl-delay"), default=0.0),
        tuple(value for key, value in lines if key == "sitemap"),
    )


def _groups(lines: list[tuple[str, str]]) -> Iterator[tuple[list[str], list[tuple[str, str]]]]:
    """(names of agents, directives) of each group."""
    names: list[str] = []
    directives: list[tuple[str, str]] = []
    for key, value in lines:
        if key == "user-agent":
            if directives:
                yield names, directives
                names, directives = [], []
            names.append(value.lower())
        elif key != "sitemap" and names:
            directives.append((key, value))
    if names:
        yield names, directives


def _names(product: str, agent: str) -> bool:
    return product.partition("/")[0].strip() == agent


def _matches(pattern: str, target: str) -> bool:
    """`*` stands for anything, a `$` at the end for the end; taken apart, for a regex could take for ever."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    at = len(first)
    for part in rest:
        found = target.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if not anchored or at == len(target):
        return True
    return bool(rest) and target.endswith(rest[-1]) and len(target) - len(rest[-1]) >= at - len(rest[-1])


def _seconds(text: str) -> float:
    return min(float(text), _LONGEST_DELAY) if re.fullmatch(r"\d+(?:\.\d+)?", text) else 0.0
