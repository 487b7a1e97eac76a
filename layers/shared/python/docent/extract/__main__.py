"""Reads one file from standard input within limits, and answers on standard output in lines of JSON.

The first line that comes in says what follows, what is wanted and what the limits are. Out go lines of
{"done", "total"}, then one of the extraction's fields or of {"reason", "message"}. Where pages are to be
drawn, lines of {"page", "png"} go out instead, then {"drawn"}.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import resource
import sys
from dataclasses import asdict
from typing import Any

from docent.errors import DocumentRejected
from docent.extract import extract

_SLOW = ("docent.extract.pdf", "docent.extract.docx", "docent.extract.html", "docent.extract.text")


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    for module in _SLOW:
        importlib.import_module(module)
    line = sys.stdin.buffer.readline()
    if not line:
        return
    asked = json.loads(line)
    limit(asked["memory"], asked["seconds"])
    try:
        _say(answers, _drawn(answers, asked) if "draw" in asked else _read(answers, asked))
    except DocumentRejected as error:
        _say(answers, {"reason": error.reason, "message": error.message})
    except (MemoryError, RecursionError):
        memory = asked["memory"] >> 20
        message = f"Reading the file takes more than {memory} MB of memory. Split it and upload the parts."
        _say(answers, {"reason": "too_large", "message": message})
    answers.close()
    os._exit(0)  # freeing a big tree takes time and helps nobody


def _read(answers: Any, asked: dict[str, Any]) -> dict[str, Any]:
    def progress(done: int, total: int) -> None:
        _say(answers, {"done": done, "total": total})

    data = sys.stdin.buffer.read(asked["size"])
    found = extract(data, asked["filename"], most_pages=asked["most_pages"], progress=progress)
    return {**asdict(found), "pages": [(page.number, page.text) for page in found.pages]}


def _drawn(answers: Any, asked: dict[str, Any]) -> dict[str, Any]:
    from docent.extract.draw import draw

    for page, png in draw(sys.stdin.buffer.read(asked["size"]), asked["draw"]):
        _say(answers, {"page": page, "png": base64.b64encode(png).decode()})
    return {"drawn": True}


def _say(answers: Any, answer: dict[str, Any]) -> None:
    rest = memoryview(json.dumps(answer).encode() + b"\n")
    while rest:
        rest = rest[answers.write(rest) :]


def limit(memory: int, seconds: int) -> None:
    """Hold this process to so many bytes of memory and seconds of processor; it may write no file."""
    wanted = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS knows some of these by name only
            continue


if __name__ == "__main__":
    main()
