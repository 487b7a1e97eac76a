import pytest

from local import routes

MOCK = {
    "type": "mock",
    "responses": {"default": {"statusCode": "204", "responseParameters": {
        "method.response.header.Access-Control-Allow-Origin": "'*'",
    }}},
}  # fmt: skip


def to(function: str) -> dict:
    uri = {
        "Fn::If": ["Streaming", {"Fn::Sub": f"arn:x/${{{function}Function.Arn}}/streaming"}, {"Fn::Sub": "y"}]
    }
    return {"x-amazon-apigateway-integration": {"type": "aws_proxy", "uri": uri}}


@pytest.fixture
def api() -> routes.Api:
    return routes.Api({
        "x-amazon-apigateway-gateway-responses": {
            "DEFAULT_4XX": {"responseTemplates": {"application/json": "refused"}},
            "REQUEST_TOO_LARGE": {"statusCode": 413, "responseTemplates": {"application/json": "too large"}},
        },
        "paths": {
            "/things/{thing_id}": {"parameters": [], "get": to("Chat")},
            "/things/new": {"get": to("Bots"), "options": {"x-amazon-apigateway-integration": MOCK}},
        },
    })  # fmt: skip


def test_fixed_segments_win_over_parameters(api: routes.Api):
    assert api.match("GET", "/things/new").operation.function == "bots"
    match = api.match("GET", "/things/a%20b")
    assert (match.operation.function, match.parameters) == ("chat", {"thing_id": "a%20b"})


@pytest.mark.parametrize("path", ["/things", "/things/", "/things/a/b", "/", "/thingsXnew"])
def test_other_paths_are_unknown(api: routes.Api, path: str):
    assert api.match("GET", path) is None


def test_a_method_must_be_named(api: routes.Api):
    assert api.match("OPTIONS", "/things/1") is None


def test_a_mock_answers_by_itself(api: routes.Api):
    operation = api.match("OPTIONS", "/things/new").operation
    assert (operation.function, operation.mock_status) == ("", 204)
    assert operation.mock_headers == {"Access-Control-Allow-Origin": "'*'"}


def test_a_refusal_is_the_one_named_or_the_default_of_its_class(api: routes.Api):
    assert api.refusal("REQUEST_TOO_LARGE", 413).body == "too large"
    assert api.refusal("ACCESS_DENIED", 403) == routes.Refusal(403, {}, "refused")
    assert "messageString" in api.refusal("INTEGRATION_FAILURE", 502).body


def test_an_integration_must_name_a_function():
    with pytest.raises(ValueError, match="Function"):
        routes.function_of({"Fn::Sub": "arn:aws:elsewhere"})


def test_the_api_of_the_product_is_answered_by_its_functions():
    api = routes.read()
    assert api.functions == {"auth", "bots", "chat", "upload"}
    assert {"api", "auth", "health"} <= api.first_segments
    assert api.match("POST", "/api/chat").operation.function == "chat"
    assert api.match("GET", "/api/bots/bot_1/documents/doc_1/chunks").parameters == {
        "bot_id": "bot_1", "document_id": "doc_1",
    }  # fmt: skip
