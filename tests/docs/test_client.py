"""The app asks the API by the client that is generated from openapi.yaml, and in no other way."""

from __future__ import annotations

import re
from pathlib import Path

APP = Path(__file__).parents[2] / "frontend/app/src"
# The client's own fetch; settings and the sample's files, which lie beside the app; the file store's form.
ALLOWED = {"api/reach.ts", "config.ts", "bots/sample.ts", "documents/post.ts"}
BY_HAND = re.compile(r"\bfetch\(|XMLHttpRequest|sendBeacon|new EventSource|new Request\(")


def test_nothing_is_fetched_by_hand() -> None:
    files = {str(path.relative_to(APP)): path.read_text("utf-8") for path in APP.rglob("*.ts*")}
    assert {name for name, text in files.items() if BY_HAND.search(text)} == ALLOWED
    assert "createClient<paths>" in files["api/client.ts"]
