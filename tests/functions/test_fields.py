"""Texts that break things elsewhere, through every text that openapi.yaml takes: in bodies, paths, queries.

A new operation or field is in it by itself. Each field gets some of the texts in turn, so that each text goes
through some field, also those of DOCENT_DATA; DOCENT_TEST_TEXTS says how many each field gets.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from typing import Any, NamedTuple

import pytest
import yaml

from local.routes import OPENAPI, function_of
from tests.attacks import TEXTS
from tests.caller import Person
from tests.functions.test_tenants import BODIES, METHODS

pytestmark = [pytest.mark.cloud, pytest.mark.usefixtures("unlimited")]
API = yaml.safe_load(OPENAPI.read_text())
# What only some fields mind: beyond every length, and a place in a list that is nobody's.
PECULIAR = (
    "x" * 5_000, "é" * 1_500,
    *(base64.urlsafe_b64encode(each).decode() for each in (b'{"bot_id": "bot_1"}', b"[" * 5_000)),
)  # fmt: skip
# What is no text, or none that can be kept.
ODD = (None, [], {}, 10**400, 1e-320, float("nan"), "\ud800", {"\ud800": "\ud800"}, [[]], ["x"] * 3_000)
# Would end the session that the others are asked in, or need a body that is no JSON.
ENDING = {"signOut", "eraseMe"}


class Place(NamedTuple):
    """Where a text goes: `kind` is body, path or query; `way` the names and places that lead to it."""

    name: str
    function: str
    method: str
    resource: str
    kind: str
    way: tuple[str | int, ...]
    body: Mapping[str, Any]
    statuses: frozenset[int]


def resolved(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema without references, its parts united."""
    if "$ref" in schema:
        _, *names = schema["$ref"].split("/")
        found: Any = API
        for name in names:
            found = found[name]
        return resolved(found)
    whole = dict(schema)
    for part in map(resolved, whole.pop("allOf", ())):
        whole["properties"] = {**whole.get("properties", {}), **part.get("properties", {})}
        whole["required"] = [*whole.get("required", ()), *part.get("required", ())]
        whole.setdefault("type", part.get("type"))
    return whole


def sample(given: Mapping[str, Any]) -> Any:
    """A value that a schema takes."""
    schema = resolved(given)
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            return {name: sample(fields[name]) for name in schema.get("required", ())}
        case "array":
            return [sample(schema["items"])]
        case "string":
            return schema.get("enum", ["someone@example.com" if "mail" in str(given) else "x" * 8])[0]
        case "boolean":
            return False
        case _:
            return schema.get("minimum", 1)


def texts(given: Mapping[str, Any], way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The ways to every free text of a schema."""
    schema = resolved(given)
    if schema.get("type") == "string" and "enum" not in schema:
        yield way
    for name, each in schema.get("properties", {}).items():
        yield from texts(each, (*way, name))
    if isinstance(more := schema.get("additionalProperties"), dict):
        yield from texts(more, (*way, "greeting"))
    if "items" in schema:
        yield from texts(schema["items"], (*way, 0))


def places() -> Iterator[Place]:
    for resource, item in API["paths"].items():
        for method in METHODS & item.keys():
            each = item[method]
            if each["operationId"] in ENDING:
                continue
            function = function_of(each["x-amazon-apigateway-integration"]["uri"])
            content = each.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
            body = {**(sample(schema) if schema else {}), **BODIES.get(each["operationId"], {})}
            statuses = frozenset(map(int, each["responses"]))
            head = each["operationId"], function, method.upper(), resource
            for way in texts(schema):
                yield Place(*head, "body", way, body, statuses)
            for given in map(resolved, [*item.get("parameters", ()), *each.get("parameters", ())]):
                if given["in"] in ("path", "query") and [*texts(given["schema"])]:
                    yield Place(*head, given["in"], (given["name"],), body, statuses)


PLACES = sorted(places(), key=lambda place: (place.name, place.kind, str(place.way)))


def put(value: Any, way: tuple[str | int, ...], text: str) -> Any:
    """The value with a text at the end of a way."""
    if not way:
        return text
    name, *rest = way
    if isinstance(name, int):
        return [put(value[0] if value else {}, tuple(rest), text)]
    return {**(value or {}), name: put((value or {}).get(name), tuple(rest), text)}


def test_most_operations_take_texts() -> None:
    assert len({place.name for place in PLACES}) > 40


@pytest.mark.parametrize("function", sorted({place.function for place in PLACES}))
def test_every_text_is_taken_or_refused_as_defined(ann: Person, function: str) -> None:
    some = int(os.environ.get("DOCENT_TEST_TEXTS", max(4, len(TEXTS) // len(PLACES) + 1)))
    for number, place in enumerate(PLACES):
        if place.function == function:
            bot_id = ann.bot()  # of its own: the emulator reads all of a bot's turns each time
            for text in islice(cycle(TEXTS), number * some, (number + 1) * some):
                attack(ann, bot_id, place, text)
            for text in PECULIAR:
                attack(ann, bot_id, place, text)


def attack(ann: Person, bot_id: str, place: Place, text: Any) -> None:
    ids = {name: f"{name[:3]}_{'0' * 26}" for name in ("document_id", "key_id", "conversation_id")}
    path = {each: ids.get(each, "1") for each in names_in(place.resource)}
    query = {"bot_id": bot_id}
    body = {**place.body, **({"bot_id": bot_id} if "bot_id" in place.body else {})}
    path |= {"bot_id": bot_id} if "bot_id" in path else {}
    match place.kind:
        case "body":
            body = put(body, place.way, text)
        case "path":
            path[str(place.way[0])] = text or "-"
        case _:
            query[str(place.way[0])] = text
    answer = ann.call(place.function, place.method, place.resource, body, query=query, **path)
    told = place.name, place.kind, place.way, text, answer.status
    assert answer.status in place.statuses, told
    assert answer.status < 500, told
    if answer.status >= 400 and answer.headers["Content-Type"] == "application/json":
        assert answer.json["error"]["message"], told


@pytest.mark.parametrize("function", sorted({place.function for place in PLACES}))
def test_nor_is_anything_else_in_a_body_an_outage(ann: Person, function: str) -> None:
    bot_id = ann.bot()
    for place in PLACES:
        if (place.function, place.kind) == (function, "body"):
            for odd in ODD:
                for depth in range(len(place.way) + 1):
                    attack(ann, bot_id, place._replace(way=place.way[:depth]), odd)


def names_in(resource: str) -> list[str]:
    return [each.partition("}")[0] for each in resource.split("{")[1:]]
