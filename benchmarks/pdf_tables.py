"""Tables of PDFs: `python -m benchmarks.pdf_tables`.

Tables made here, whose cells are known, in the ways that programs draw them: how many rows come back whole.
Then the real files of the parsing set and the contracts: tables found, letters lost or doubled by reading
tables, and what tables add to reading. pdfplumber stands beside where it is there (requirements/peers.in).
"""

from __future__ import annotations

import io
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import pypdfium2
from pypdfium2 import raw
from reportlab.lib.pagesizes import A4
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

from benchmarks import material
from docent import tables
from docent.extract import pdf, ruled
from docent.model import Extraction

Rows = list[list[str]]
_GRID = ("GRID", (0, 0), (-1, -1), 0.5, "black")
_INNER = ("INNERGRID", (0, 0), (-1, -1), 0.2, "grey")
STYLES = {
    "a grid": [_GRID],
    "a grid with a grey header": [_GRID, ("BACKGROUND", (0, 0), (-1, 0), "grey")],
    "a box and lines inside": [("BOX", (0, 0), (-1, -1), 1, "black"), _INNER],
    "lines under rows only": [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black")],
}
_WORDS = ("rent", "lease", "deposit", "bicycle", "lamp", "wheel", "north", "annual", "report", "key", "first")


def main() -> None:
    readers: dict[str, Callable[[bytes], list[Rows]]] = {"docent": by_docent}
    if find_spec("pdfplumber"):
        readers["pdfplumber"] = by_pdfplumber
    else:
        print("pdfplumber is not installed (pip install -r requirements/peers.in): it is left out")
    for style in STYLES:
        made = [table(seed) for seed in range(20)]
        for name, read in readers.items():
            right = sum(whole(rows, read(printed(rows, style))) for rows in made)
            print(f"{style}, {name}: {right} of {sum(map(len, made))} rows whole")
    for title, paths in real().items():
        print(title, *(f"{name}: {found(paths, read)}" for name, read in readers.items()), sep="; ")
        print(f"{title}: {compared(paths)}")


def table(seed: int) -> Rows:
    rng = random.Random(seed)
    columns = rng.randint(2, 6)
    rows = [[" ".join(rng.choices(_WORDS, k=rng.randint(1, 2))) for _ in range(columns)] for _ in range(9)]
    return [[f"{_WORDS[at].title()} no" for at in range(columns)], *rows]


def printed(rows: Rows, style: str) -> bytes:
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4).build([Table(rows, style=TableStyle(STYLES[style]))])
    return buffer.getvalue()


def whole(rows: Rows, read: list[Rows]) -> int:
    """How many of the rows came back as they are."""
    got = Counter(tuple(row) for each in read for row in each)
    return (Counter(map(tuple, rows)) & got).total()


def by_docent(data: bytes) -> list[Rows]:
    found = []
    for page in extracted(data).pages:
        for each in tables.find(page.text):
            lines = [page.text[each.start : each.header_end]]
            lines += [page.text[start:end] for start, end in tables.rows(page.text, each)]
            found.append([[cell.strip() for cell in line.split("|")] for line in lines])
    return found


def by_pdfplumber(data: bytes) -> list[Rows]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        taken = [each for page in document.pages for each in page.extract_tables()]
    return [[[" ".join((cell or "").split()) for cell in row] for row in each] for each in taken]


def extracted(data: bytes) -> Extraction:
    return pdf.extract(data, most_pages=2_000, progress=lambda done, total: None)


def real() -> dict[str, list[Path]]:
    return {
        "parsing": sorted((material.FOLDER / "parsing" / "files").glob("*.pdf")),
        "contracts": sorted((material.FOLDER / "docs-qa" / "cuad" / "pdf").iterdir()),
    }


def found(paths: Sequence[Path], read: Callable[[bytes], list[Rows]]) -> str:
    started, count = time.perf_counter(), 0
    for path in paths:
        try:
            count += len(read(path.read_bytes()))
        except Exception:  # the set holds files that are broken on purpose
            continue
    return f"{count} tables in {time.perf_counter() - started:.2f} s"


def compared(paths: Sequence[Path]) -> str:
    """Letters and digits that differ with tables and without, and what tables add to all of reading.

    Letters, not words: what ran together in a row is parted in a table.
    """
    counts, seconds = (Counter[str](), Counter[str]()), [0.0, 0.0]
    for path in paths:
        for page in pages(path):
            lines = [each.raw for each in page.get_objects([raw.FPDF_PAGEOBJ_PATH], max_depth=1)]
            ruled.text(page, [])  # whoever comes first pays for loading the fonts
            for at, drawn in enumerate((lines, [])):
                started = time.process_time()
                text = ruled.text(page, drawn)
                seconds[at] += time.process_time() - started
                counts[at].update(re.findall(r"\w", text))
    whole, added = reading(paths), seconds[0] - seconds[1]
    lost, doubled = (counts[1] - counts[0]).total(), (counts[0] - counts[1]).total()
    return (
        f"{lost} of {counts[1].total():,} letters lost by tables, {doubled} doubled;"
        f" of {whole:.2f} s of processor for reading tables take {added:.2f}: {added / (whole - added):+.0%}"
        " (limit +50 %)"
    )


def reading(paths: Sequence[Path]) -> float:
    """Seconds of processor for reading all these files."""
    started = time.process_time()
    found(paths, lambda data: [[] for _ in extracted(data).pages])
    return time.process_time() - started


def pages(path: Path) -> Iterator[pypdfium2.PdfPage]:
    try:
        document = pypdfium2.PdfDocument(path)
        yield from (document[at] for at in range(len(document)))
    except pypdfium2.PdfiumError:
        return


if __name__ == "__main__":
    main()
