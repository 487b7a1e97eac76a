"""What to ask about next: headings of what was found for a question and not used in its answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docent.conversation import Citation
from docent.model import Passage

MOST = 3
_LONGEST = 60


def headings(found: Iterable[Passage], cited: Sequence[Citation]) -> tuple[str, ...]:
    """The last parts of the headings of passages, best first, without those that are cited.

    What stands above other sections is the title of a document, and nothing to ask about.
    """
    paths = [passage.chunk.heading for passage in found]
    used = {_last(each.heading) for each in cited} | {
        path.partition(" > ")[0] for path in paths if " > " in path
    }
    names = (_last(path) for path in paths)
    return tuple(dict.fromkeys(name for name in names if name and name not in used))[:MOST]


def _last(heading: str) -> str:
    """The section itself, of a path like `Prices > E-bikes`; nothing where it is too long to be offered."""
    name = heading.rpartition(" > ")[2].strip()
    return name if len(name) <= _LONGEST else ""
