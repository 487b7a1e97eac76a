"""Payloads as loaders of the field write them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from migration.payloads import Piece, cut_short, piece, with_text

NODE = {"text": "Open at nine.", "metadata": {"page_label": "3", "file_name": "guide.docx"}}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"page_content": "x", "metadata": {"source": "/d/a.pdf", "page": 0}}, Piece("x", "a.pdf", 1)),
        ({"text": "x", "metadata": {"source": "a.md", "page": 4, "page_label": "7"}}, Piece("x", "a.md", 7)),
        ({"_node_content": json.dumps(NODE)}, Piece("Open at nine.", "guide.docx", 3)),
        ({"_node_content": "{", "text": "x"}, Piece("x")),
        ({"content": "x", "url": "https://a.example/b/c.html"}, Piece("x", "a.example/b/c.html", url="https://a.example/b/c.html")),
        ({"text": "x", "page_label": "iv", "chunk_index": 12}, Piece("x", order=12.0)),
        ({"text": "x", "page": -3, "chunk_index": "nan"}, Piece("x")),
        ({"text": "x", "metadata": None, "source": 7}, Piece("x", "7")),
    ],
)  # fmt: skip
def test_text_file_and_page_are_found(payload: dict[str, Any], expected: Piece) -> None:
    found = piece(payload, {})
    assert found is not None
    assert found._replace(file="") == expected


@pytest.mark.parametrize(
    "payload", [{}, {"text": " "}, {"text": 7}, {"page_content": None}, {"metadata": {}}]
)
def test_what_has_no_text_says_nothing(payload: dict[str, Any]) -> None:
    assert piece(payload, {}) is None


def test_a_mapping_names_other_places() -> None:
    payload = {"body": {"plain": "x"}, "origin": "b.txt", "p": 2, "at": 5, "text": "not this"}
    paths = {"text": "body.plain", "filename": "origin", "page": "p", "order": "at"}
    assert piece(payload, paths) == Piece("x", "b.txt", 2, 5.0, file="b.txt")


@pytest.mark.parametrize(
    ("payload", "paths", "expected"),
    [
        ({"text": "a", "n": 1}, {}, {"text": "b", "n": 1}),
        ({"body": {"plain": "a", "n": 1}}, {"text": "body.plain"}, {"body": {"plain": "b", "n": 1}}),
        ({"_node_content": '{"text": "a", "n": 1}'}, {}, {"_node_content": '{"text": "b", "n": 1}'}),
    ],
)
def test_a_text_is_changed_where_it_stands(payload: Any, paths: Any, expected: Any) -> None:
    assert with_text(payload, "b", paths) == expected


def test_a_text_that_is_too_long_for_an_item_is_cut_and_told() -> None:
    payload = {"text": "x" * 40_000}
    found = piece(payload, {})
    assert found is not None
    assert len(found.text) == 30_000
    assert cut_short(payload, {})
    assert cut_short({"_node_content": json.dumps(payload)}, {})
    assert not cut_short({"text": "x"}, {})
