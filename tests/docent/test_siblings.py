from __future__ import annotations

from dataclasses import replace

import pytest

from docent.errors import DocumentRejected
from docent.siblings import replaced
from tests.contracts.bots import some_bot
from tests.contracts.documents import some_document

BOT = some_bot()
OLD = some_document(BOT, filename="a.pdf", sha256="1" * 64, live_version="v1")
MINE = some_document(BOT, filename="a.pdf", sha256="2" * 64)
YOUNG = some_document(BOT, filename="a.pdf", sha256="3" * 64, live_version="v1")


def test_what_answers_under_the_name_gives_way() -> None:
    assert replaced(MINE, [OLD]) == (OLD,)
    assert replaced(MINE, []) == ()


def test_what_does_not_answer_is_left_alone() -> None:
    assert replaced(MINE, [replace(each, live_version="") for each in (OLD, YOUNG)]) == ()


def test_a_younger_one_stays() -> None:
    with pytest.raises(DocumentRejected, match="newer") as refused:
        replaced(MINE, [OLD, YOUNG])
    assert refused.value.reason == "superseded"


def test_the_same_content_under_another_name_is_named() -> None:
    twin = replace(OLD, filename="b.pdf", sha256=MINE.sha256)
    with pytest.raises(DocumentRejected, match=r"b\.pdf") as refused:
        replaced(MINE, [twin])
    assert refused.value.reason == "duplicate"


def test_documents_whose_content_is_unknown_are_not_the_same() -> None:
    assert replaced(replace(MINE, sha256=""), [replace(OLD, filename="b.pdf", sha256="")]) == ()
