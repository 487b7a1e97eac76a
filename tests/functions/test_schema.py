"""The running product against its definition: no 5xx, every answer as openapi.yaml says, whatever is sent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from local.routes import OPENAPI
from tests.caller import Person
from tests.functions.test_sharing import share
from tests.functions.test_tenants import OPERATIONS
from tests.served import served

pytestmark = pytest.mark.cloud
EXAMPLES = int(os.environ.get("DOCENT_TEST_EXAMPLES", "12"))
CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
)  # fmt: skip
# Would end the session that the others are asked in.
ENDING = {"signOut", "eraseMe"}

# They need a server of the site's: its page, its webhook.
ELSEWHERE = {"checkPage", "askForPerson"}


@pytest.fixture
def url(ann: Person, unlimited: None) -> Iterator[str]:
    with served() as url:
        yield url


def operations() -> list[Any]:
    """Every operation but preflights; what deletes comes last, and the bot at the very end."""
    definition = yaml.safe_load(OPENAPI.read_text())
    for item in definition["paths"].values():
        item.pop("options", None)
    schema = schemathesis.openapi.from_dict(definition)
    found = [each.ok() for each in schema.get_all_operations()]
    return sorted(found, key=lambda each: (each.method == "delete", name_of(each) == "deleteBot"))


def name_of(operation: Any) -> str:
    return str(operation.definition.raw["operationId"])


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "signed out"])
def test_whatever_is_sent_is_answered_as_defined(
    url: str, ann: Person, anns: dict[str, str], signed_in: bool
) -> None:
    headers = {"Authorization": f"Bearer {ann.token}"} if signed_in else {}
    mine = anns if signed_in else {}
    statuses, failed = set[int](), list[str]()
    for operation in operations():
        if signed_in and name_of(operation) in ENDING:
            continue
        strategy = operation.as_strategy()

        @settings(
            max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=strategy)
        def ask(case: Any) -> None:
            for name in mine.keys() & (case.path_parameters or {}).keys():
                case.path_parameters[name] = mine[name]
            response = case.call(base_url=url, headers=headers, timeout=120)
            case.validate_response(response, checks=CHECKS)
            statuses.add(response.status_code)

        try:
            ask()
        except FailureGroup as error:  # the next operation is asked all the same
            failed.append(str(error))
    assert not failed, "\n".join(failed)
    assert statuses >= ({200, 201, 400, 404} if signed_in else {200, 400, 401})


def test_what_is_right_succeeds_as_defined(
    url: str, ann: Person, stranger: Person, anns: dict[str, str]
) -> None:
    """Each operation that names a bot, with what is there: the bodies of successes are looked at too."""
    bot_id = anns["bot_id"]
    told = ann.ask(bot_id, "How much is the deposit?").json
    ids = {**anns, **{name: told[name] for name in ("conversation_id", "message_id")}, "n": "1"}
    ids["member_id"] = share(ann, stranger, bot_id, "editor")
    broken = ann.upload(bot_id, "broken.pdf", b"%PDF-1.7 and then nothing of the kind")
    special = {
        "retryDocument": {"document_id": broken["document_id"]},
        "forgetConversation": {"conversation_id": anns["conversation_id"]},
    }
    seated = {each.name: each for each in OPERATIONS if each.name not in ELSEWHERE}
    failed = list[str]()
    for operation in (each for each in operations() if name_of(each) in seated):
        name = name_of(operation)
        path, query, body = seated[name].sent({**ids, **special.get(name, {})})
        json = {"body": body, "media_type": "application/json"} if operation.body else {}
        case = operation.Case(path_parameters=path, query=query, **json)
        response = case.call(base_url=url, headers={"Authorization": f"Bearer {ann.token}"}, timeout=120)
        if response.status_code >= 300:
            failed.append(f"{name}: {response.status_code} {response.text}")
        else:
            case.validate_response(response, checks=CHECKS)
    assert not failed, "\n".join(failed)
