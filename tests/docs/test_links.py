"""Links between the pages lead somewhere, and no page names a place that only one machine has."""

from __future__ import annotations

import re

import pytest

from tests.docs import pages

LINK = re.compile(r"\]\(([^)\s]+)\)")
OUTSIDE = ("https://github.com/aws-samples/bedrock-chat", "https://github.com/arc53/DocsGPT")
LARGEST_IMAGE = 300_000


def anchors(name: str) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", pages.prose(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", pages.names())
def test_links_lead_somewhere(name: str) -> None:
    for link in LINK.findall(pages.prose(name)):
        if link in OUTSIDE:
            continue
        path, _, anchor = link.partition("#")
        target = (pages.ROOT / name).parent / path if path else pages.ROOT / name
        assert target.exists(), f"{name} links to {link}, which is not there"
        if anchor:
            assert anchor in anchors(target.resolve().relative_to(pages.ROOT).as_posix()), link


@pytest.mark.parametrize("name", pages.names())
def test_no_page_names_a_place_of_one_machine(name: str) -> None:
    text = pages.text(name)
    assert not re.search(r"/(?:work|root|home|tmp|Users)/", text)
    assert not re.search(
        r"https?://(?!127\.0\.0\.1|github\.com|generativelanguage\.|example\.com|\*\.)", text
    )


def test_every_page_is_reached_from_the_first() -> None:
    linked = {link.partition("#")[0] for link in LINK.findall(pages.prose("README.md"))}
    assert {name for name in pages.names() if name.startswith("docs/")} <= linked


def test_images_are_shown_and_small() -> None:
    linked = {link for name in pages.names() for link in LINK.findall(pages.prose(name))}
    for image in (pages.ROOT / "docs" / "images").iterdir():
        assert {f"docs/images/{image.name}", f"images/{image.name}"} & linked
        assert image.stat().st_size < LARGEST_IMAGE
