"""What openapi.yaml says a gateway must do: which function answers, what is answered without one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_PLAIN = '{"message":$context.error.messageString}'
OPENAPI = Path(__file__).parent.parent / "cloudformation" / "openapi.yaml"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `function` is empty where the gateway answers by itself (`mock`).

    `mock_headers` are mapping expressions: a text in quotes, or the name of a context variable.
    """

    method: str
    resource: str
    function: str
    mock_status: int = 0
    mock_headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An operation and the values of its path parameters, as they stand in the URL."""

    operation: Operation
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A gateway response: `headers` and `body` may name $context variables."""

    status: int
    headers: Mapping[str, str]
    body: str


class Api:
    """The API as openapi.yaml defines it."""

    def __init__(self, definition: Mapping[str, Any]) -> None:
        self._gateway_responses = definition.get("x-amazon-apigateway-gateway-responses", {})
        self.binary_types = tuple(definition.get("x-amazon-apigateway-binary-media-types", ()))
        resources = sorted(_operations(definition).items(), key=lambda each: _vagueness(each[0]))
        self._resources = [(_pattern(path), operations) for path, operations in resources]
        self.first_segments = frozenset(path.split("/")[1] for path in definition["paths"])
        every = (each for _, operations in self._resources for each in operations.values())
        self.functions = frozenset(each.function for each in every if each.function)

    def match(self, method: str, path: str) -> Match | None:
        """Who answers; None where API Gateway knows no such path, or not with this method."""
        for pattern, operations in self._resources:
            if found := pattern.fullmatch(path):
                operation = operations.get(method)
                return Match(operation, found.groupdict()) if operation else None
        return None

    def refusal(self, kind: str, status: int) -> Refusal:
        """What the gateway says for itself; `kind` as API Gateway names it (MISSING_AUTHENTICATION_TOKEN)."""
        default = "DEFAULT_4XX" if status < 500 else "DEFAULT_5XX"
        response = self._gateway_responses.get(kind) or self._gateway_responses.get(default) or {}
        given = response.get("responseParameters", {})
        headers = {name.removeprefix("gatewayresponse.header."): value for name, value in given.items()}
        body = response.get("responseTemplates", {}).get("application/json", _PLAIN)
        return Refusal(int(response.get("statusCode", status)), headers, body)


def read(path: Path = OPENAPI) -> Api:
    """The API of the file, anchors resolved."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Api(yaml.load(path.read_text(), Loader=loader))


def function_of(uri: object) -> str:
    """`chat` for an integration URI that names ${ChatFunction.Arn}, in any branch of a condition."""
    found = re.search(r"\$\{(\w+?)Function\.Arn\}", str(uri))
    if not found:
        raise ValueError(f"openapi.yaml: no ${{...Function.Arn}} in the integration {uri!r}")
    return found[1].lower()


def _operations(definition: Mapping[str, Any]) -> dict[str, dict[str, Operation]]:
    return {
        path: {
            method.upper(): _operation(method.upper(), path, each["x-amazon-apigateway-integration"])
            for method, each in item.items()
            if isinstance(each, dict) and "x-amazon-apigateway-integration" in each
        }
        for path, item in definition["paths"].items()
    }


def _operation(method: str, path: str, integration: Mapping[str, Any]) -> Operation:
    if integration["type"] != "mock":
        return Operation(method, path, function_of(integration["uri"]))
    answer = integration["responses"]["default"]
    headers = {
        name.removeprefix("method.response.header."): value
        for name, value in answer.get("responseParameters", {}).items()
    }
    return Operation(method, path, "", int(answer["statusCode"]), headers)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)))


def _vagueness(path: str) -> tuple[int, str]:
    """Fixed segments win over parameters, as in API Gateway."""
    return path.count("{"), path
