"""Questions and answers in: typed, or as a CSV file; kept as one JSON file, read as one passage a pair."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from docent import uploads
from docent.errors import BadInput, TooLarge
from docent.extract import text
from docent.extract.qa import SUFFIX, Pair
from docent.model import Bot, Document
from docent.ports import Documents, DocumentWriter, Files

MOST_PAIRS = 2_000
LONGEST_QUESTION, LONGEST_ANSWER = 290, 8_000
LARGEST = 4 * 2**20
_QUESTIONS, _ANSWERS = {"question", "questions", "q"}, {"answer", "answers", "a"}


def receive(
    bot: Bot,
    pairs: Sequence[Pair],
    name: str,
    *,
    documents: Documents,
    writer: DocumentWriter,
    files: Files,
) -> Document:
    """The document of these pairs, queued; the known one where just these are there already."""
    data = json.dumps({"pairs": [each._asdict() for each in pairs]}, ensure_ascii=False, indent=1).encode()
    return uploads.receive(
        bot, filename(name, data), data, largest=2 * LARGEST,
        documents=documents, writer=writer, files=files,
    )  # fmt: skip


def filename(name: str, data: bytes) -> str:
    """The name of a document of pairs; one of its own for each content where none was given."""
    stem = re.sub(r"(?i)(\.qa)?(\.csv|\.json)?$", "", name.strip(), count=1)
    return (stem or f"questions {hashlib.sha256(data).hexdigest()[:8]}") + SUFFIX


def of_json(values: Any) -> list[Pair]:
    """The pairs of a request. Raises BadInput naming the first that cannot be used."""
    if not isinstance(values, list) or not all(isinstance(each, Mapping) for each in values):
        raise BadInput("Give `pairs` as a list of objects with `question` and `answer`.", field="pairs")
    return _checked([(each.get("question"), each.get("answer")) for each in values], first=1, field="pairs")


def of_csv(data: bytes) -> list[Pair]:
    """The pairs of a CSV file: two columns, or those headed question and answer.

    Comma, semicolon or tab separate; any encoding. Raises BadInput naming the first row that cannot be used,
    TooLarge, DocumentRejected for bytes that are no text.
    """
    if len(data) > LARGEST:
        raise TooLarge(f"The file has more than {LARGEST // 2**20} MB. Split it and add the parts.")
    rows = _rows(text.decoded(data))
    if not rows:
        raise BadInput("The file holds no rows. Give one question and its answer a row.", field="file")
    heads = [cell.strip().lower() for cell in rows[0]]
    asked = next((at for at, head in enumerate(heads) if head in _QUESTIONS), None)
    told = next((at for at, head in enumerate(heads) if head in _ANSWERS), None)
    if asked is None or told is None:
        return _checked([_cells(row, 0, 1) for row in rows], first=1, field="file")
    return _checked([_cells(row, asked, told) for row in rows[1:]], first=2, field="file")


def _rows(content: str) -> list[list[str]]:
    head = content[:4096].partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadInput("The file cannot be read as CSV. Save it as CSV in UTF-8.", field="file") from error
    return [row for row in rows if any(cell.strip() for cell in row)]


def _cells(row: Sequence[str], asked: int, told: int) -> tuple[str, str]:
    return tuple(row[at] if at < len(row) else "" for at in (asked, told))  # type: ignore[return-value]


def _checked(given: Sequence[tuple[Any, Any]], *, first: int, field: str) -> list[Pair]:
    """The pairs, each once, in order; `first` is the number of the first in messages."""
    if not 1 <= len(given) <= MOST_PAIRS:
        raise BadInput(f"Give 1 to {MOST_PAIRS:,} questions with their answers.", field=field)
    answers: dict[str, tuple[int, Pair]] = {}
    for number, (question, answer) in enumerate(given, first):
        pair = Pair(
            _text(question, "question", number, LONGEST_QUESTION, field),
            _text(answer, "answer", number, LONGEST_ANSWER, field),
        )
        known = answers.setdefault(pair.question.casefold(), (number, pair))
        if known[1].answer != pair.answer:
            raise BadInput(
                f"Rows {known[0]} and {number} answer the same question differently. Keep one of them.",
                field=field,
            )
    return [pair for _, pair in answers.values()]


def _text(value: Any, part: str, number: int, most: int, field: str) -> str:
    if not isinstance(value, str) or not value.strip() or re.search("[\ud800-\udfff]", value):
        raise BadInput(f"Row {number} has no {part}. Fill it in or remove the row.", field=field)
    tidy = " ".join(value.split()) if part == "question" else value.strip()
    if len(tidy) > most:
        raise BadInput(
            f"The {part} of row {number} has {len(tidy):,} characters; the most is {most:,}. Shorten it.",
            field=field,
        )
    return tidy
