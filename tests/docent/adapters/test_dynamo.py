from __future__ import annotations

import base64
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from docent.adapters.dynamo import call, from_item, listing, to_item, write_all
from docent.errors import BadInput, Conflict, Unavailable


def test_items_come_back_as_they_were() -> None:
    fields = {
        "text": "é", "number": 3, "fraction": 0.1, "tiny": 1e-9, "flag": True, "raw": b"\x00\xff",
        "list": [1, "", None], "map": {"a": 1.0, "b": ""},
    }  # fmt: skip
    assert from_item(to_item(fields)) == fields


@pytest.mark.parametrize("tiny", [1e-131, 5e-324, -1e-200, 0.0])
def test_less_than_a_table_takes_is_nothing(tiny: float) -> None:
    assert to_item({"n": tiny}) == {"n": {"N": "0"}}
    assert to_item({"n": 1e-130}) == {"n": {"N": "1e-130"}}


@pytest.mark.parametrize("number", [1e126, 10**38, float("inf"), float("nan")])
def test_a_number_that_no_table_takes_is_no_outage(number: float) -> None:
    with pytest.raises(ValueError, match="no table"):
        to_item({"n": number})


def test_empty_fields_are_left_out_of_an_item() -> None:
    assert to_item({"a": "", "b": None, "c": 0, "d": False}) == {"c": {"N": "0"}, "d": {"BOOL": False}}


def _fails(error: Exception) -> Any:
    def operation(**request: Any) -> Any:
        raise error

    return operation


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ConditionalCheckFailedException", Conflict),
        ("ProvisionedThroughputExceededException", Unavailable),
        ("InternalServerError", Unavailable),
    ],
)
def test_errors_are_told_apart(code: str, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        call(_fails(ClientError({"Error": {"Code": code}}, "x")))
    with pytest.raises(Unavailable):
        call(_fails(EndpointConnectionError(endpoint_url="http://x")))


class Listed:
    """A client of a table whose queries fail with these errors, one after the other."""

    def __init__(self, *codes: str) -> None:
        self._codes = list(codes)

    def query(self, **request: Any) -> dict[str, Any]:
        if self._codes:
            raise ClientError({"Error": {"Code": self._codes.pop(0)}}, "Query")
        return {"Items": [], "LastEvaluatedKey": {"id": {"S": "a"}}}


def test_a_place_that_is_not_in_the_list_is_bad_input_and_an_outage_is_not() -> None:
    _, after = listing(Listed(), "", 5)
    with pytest.raises(BadInput) as refused:
        listing(Listed("ValidationException"), after, 5)
    assert refused.value.field == "next"
    for foreign in ("x", "W10", base64.urlsafe_b64encode(b"[" * 100_000).decode()):
        with pytest.raises(BadInput):
            listing(Listed(), foreign, 5)
    for token, code in ((after, "InternalServerError"), ("", "ValidationException")):
        with pytest.raises(Unavailable):
            listing(Listed(code), token, 5)


def test_what_the_table_could_not_take_is_written_again() -> None:
    sent: list[int] = []

    class Busy:
        def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> dict[str, Any]:
            sent.append(len(RequestItems["T"]))
            return {"UnprocessedItems": {"T": RequestItems["T"][:1]} if len(sent) == 1 else {}}

    write_all(Busy(), "T", ({"PutRequest": {"Item": {"n": {"N": str(n)}}}} for n in range(30)))
    assert sent == [25, 1, 5]
