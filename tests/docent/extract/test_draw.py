from __future__ import annotations

import io

import PIL.Image
from reportlab.pdfgen.canvas import Canvas

from docent.extract.draw import draw
from tests.files import pdf


def sized(width: float, height: float) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, (width, height))
    canvas.rect(0, 0, width / 2, height, fill=1)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def opened(data: bytes) -> PIL.Image.Image:
    ((_, png),) = draw(data, [1])
    assert len(png) < 10 * 2**20
    return PIL.Image.open(io.BytesIO(png))


def test_a_page_is_drawn_grey_in_300_dots_an_inch() -> None:
    image = opened(sized(144, 72))
    assert (image.mode, image.size) == ("L", (600, 300))
    assert [image.getpixel(at) for at in ((100, 100), (500, 100))] == [0, 255]


def test_a_poster_is_drawn_smaller() -> None:
    width, height = opened(sized(4_000, 3_000)).size
    assert 8_500_000 < width * height <= 9_000_000
    assert opened(sized(14_000, 20)).size[0] <= 10_000


def test_pages_that_are_not_there_and_files_that_cannot_be_opened_give_nothing() -> None:
    assert [page for page, _ in draw(pdf("a", "b"), [2, 3])] == [2]
    assert list(draw(b"no PDF", [1])) == []
