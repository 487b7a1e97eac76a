"""Each function may do what it does and no more: its role beside what it asks of AWS in a whole life."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import Any

import bcrypt
import pytest
import urllib3
from botocore.exceptions import ClientError

from cloudformation import template
from docent.adapters.dynamo_newcomers import DynamoNewcomers
from docent.identity import Newcomer
from docent.wired_stores import NEWCOMERS_SECRET
from tests.emulator import Emulator
from tests.gemini_server import gemini_server, refusing, saying
from tests.layers.product import Product, queued
from tests.layers.recorder import Permission, Recorder
from tests.layers.runtime_api import Function
from tests.layers.sandbox import Sandbox, request

KEY = "gemini-api-key"
FUNCTIONS = ("auth", "bots", "upload", "chat", "migrate")
pytestmark = [pytest.mark.artefacts, pytest.mark.cloud]
RESOURCES = template.load("api.yaml")["Resources"]
# What Lambda itself asks for in a function's name, and what is asked only after a failure.
UNSEEN = {
    "all": {"logs:CreateLogStream", "logs:PutLogEvents"},
    # A file that is not there is "denied" without it.
    "auth": {"s3:ListBucket"},
    "upload": {
        "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility",
        # A file that is not there is "denied" without it.
        "s3:ListBucket",
        # A document whose file could not be stored is forgotten.
        "dynamodb:DeleteItem",
    },
}  # fmt: skip

# What a parameter adds; only AWS itself has what it is asked of.
OPTIONAL = {
    "Recognition": {("textract:DetectDocumentText", "*")},
    "VectorIndexPolicy": {
        ("dynamodb:DescribeTable", "VectorEmbeddings"),
        ("dynamodb:SearchVectors", "VectorEmbeddings/index/vector-index"),
    },
    "Traces": {("xray:PutTraceSegments", "*"), ("xray:PutTelemetryRecords", "*")},
    "KeyUse": {("kms:Decrypt", "KmsKey"), ("kms:GenerateDataKey", "KmsKey")},
}


def allowed(function: str) -> set[Permission]:
    """(action, resource) of the function's role, resources named as the recorder names them."""
    name = f"{function.capitalize()}Role"
    role = RESOURCES[name]["Properties"]
    policies = [policy["PolicyDocument"] for policy in role["Policies"]]
    policies += [
        each["Properties"]["PolicyDocument"]
        for each in RESOURCES.values()
        if each["Type"] == "AWS::IAM::RolePolicy" and each["Properties"]["RoleName"] == {"Ref": name}
    ]
    policies += [
        RESOURCES[arn["Ref"]]["Properties"]["PolicyDocument"] for arn in role.get("ManagedPolicyArns", [])
    ]
    return granted(policies)


def granted(policies: list[Any]) -> set[Permission]:
    return {
        (action, named(resource))
        for policy in policies
        for statement in policy["Statement"]
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }


def named(resource: Any) -> str:
    if isinstance(resource, str):
        return resource
    if "Ref" in resource:
        return str(resource["Ref"]).removesuffix("Arn")
    if "Fn::GetAtt" in resource:
        return str(resource["Fn::GetAtt"][0])
    text = re.sub(r"\$\{(\w+)Arn\}", r"\1", resource["Fn::Sub"])
    return re.sub(r"^arn:.*:parameter/docent/\$\{Environment\}/", "parameter/", text)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.fixture(scope="module")
def asked(sandbox: Sandbox, cloud: Emulator) -> Iterator[dict[str, set[Permission]]]:
    """What each function asked for while somebody signed up, made bots, asked them, and left."""
    recorders = {name: Recorder(cloud.endpoint) for name in FUNCTIONS}
    with ExitStack() as running:
        gemini = running.enter_context(gemini_server())
        linking = "On the third [1]. See https://b.example/"  # is that host one of the documents'?
        gemini.will(saying(linking), refusing(400), saying(linking))
        functions = {
            name: running.enter_context(start(sandbox, name, recorder, cloud, gemini.url))
            for name, recorder in recorders.items()
        }
        live_a_life(Product(functions), cloud)
    yield {name: recorder.asked for name, recorder in recorders.items()}
    for recorder in recorders.values():
        recorder.shutdown()
        recorder.server_close()


def start(sandbox: Sandbox, name: str, recorder: Recorder, cloud: Emulator, gemini: str) -> Function:
    environ = {"AWS_ENDPOINT_URL": recorder.endpoint, "GEMINI_BASE_URL": gemini, "DOCENT_GEMINI_SECRET": KEY}
    environ |= {"DOCENT_NOVA_MODEL": "us.amazon.nova-2-lite-v1:0", "DOCENT_STREAMING": "0"}
    return sandbox.function(name, {**cloud.env, **environ})


def live_a_life(product: Product, cloud: Emulator) -> None:
    parameter = f"/docent/{cloud.env['DOCENT_ENVIRONMENT']}/{KEY}"
    cloud.client("ssm").put_parameter(Name=parameter, Value="a key", Type="SecureString")
    come_over(product, cloud)
    be_shared_a_bot(product)
    invite(product, cloud)
    kept, deleted = product.new_bot(), product.new_bot()
    for bot_id in (kept, deleted):
        settings = {"allowed_origins": ["https://a.example"], "budget_usd_per_day": 5}
        product.call("bots", "PATCH", "/api/bots/{bot_id}", settings, bot_id=bot_id)
        document_id = product.upload(
            bot_id, "lease.txt", "The rent is 1,250 euros.\n\nIt is due on the third."
        )
        broken = product.upload(bot_id, "broken.pdf", "%PDF-1.7 and then nothing of the kind")
        ask(product, bot_id)
    use_keys(product, kept)
    use_keys(product, deleted)
    use_tests(product, kept)
    product.call("bots", "GET", "/api/bots")
    for report in ("analytics", "analytics/asked"):
        product.call("bots", "GET", f"/api/bots/{{bot_id}}/{report}", bot_id=kept)
    product.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=kept)
    document = {"bot_id": deleted, "document_id": document_id}
    product.call("bots", "GET", "/api/bots/{bot_id}/documents/{document_id}/chunks", **document)
    change_passage(product, document)
    link = product.call("bots", "GET", "/api/bots/{bot_id}/documents/{document_id}/original", **document)
    assert urllib3.request("GET", link["url"], timeout=60).status == 200
    product.call(
        "upload",
        "POST",
        "/api/bots/{bot_id}/documents/{document_id}/retry",
        bot_id=deleted,
        document_id=broken,
    )
    assert product.functions["upload"].result({"source": "docent.watch"}) == {"given_up": 0, "overdue": 0}
    product.call("bots", "DELETE", "/api/bots/{bot_id}/documents/{document_id}", **document)
    product.call("bots", "DELETE", "/api/bots/{bot_id}", bot_id=deleted)
    arrive_late(product, deleted, cloud)
    announced = {
        "bot_id": kept,
        "filename": "a.txt",
        "content_type": "text/plain",
        "size": 5,
        "sha256": "0" * 64,
    }
    product.call("upload", "POST", "/api/upload", announced)
    page = {"bot_id": kept, "url": "https://docs.example/"}
    product.call("upload", "POST", "/api/upload/url", page)
    move(product, kept)
    archive = product.call("auth", "GET", "/auth/me/export")
    assert urllib3.request("GET", archive["url"], timeout=60).status == 200
    product.call("auth", "DELETE", "/auth/me")


def move(product: Product, bot_id: str) -> None:
    """The bot goes out and comes in again."""
    moving = product.call("upload", "POST", "/api/bots/{bot_id}/export", bot_id=bot_id)
    done = worked(product, moving)
    archive = urllib3.request("GET", done["url"], timeout=60).data
    ticket = product.call("upload", "POST", "/api/bots/import", {"name": "A", "size": len(archive)})
    fields = {**ticket["upload"]["fields"], "file": ("bot.zip", archive, "application/zip")}
    assert urllib3.request("POST", ticket["upload"]["url"], fields=fields, timeout=60).status == 204
    product.tell_of(ticket["transfer"]["bot_id"], ticket["transfer"]["transfer_id"])
    worked(product, ticket["transfer"])


def worked(product: Product, moving: dict[str, Any]) -> dict[str, Any]:
    """The transfer once it is done. A call has less time here than on Lambda: each does a slice."""
    told = {name: moving[name] for name in ("bot_id", "transfer_id")}
    message = queued({"bot_id": told["bot_id"], "document_id": told["transfer_id"]})
    for _ in range(20):
        done = product.call("upload", "GET", "/api/bots/{bot_id}/transfers/{transfer_id}", **told)
        if done["status"] in ("done", "failed"):
            break
        assert product.functions["upload"].result(message) == {"batchItemFailures": []}
    assert done["status"] == "done", (done.get("reason"), done.get("message"))
    return dict(done)


def change_passage(product: Product, document: dict[str, str]) -> None:
    chunks = "/api/bots/{bot_id}/documents/{document_id}/chunks"
    (chunk, *_) = product.call("bots", "GET", chunks, **document)["chunks"]
    path = {**document, "chunk_id": chunk["chunk_id"]}
    product.call("upload", "PATCH", f"{chunks}/{{chunk_id}}", {"off": True}, **path)


def come_over(product: Product, cloud: Emulator) -> None:
    """Somebody of the system before this one signs in for the first time."""
    root = f"/docent/{cloud.env['DOCENT_ENVIRONMENT']}/{NEWCOMERS_SECRET}"
    with suppress(ClientError):  # another test made it already
        cloud.client("ssm").put_parameter(Name=root, Value="a root", Type="SecureString")
    secret = cloud.client("ssm").get_parameter(Name=root, WithDecryption=True)["Parameter"]["Value"]
    table = cloud.shared.outputs["NewcomersTable"]
    expected = DynamoNewcomers(cloud.client("dynamodb"), table, lambda: secret)
    hashed = bcrypt.hashpw(b"sesame", bcrypt.gensalt(4)).decode()
    expected.keep(Newcomer("jo@example.com", ("old",), "Jo", hashed), 1)
    event = {"userName": "jo@example.com", "request": {"password": "sesame"}}
    source = {"triggerSource": "UserMigration_Authentication"}
    answer = product.functions["migrate"].result({**event, **source})
    assert answer["response"]["finalUserStatus"] == "CONFIRMED"
    expected.erase("jo@example.com")


def be_shared_a_bot(product: Product) -> None:
    """Somebody shares a bot with somebody else, who stays a member; nobody knows the other functions' bot."""
    product.sign_in()
    bot_id, owner = product.new_bot(), product.token
    product.sign_in()
    event = request(
        "POST", "/api/bots/{bot_id}/members", {"email": product.account["email"], "role": "viewer"},
        token=owner, path={"bot_id": bot_id},
    )  # fmt: skip
    assert product.functions["bots"].result(event)["statusCode"] == 200
    assert product.call("bots", "GET", "/api/invitations")["invitations"]
    product.call("bots", "POST", "/api/invitations/{bot_id}", bot_id=bot_id)
    assert product.call("bots", "GET", "/api/bots")["bots"]
    product.call("chat", "POST", "/api/bots/{bot_id}/search", {"query": "rent"}, bot_id=bot_id)
    page = request(
        "POST", "/api/upload/url", {"bot_id": bot_id, "url": "https://a.example"}, token=product.token
    )
    assert product.functions["upload"].result(page)["statusCode"] == 403


def invite(product: Product, cloud: Emulator) -> None:
    me = product.call("auth", "GET", "/auth/me")
    cloud.client("cognito-idp").admin_add_user_to_group(
        UserPoolId=cloud.env["DOCENT_USER_POOL_ID"], Username=me["email"], GroupName="admin"
    )
    product.sign_in_again()
    product.call("auth", "POST", "/auth/invitations", {"email": f"guest-{me['email']}"})


def arrive_late(product: Product, bot_id: str, cloud: Emulator) -> None:
    """A file reaches the bucket after its bot was deleted."""
    cloud.client("s3").put_object(
        Bucket=cloud.env["DOCENT_BUCKET"], Key=f"{bot_id}/doc_late/original", Body=b"x"
    )
    product.tell_of(bot_id, "doc_late")


def use_keys(product: Product, bot_id: str) -> None:
    """One is used and stays, one is revoked; and the site may say who its visitors are."""
    product.call("chat", "POST", "/api/bots/{bot_id}/identity", bot_id=bot_id)
    keys = "/api/bots/{bot_id}/keys"
    made, revoked = (
        product.call("bots", "POST", keys, {"name": "A", "scopes": ["chat"]}, bot_id=bot_id) for _ in range(2)
    )
    body = {"model": bot_id, "messages": [{"role": "user", "content": "When is the rent due?"}]}
    event = request("POST", "/v1/chat/completions", body, token=made["key"])
    assert product.functions["chat"].result(event)["statusCode"] == 200
    path = {"bot_id": bot_id, "key_id": revoked["key_id"]}
    event = request("DELETE", f"{keys}/{{key_id}}", token=product.token, path=path)
    assert product.functions["bots"].result(event)["statusCode"] == 204


def use_tests(product: Product, bot_id: str) -> None:
    """One is deleted, one stays and lets a document pass."""
    tests, ids = "/api/bots/{bot_id}/tests", []
    for question in ("When is the rent due?", "Who is the landlord?"):
        body = {"question": question, "filename": "lease.txt"}
        ids.append(product.call("bots", "POST", tests, body, bot_id=bot_id)["test_id"])
    path = {"bot_id": bot_id, "test_id": ids[1]}
    event = request("DELETE", f"{tests}/{{test_id}}", token=product.token, path=path)
    assert product.functions["bots"].result(event)["statusCode"] == 204
    (test,) = product.call("chat", "POST", f"{tests}/run", bot_id=bot_id)["tests"]
    assert test["result"]["passed"]
    product.call("bots", "PATCH", "/api/bots/{bot_id}", {"tests_block": True}, bot_id=bot_id)
    product.upload(bot_id, "pets.txt", "Cats are welcome.")


def ask(product: Product, bot_id: str) -> None:
    """Twice in one conversation as the owner, coming back to it and stopping it; once as a visitor."""
    question = {"bot_id": bot_id, "message": "When is the rent due?"}
    answer = product.call("chat", "POST", "/api/chat", question)
    product.call("chat", "POST", "/api/chat", {**question, "conversation_id": answer["conversation_id"]})
    rating = {"message_id": answer["message_id"], "rating": "down"}
    for resource, body in (
        ("/api/chat/stop", {"bot_id": bot_id, **ids(answer)}),
        ("/api/feedback", rating),
        ("/api/bots/{bot_id}/todo/dismiss", {"message_ids": [answer["message_id"]]}),
    ):
        event = request("POST", resource, body, token=product.token, path={"bot_id": bot_id})
        assert product.functions["chat"].result(event)["statusCode"] == 204
    back = request("POST", "/api/chat", {**question, "stream": True}, token=product.token)
    back["headers"]["Last-Event-ID"] = ".".join((*ids(answer).values(), "end"))
    assert product.functions["chat"].result(back)["statusCode"] == 200
    path = {**ids(answer), "n": "1"}
    source = "/api/chat/conversations/{conversation_id}/sources/{message_id}/{n}"
    event = request("GET", source, token=product.token, path=path, query={"bot_id": bot_id})
    link = json.loads(product.functions["chat"].result(event)["body"])["url"]
    assert urllib3.request("GET", link, timeout=60).status == 200
    event = request("POST", "/api/widget/session", {"bot_id": bot_id})
    event["headers"]["Origin"] = "https://a.example"
    assert product.functions["chat"].result(event)["statusCode"] == 200


def ids(answer: dict[str, Any]) -> dict[str, str]:
    return {name: answer[name] for name in ("conversation_id", "message_id")}


def covered(asked: set[Permission], function: str) -> set[Permission]:
    """What was asked of a part of the bucket, as asked of all, where the function may and does ask that too:
    one that asks of parts alone needs no more than them."""
    whole = {action for action, resource in allowed(function) & asked if resource == "Bucket/*"}
    of_bucket = {each for each in asked if each[1].startswith("Bucket/") and each[0] in whole}
    return asked - of_bucket | {(action, "Bucket/*") for action, _ in of_bucket}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_all_it_does(asked: dict[str, set[Permission]], function: str) -> None:
    assert covered(asked[function], function) <= allowed(function)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_no_more(asked: dict[str, set[Permission]], function: str) -> None:
    unseen = UNSEEN["all"] | UNSEEN.get(function, set())
    used = covered(asked[function], function)
    needless = {each for each in allowed(function) - used if each[0] not in unseen}
    assert needless == set()


def test_what_a_parameter_adds_is_what_its_adapter_calls() -> None:
    added = {
        name: granted([each["Properties"]["PolicyDocument"]])
        for name, each in RESOURCES.items()
        if each["Type"] == "AWS::IAM::Policy"
    }
    assert added == OPTIONAL
