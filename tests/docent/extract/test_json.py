from __future__ import annotations

import pytest

from docent.errors import DocumentRejected
from docent.extract.json import text


def test_reads_values_under_their_names() -> None:
    found = text(b'{"shop": {"opens": "at nine", "days": ["Mon", "Tue"], "closed": false, "fax": null}}')
    assert found == "shop > opens: at nine\nshop > days: Mon; Tue\nshop > closed: false"


def test_records_are_a_table() -> None:
    assert text(b'[{"name": "Lamp", "price": 4.50}, {"name": "Desk", "new": true}]') == (
        "name | price | new\n-|-|-\nLamp | 4.50 |\nDesk |  | true"
    )


def test_lines_of_json_are_records() -> None:
    assert text(b'{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n') == "a | b\n-|-\n1 | 2\n3 | 4"


def test_records_with_long_values_stand_apart() -> None:
    long = "word " * 60
    found = text(f'[{{"title": "A", "text": "{long}"}}, {{"title": "B", "text": "c"}}]'.encode())
    assert found == f"title: A\ntext: {long.strip()}\n\ntitle: B\ntext: c"


@pytest.mark.parametrize("data", [b"{", b"{'a': 1}", b"[" * 5_000, b'{"a":' * 200 + b"1" + b"}" * 200])
def test_what_is_no_json_is_unreadable(data: bytes) -> None:
    with pytest.raises(DocumentRejected, match="Correct it") as caught:
        text(data)
    assert caught.value.reason == "unreadable"
