"""How much of real files is read, and how fast: `python -m benchmarks.extraction`.

Every file of the parsing set says which phrases its text must hold, on which page, or which refusal is right.
Docent reads as ingestion does, in a child process held to 512 MB; pypdf, python-docx's paragraphs and
markitdown (where requirements/peers.in is installed) stand beside it in the same run.
"""

from __future__ import annotations

import io
import logging
import re
import resource
import sys
import time
import unicodedata
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any, NamedTuple

from benchmarks import material, readers
from benchmarks.readers import Pages

REASONS = {
    "error:password": {"password_protected"},
    "error:unreadable": {"unreadable"},
    "error:no-text": {"no_text_layer", "empty"},
    "error:empty": {"empty"},
    "error:type": {"unsupported_type"},
}
_UNSEEN = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_DELETED = re.compile(r"<w:del [^>]*>.*?</w:del>|<mc:Fallback>.*?</mc:Fallback>", re.DOTALL)
_WORD_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|(</w:p>|<w:tab/>|<w:br/>)")
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\d*\.xml")


class Read(NamedTuple):
    """What a reader made of a file: "ok" or the reason, the pages, seconds."""

    outcome: str
    pages: Pages
    seconds: float


def main() -> None:
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    if not find_spec("markitdown"):
        print("markitdown is not installed (pip install -r requirements/peers.in): it is left out")
    totals: Counter[tuple[str, str]] = Counter()
    for row in material.rows("parsing/expectations.jsonl"):
        print(*measured(row, totals), sep="  ")
    summary(totals)
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (
        1 if sys.platform == "darwin" else 1024
    )
    print(f"most memory of a child process: {largest:,.0f} MB (held to {readers.MEMORY >> 20})")
    contracts()


def measured(row: dict[str, Any], totals: Counter[tuple[str, str]]) -> Iterator[str]:
    """One line of the report; adds to `totals` what was found and missed."""
    data = (material.FOLDER / "parsing" / "files" / row["file"]).read_bytes()
    yield row["file"]
    for name, run in {"docent": readers.docent, **readers.peers(row["file"])}.items():
        read = timed(run, data, row["file"])
        right = is_right(row["expect"], read.outcome)
        totals[name, "files"] += 1
        totals[name, "outcomes right"] += right
        found = phrases(row, read.pages)
        totals.update((name, f"{level} {where}") for level, where in found)
        if row["file"].endswith(".docx") and row["expect"] == "ok":
            lost, of = words_lost(data, read.pages)
            totals[name, "DOCX words"] += of
            totals[name, "DOCX words lost"] += lost
        wrong = "" if right else f" (wrong: {row['expect']})"
        hits = sum(where != "missed" for _, where in found)
        shown = f"{name}: {read.outcome}{wrong} {hits}/{len(found)} {read.seconds:.2f} s"
        yield shown + edition(row, read.pages)


def edition(row: dict[str, Any], pages: Pages) -> str:
    """A remark where phrases are expected on pages that the file does not have.

    GeoTopo-komprimiert.pdf has 117 pages, to PDFium and pypdf alike, and its labels say no more; the material
    wants the phrase of the last of them on page 194. Its five phrases count as "elsewhere".
    """
    last = max(pages, default=0)
    expected = max((each.get("page") or 0 for each in row["must_contain"]), default=0)
    return f" (page {expected} expected of {last}: another edition's)" if 0 < last < expected else ""


def summary(totals: Counter[tuple[str, str]]) -> None:
    for name in dict.fromkeys(name for name, _ in totals):
        print(name, {what: count for (whose, what), count in sorted(totals.items()) if whose == name})


def timed(run: Callable[[bytes, str], Pages], data: bytes, name: str) -> Read:
    started = time.perf_counter()
    try:
        pages, outcome = run(data, name), "ok"
    except Exception as error:  # whatever a library raises is its answer
        pages, outcome = {}, readers.outcome(error)
    return Read(outcome, pages, time.perf_counter() - started)


def is_right(expected: str, outcome: str) -> bool:
    """Any refusal counts for the others, whose reasons have other names."""
    if expected == "ok-or-error":
        return True
    known = set().union(*REASONS.values(), {"ok", "timed_out", "too_large"})
    return outcome in REASONS.get(expected, {"ok"}) or (expected != "ok" and outcome not in known)


def phrases(row: dict[str, Any], pages: Pages) -> list[tuple[str, str]]:
    """(must or should, where it was found) for every expected phrase: on its page, elsewhere, or missed.

    A phrase that has no page, and one in a reading that tells no pages apart, counts as on its page.
    """
    plain = {number: normalised(text) for number, text in pages.items()}
    whole = normalised("\n".join(pages.values()))
    found = []
    for each in row["must_contain"]:
        phrase, page = normalised(each["text"]), each.get("page")
        here = plain.get(page, "") if page and 0 not in plain else whole
        found.append(
            (each["level"], "on page" if phrase in here else "elsewhere" if phrase in whole else "missed")
        )
    return found


def normalised(text: str) -> str:
    """As the material's manifest compares: NFKC, unseen marks away, broken words joined, one space, lower."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(re.sub(r"(?<=\w)-\s*\n\s*(?=\w)", "", text).split()).lower()


def words_lost(data: bytes, pages: Pages) -> tuple[int, int]:
    """(words lost, words) of a DOCX: every text element of body, headers, footers and notes, less what
    tracked changes deleted, counted straight from the XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name).decode("utf-8") for name in archive.namelist() if _PARTS.fullmatch(name)]
    wanted = Counter(word for part in dict.fromkeys(parts) for word in _words(_said(part)))
    return (wanted - Counter(_words("\n".join(pages.values())))).total(), wanted.total()


def _said(part: str) -> str:
    found = _WORD_TEXT.finditer(_DELETED.sub("", part))
    return "".join(each[1] if each[2] is None else " " for each in found)


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))
    return re.findall(r"\w+", _UNSEEN.sub("", text).lower())


def contracts() -> None:
    """The contracts of docs-qa: speed of both, words, and how many of the clauses their text holds."""
    held: Counter[str] = Counter()
    words, seconds = Counter[str](), Counter[str]()
    rows = list(material.rows("docs-qa/cuad/questions.jsonl"))
    for path in sorted((material.FOLDER / "docs-qa/cuad/pdf").iterdir()):
        clauses = [
            bare(each) for row in rows if row["doc"].lower() == path.name.lower() for each in row["clauses"]
        ]
        for name, run in (("docent", readers.docent), ("pypdf", readers.by_pypdf)):
            read = timed(run, path.read_bytes(), "a.pdf")
            text = "\n".join(read.pages.values())
            held[name] += sum(clause in bare(text) for clause in clauses)
            held["clauses"] += len(clauses) * (name == "docent")
            words[name] += len(_words(text))
            seconds[name] += read.seconds  # type: ignore[assignment]
    for name in seconds:
        print(
            f"contracts, {name}: {held[name]} of {held['clauses']} clauses, {words[name]:,} words,"
            f" {seconds[name]:.2f} s"
        )


def bare(text: str) -> str:
    """Letters and digits only: clauses are compared without the layout they were taken from."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum())


if __name__ == "__main__":
    main()
