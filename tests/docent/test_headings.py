from __future__ import annotations

import pytest

from docent.boundaries import spans
from docent.headings import announcing, find, read


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("# Warranty", (1, "Warranty")),
        ("### What is covered? ###", (3, "What is covered?")),
        ("ARTICLE V", (1, "ARTICLE V")),
        ("Article 5 Term and Termination", (1, "Article 5 Term and Termination")),
        ("5. Grant of Licence", (1, "5. Grant of Licence")),
        ("5.2.1 Grant of Licence", (3, "5.2.1 Grant of Licence")),
        ("GOVERNING LAW", (1, "GOVERNING LAW")),
    ],
)
def test_knows_a_heading(line: str, expected: tuple[int, str]) -> None:
    assert read(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "",
        "#hashtag",
        "#",
        "The Licensee shall pay the fee",
        "5.2 The Licensee shall pay the",
        "5.2 Grant of Licence.",
        "1. Introduction 4",
        "12 March 1999",
        "Section 5 applies to all of the goods",
        "TOTAL | 400",
        "USA",
        "THE PARTIES AGREE THAT ALL OF THE ABOVE SHALL BE BINDING ON THEM",
        "LIMITED LIABILITY,",
    ],
)
def test_leaves_other_lines_alone(line: str) -> None:
    assert read(line)[0] == 0


def test_finds_them_with_their_places_outside_code() -> None:
    text = "# One\ntext\n```\n# a comment\n```\n## Two\nmore"
    assert [(text[start:end], level, title) for start, end, level, title in find(text)] == [
        ("# One", 1, "One"),
        ("## Two", 2, "Two"),
    ]


@pytest.mark.parametrize("text", ["#" * 300_000, "# " + " " * 300_000, "1" * 300_000, "A " * 150_000])
@pytest.mark.usefixtures("bounded")
def test_takes_time_by_length_only(text: str) -> None:
    list(find(text))


def answering(text: str) -> list[str]:
    pieces = list(spans(text))
    announced = announcing(text, pieces)
    return [
        text[start:end] for (start, end), is_heading in zip(pieces, announced, strict=True) if not is_heading
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("### Can I bring my dog?\n\nWe rent dog trailers.", ["We rent dog trailers."]),
        ("Deposit\nBike Deposit for each\nCity bike $100", ["City bike $100"]),
        ("How late | What you do\n1 hour | phone\n3 hours | wait", ["1 hour | phone", "3 hours | wait"]),
        ("10. Governing Law. It is that of Ohio.", ["It is that of Ohio."]),
        ("It is closed.\n\nRiding an e-bike", ["It is closed."]),
        ("Allow 15 minutes. Saddle up", ["Allow 15 minutes.", "Saddle up"]),
        (
            "Things\nBread\nMilk\nWater\n\nThat is all.",
            ["Things", "Bread", "Milk", "Water", "That is all."],
        ),
        ("The Moon", ["The Moon"]),
        ("", []),
    ],
)
def test_what_announces_answers_nothing(text: str, expected: list[str]) -> None:
    assert answering(text) == expected


@pytest.mark.usefixtures("bounded")
def test_tells_them_apart_in_time_by_length_only() -> None:
    text = "It is so. " * 50_000
    pieces = list(spans(text))
    announcing(text, pieces)
