"""smoke.py: a part that answers late is waited for, one that does not is named."""

from __future__ import annotations

from typing import Any

import pytest

from cloudformation import smoke
from cloudformation.aws import NotDeployed
from cloudformation.fetch import Answer
from tests.cloudformation import account
from tests.cloudformation.account import Account, Functions


@pytest.mark.parametrize("late", [1, smoke.TRIES - 1, smoke.TRIES])
def test_a_name_that_is_not_known_yet_is_asked_again_after_a_while(late: int) -> None:
    asked: list[str] = []

    def fetch(method: str, url: str, body: bytes | None) -> Answer:
        asked.append(url)
        if "widget" in url and asked.count(url) <= late:
            raise NotDeployed("no such host")
        return account.answering(method, url, body)

    def wait() -> None:
        asked.append("wait")

    checks = {each.name: each for each in smoke.tour(account.OUTPUTS, fetch, wait)}
    assert [name for name, each in checks.items() if not each.ok] == (
        ["widget"] if late == smoke.TRIES else []
    )
    tries = min(late + 1, smoke.TRIES)
    assert asked[-2 * tries + 1 :] == [account.OUTPUTS["WidgetUrl"], "wait"] * (tries - 1) + asked[-1:]


@pytest.mark.parametrize("instead", [{"errorMessage": "invalid ELF header"}, None, 384])
def test_a_model_that_does_not_run_is_found_by_asking_each_function(aws: Account, instead: Any) -> None:
    aws.own["lambda"] = Functions("docent-dev-upload", instead=instead)
    chat, upload = smoke.embedding("dev", aws)
    assert str(chat) == "  yes  chat embeds: a sentence has 384 numbers"
    assert not upload.ok
    assert f"upload embeds: {instead} " in str(upload)
