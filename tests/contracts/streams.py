"""What every Streams does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from docent.conversation import Citation, Live

CITATION = Citation(1, "doc_1", "a.pdf", 3, "", "quote", 0.5)
LIVE = Live("bot_1", "con_1", "msg_1", "ann", "Because", (CITATION,), 1_700_000_000.25)
WHERE = ("bot_1", "con_1", "msg_1")


class StreamsContract:
    @pytest.fixture
    def streams(self) -> Any:
        raise NotImplementedError

    def test_gives_what_was_kept_last(self, streams: Any) -> None:
        assert streams.find(*WHERE) is None
        assert streams.keep(replace(LIVE, text="", citations=())).text == ""
        streams.keep(LIVE)
        assert streams.find(*WHERE) == LIVE

    def test_keeps_answers_apart(self, streams: Any) -> None:
        streams.keep(LIVE)
        for where in (("bot_2", "con_1", "msg_1"), ("bot_1", "con_2", "msg_1"), ("bot_1", "con_1", "msg_2")):
            assert streams.find(*where) is None

    def test_tells_the_writer_what_others_left_there(self, streams: Any) -> None:
        streams.keep(LIVE)
        streams.mark(*WHERE, followed_at=1_700_000_001.5)
        streams.mark(*WHERE, stopped_by="ann")
        marked = replace(LIVE, text="Because.", followed_at=1_700_000_001.5, stopped_by="ann")
        assert streams.keep(replace(LIVE, text="Because.")) == marked
        assert streams.find(*WHERE) == marked

    def test_a_mark_alone_is_no_answer_but_waits_for_the_writer(self, streams: Any) -> None:
        streams.mark(*WHERE, stopped_by="ann")
        assert streams.find(*WHERE) is None
        assert streams.keep(LIVE).stopped_by == "ann"

    def test_keeps_how_it_failed(self, streams: Any) -> None:
        failed = replace(LIVE, failure=("generation_failed", "Try again."))
        streams.keep(failed)
        assert streams.find(*WHERE) == failed
