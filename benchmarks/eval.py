"""How well a folder of documents answers a list of questions: `make eval DOCS=folder QUESTIONS=file`.

The folder is read and searched as a bot of its own. QUESTIONS is JSON lines or CSV with `question`, and
`document` (the file that answers), `phrase` (words of the passage that does), or both; with neither, the
documents do not answer and the bot is to say so. Printed: how often the right passage is first (hit@1) or
among five (hit@5), mean reciprocal rank and nDCG of ten, refusals right and wrong (of those whose passage is
among five), milliseconds a question.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import statistics
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import material
from benchmarks.extraction import bare
from benchmarks.refusals import OneShelf
from benchmarks.ways import chunked, shelved
from docent.adapters.minilm import MiniLM
from docent.calibrate import calibrated
from docent.confidence import confidence
from docent.errors import DocumentRejected
from docent.extract import extract
from docent.model import Bot, Chunk
from docent.shelf import Shelf

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what must be found; nothing, where the documents do not answer."""

    question: str
    document: str = ""
    phrase: str = ""

    @property
    def answerable(self) -> bool:
        return bool(self.document or self.phrase)

    def is_right(self, found: Chunk) -> bool:
        named = not self.document or found.filename == self.document
        return named and bare(self.phrase) in bare(found.text)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`ranks`, from 1, of right passages among the first ten; whether the bot would answer; milliseconds;
    how many passages are right."""

    question: str
    answerable: bool
    ranks: tuple[int, ...]
    answers: bool
    ms: float
    of: int = 0

    @property
    def right(self) -> bool:
        return self.answers == self.answerable and (self.found or not self.answerable)

    @property
    def found(self) -> bool:
        return bool(self.ranks) and self.ranks[0] <= 5


def main(arguments: Sequence[str] | None = None) -> None:
    asked = _arguments().parse_args(arguments)
    wanted = questions(asked.questions)
    before = earlier(asked.against) if asked.against else {}
    if asked.json:
        asked.json.parent.mkdir(parents=True, exist_ok=True)
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    chunks = list(read(embedder, asked.documents, {asked.questions, asked.json, asked.against}))
    if not chunks:
        raise SystemExit(f"There is nothing to read in {asked.documents}. Name a folder of documents.")
    for name in sorted({each.document for each in wanted if each.document} - {c.filename for c in chunks}):
        print(
            f"{name}: no document of this name was read; write it as the folder has it. Its questions fail."
        )
    outcomes = list(ask(embedder, chunks, wanted))
    for each in (
        each for each, outcome in zip(wanted, outcomes, strict=True) if each.phrase and not outcome.of
    ):
        print(
            f"{each.question}: no passage holds “{each.phrase}”; write it as the document has it. It fails."
        )
    now = summary(outcomes)
    if asked.json:
        result = {"summary": now, "outcomes": [asdict(each) for each in outcomes]}
        asked.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    report(now, len(chunks), before.get("summary", {}))
    for line in moved(outcomes, before.get("outcomes", ())):
        print(line)


def read(embedder: MiniLM, folder: Path, beside: Iterable[Path | None] = ()) -> Iterator[Chunk]:
    """The passages of every file in a folder but those `beside` it; what cannot be read is named."""
    ours = {each.resolve() for each in beside if each}
    for path in sorted(each for each in folder.rglob("*") if each.is_file() and each.resolve() not in ours):
        name = str(path.relative_to(folder))
        try:
            extraction = extract(path.read_bytes(), name, most_pages=2_000, progress=lambda done, of: None)
        except (DocumentRejected, OSError) as error:
            print(f"{name}: {error.message if isinstance(error, DocumentRejected) else error.strerror}")
        else:
            yield from chunked(embedder, name, extraction)


def questions(path: Path) -> list[Question]:
    """Raises SystemExit, with the cure, for a file that holds none."""
    try:
        found = [
            Question(*(str(each.get(name) or "") for name in Question.__slots__)) for each in _rows(path)
        ]
    except (ValueError, AttributeError, csv.Error) as error:
        raise SystemExit(
            f"{path} cannot be read: {error}. Give JSON lines or CSV with `question`, in UTF-8."
        ) from error
    if not found or not all(each.question for each in found):
        raise SystemExit(f"{path}: give each row a `question`, and `document` or `phrase` if it is answered.")
    return found


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix.lower() == ".csv":
        yield from csv.DictReader(io.StringIO(text, newline=""))
    else:
        yield from (json.loads(line) for line in text.split("\n") if line.strip())


def earlier(path: Path) -> Mapping[str, Any]:
    """What `--json` wrote. Raises SystemExit, with the cure, where it did not."""
    try:
        result: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        list(moved((), result["outcomes"]))
        result["summary"].get("questions")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SystemExit(f"{path} is no result of this benchmark. Make one with JSON=FILE first.") from error
    return result


def ask(embedder: MiniLM, chunks: Sequence[Chunk], asked: Sequence[Question]) -> Iterator[Outcome]:
    """What chat would find for each question, and whether it would answer."""
    shelf: Shelf = shelved(embedder, chunks)
    by_id = {each.chunk_id: each for each in chunks}
    one = OneShelf(shelf, chunks)
    least = calibrated(Bot("b", "u", "Eval"), embedder=embedder, index=one, chunks=one)
    for each in asked:
        started = time.perf_counter()
        hits = shelf.search(each.question, embedder.embed([each.question])[0], DEPTH)
        ms = (time.perf_counter() - started) * 1000
        of = sum(map(each.is_right, chunks)) if each.answerable else 0
        right = (of and each.is_right(by_id[hit.chunk_id]) for hit in hits)
        ranks = tuple(rank for rank, is_right in enumerate(right, 1) if is_right)
        sure = confidence(each.question, one.scored(hits))
        yield Outcome(each.question, each.answerable, ranks, sure >= least, round(ms, 2), of)


def summary(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """Shares from 0 to 1 and milliseconds; None where nothing of the kind was asked."""
    can = [each for each in outcomes if each.answerable]
    cannot = [each for each in outcomes if not each.answerable]
    return {
        "questions": len(outcomes),
        "hit@1": _mean([each.ranks[:1] == (1,) for each in can]),
        "hit@5": _mean([each.found for each in can]),
        "MRR@10": _mean([1 / each.ranks[0] if each.ranks else 0.0 for each in can]),
        "nDCG@10": _mean([_ndcg(each.ranks, each.of) for each in can]),
        "refused rightly": _mean([not each.answers for each in cannot]),
        "refused wrongly": _mean([not each.answers for each in can if each.found]),
        "ms (median)": round(statistics.median(each.ms for each in outcomes), 2),
    }


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.fmean(values), 4) if values else None


def _ndcg(ranks: Sequence[int], of: int) -> float:
    """Of ten, where `of` passages are right."""
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(max(of, len(ranks)), DEPTH) + 1))
    return sum(1 / math.log2(rank + 1) for rank in ranks) / best if ranks else 0.0


def report(now: Mapping[str, float | None], size: int, before: Mapping[str, float | None]) -> None:
    print(f"{size} passages")
    for name, value in now.items():
        old = before.get(name)
        change = f"   {value - old:+.4g}" if value is not None and old is not None else ""
        print(f"{name:16} {'-' if value is None else value:>8}{change}")


def moved(outcomes: Sequence[Outcome], before: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The questions that were right in one of the two runs only."""
    was = {each["question"]: _outcome(each).right for each in before}
    for each in outcomes:
        if each.right != was.get(each.question, each.right):
            yield f"{'now right' if each.right else 'now wrong'}: {each.question}"


def _outcome(kept: Mapping[str, Any]) -> Outcome:
    """Of this commit or of another, which may know less of one, or more."""
    known = {name: kept[name] for name in Outcome.__slots__ if name in kept}
    return Outcome(**{**known, "ranks": tuple(kept["ranks"])})


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("documents", type=_folder, help="folder of documents")
    parser.add_argument("questions", type=_file, help="JSON lines or CSV")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all outcomes there")
    parser.add_argument("--against", type=_file, metavar="FILE", help="print what moved since that --json")
    return parser


def _folder(text: str) -> Path:
    if not text or not Path(text).is_dir():  # an empty one would be the folder one stands in
        raise argparse.ArgumentTypeError(f"{text!r} is no folder. Say make eval DOCS=folder QUESTIONS=file.")
    return Path(text)


def _file(text: str) -> Path:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"{text!r} is no file. Say make eval DOCS=folder QUESTIONS=file.")
    return Path(text)


if __name__ == "__main__":
    main()
