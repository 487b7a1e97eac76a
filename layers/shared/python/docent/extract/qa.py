"""Pairs of a question and its answer, each a page of its own under the question as heading."""

from __future__ import annotations

import json
from typing import NamedTuple

from docent.errors import DocumentRejected
from docent.extract.clean import clean
from docent.model import Extraction, Page

SUFFIX = ".qa.json"


class Pair(NamedTuple):
    question: str
    answer: str


def extract(data: bytes) -> Extraction:
    """One page a pair. Raises DocumentRejected (unreadable) for a file that holds no pairs."""
    try:
        pairs = [Pair(str(each["question"]), str(each["answer"])) for each in json.loads(data)["pairs"]]
    except (ValueError, TypeError, KeyError) as error:
        raise _no_pairs("unreadable") from error
    if not pairs:
        raise _no_pairs("empty")
    pages = [Page(0, f"# {' '.join(clean(each.question).split())}\n\n{clean(each.answer)}") for each in pairs]
    return Extraction(pages=tuple(pages), page_count=0, apart=True)


def _no_pairs(reason: str) -> DocumentRejected:
    return DocumentRejected(
        'The file holds no questions and answers. It must look like {"pairs": [{"question": "...", "answer":'
        ' "..."}]}.',
        code=reason,
    )
