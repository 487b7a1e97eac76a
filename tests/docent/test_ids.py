from __future__ import annotations

from docent.ids import new_id


def test_ids_are_unique_and_sort_by_birth() -> None:
    ids = [new_id("doc") for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert sorted(ids) == ids
    assert all(len(each) == 30 and each.startswith("doc_") for each in ids)
