from __future__ import annotations

import pytest

from docent import forms
from docent.errors import BadInput, TooLarge
from docent.web import Request

LINE = b"\r\n"


def posted(*parts: tuple[str, bytes], boundary: str = "xyz") -> Request:
    """A multipart request; a part's first text is its Content-Disposition after `form-data;`."""
    body = b"".join(
        LINE.join(
            (f"--{boundary}".encode(), f"Content-Disposition: form-data; {head}".encode(), b"", data, b"")
        )
        for head, data in parts
    )
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    return Request("POST", "/x", headers, {}, {}, body + b"--" + boundary.encode() + b"--" + LINE, "req")


BOT = ('name="bot_id"', b"bot_1")


def test_reads_fields_and_the_file() -> None:
    data = bytes(range(256)) * 5000
    fields, name, content = forms.parse(posted(BOT, ('name="file"; filename="a b.pdf"', data)), 2**21)
    assert (fields.text("bot_id", most=64), name, content) == ("bot_1", "a b.pdf", data)


FILE, OTHER = ('name="file"; filename="a"', b"x"), ('name="other"; filename="a"', b"x")


@pytest.mark.parametrize("parts", [[BOT], [BOT, OTHER], [BOT, FILE, FILE]])
def test_wants_exactly_one_file(parts: list[tuple[str, bytes]]) -> None:
    with pytest.raises(BadInput):
        forms.parse(posted(*parts), 100)


def test_refuses_what_is_too_large() -> None:
    with pytest.raises(TooLarge):
        forms.parse(posted(BOT, ('name="file"; filename="a"', b"x" * 101)), 100)
    with pytest.raises(TooLarge):
        forms.parse(posted(BOT, ('name="file"; filename="a"', b"x" * 100_000)), 100)


@pytest.mark.parametrize(
    ("kind", "body"), [("multipart/form-data", b"--x--"), ("multipart/form-data; boundary=x", b"rubbish")]
)
def test_refuses_what_is_no_form(kind: str, body: bytes) -> None:
    with pytest.raises(BadInput):
        forms.parse(Request("POST", "/x", {"content-type": kind}, {}, {}, body, "req"), 100)
