from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent.boundaries import spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["It ends here.", "Then it goes on!", "Does it?", "“Yes.”", "(Really.)", "So be it."],
        ["Mr. Smith of Acme Inc. met Dr. J. R. Jones at 5 p.m. today.", "They left."],
        ["See Sec. 4 and Art. 5, e.g. No. 7.", "Version 2.5 costs 3.50 dollars."],
        ["Die Frist beträgt z.B. 30 Tage.", "Äpfel sind grün."],
        ["这是第一句。", "这是第二句！", "真的吗？", "是的。"],
        ["هذا سؤال؟", "هذا جواب."],
        ["यह पहला वाक्य है।", "यह दूसरा है।"],
        ["A question?!", "An answer...", "1984 was a year."],
        ["a paragraph without a stop\n", "another one"],
        ["The list:", "- one thing", "- another", "(a) first", "2. second"],
        ["Name | Age", "Ann | 41", "Bob | 7"],
    ],
)
def test_ends_sentences_as_a_reader_would(expected: list[str]) -> None:
    separator = "\n" if any(each.startswith(("-", "Name", "a par")) for each in expected) else " "
    assert sentences(separator.join(expected)) == [each.strip() for each in expected]


def test_wrapped_lines_are_one_sentence() -> None:
    assert sentences("The Licensee shall pay\nthe fee on time.\nIt is due.") == [
        "The Licensee shall pay\nthe fee on time.",
        "It is due.",
    ]


def test_a_line_that_ends_on_purpose_ends_a_sentence() -> None:
    lines = [
        "Prices",
        "Bike Day Week",
        "City bike $22 $95",
        "Gravel bike $38 $165",
        "1. Call us.",
        "2. Wait.",
    ]
    assert sentences("\n".join(lines)) == lines


def test_a_number_belongs_to_its_item() -> None:
    assert sentences("1. Call us. 2. Bring the key. It is 1984. Then go.") == [
        "1. Call us.", "2. Bring the key.", "It is 1984.", "Then go.",
    ]  # fmt: skip


def test_nothing_has_no_sentences() -> None:
    assert sentences("") == sentences(" \n\n ") == []


@given(st.text(alphabet=st.sampled_from("aB. ?\n!。-|1)(”é"), max_size=200))
def test_only_white_space_lies_between(text: str) -> None:
    found = list(spans(text))
    outside, at = "", 0
    for start, end in found:
        assert text[start:end] == text[start:end].strip() != ""
        outside, at = outside + text[at:start], end
    assert not (outside + text[at:]).strip()


@pytest.mark.parametrize(
    "text", ["." * 300_000, " " * 300_000, "\n" * 300_000, "a. " * 50_000, "!\n" * 50_000]
)
@pytest.mark.usefixtures("bounded")
def test_takes_time_by_length_only(text: str) -> None:
    sentences(text)
