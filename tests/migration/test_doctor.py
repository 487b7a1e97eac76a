from __future__ import annotations

import pytest

from docent.wiring import wired
from migration.doctor import main
from tests.caller import Person

pytestmark = pytest.mark.cloud


def test_looks_first_and_mends_when_asked(ann: Person) -> None:
    document = ann.upload(ann.bot(), "a.txt", b"The shop opens at nine.")
    wired().files.put("bot_none/doc_none/original", b"x", "text/plain")
    told: list[str] = []
    assert main([], tell=told.append) == 1
    assert told[0] == "orphan: bot bot_none doc_none"
    assert "--mend" in told[-1]
    assert main(["--mend"], tell=told.append) == 0
    assert told[-1] == "1 mended."
    assert main([], tell=told.append) == 0
    assert told[-1] == "All is well."
    assert ann.document(document["bot_id"], document["document_id"])["status"] == "ready"
