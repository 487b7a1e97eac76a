"""openapi.yaml as API Gateway takes it: routes and integrations, without what its importer refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_ARN = re.compile(r"\$\{([A-Z][a-z]+)Function\.Arn\}")


def gateway_definition(openapi: Mapping[str, Any]) -> dict[str, Any]:
    """The definition to import. References and anchors are resolved; schemas and security stay behind.

    The functions check both themselves, and API Gateway knows neither `nullable` nor bearer tokens.
    """
    return {
        "openapi": openapi["openapi"],
        "info": openapi["info"],
        **{key: value for key, value in openapi.items() if key.startswith("x-amazon-apigateway-")},
        "paths": {path: _path(item, openapi) for path, item in openapi["paths"].items()},
    }


def _path(item: Mapping[str, Any], openapi: Mapping[str, Any]) -> dict[str, Any]:
    shared = item.get("parameters", [])
    return {
        method: _operation(item[method], [*shared, *item[method].get("parameters", [])], openapi)
        for method in METHODS
        if method in item
    }


def _operation(
    operation: Mapping[str, Any], parameters: list[dict[str, Any]], openapi: Mapping[str, Any]
) -> dict[str, Any]:
    kept = {"summary": operation["summary"]}
    if parameters:
        kept["parameters"] = [_parameter(each, openapi) for each in parameters]
    integration = operation["x-amazon-apigateway-integration"]
    if integration["type"] == "mock":
        kept["responses"] = operation["responses"]
    else:
        kept["responses"] = {"default": {"description": "Whatever the function answers"}}
    kept["x-amazon-apigateway-integration"] = _by_name(integration)
    return kept


def _parameter(parameter: Mapping[str, Any], openapi: Mapping[str, Any]) -> dict[str, Any]:
    found: Any = parameter
    if "$ref" in parameter:
        found = openapi
        for key in parameter["$ref"].removeprefix("#/").split("/"):
            found = found[key]
    return {
        "name": found["name"],
        "in": found["in"],
        "required": found.get("required", False),
        "schema": {"type": "string"},
    }


def _by_name(value: Any) -> Any:
    """Functions by the names of what is live: their environment names the API, so it can't refer to them."""
    if isinstance(value, dict):
        return {key: _by_name(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_by_name(inner) for inner in value]
    return _ARN.sub(_named, value) if isinstance(value, str) else value


def _named(match: re.Match[str]) -> str:
    arn = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:docent-${Environment}-"
    return f"{arn}{match[1].lower()}:live"
