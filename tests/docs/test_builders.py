"""docs/builders.md names every reason and every status, in the words that Docent uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import get_args

from docent import config, model, uploads
from tests.docs import pages

PAGE = "docs/builders.md"
SAID = (pages.ROOT / "layers/shared/python/docent", pages.ROOT / "functions")
UNSAID = "(not said by this version)"


def sentences() -> Iterator[str]:
    """Every text in the code, an ellipsis for what is filled in."""
    for folder in SAID:
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
                if isinstance(node, ast.JoinedStr):
                    yield "".join(
                        str(each.value) if isinstance(each, ast.Constant) else "…" for each in node.values
                    )


def test_every_reason_is_there_and_no_other() -> None:
    assert {cells[0].strip("`") for cells in pages.rows(PAGE, "reason")} == set(get_args(model.Reason))


def test_each_reason_is_given_in_docents_own_words() -> None:
    said = set(sentences())
    for reason, words, *_ in pages.rows(PAGE, "reason"):
        assert words == UNSAID or words in said, f"{reason}: Docent does not say {words!r}"


def test_what_is_not_said_is_in_no_code() -> None:
    unsaid = {cells[0].strip("`") for cells in pages.rows(PAGE, "reason") if cells[1] == UNSAID}
    given = list(sentences())
    assert all(given.count(reason) == 1 for reason in unsaid)  # in model.Reason alone


def test_every_status_is_there_as_the_app_calls_it() -> None:
    app = (pages.ROOT / "frontend/app/src/messages/documents.ts").read_text()
    block = re.search(r"status: \{(.*?)\}", app, re.DOTALL)
    assert block
    named = dict(re.findall(r'(\w+): "([^"]+)"', block[1]))
    assert set(named) == set(get_args(model.Status))
    described = {cells[0] for cells in pages.rows(PAGE, "you see")}
    assert described == set(named.values()) - {named["deleting"]}


def test_endings_and_limits() -> None:
    text, default = pages.text(PAGE), config.Settings()
    endings = {each for cells in pages.rows(PAGE, "ending") for each in re.findall(r"`(\.[\w.]+)`", cells[0])}
    assert endings == set(uploads.KINDS)
    assert f"{default.largest_file >> 20} MB, a PDF {default.most_pages:,} pages" in text
    assert f"{default.longest_question:,} characters" in text
