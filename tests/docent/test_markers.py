from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent.markers import Marker, MarkerFilter, unmarked

COUNT = 3
soup = st.lists(
    st.sampled_from(
        [
            "[1]",
            "[2]",
            "[3]",
            "[9]",
            "[1, 2]",
            "[1-3]",
            "【2】",
            "[^1]",
            "[Passage 3]",
            "[source",
            "[",
            "]",
            "(",
            ")",
        ]
        + [
            "a",
            "a[0]",
            "`",
            "```",
            "\n",
            " ",
            "  ",
            ". ",
            "word",
            "[text](http://x/y[1])",
            "[2023]",
            "†",
            "1",
            ",",
        ]
    ),
    max_size=25,
).map("".join)


def read(*deltas: str, count: int = COUNT) -> list[str | Marker]:
    """What a filter gives for these deltas, neighbouring texts joined."""
    markers = MarkerFilter(count)
    pieces = [piece for delta in deltas for piece in markers.feed(delta)] + list(markers.finish())
    joined: list[str | Marker] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def written(text: str, count: int = COUNT) -> str:
    """The text with its markers in the plain form."""
    return "".join(
        piece if isinstance(piece, str) else f"{piece.lead}[{piece.n}]" for piece in read(text, count=count)
    )


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("Ohio [1].", "Ohio [1]."),
        ("Ohio[1].", "Ohio[1]."),
        ("Ohio [1][2]", "Ohio [1][2]"),
        ("Ohio [1, 2]", "Ohio [1][2]"),
        ("Ohio [2,1; 3]", "Ohio [2][1][3]"),
        ("Ohio [1-3]", "Ohio [1][2][3]"),
        ("Ohio [1–2]", "Ohio [1][2]"),
        ("Ohio [1 and 3]", "Ohio [1][3]"),
        ("Ohio [ 1 ]", "Ohio [1]"),
        ("Ohio 【1】", "Ohio [1]"),
        ("Ohio 【2†source】", "Ohio [2]"),
        ("Ohio [^1]", "Ohio [1]"),
        ("Ohio [#2]", "Ohio [2]"),
        ("Ohio [Passage 1]", "Ohio [1]"),
        ("Ohio [passages 1 and 2]", "Ohio [1][2]"),
        ("Ohio [Source: 3]", "Ohio [3]"),
        ("Ohio [1, p. 3]", "Ohio [1]"),
        ("Ohio [2, pages 1-3]", "Ohio [2]"),
        ("俄亥俄州[1]。", "俄亥俄州[1]。"),
        ("Ohio ［1］ 〔2〕", "Ohio [1] [2]"),
        ("Ohio [[1]]", "Ohio [1]"),
        (r"Ohio \[1] \[2\]", "Ohio [1] [2]"),
        ("Ohio [Quelle 1] [Fuente: 2] [来源3]", "Ohio [1] [2] [3]"),
        ("Ohio [1, S. 3]", "Ohio [1]"),
        ("Ohio [1 - Governing Law] [2: the fee]", "Ohio [1] [2]"),
        ("Ohio [1,\n2]", "Ohio [1][2]"),
        ("annex a[1], MAX_FEE[2], https://x.example/a[3]", "annex a[1], MAX_FEE[2], https://x.example/a[3]"),
    ],
)
def test_markers_however_written(given_: str, expected: str) -> None:
    assert written(given_) == expected


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("Ohio [4].", "Ohio."),
        ("Ohio [0] law", "Ohio law"),
        ("Ohio [1, 9]", "Ohio [1]"),
        ("Ohio [2-900]", "Ohio [2][3]"),
        ("Ohio 【7】[Passage 12]", "Ohio"),
        ("Ohio [1", "Ohio"),
        ("Ohio [1, ", "Ohio"),
        ("Ohio [9][1]", "Ohio [1]"),
        ("annex a[7], MAX_FEE[8], https://x.example/a[9]", "annex a, MAX_FEE, https://x.example/a"),
        (r"Ohio \[9] \\[9\]", "Ohio"),
        ("Ohio ［9］ [[9]] [Quelle 9] [Fuente: 9] [p. 9] [S. 9] [9 - Governing Law]", "Ohio"),
        (f"Ohio [{', '.join(map(str, range(9, 60)))}]", "Ohio"),
        ("5` long, says Ohio law [9]", "5` long, says Ohio law"),
    ],
)
def test_invented_and_unfinished_markers_go_with_the_blanks_before_them(given_: str, expected: str) -> None:
    assert written(given_) == expected


@pytest.mark.parametrize(
    "text",
    [
        "see [the site](https://example.org/a[1]?b=[2])",
        "`[1]` and `a [2]`",
        "```\n[1] [2]\n```",
        "[2023] UKSC 5",
        "- [ ] open\n- [x] done",
        "[note] [1a] [1.5] [-1] []",
        "[10:30] [3 - 5 years] [24 hours]",
        "an open [bracket",
        "array [1\n\n]",
    ],
)
def test_what_is_no_marker_stays(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("args[0] and a[0]", "args[ 0] and a[ 0]"),
        ("````\n```\n[1]\n````\n[9]", "````\n```\n[ 1]\n````\n"),
        ("- x:\n  ```py\n  a[1]\n  ```\n`[1]`", "- x:\n  ```py\n  a[ 1]\n  ```\n`[ 1]`"),
        ("```x[1]```", "```x[ 1]```"),
        ("``a ` [2]`` `a | [2]`", "``a ` [ 2]`` `a | [ 2]`"),
        ("``a`` `[1]`", "``a`` `[ 1]`"),
        ("5` long\n`[1]`", "5` long\n`[ 1]`"),
        ("[[9]1] [ [9]1] [1[9]]", "[ 1] [ 1] [ 1]"),
    ],
)
def test_what_a_renderer_could_take_for_a_marker_gets_a_blank(given_: str, expected: str) -> None:
    assert written(given_) == expected


def test_code_ends_where_it_ends() -> None:
    assert written("`[1]` [1] `a` [9]x\n```\n[1]\n```\n[9]") == "`[1]` [1] `a`x\n```\n[1]\n```\n"


def test_a_lone_backtick_does_not_hide_what_comes_on_later_lines() -> None:
    assert written("5` long\nOhio [9]") == "5` long\nOhio"


def test_holds_back_only_what_may_be_a_marker() -> None:
    markers = MarkerFilter(COUNT)
    assert list(markers.feed("Ohio [no")) == ["Ohio [no"]
    assert list(markers.feed("te] or")) == ["te] or"]
    assert list(markers.feed(" [Pass")) == []
    assert list(markers.feed("ion]")) == [" [Passion]"]
    assert list(markers.feed(" [1")) == []
    assert list(markers.feed("]")) == [Marker(1, " ")]


@given(soup, st.data())
def test_where_the_stream_is_cut_makes_no_difference(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=10)))
    bounds = [0, *cuts, len(text)]
    assert read(*(text[a:b] for a, b in zip(bounds, bounds[1:], strict=False))) == read(text)


@given(soup)
def test_every_marker_is_of_a_passage(text: str) -> None:
    assert all(1 <= piece.n <= COUNT for piece in read(text) if isinstance(piece, Marker))


@given(st.text(alphabet=st.characters(blacklist_characters="[【"), max_size=200))
def test_text_without_brackets_is_untouched(text: str) -> None:
    assert written(text) == text


def test_unmarked() -> None:
    assert unmarked("Ohio law [1][2] governs [3].") == "Ohio law governs."
