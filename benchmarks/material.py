"""The test material that benchmarks read: DOCENT_DATA, or ../shared/data beside the checkout."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[1]
FOLDER = Path(os.environ.get("DOCENT_DATA", CHECKOUT.parent / "shared" / "data"))


def rows(path: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file. Raises SystemExit, with the cure, where there is no material."""
    file = FOLDER / path
    if not file.is_file():
        raise SystemExit(f"There is no {file}. Set DOCENT_DATA to the folder of the test material.")
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
