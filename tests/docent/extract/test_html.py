from __future__ import annotations

import pytest

from docent.extract.html import text

PAGE = """<!doctype html><html><head><title>The shop</title><style>p {}</style></head><body>
<header><a href="/">Home</a></header><nav><ul><li>Menu</li></ul></nav>
<main><h1>Opening <em>hours</em></h1><p>We open at<br>nine.</p>
<ul><li>Monday</li><li><p>Tuesday</p></li></ul>
<table><tr><th>Part</th><th>Price</th></tr><tr><td>Lamp <b>red</b></td><td>4&nbsp;EUR</td></tr></table>
<div hidden>Hidden</div><p style="display: none">Unseen</p><script>alert(1)</script>
<pre>if a:
    b</pre></main><footer>Imprint</footer></body></html>"""


def test_reads_what_a_reader_came_for() -> None:
    assert text(PAGE.encode()) == (
        "# Opening hours\n\nWe open at\nnine.\n\n- Monday\n- Tuesday\n\n"
        "Part | Price\n-|-\nLamp red | 4 EUR\n\n```\nif a:\n    b\n```"
    )


def test_the_title_stands_above_a_page_without_a_first_heading() -> None:
    assert text(b"<title>Hours</title><p>At nine.</p>") == "# Hours\n\nAt nine."


def test_a_heading_in_the_pages_header_stays() -> None:
    assert "# Hours" in text(b"<body><header><h1>Hours</h1></header><p>At nine.</p>")


def test_a_main_element_with_little_in_it_is_not_the_main_text() -> None:
    assert text(b"<main>x</main><div>All that matters stands here.</div>").endswith("stands here.")


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        ("<meta charset='windows-1251'><p>Гарантия два года</p>", "cp1251"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'><p>Größe</p>", "latin-1"),
        ("<meta charset='nonsense'><p>Größe und Länge</p>", "utf-8"),
        ("<meta charset='utf-8'><p>Größe</p>", "utf-16"),
    ],
)
def test_reads_the_encoding_a_page_says(page: str, encoding: str) -> None:
    found = text(page.encode(encoding))
    assert found == page.partition("<p>")[2].removesuffix("</p>")


def test_a_table_that_lays_out_a_page_is_text() -> None:
    inner = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    assert text(f"<table><tr><td>Menu</td><td>{inner}</td></tr></table>".encode()).split() == [
        *("Menu", "a", "|", "b", "-|-", "c", "|", "d")
    ]


@pytest.mark.parametrize(
    "page", ["<div>" * 50_000 + "deep", "<p>a" * 50_000, "<b>" * 400 + "x", "&" * 100_000]
)
@pytest.mark.usefixtures("bounded")
def test_odd_pages_are_read_in_time(page: str) -> None:
    text(page.encode())


def test_a_page_of_nothing_has_no_text() -> None:
    assert text(b"<html><body><script>1</script></body></html>") == ""
