"""What is logged in a test, and what of it nobody may read there."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from docent import web

SHORTEST = 8
PRIVATE = {
    "email", "password", "old_password", "answer", "message", "query", "text", "instructions", "session",
    "access_token", "id_token", "refresh_token", "token", "secret",
}  # fmt: skip


class Overheard:
    """All that is logged, and what people said meanwhile: addresses, passwords, tokens, questions."""

    def __init__(self) -> None:
        self.log, self.said = io.StringIO(), set[str]()

    def say(self, fields: object) -> None:
        """Note what of a JSON body must not be logged; what is too short to be told from other words is
        left out."""
        if not isinstance(fields, dict):
            return
        texts = (value for name, value in fields.items() if name in PRIVATE)
        self.said |= {text for text in texts if isinstance(text, str) and len(text) >= SHORTEST}

    @property
    def leaked(self) -> set[str]:
        logged = self.log.getvalue()
        return {text for text in self.said if text in logged}


@contextmanager
def overhearing() -> Iterator[Overheard]:
    """Listen to every logger, from INFO on."""
    overheard = Overheard()
    ours = logging.StreamHandler(overheard.log)
    ours.setFormatter(web.log.registered_formatter)
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.INFO)
    root.addHandler(ours)
    try:
        yield overheard
    finally:
        root.setLevel(level)
        root.removeHandler(ours)
