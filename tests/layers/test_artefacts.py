"""What Lambda is given, run as Lambda runs it: under AWS's awslambdaric, and under our streaming loop."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from cloudformation import package, template
from tests.emulator import Emulator
from tests.layers.product import Product, queued, started
from tests.layers.sandbox import BUILT, ROOT, Sandbox, request
from tests.website import website

pytestmark = pytest.mark.artefacts
OFFLINE = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "DOCENT_ENVIRONMENT": "test"}


def error_of(response: Mapping[str, Any]) -> tuple[int, str]:
    error = json.loads(response["body"])["error"]
    assert set(error) >= {"code", "message", "request_id"}
    return response["statusCode"], error["code"]


def test_sizes_are_within_the_limits(sandbox: Sandbox) -> None:
    sizes = package.measure(BUILT)
    print(package.table(sizes))
    assert set(sizes) == {"auth", "bots", "chat", "migrate", "upload"}
    for _, unzipped_bytes, limit in sizes.values():
        assert 10 * package.MiB < unzipped_bytes < limit < 1.4 * unzipped_bytes
        assert limit <= 250 * package.MiB


def test_layers_of_a_function_never_overwrite_each_other() -> None:
    for layers in template.layers_of(template.load("api.yaml")).values():
        folders = [BUILT / "layers" / layer for layer in layers]
        files = [{p.relative_to(f) for p in f.rglob("*") if p.is_file()} for f in folders]
        assert len(set().union(*files)) == sum(map(len, files))


def test_nothing_of_the_checkout_is_on_the_path(sandbox: Sandbox) -> None:
    probe = (
        "import sys, json, docent, botocore;"
        "print(json.dumps([docent.__file__, botocore.__file__, *sys.path]))"
    )
    opt = sandbox.folder / "opt/auth/python"
    found = subprocess.run(
        [sandbox.target.python, "-S", "-s", "-c", probe],
        env={"PYTHONPATH": str(opt)}, cwd=sandbox.folder / "task/auth",
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    docent, botocore, *path = json.loads(found.stdout)
    assert docent.startswith(str(opt))
    assert botocore.startswith(str(opt))
    assert not [each for each in path if Path(each).is_relative_to(ROOT)]


def test_every_module_has_its_byte_code(sandbox: Sandbox) -> None:
    for folder in (BUILT / "layers" / "shared", BUILT / "layers" / "core"):
        tag = f"cpython-{sandbox.target.version.replace('.', '')}"
        for module in folder.rglob("*.py"):
            assert (module.parent / "__pycache__" / f"{module.stem}.{tag}.pyc").exists(), module


def test_a_cold_chat_imports_no_more_than_it_did(sandbox: Sandbox) -> None:
    """638 modules when this was written. Imports are most of its time, which no test can tell."""
    probe = (
        "import sys, handler; from docent.wiring import wired; wires = wired(); wires.embedder.embed(['x']);"
        "[getattr(wires, port) for port in sys.argv[1:]]; print(len(sys.modules))"
    )
    used = ("access_tokens", "visitor_tokens", "bots", "documents", "knowledge", "index", "limits", "ledger")
    opt = sandbox.folder / "opt/chat"
    found = subprocess.run(
        [sandbox.target.python, "-S", "-s", "-c", probe, *used, "conversations", "members", "keys"],
        env={**OFFLINE, "PYTHONPATH": str(opt / "python"), "DOCENT_MODEL_FOLDER": str(opt / "model")},
        cwd=sandbox.folder / "task/chat", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert 500 < int(found.stdout) < 660


def test_bots_answers_that_it_is_up(sandbox: Sandbox) -> None:
    with sandbox.function("bots", OFFLINE) as function:
        response = function.result(request("GET", "/health"))
        assert (response["statusCode"], json.loads(response["body"])) == (200, {"status": "ok"})


def test_auth_wants_a_token(sandbox: Sandbox) -> None:
    with sandbox.function("auth", OFFLINE) as function:
        assert error_of(function.result(request("GET", "/auth/me"))) == (401, "not_signed_in")


def test_upload_wants_a_signed_in_caller_and_takes_a_test_event(sandbox: Sandbox) -> None:
    with sandbox.function("upload", OFFLINE) as function:
        assert error_of(function.result(request("POST", "/api/upload", {})))[0] == 401
        assert function.result(queued({"Event": "s3:TestEvent"})) == {"batchItemFailures": []}


def test_the_pools_keys_are_on_their_way_before_a_token_is_looked_at(sandbox: Sandbox) -> None:
    """They come beside the clients of a cold start. This token would be refused without them."""
    token = jwt.encode({"sub": "ann"}, rsa.generate_private_key(65537, 2048), algorithm="RS256")
    question = {"query": "Who?"}
    asked = request("POST", "/api/bots/{bot_id}/search", question, token=token, path={"bot_id": "bot_1"})
    with website() as site:
        environ = {**OFFLINE, "DOCENT_JWKS_URL": f"{site.url}/jwks.json"}
        with sandbox.function("chat", environ) as function:
            assert error_of(function.result(asked)) == (401, "not_signed_in")
            site.wait_for("/jwks.json")


def test_chat_wants_a_token_streaming_or_not(sandbox: Sandbox) -> None:
    question = request("POST", "/api/chat", {"bot_id": "bot_1", "message": "Who?"})
    with sandbox.function("chat", OFFLINE) as function:
        assert error_of(function.result(question))[0] == 401
    with sandbox.function("chat", {**OFFLINE, "DOCENT_STREAMING": "1"}, streaming=True) as function:
        answer = function.streamed(question)
        assert answer.prelude["statusCode"] == 401
        assert "error" in json.loads(b"".join(answer.chunks))


@pytest.fixture
def product(sandbox: Sandbox, cloud: Emulator) -> Iterator[Product]:
    # The pool is the session's, and the emulator asks who signs what is asked of it (Emulator.account).
    with started(sandbox, cloud.shared.env) as product:
        yield product


LEASE = "Article 1. Rent.\n\nThe monthly rent is 1,250 euros, due on the third day of each month.\n"


@pytest.mark.cloud
def test_from_sign_up_to_a_streamed_cited_answer(product: Product) -> None:
    product.sign_in()
    bot_id = product.new_bot()
    document_id = product.upload(bot_id, "lease.txt", LEASE)
    status = product.call(
        "bots", "GET", "/api/bots/{bot_id}/documents/{document_id}", bot_id=bot_id, document_id=document_id
    )
    assert status["status"] == "ready", status
    question = {"bot_id": bot_id, "message": "When is the monthly rent due?", "stream": True}
    answer = product.functions["chat"].streamed(request("POST", "/api/chat", question, token=product.token))
    assert answer.prelude["headers"]["Content-Type"].startswith("text/event-stream"), answer
    assert len(answer.chunks) > 2
    events = b"".join(answer.chunks).decode()
    assert [line for line in events.splitlines() if line.startswith("event: ")][-1] == "event: done"
    citations = [json.loads(line[6:]) for line in events.splitlines() if line.startswith('data: {"n"')]
    assert citations
    assert all(each["quote"] in LEASE for each in citations)
