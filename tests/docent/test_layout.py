from __future__ import annotations

import pytest

from docent.layout import breaks


def parts(text: str) -> list[str]:
    at = [0, *(offset + 1 for offset in sorted(breaks(text))), len(text)]
    return [text[start:end].strip() for start, end in zip(at, at[1:], strict=False)]


PROSE = (
    "Bring the bike back to Mill Lane by the time on your agreement, clean of mud, with its\nkey and helmet."
)


def test_a_heading_and_the_rows_of_a_table_stand_by_themselves() -> None:
    rows = ["Deposit", "City bike $100", "Cargo e-bike $400", PROSE, "Late return", "There is a grace."]
    assert parts("\n".join(rows)) == rows


def test_wrapped_prose_is_not_broken_at_a_name_or_a_number() -> None:
    text = (
        "The rent is due on the first day of every month and it is to be paid to the\n"
        "Landlord by bank transfer, or in cash at the office in Mill Lane before noon on\n"
        "31 January at the latest, with nothing taken off for whatever reason there is."
    )
    assert parts(text) == [text]


@pytest.mark.parametrize(
    "text", ["The laws of\nOhio", "Visa,\nMastercard", "some\nwords", "费用\n2020 年\n终止", ""]
)
def test_what_goes_on_is_one(text: str) -> None:
    assert parts(text) == [text]


def test_how_long_lines_are_is_seen_nearby() -> None:
    column = "a narrow column that is wrapped\nat some thirty letters by the\nPrinter of it\nNew row"
    assert parts(column) == [column.removesuffix("\nNew row"), "New row"]


def test_blank_lines_are_no_matter() -> None:
    assert parts("One\n\n \nTwo") == ["One", "Two"]


@pytest.mark.parametrize(
    "text", [" " * 300_000, "\n" * 300_000, "A\n" * 100_000, "a\nB" * 100_000, "(" * 300_000]
)
@pytest.mark.usefixtures("bounded")
def test_takes_time_by_length_only(text: str) -> None:
    breaks(text)
