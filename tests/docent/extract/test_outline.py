from __future__ import annotations

from docent.extract.outline import Entry, outlined


def test_marks_the_lines_that_are_titles_on_their_page() -> None:
    pages = ["1 Introduction\nText about Methods\nMethods", "2.1  methods\nMore."]
    entries = [Entry(0, 1, "Introduction"), Entry(1, 2, "Methods"), Entry(7, 1, "Nowhere"), Entry(0, 1, "12")]
    assert outlined(pages, entries) == [
        "# 1 Introduction\nText about Methods\nMethods",
        "## 2.1  methods\nMore.",
    ]


def test_a_title_is_marked_once_and_never_deeper_than_six() -> None:
    assert outlined(["Part\nPart"], [Entry(0, 9, "Part")]) == ["###### Part\nPart"]
    assert outlined(["# Part\n123"], [Entry(0, 1, "Part"), Entry(0, 1, "")]) == ["# Part\n123"]
