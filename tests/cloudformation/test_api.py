"""api.yaml and openapi.yaml together: what cfn-lint cannot see."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from cloudformation.template import FOLDER, layers_of, load
from docent.condense import SECONDS
from docent.config import Settings
from docent.guard import WITHIN

API = load("api.yaml")
RESOURCES = API["Resources"]
OPENAPI = yaml.safe_load((FOLDER / "openapi.yaml").read_text())
FUNCTIONS = {n: r["Properties"] for n, r in RESOURCES.items() if r["Type"] == "AWS::Lambda::Function"}
# Cognito asks the other one, for the weeks of a migration, by its name.
RELEASED = {name: each for name, each in FUNCTIONS.items() if name != "MigrateFunction"}
COLD = 2  # seconds: a cold start, the search and the receipt
STREAMED = "response-streaming-invocations"
# AWS::Service::Type billed for being there, whether it is used or not.
HOURLY = re.compile(
    r"NatGateway|::RDS::|::EC2::|::ECS::|::OpenSearch|::Elasticsearch|::ElastiCache|::MemoryDB|::Redshift|::Neptune"
    r"|::DocDB|::MSK|::Kinesis::Stream|::DAX|::ElasticLoadBalancing|::SageMaker|::Kendra|::KMS::Key|::SecretsManager"
)
CHATS = (
    "/api/chat/stop", "/api/chat/conversations", "/api/chat/conversations/{conversation_id}", "/api/feedback",
    "/api/chat/conversations/{conversation_id}/sources/{message_id}/{n}",
    "/api/bots/{bot_id}/todo", "/api/bots/{bot_id}/todo/dismiss", "/api/bots/{bot_id}/tests/run",
    "/api/chat", "/api/bots/{bot_id}/search", "/api/bots/{bot_id}/identity", "/api/widget/session",
    "/api/chat/conversations/{conversation_id}/contact", "/api/chat/conversations/{conversation_id}/person",
    "/api/bots/{bot_id}/webhook", "/chat/{bot_id}",
)  # fmt: skip
# Opened by hand or in a frame, never fetched by a script: nobody asks first.
PAGES = {"/chat/{bot_id}"}


def routes() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in OPENAPI["paths"].items():
        for method in item.keys() - {"parameters"}:
            yield method, path, item[method]["x-amazon-apigateway-integration"]


def uris(integration: dict[str, Any]) -> list[str]:
    uri = integration["uri"]
    return [each["Fn::Sub"] for each in uri["Fn::If"][1:]] if "Fn::If" in uri else [uri["Fn::Sub"]]


def statements(role: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for policy in role.get("Policies", []):
        yield from policy["PolicyDocument"]["Statement"]
    for arn in role.get("ManagedPolicyArns", []):
        yield from RESOURCES[arn["Ref"]]["Properties"]["PolicyDocument"]["Statement"]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_every_route_has_a_function_that_the_gateway_may_call() -> None:
    permitted = {
        r["Properties"]["FunctionName"]["Ref"].replace("Live", "Function")
        for r in RESOURCES.values()
        if r["Type"] == "AWS::Lambda::Permission"
        and r["Properties"]["Principal"] == "apigateway.amazonaws.com"
    }
    called = {
        re.search(r"\$\{(\w+)\.Arn\}", uri)[1]  # type: ignore[index]
        for _, _, integration in routes()
        if integration["type"] == "aws_proxy"
        for uri in uris(integration)
    }
    assert called == FUNCTIONS.keys() - {"MigrateFunction"} == permitted


def test_only_this_user_pool_may_ask_who_comes_over_and_only_where_it_is_told_to() -> None:
    permission = RESOURCES["MigratePermission"]["Properties"]
    assert permission["Principal"] == "cognito-idp.amazonaws.com"
    assert permission["SourceArn"] == {"Ref": "UserPoolArn"}
    data = load("data.yaml")
    condition, asked, without = data["Resources"]["UserPool"]["Properties"]["LambdaConfig"]["Fn::If"]
    assert (condition, without) == ("WithMigration", {"Ref": "AWS::NoValue"})
    assert data["Parameters"]["Migration"]["Default"] == "false"
    name = FUNCTIONS["MigrateFunction"]["FunctionName"]["Fn::Sub"]
    assert asked["UserMigration"]["Fn::Sub"].endswith(f":function:{name}")
    assert FUNCTIONS["MigrateFunction"]["Timeout"] <= 5  # Cognito waits no longer


def test_nobody_writes_the_old_id_that_gives_them_what_it_owned() -> None:
    client = load("data.yaml")["Resources"]["UserPoolClient"]["Properties"]
    assert "custom:legacy_id" in client["ReadAttributes"]
    assert client["WriteAttributes"] == ["email", "name"]


def test_every_route_is_one_of_its_handlers_routes() -> None:
    for method, path, integration in routes():
        if integration["type"] == "aws_proxy":
            name = re.search(r"\$\{(\w+)Function", uris(integration)[0])[1].lower()  # type: ignore[index]
            assert (method.upper(), path) in handled(name)


def handled(name: str) -> set[tuple[str, str]]:
    return {*importlib.import_module(f"functions.{name}.handler").ROUTES}


def test_every_path_answers_preflights_without_a_function() -> None:
    for path, item in OPENAPI["paths"].items():
        if path in PAGES:
            continue
        assert item["options"]["x-amazon-apigateway-integration"]["type"] == "mock", path


def test_streaming_goes_by_its_own_uri_and_only_where_it_is_on() -> None:
    for _, path, integration in routes():
        if integration["type"] == "mock":
            continue
        mode = integration["responseTransferMode"]
        if path.startswith("/v1/") or path in CHATS:
            streamed, whole = uris(integration)
            assert mode == {"Fn::If": ["Streaming", "STREAM", "BUFFERED"]}
            assert "/2021-11-15/" in streamed
            assert streamed.endswith(STREAMED)
        else:
            (whole,) = uris(integration)
            assert mode == "BUFFERED"
        assert "/2015-03-31/" in whole
        assert whole.endswith("/invocations")
    variables = FUNCTIONS["ChatFunction"]["Environment"]["Variables"]
    assert variables["AWS_LAMBDA_EXEC_WRAPPER"]["Fn::If"][:2] == ["Streaming", "/opt/runtime/wrapper"]
    assert variables["DOCENT_STREAMING"] == {"Fn::If": ["Streaming", "1", "0"]}


@pytest.mark.parametrize("name", ["data", "api", "monitoring", "frontend"])
def test_nothing_is_billed_by_the_hour(name: str) -> None:
    template = load(f"{name}.yaml")
    for logical, resource in template["Resources"].items():
        assert not HOURLY.search(resource["Type"]), logical
        assert "Provisioned" not in str(resource), logical
        # AWS WAF is billed by the month, so it has to be asked for.
        assert "WAF" not in resource["Type"] or resource["Condition"] == "WithFirewall"
    assert template["Parameters"].get("Firewall", {"Default": "false"})["Default"] == "false"


def test_no_role_reaches_beyond_what_it_names() -> None:
    for name in FUNCTIONS:
        role = RESOURCES[name.replace("Function", "Role")]["Properties"]
        for statement in statements(role):
            actions = listed(statement["Action"])
            assert not any("*" in action for action in actions), name
            for resource in listed(statement["Resource"]):
                files = ("*", "exports/*", "*/original")
                assert resource in [
                    {"Fn::Sub": f"${{BucketArn}}/{each}"} for each in files
                ] or "*" not in str(resource), name


def test_what_reaches_beyond_a_role_is_asked_for_and_no_more_than_one_call() -> None:
    apart = {name: each for name, each in RESOURCES.items() if each["Type"] == "AWS::IAM::Policy"}
    assert set(apart) == {"Recognition", "VectorIndexPolicy", "Traces", "KeyUse"}
    assert apart["KeyUse"]["Condition"] == "WithKey"
    assert "*" not in str(apart["KeyUse"]["Properties"]["PolicyDocument"])
    (traced,) = apart["Traces"]["Properties"]["PolicyDocument"]["Statement"]
    assert apart["Traces"]["Condition"] == "WithTracing"
    # X-Ray has no narrower resource.
    assert (traced["Action"], traced["Resource"]) == (
        ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        "*",
    )
    assert apart["VectorIndexPolicy"]["Condition"] == "WithVectorIndex"
    assert "*" not in str(apart["VectorIndexPolicy"])
    policy = apart["Recognition"]
    assert policy["Condition"] == "WithOcr"
    assert policy["Properties"]["Roles"] == [{"Ref": "UploadRole"}]
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    # Textract has no narrower resource.
    assert (statement["Action"], statement["Resource"]) == ("textract:DetectDocumentText", "*")
    variables = FUNCTIONS["UploadFunction"]["Environment"]["Variables"]
    assert variables["DOCENT_OCR"]["Fn::If"][:2] == ["WithOcr", "textract"]


def test_each_function_touches_only_its_own_stores() -> None:
    stores = {
        name: sorted(set(re.findall(r"\b(\w+)Arn\b", str(list(statements(role_of(name)))))))
        for name in FUNCTIONS
    }
    erasure = ["Access", "BotCollections", "Bucket", "Conversations", "Documents", "VectorEmbeddings"]
    assert stores["BotsFunction"] == sorted([*erasure, "Queue", "Usage"])  # a deletion moves thresholds
    assert stores["AuthFunction"] == sorted([*erasure, "Usage", "UserPool"])
    assert stores["UploadFunction"] == sorted([*erasure, "DeadQueue", "Queue"])  # an import is taken back
    assert stores["ChatFunction"] == [
        "Access",
        "BotCollections",
        "Bucket",
        "Conversations",
        "Documents",
        "Usage",
        "VectorEmbeddings",
    ]
    assert stores["MigrateFunction"] == ["Newcomers"]
    secret = FUNCTIONS.keys() - {"ChatFunction", "MigrateFunction"}
    assert "ssm" not in str([list(statements(role_of(n))) for n in secret])


def test_who_checks_the_choice_of_a_model_knows_those_that_answer() -> None:
    asks, checks = (FUNCTIONS[f"{name}Function"]["Environment"]["Variables"] for name in ("Chat", "Bots"))
    chosen = {f"DOCENT_{name.upper()}_MODEL" for name in ("gemini", "gemini_hard", "nova")}
    assert {name: asks.get(name) for name in chosen} == {name: checks.get(name) for name in chosen}


def test_no_secret_is_in_plain_sight() -> None:
    for name, function in FUNCTIONS.items():
        for variable, value in function["Environment"]["Variables"].items():
            assert not re.search("KEY|TOKEN|PASSWORD|CREDENTIAL", variable), (name, variable)
            # What is called a secret is the name of one.
            assert "SECRET" not in variable or "gemini-api-key" in str(value), (name, variable)


def role_of(name: str) -> dict[str, Any]:
    role: dict[str, Any] = RESOURCES[name.replace("Function", "Role")]["Properties"]
    return role


def test_functions_carry_only_what_they_use_and_no_more_than_five_layers() -> None:
    layers = layers_of(API)
    assert {name: set(found) for name, found in layers.items()} == {
        "auth": {"core", "shared"},
        "bots": {"core", "shared"},
        "chat": {"core", "shared", "search", "model", "runtime"},
        "migrate": {"core", "shared", "passwords"},
        "upload": {"core", "shared", "search", "documents", "model"},
    }
    assert max(map(len, layers.values())) <= 5


def test_functions_run_on_the_documented_python_and_their_own_log() -> None:
    for name, function in FUNCTIONS.items():
        assert (function["Runtime"], function["Handler"]) == ("python3.13", "handler.handler")
        log = function["LoggingConfig"]["LogGroup"]["Ref"]
        assert log == name.replace("Function", "Log")
        assert RESOURCES[log]["Properties"]["RetentionInDays"] == {"Ref": "LogDays"}
        reserved = function.get("ReservedConcurrentExecutions", {"Fn::If": ["", "", {"Ref": "AWS::NoValue"}]})
        assert reserved["Fn::If"][2] == {"Ref": "AWS::NoValue"}


def test_calls_come_to_what_is_live_of_a_function() -> None:
    """A version is published anew with each release: its description, and the function's, carry it."""
    for name, function in RELEASED.items():
        version, live = (RESOURCES[name.replace("Function", kind)] for kind in ("Version", "Live"))
        assert "${Release}" in function["Description"]["Fn::Sub"]
        assert version["Properties"] == {"FunctionName": {"Ref": name}, "Description": {"Ref": "Release"}}
        assert live["Properties"]["FunctionVersion"] == {
            "Fn::GetAtt": [name.replace("Function", "Version"), "Version"]
        }
        assert live["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]["Fn::If"][0] == "Shifting"
    for resource in RESOURCES.values():
        called = resource["Properties"].get("FunctionName", {})
        if resource["Type"] in ("AWS::Lambda::Permission", "AWS::Lambda::EventSourceMapping"):
            assert called["Ref"].endswith("Live") or called["Ref"] not in RELEASED


def test_a_gradual_shift_goes_back_when_the_new_version_fails() -> None:
    for name in RELEASED:
        kind = name.removesuffix("Function")
        group, alarm = RESOURCES[f"{kind}Shift"], RESOURCES[f"{kind}Failing"]
        assert group["Condition"] == alarm["Condition"] == "Shifting"
        assert group["Properties"]["AlarmConfiguration"]["Alarms"] == [{"Name": {"Ref": f"{kind}Failing"}}]
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["Properties"]["AutoRollbackConfiguration"]["Events"]
        assert alarm["Properties"]["Dimensions"][1]["Value"] == {"Fn::Sub": f"${{{name}}}:live"}


def test_what_costs_most_has_throttles_of_its_own() -> None:
    settings = {each["ResourcePath"]: each for each in RESOURCES["Stage"]["Properties"]["MethodSettings"]}
    paths = {path.replace("~1", "/").removeprefix("/") for path in settings if path != "/*"}
    assert paths <= OPENAPI["paths"].keys()
    assert {"/api/chat", "/v1/chat/completions", "/auth/signin"} <= paths
    assert all("ThrottlingRateLimit" in each for each in settings.values())
    for path, kind in (
        ("/*", "Requests"),
        ("/~1api~1chat", "Answers"),
        ("/~1v1~1chat~1completions", "Answers"),
    ):
        assert settings[path]["ThrottlingRateLimit"] == {"Ref": f"{kind}PerSecond"}
        assert settings[path]["ThrottlingBurstLimit"] == {"Ref": f"{kind}AtOnce"}
    assert settings["/~1auth~1signin"]["ThrottlingRateLimit"] == {"Ref": "SignInsPerSecond"}


def test_every_variable_is_a_setting() -> None:
    known = {f"DOCENT_{name.upper()}" for name in Settings.__annotations__}
    for function in FUNCTIONS.values():
        given = function["Environment"]["Variables"].keys() - {"AWS_LAMBDA_EXEC_WRAPPER"}
        assert given <= known


@pytest.mark.parametrize("name", [name.removesuffix("Function").lower() for name in FUNCTIONS])
def test_a_function_is_told_whatever_its_routes_read_that_a_deployment_sets(name: str) -> None:
    variables = {each: function["Environment"]["Variables"].keys() for each, function in FUNCTIONS.items()}
    deployed = set().union(*variables.values())
    needed = {f"DOCENT_{each.upper()}" for each in settings_read(f"functions.{name}.handler", set())}
    assert needed, name
    assert needed & deployed <= variables[f"{name.capitalize()}Function"]


def settings_read(module: str, seen: set[str]) -> set[str]:
    """The settings that a handler and the routes it is made of read themselves, not by an adapter."""
    tree = ast.parse(Path(importlib.import_module(module).__file__ or "").read_text())
    read = {"environment"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("settings"):
            made_of = getattr(Settings, node.attr, None)
            of = inspect.getsource(made_of.fget) if isinstance(made_of, property) else f"self.{node.attr}"
            read |= {*re.findall(r"self\.(\w+)", of or "")}
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("docent.routes"):
            parts = [f"docent.routes.{each.name}" for each in node.names]
            for part in parts if node.module == "docent.routes" else [str(node.module)]:
                if part not in seen:
                    seen.add(part)
                    read |= settings_read(part, seen)
    return read


def test_who_counts_addresses_knows_the_proxies() -> None:
    told = {
        name for name, each in FUNCTIONS.items()
        if each["Environment"]["Variables"].get("DOCENT_TRUSTED_HOPS") == {"Ref": "TrustedHops"}
    }  # fmt: skip
    assert told == {"AuthFunction", "ChatFunction"}
    assert API["Parameters"]["TrustedHops"]["Default"] == 0


def test_the_queue_hears_which_messages_failed() -> None:
    source = RESOURCES["UploadSource"]["Properties"]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["FunctionName"] == {"Ref": "UploadLive"}


def test_the_stage_is_deployed_anew_when_streaming_is_switched() -> None:
    streamed, whole = RESOURCES["Stage"]["Properties"]["DeploymentId"]["Fn::If"][1:]
    assert RESOURCES[streamed["Ref"]]["Condition"] == "Streaming"
    assert RESOURCES[whole["Ref"]]["Condition"] == "Whole"


def test_access_logs_hold_nothing_of_a_person() -> None:
    form = RESOURCES["Stage"]["Properties"]["AccessLogSetting"]["Format"]
    assert not re.search(r"identity|sourceIp|authorizer|querystring|\$context\.path\b", form)


def test_handlers_exist() -> None:
    folder: Path = FOLDER.parent / "functions"
    assert {p.parent.name for p in folder.glob("*/handler.py")} == layers_of(API).keys()


def test_a_whole_answer_is_there_before_the_gateway_gives_up() -> None:
    variables = FUNCTIONS["ChatFunction"]["Environment"]["Variables"]
    streaming, given = variables["DOCENT_MODEL_WHOLE_TIMEOUT"]["Fn::If"][1:]
    assert streaming == {"Ref": "AWS::NoValue"}
    whole = replace(Settings(), model_whole_timeout=float(given))
    silent, written = whole.model_text_timeout + WITHIN, whole.model_whole_timeout
    assert SECONDS + silent + written < 29 - COLD
    assert Settings().model_text_timeout + WITHIN + Settings().model_whole_timeout < 120 - COLD
