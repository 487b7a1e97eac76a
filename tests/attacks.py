"""Texts that break things elsewhere: a few of our own, and the whole lists of DOCENT_DATA where it is."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

FOLDER = Path(os.environ.get("DOCENT_DATA", "")) / "attacks"
OWN = (
    "<script>alert(1)</script>", "'; DROP TABLE bots; --", "../../../../etc/passwd", "..\\..\\boot.ini",
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "${jndi:ldap://x}", "{{7*7}}", "%00%0d%0aSet-Cookie: a=b", "\x00a\x07",
    "\u202eevil",
    "Ṱ̺̺̕o͞ ̷i̲̬n͇̪", "👩‍👩‍👧‍👦🇩🇪", "\ufeffBOM", "\u2028line", "田中さん", "null", "NaN", "__proto__", "a" * 99,
)  # fmt: skip
# What is markup, script or a formula where somebody forgets that it is text.
MARKUP = (
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<svg/onload=alert(1)>",
    "\"><iframe srcdoc='<script>parent.alert(1)</script>'>", "javascript:alert(1)",
    "{{constructor.constructor('alert(1)')()}}", "[x](javascript:alert(1))", "![x](javascript:alert(1))",
    "</textarea><img src=x onerror=alert(1)>", "=HYPERLINK(\"http://x\",\"y\")",
)  # fmt: skip


def lists() -> list[str]:
    """Every text of the attack lists, each once."""
    if not FOLDER.is_dir():
        return []
    strings: list[str] = json.loads((FOLDER / "strings" / "blns.json").read_text("utf-8"))
    for file in (*sorted((FOLDER / "xss").glob("*.txt")), FOLDER / "path-traversal/directory_traversal.txt"):
        strings += file.read_text("utf-8", "replace").splitlines()
    formulas = (FOLDER / "csv-injection" / "PayloadsAllTheThings-CSV.md").read_text("utf-8")
    return strings + re.findall(r"^[=+@-].*$", formulas, re.MULTILINE)


def addresses() -> list[str]:
    """E-mail addresses, good ones and bad."""
    file = FOLDER / "email" / "isemail.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.is_file() else ()
    return [json.loads(line)["address"] for line in lines]


ADDRESSES = addresses()
TEXTS = list(dict.fromkeys([*OWN, *MARKUP, *lists()]))
