from __future__ import annotations

from docent.model import Block, Chunk, block_id, chunk_id


def test_keys_of_a_version_sort_in_reading_order() -> None:
    assert chunk_id("doc", "ver", 9) < chunk_id("doc", "ver", 10) < chunk_id("doc", "ver", 100_000)
    assert block_id(Block("doc", "ver", 500, 1, "m", 1, b"", b"")) == "b.doc.ver.000500"


def test_a_chunk_knows_the_page_of_each_character() -> None:
    chunk = Chunk("c", "d", "f", 0, "x" * 30, page=4, turns=((10, 5), (20, 7)))
    assert [chunk.page_at(at) for at in (0, 9, 10, 19, 20, 29)] == [4, 4, 5, 5, 7, 7]
