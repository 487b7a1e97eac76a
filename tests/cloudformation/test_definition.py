"""definition.py: openapi.yaml in the form API Gateway imports."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from cloudformation.definition import METHODS, gateway_definition
from cloudformation.template import FOLDER, load
from docent.web import LONGEST_ID
from local import routes

OPENAPI = yaml.safe_load((FOLDER / "openapi.yaml").read_text())


@pytest.fixture(scope="module")
def definition() -> dict[str, Any]:
    return gateway_definition(OPENAPI)


def test_it_has_every_operation(definition: dict[str, Any]) -> None:
    def operations(openapi: Any) -> set[tuple[str, str]]:
        return {(path, m) for path, item in openapi["paths"].items() for m in item if m in METHODS}

    assert operations(definition) == operations(OPENAPI)
    assert len(operations(definition)) > 40


def test_path_parameters_stand_in_each_operation(definition: dict[str, Any]) -> None:
    for path, item in definition["paths"].items():
        for operation in item.values():
            named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))


def test_no_id_in_a_path_is_longer_than_the_edge_takes() -> None:
    shared = OPENAPI["components"]["parameters"]
    each = [p for item in OPENAPI["paths"].values() for p in item.get("parameters", ()) if "name" in p]
    schemas = [p["schema"] for p in (*each, *shared.values()) if p["in"] == "path"]
    assert all(s["maxLength"] <= LONGEST_ID for s in schemas if s["type"] == "string")


def test_nothing_is_left_that_the_importer_refuses(definition: dict[str, Any]) -> None:
    text = json.dumps(definition)
    assert "$ref" not in text
    assert "nullable" not in text
    assert "security" not in text


def test_functions_are_named_so_that_they_may_refer_to_the_api(definition: dict[str, Any]) -> None:
    text = json.dumps(definition)
    resources = load("api.yaml")["Resources"]
    names = {
        r["Properties"]["FunctionName"]["Fn::Sub"]
        for r in resources.values()
        if r["Type"].endswith("::Function")
    }
    called = names - {"docent-${Environment}-migrate"}  # Cognito calls it, not the gateway
    assert set(re.findall(r":function:([^/]+)/", text)) == {f"{name}:live" for name in called}
    known = {"AWS::Partition", "AWS::Region", "AWS::AccountId", "Environment"}
    assert set(re.findall(r"\$\{([^}]+)\}", text)) == known


def test_preflights_keep_what_they_answer(definition: dict[str, Any]) -> None:
    preflight = definition["paths"]["/api/chat"]["options"]
    assert preflight["x-amazon-apigateway-integration"]["responses"]["default"]["statusCode"] == "204"
    assert "Access-Control-Allow-Origin" in preflight["responses"]["204"]["headers"]


def test_what_the_gateway_refuses_by_itself_says_what_it_is_and_when_to_come_back() -> None:
    refusals = {
        kind: routes.read().refusal(kind, status)
        for kind, status in (("THROTTLED", 429), ("REQUEST_TOO_LARGE", 413), ("WAF_FILTERED", 403))
    }
    codes = [json.loads(each.body)["error"]["code"] for each in refusals.values()]
    assert codes == ["too_many_requests", "too_large", "filtered"]
    throttled = refusals["THROTTLED"].headers
    assert int(throttled["Retry-After"].strip("'")) > 0
    assert "retry-after" in throttled["Access-Control-Expose-Headers"]


def test_gateway_responses_and_binary_types_are_kept(definition: dict[str, Any]) -> None:
    assert definition["x-amazon-apigateway-binary-media-types"] == ["multipart/form-data"]
    assert "DEFAULT_5XX" in definition["x-amazon-apigateway-gateway-responses"]
