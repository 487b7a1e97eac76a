import json
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from local.samples import SAMPLES, Block, blocks, make


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    make(folder)
    return folder


def pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def words(path: Path) -> list[str]:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def test_blocks_of_every_kind():
    text = "# Title\n\nSome\ntext\n\n- a\n- b\n\n1. x\n2. y\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n---"
    assert list(blocks(text)) == [
        Block("heading", "Title", 1),
        Block("text", "Some\ntext"),
        Block("bullets", rows=(("a",), ("b",))),
        Block("steps", rows=(("x",), ("y",))),
        Block("table", rows=(("A", "B"), ("1", "2"))),
        Block("break"),
    ]


def test_the_handbook_says_each_thing_on_its_page(made: Path):
    text = pages(made / "rental-handbook.pdf")
    assert len(text) == 6
    for page, fact in {
        1: "8:30 am to 6:30 pm",
        2: "A city e-bike therefore costs $30 for half a day, $48 for a day",
        3: "50 per cent of the price",
        4: "a late return costs $8 for each hour begun",
        5: "E-bike display $140",
        6: "Charge indoors only",
    }.items():
        assert fact in " ".join(text[page - 1].split()), f"page {page}"


def test_what_is_committed_is_what_the_texts_say(made: Path):
    assert pages(SAMPLES / "rental-handbook.pdf") == pages(made / "rental-handbook.pdf")
    assert words(SAMPLES / "staff-guide.docx") == words(made / "staff-guide.docx")
    assert (SAMPLES / "faq.md").read_bytes() == (made / "faq.md").read_bytes()


def test_the_index_names_each_document_once():
    listed = [entry["file"] for entry in json.loads((SAMPLES / "index.json").read_text("utf-8"))]
    assert sorted(listed) == sorted(file.name for file in SAMPLES.iterdir() if file.suffix != ".json")


def test_the_sample_bot_has_three_questions_to_begin_with():
    bot = json.loads((SAMPLES / "bot.json").read_text("utf-8"))
    assert set(bot) == {"name", "description", "instructions", "starters", "theme"}
    assert len(bot["starters"]) == 3
