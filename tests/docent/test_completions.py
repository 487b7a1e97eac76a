from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent import completions
from docent.errors import BadInput, TooManyRequests, Unavailable


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def bot(content: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content}


def test_the_last_message_is_the_question_and_pairs_before_it_the_past() -> None:
    messages = [
        {"role": "system", "content": "Be rude."}, user("a"), user("b"), bot("B"), bot("again"),
        {"role": "tool", "content": "x"}, user("c"), bot("C"), user("d"),
    ]  # fmt: skip
    assert completions.talk(messages, 100) == ("d", (("b", "B"), ("c", "C")))


def test_parts_of_text_are_one_text() -> None:
    parts = [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]
    assert completions.talk([user(parts)], 100).question == "one\ntwo"


def test_an_earlier_refusal_is_text_too() -> None:
    refused = bot([{"type": "refusal", "refusal": "No."}])
    assert completions.talk([user("a"), refused, user("b")], 100).before == (("a", "No."),)


def test_the_past_is_bounded() -> None:
    messages = [each for n in range(40) for each in (user(f"q{n}"), bot("x" * 100_000))]
    before = completions.talk([*messages, user("now")], 100).before
    assert [asked for asked, _ in before] == [f"q{n}" for n in range(28, 40)]
    assert max(len(answer) for _, answer in before) == 8_000


@pytest.mark.parametrize(
    "messages",
    [
        None, "hi", [], [1], [{}], [{"role": "robot", "content": "x"}], [user("")], [user("x" * 101)],
        [user("x"), bot("y")], [user([{"type": "image_url", "image_url": {}}])], [user(5)], [user([5])],
        [user("x")] * 201, [user([{"type": "text", "text": 5}])],
    ],
)  # fmt: skip
def test_what_cannot_be_asked_names_the_field(messages: object) -> None:
    with pytest.raises(BadInput) as refused:
        completions.talk(messages, 100)
    assert refused.value.field == "messages"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["role", "content", "type", "text"]), inner)
    ),
    max_leaves=9,
)


@given(_json)
def test_whatever_comes_is_read_or_refused(messages: object) -> None:
    try:
        talk = completions.talk(messages, 100)
    except BadInput:
        return
    assert talk.question


def test_an_error_has_openais_shape() -> None:
    shape = completions.refusal(TooManyRequests("Wait."), 429)["error"]
    assert shape == {
        "message": "Wait.", "type": "rate_limit_error", "param": None, "code": "too_many_requests",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("failure", "code"), [(Unavailable("m"), "unavailable"), (ZeroDivisionError(), "internal_error")]
)
def test_what_fails_in_mid_stream_is_an_error_of_theirs_and_given_back(failure: Exception, code: str) -> None:
    def chunks() -> Iterator[completions.Chunk]:
        yield {"choices": []}
        raise failure

    events = completions.sent(chunks())
    told = [next(events) for _ in range(3)]
    with pytest.raises(StopIteration) as over:
        next(events)
    assert over.value.value.code == code
    assert told[2:] == ["data: [DONE]\n\n"]
    error = json.loads(told[1].removeprefix("data: "))["error"]
    assert (error["code"], error["type"]) == (code, "server_error")
