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
from tests.served import served

pytestmark = pytest.mark.cloud
EXAMPLES = int(os.environ.get("DOCENT_TEST_EXAMPLES", "12"))
CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
)  # fmt: skip
# Would end the session that the others are asked in.
ENDING = {"signOut", "eraseMe"}


@pytest.fixture
def url(ann: Person, unlimited: None) -> Iterator[str]:
    with served() as url:
        yield url


def operations() -> list[Any]:
    """Every operation but preflights."""
    definition = yaml.safe_load(OPENAPI.read_text())
    for item in definition["paths"].values():
        item.pop("options", None)
    schema = schemathesis.openapi.from_dict(definition)
    return [each.ok() for each in schema.get_all_operations()]


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "signed out"])
def test_whatever_is_sent_is_answered_as_defined(url: str, ann: Person, signed_in: bool) -> None:
    headers = {"Authorization": f"Bearer {ann.token}"} if signed_in else {}
    mine = {"bot_id": ann.bot()} if signed_in else {}
    statuses, failed = set[int](), list[str]()
    for operation in operations():
        if signed_in and operation.definition.raw["operationId"] in ENDING:
            continue
        strategy = operation.as_strategy()

        @settings(
            max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=strategy)
        def ask(case: Any) -> None:
            if mine and "bot_id" in (case.path_parameters or {}):
                case.path_parameters.update(mine)
            response = case.call(base_url=url, headers=headers, timeout=20)
            case.validate_response(response, checks=CHECKS)
            statuses.add(response.status_code)

        try:
            ask()
        except FailureGroup as error:  # the next operation is asked all the same
            failed.append(str(error))
    assert not failed, "\n".join(failed)
    assert statuses >= ({200, 201, 400, 404} if signed_in else {200, 400, 401})
