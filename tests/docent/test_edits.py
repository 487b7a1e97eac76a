from __future__ import annotations

import pytest

from docent.edits import changed
from docent.errors import BadInput
from docent.model import Chunk

READ = Chunk("c.d.v1.000000", "d", "a.txt", 0, "The fee is 4 euros.", 1, turns=((3, 2),))


def test_a_changed_passage_keeps_what_was_read_through_all_changes() -> None:
    once = changed(READ, text="The fee is 5 euros.")
    assert (once.text, once.original, once.off, once.turns) == (
        "The fee is 5 euros.", "The fee is 4 euros.", False, ()
    )  # fmt: skip
    twice = changed(once, text="The fee is 6 euros.", off=True)
    assert (twice.text, twice.original, twice.off) == ("The fee is 6 euros.", READ.text, True)


def test_switched_off_and_on_again_it_is_as_it_was() -> None:
    off = changed(READ, off=True)
    assert (off.text, off.original, off.off, off.turns) == (READ.text, READ.text, True, READ.turns)
    assert changed(off, off=False) == READ


def test_with_its_own_text_again_it_is_not_changed_any_more() -> None:
    assert changed(changed(READ, text="Other."), text=READ.text).original == ""


def test_a_curated_answer_can_be_switched_off_but_not_changed() -> None:
    pair = Chunk("c.d.v1.000000", "d", "a.qa.json", 0, "# Q?\n\nA.", 0, asked="Q?")
    assert changed(pair, off=True).off
    with pytest.raises(BadInput):
        changed(pair, text="B.")
