"""What is logged in a test, and what of it nobody may read there."""

from __future__ import annotations

import ast
import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from docent import web

SHORTEST = 8
CODE = re.compile(r"\d{6}")  # what an e-mail or an app tells; other codes are names of errors
PRIVATE = {
    "email", "password", "old_password", "answer", "message", "query", "text", "instructions", "session",
    "access_token", "id_token", "refresh_token", "token", "secret", "name", "phone", "comment", "question",
    "identity", "key",
}  # fmt: skip
# An address, a JSON web token, an API key, a header: nobody logs these, whoever said them.
LOOKS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\beyJ[\w-]{8,}\.[\w.-]*|\bdk_\w+|\bBearer +[\w.-]+")


class Overheard:
    """All that is logged, and what people said meanwhile: addresses, passwords, tokens, questions."""

    def __init__(self) -> None:
        self.log, self.said = io.StringIO(), set[str]()

    def say(self, fields: object) -> None:
        """Note what of a JSON body must not be logged, at any depth; what is too short to be told from other
        words is left out."""
        for value in fields if isinstance(fields, list) else ():
            self.say(value)
        for name, value in fields.items() if isinstance(fields, dict) else ():
            self.say(value)
            if isinstance(value, str) and (
                name in PRIVATE and len(value) >= SHORTEST or name == "code" and CODE.fullmatch(value)
            ):
                self.said.add(value)

    def leaked(self, *files: Path) -> set[str]:
        """What was said, what looks like it, and sentences that stand in these test files: there they are
        what is asked, answered and found."""
        logged = self.log.getvalue()
        if not logged:
            return set()
        said = self.said.union(*map(sentences, files))
        words = {text for text in said if len(text) < SHORTEST and not re.search(rf"\b{text}\b", logged)}
        return {text for text in said - words if text in logged} | set(LOOKS.findall(logged))


@cache
def sentences(file: Path) -> frozenset[str]:
    """The texts of two words or more in a file of Python; not what documents it."""
    tree = ast.parse(file.read_text("utf-8"))
    lone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in lone)
    return frozenset(
        text.strip() for text in texts if isinstance(text, str) and re.search(r"\S \S", text[:999])
    )


@contextmanager
def overhearing() -> Iterator[Overheard]:
    """Listen to every logger, from INFO on."""
    overheard = Overheard()
    ours = logging.StreamHandler(overheard.log)
    ours.setFormatter(web.log.registered_formatter)
    # What `make run` says is for who develops, in their own terminal: tests read it in their own words.
    ours.addFilter(lambda record: record.name != "docent.local")
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.INFO)
    root.addHandler(ours)
    try:
        yield overheard
    finally:
        root.setLevel(level)
        root.removeHandler(ours)
